package org.tillkeeper.tools.reconcile;

import static org.tillkeeper.tools.reconcile.ReconcileWords.say;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.tillkeeper.tools.reconcile.Findings.Pair;
import org.tillkeeper.tools.reconcile.Findings.What;

/**
 * Finds for each line of a statement the request that it is: by reference number, then by batch and
 * trace number, then by the till's own name, then by amount and time. Each is used once.
 */
public final class Matching {
  /** The clocks of a terminal and of a host, and the time a payment takes, differ by less. */
  private static final Duration CLOCKS = Duration.ofMinutes(10);

  private final String terminal;
  private final ZoneId zone;
  private final Instant from;
  private final Instant to;
  private final Set<Booking> used = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Pair> pairs = new ArrayList<>();
  private final List<Pair> differs = new ArrayList<>();
  private final List<Pair> ambiguous = new ArrayList<>();
  private int passedOver;

  /**
   * @param terminal the terminal's number; lines of others are passed over
   * @param zone of the shop, by which days are counted
   * @param from the beginning of what is compared
   * @param to its end
   */
  public Matching(String terminal, ZoneId zone, Instant from, Instant to) {
    this.terminal = terminal;
    this.zone = zone;
    this.from = from;
    this.to = to;
  }

  /**
   * How far the ledger may be read beyond what is compared: a line may be of a payment that the
   * ledger recorded on the other side of midnight.
   */
  public static Duration margin() {
    return CLOCKS;
  }

  /**
   * The first and the last day of a statement's lines; empty where no line has a time.
   *
   * @return two days, the same where there is one
   */
  public static Optional<LocalDate[]> days(Statement statement, ZoneId zone) {
    LocalDate first = null;
    LocalDate last = null;
    for (StatementLine line : statement.lines()) {
      if (line.time().isPresent()) {
        LocalDate day = line.time().get().atZone(zone).toLocalDate();
        first = first == null || day.isBefore(first) ? day : first;
        last = last == null || day.isAfter(last) ? day : last;
      }
    }
    return first == null ? Optional.empty() : Optional.of(new LocalDate[] {first, last});
  }

  /**
   * Compares.
   *
   * @param bookings of the same time and a little around it
   * @param currency of all amounts
   * @throws UnreadableStatement where the statement is of another terminal or another day
   */
  public Findings of(Statement statement, List<Booking> bookings, String currency)
      throws UnreadableStatement {
    List<StatementLine> lines = ofThisDay(ofThisTerminal(statement.lines()));
    lines = byKey(lines, byRrn(bookings), StatementLine::rrn);
    lines = byKey(lines, byNumber(bookings), this::number);
    lines = byKey(lines, byReference(bookings), this::reference);
    lines = byAmountAndTime(lines, bookings);
    List<StatementLine> alone = new ArrayList<>();
    for (StatementLine line : lines) {
      if (line.moves() && line.amount() != 0) {
        alone.add(line);
      } else {
        passedOver++;
      }
    }
    return new Findings(
        statement.layout(),
        from,
        to,
        currency,
        pairs.size(),
        alone,
        onlyInLedger(bookings),
        differs,
        ambiguous,
        statement.unreadable(),
        passedOver);
  }

  private List<StatementLine> ofThisTerminal(List<StatementLine> lines) throws UnreadableStatement {
    List<StatementLine> ours = new ArrayList<>();
    Set<String> others = new TreeSet<>();
    for (StatementLine line : lines) {
      if (line.terminal().map(terminal::equals).orElse(true)) {
        ours.add(line);
      } else {
        others.add(line.terminal().get());
      }
    }
    if (ours.isEmpty() && !others.isEmpty()) {
      throw new UnreadableStatement(say("other-terminal", terminal, String.join(", ", others)));
    }
    passedOver += lines.size() - ours.size();
    return ours;
  }

  private List<StatementLine> ofThisDay(List<StatementLine> lines) throws UnreadableStatement {
    List<StatementLine> ours = new ArrayList<>();
    Set<LocalDate> others = new TreeSet<>();
    for (StatementLine line : lines) {
      Instant at = line.time().orElse(from);
      if (!at.isBefore(from) && at.isBefore(to)) {
        ours.add(line);
      } else {
        others.add(at.atZone(zone).toLocalDate());
      }
    }
    if (ours.isEmpty() && !others.isEmpty()) {
      LocalDate first = others.iterator().next();
      throw new UnreadableStatement(
          say("other-day", from.atZone(zone).toLocalDate(), first, first));
    }
    passedOver += lines.size() - ours.size();
    return ours;
  }

  private static Map<String, List<Booking>> byRrn(List<Booking> bookings) {
    Map<String, List<Booking>> keys = new HashMap<>();
    for (Booking booking : bookings) {
      booking.rrns().forEach(rrn -> put(keys, rrn, booking));
    }
    return keys;
  }

  /** Where the statement names no batch, the number and the day have to do. */
  private Map<String, List<Booking>> byNumber(List<Booking> bookings) {
    Map<String, List<Booking>> keys = new HashMap<>();
    for (Booking booking : bookings) {
      put(keys, booking.batch() + "/" + booking.stan(), booking);
      put(keys, day(booking.at()) + "/" + booking.stan(), booking);
    }
    return keys;
  }

  private Optional<String> number(StatementLine line) {
    Optional<String> of = line.batch().or(() -> line.time().map(this::day));
    return line.stan().flatMap(stan -> of.map(it -> it + "/" + stan));
  }

  private String day(Instant time) {
    return time.atZone(zone).toLocalDate().toString();
  }

  /** A sale and its refund may have the same name. */
  private Map<String, List<Booking>> byReference(List<Booking> bookings) {
    Map<String, List<Booking>> keys = new HashMap<>();
    for (Booking booking : bookings) {
      booking.reference().ifPresent(name -> put(keys, named(name, booking.amount()), booking));
    }
    return keys;
  }

  private Optional<String> reference(StatementLine line) {
    return line.reference().map(name -> named(name, line.amount()));
  }

  private static String named(String reference, long amount) {
    return (amount < 0 ? "-" : "+") + reference;
  }

  private static void put(Map<String, List<Booking>> keys, String key, Booking booking) {
    keys.computeIfAbsent(key, any -> new ArrayList<>(1)).add(booking);
  }

  /** Pairs the lines whose key is known; returns the others. */
  private List<StatementLine> byKey(
      List<StatementLine> lines,
      Map<String, List<Booking>> keys,
      Function<StatementLine, Optional<String>> key) {
    List<StatementLine> others = new ArrayList<>();
    for (StatementLine line : lines) {
      Optional<Booking> best =
          key.apply(line).map(keys::get).flatMap(candidates -> best(line, candidates));
      if (best.isPresent()) {
        pair(line, best.get());
      } else {
        others.add(line);
      }
    }
    return others;
  }

  /** One that is booked with the same amount, before one that is booked, before any. */
  private Optional<Booking> best(StatementLine line, List<Booking> candidates) {
    return candidates.stream()
        .filter(booking -> !used.contains(booking) && mayBe(line, booking))
        .min(
            Comparator.comparing((Booking booking) -> !booking.booked())
                .thenComparing(booking -> booking.amount() != line.amount()));
  }

  /** Whether nothing that both name is said otherwise. */
  private boolean mayBe(StatementLine line, Booking booking) {
    boolean sameRrn =
        line.rrn().isEmpty()
            || booking.rrns().isEmpty()
            || booking.rrns().contains(line.rrn().get());
    boolean sameStan = line.stan().map(booking.stan()::equals).orElse(true);
    boolean sameBatch = line.batch().map(booking.batch()::equals).orElse(true);
    boolean byRrn = line.rrn().isPresent() && !booking.rrns().isEmpty();
    return sameRrn && (byRrn || (sameStan && sameBatch && isNearOrSame(line, booking)));
  }

  /** A trace number without its batch may be another's: then the amount or the time has to fit. */
  private static boolean isNearOrSame(StatementLine line, Booking booking) {
    boolean alone = line.stan().isPresent() && line.batch().isEmpty();
    return !alone
        || line.amount() == booking.amount()
        || line.time()
            .filter(time -> Duration.between(booking.at(), time).abs().compareTo(CLOCKS) <= 0)
            .isPresent();
  }

  private void pair(StatementLine line, Booking booking) {
    used.add(booking);
    if (!line.moves()) {
      passedOver++;
      if (booking.booked() && booking.takenBackBy().isEmpty()) {
        differs.add(new Pair(line, booking, What.STANDING));
      }
    } else if (!booking.booked()) {
      differs.add(new Pair(line, booking, What.STANDING));
    } else if (line.amount() != booking.amount()) {
      differs.add(new Pair(line, booking, What.AMOUNT));
    } else {
      pairs.add(new Pair(line, booking, What.AMOUNT));
    }
  }

  private List<StatementLine> byAmountAndTime(List<StatementLine> lines, List<Booking> bookings) {
    Map<Long, List<Booking>> amounts = new HashMap<>();
    bookings.stream()
        .filter(booking -> booking.booked() && !used.contains(booking))
        .sorted(Comparator.comparing(Booking::at))
        .forEach(it -> amounts.computeIfAbsent(it.amount(), any -> new ArrayList<>()).add(it));
    List<StatementLine> byTime = new ArrayList<>(lines);
    byTime.sort(Comparator.comparing(line -> line.time().orElse(Instant.MAX)));
    Set<StatementLine> found = Collections.newSetFromMap(new IdentityHashMap<>());
    for (StatementLine line : byTime) {
      if (line.moves() && line.time().isPresent()) {
        List<Booking> near =
            near(line, amounts.getOrDefault(line.amount(), List.of()), line.time().get());
        if (!near.isEmpty()) {
          found.add(line);
          pair(line, near.get(0));
          if (near.size() > 1) {
            ambiguous.add(new Pair(line, near.get(0), What.AMBIGUOUS));
          }
        }
      }
    }
    List<StatementLine> others = new ArrayList<>(lines);
    others.removeIf(found::contains);
    return others;
  }

  /** Those that it may be, the nearest first. */
  private List<Booking> near(StatementLine line, List<Booking> sorted, Instant time) {
    int low = 0;
    int high = sorted.size();
    while (low < high) {
      int middle = (low + high) / 2;
      boolean before = sorted.get(middle).at().isBefore(time.minus(CLOCKS));
      low = before ? middle + 1 : low;
      high = before ? high : middle;
    }
    List<Booking> near = new ArrayList<>();
    for (int i = low; i < sorted.size() && !sorted.get(i).at().isAfter(time.plus(CLOCKS)); i++) {
      Booking booking = sorted.get(i);
      boolean sameCard =
          line.last4().isEmpty()
              || booking.last4().isEmpty()
              || line.last4().equals(booking.last4());
      if (!used.contains(booking) && sameCard && mayBe(line, booking)) {
        near.add(booking);
      }
    }
    near.sort(Comparator.comparing(booking -> Duration.between(booking.at(), time).abs()));
    return near;
  }

  /** A payment and what took it back, both unknown to the statement, are no difference. */
  private List<Booking> onlyInLedger(List<Booking> bookings) {
    Set<String> alone = new HashSet<>();
    for (Booking booking : bookings) {
      if (booking.booked() && !used.contains(booking)) {
        alone.add(booking.payment());
      }
    }
    Set<String> cancelledOut = new HashSet<>();
    for (Booking booking : bookings) {
      if (alone.contains(booking.payment())
          && booking.takenBackBy().filter(alone::contains).isPresent()) {
        cancelledOut.add(booking.payment());
        cancelledOut.add(booking.takenBackBy().get());
      }
    }
    List<Booking> only = new ArrayList<>();
    for (Booking booking : bookings) {
      boolean within = !booking.at().isBefore(from) && booking.at().isBefore(to);
      if (booking.booked()
          && within
          && !used.contains(booking)
          && !cancelledOut.contains(booking.payment())) {
        only.add(booking);
      }
    }
    return only;
  }
}
