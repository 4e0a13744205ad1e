package org.tillkeeper.tools.simulate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The acquirer's side of settlements: it compares totals with its own books, takes what is
 * uploaded, and closes a batch once. The same message under the same STAN gets the same answer,
 * however often it comes. A dialect without batches closes what it has booked since the last time.
 */
final class HostBatch {
  private static final int HALF_OF_TOTALS = 31;
  private static final int ROW_DIGITS = 40;
  private static final char BALANCED = '1';
  private static final char UNBALANCED = '2';
  private static final char ERROR = '3';

  /** What a message of a settlement is. */
  enum Part {
    TOTALS,
    UPLOAD,
    END
  }

  /**
   * What an answer says, for who watches it arrive.
   *
   * @param batch of the request; empty where the dialect has none
   * @param stan of the request
   * @param code of the answer; 00 where it is taken
   * @param balanced whether it calls the totals the same
   * @param closes whether the batch is closed by it
   * @param agreed bookings that both have now
   */
  record Word(
      Part part,
      String batch,
      String stan,
      String code,
      boolean balanced,
      boolean closes,
      List<Booking> agreed) {
    boolean isTaken() {
      return code.equals("00") || code.equals("94");
    }
  }

  /**
   * What is done about a message.
   *
   * @param fields of the answer besides those it repeats
   * @param silent nothing is answered
   */
  record Decision(Word word, Map<Integer, String> fields, boolean silent) {}

  /** Debits and credits, as half of field 48 and fields 74 to 88 have them. */
  record Sums(long debitCount, long debitAmount, long creditCount, long creditAmount) {
    static final Sums NONE = new Sums(0, 0, 0, 0);

    private static Sums of(Request request) {
      return new Sums(
          number(request, 76), number(request, 88), number(request, 74), number(request, 86));
    }

    private static Sums of(String half) {
      return new Sums(
          Long.parseLong(half.substring(12, 15)),
          Long.parseLong(half.substring(0, 12)),
          Long.parseLong(half.substring(27, 30)),
          Long.parseLong(half.substring(15, 27)));
    }

    private static long number(Request request, int field) {
      return Long.parseLong(Request.text(request.message(), field));
    }

    Sums plus(long counts, long amount, boolean credit) {
      return credit
          ? new Sums(debitCount, debitAmount, creditCount + counts, creditAmount + amount)
          : new Sums(debitCount + counts, debitAmount + amount, creditCount, creditAmount);
    }

    Sums and(Sums other) {
      return new Sums(
          debitCount + other.debitCount,
          debitAmount + other.debitAmount,
          creditCount + other.creditCount,
          creditAmount + other.creditAmount);
    }

    private String half(char verdict) {
      return String.format(
          Locale.ROOT,
          "%012d%03d%012d%03d%c",
          debitAmount,
          debitCount,
          creditAmount,
          creditCount,
          verdict);
    }
  }

  /** What is told and compared: domestic and foreign cards apart where the dialect has batches. */
  record Halves(Sums domestic, Sums foreign) {
    /**
     * @param tipsReplace whether a tip makes its sale's debit larger; else it is one of its own
     * @param apart whether foreign cards are told apart
     */
    static Halves of(List<Booking> bookings, boolean tipsReplace, boolean apart) {
      Halves halves = new Halves(Sums.NONE, Sums.NONE);
      for (Booking booking : bookings) {
        boolean raises = tipsReplace && saleOf(booking, bookings).isPresent();
        boolean credit = isCredit(booking.verb);
        long counts = raises ? 0 : 1;
        halves =
            apart && booking.foreign
                ? new Halves(halves.domestic, halves.foreign.plus(counts, booking.booked, credit))
                : new Halves(halves.domestic.plus(counts, booking.booked, credit), halves.foreign);
      }
      return halves;
    }

    /** Empty where a bit that flipped on the way made another message of it. */
    static Optional<Halves> of(Request request, boolean batches) {
      try {
        if (!batches) {
          return Optional.of(new Halves(Sums.of(request), Sums.NONE));
        }
        String field = Request.text(request.message(), 48);
        return Optional.of(
            new Halves(
                Sums.of(field.substring(0, HALF_OF_TOTALS)),
                Sums.of(field.substring(HALF_OF_TOTALS))));
      } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
        return Optional.empty();
      }
    }

    /** With a domestic debit more. */
    Halves plus(long amount) {
      return new Halves(domestic.plus(1, amount, false), foreign);
    }

    Sums both() {
      return domestic.and(foreign);
    }
  }

  /** The sale that a tip of these bookings is on, among them. */
  static Optional<Booking> saleOf(Booking tip, Collection<Booking> among) {
    for (Booking booking : among) {
      boolean sale = booking.verb == Verb.SALE || booking.verb == Verb.OFFLINE_SALE;
      if (tip.verb == Verb.TIP && sale && booking.stan.equals(tip.original)) {
        return Optional.of(booking);
      }
    }
    return Optional.empty();
  }

  /** A batch whose totals came. */
  private static final class Settling {
    final String stan;
    final char domestic;
    final char foreign;
    final Halves ours;
    final List<Booking> counted;
    final Map<String, Word> answered = new HashMap<>();
    String endStan = "";

    Settling(String stan, char domestic, char foreign, Halves ours, List<Booking> counted) {
      this.stan = stan;
      this.domestic = domestic;
      this.foreign = foreign;
      this.ours = ours;
      this.counted = counted;
    }

    /** What is of a half that both count alike. */
    List<Booking> agreed() {
      List<Booking> agreed = new ArrayList<>(counted);
      agreed.removeIf(booking -> (booking.foreign ? foreign : domestic) != BALANCED);
      return agreed;
    }

    boolean isBalanced() {
      return domestic == BALANCED && foreign == BALANCED;
    }
  }

  private final Habits habits;
  private final Map<String, Booking> books;
  private final Tally tally;
  private final Map<Long, String> told = new HashMap<>();

  /** By batch; where the dialect has none by STAN. */
  private final Map<String, Settling> settlings = new LinkedHashMap<>();

  private final Set<String> movedOn = new HashSet<>();
  private final Set<Booking> closed = new HashSet<>();
  private final Map<String, String> refusedForGood = new HashMap<>();
  private long messages;
  private boolean calm;

  HostBatch(Schedule schedule, Habits habits, Map<String, Booking> books, Tally tally) {
    this.habits = habits;
    this.books = books;
    this.tally = tally;
    for (Happening happening : schedule.happenings()) {
      if (happening.on().equals("settlement")) {
        told.put(happening.at(), happening.what());
      }
    }
  }

  static boolean counts(Verb verb) {
    return switch (verb) {
      case SALE, OFFLINE_SALE, COMPLETION, TIP -> true;
      default -> isCredit(verb);
    };
  }

  private static boolean isCredit(Verb verb) {
    return verb == Verb.VOID || verb == Verb.REFUND || verb == Verb.COMPLETION_VOID;
  }

  void calm() {
    calm = true;
  }

  /** It has begun another batch by itself. */
  void movedOn(String from) {
    movedOn.add(from);
    Settling settling = settlings.get(from);
    if (settling != null && settling.endStan.isEmpty()) {
      tally.reached(Path.BATCH_MOVED_WHILE_SETTLING);
    }
  }

  /** STAN of the message that ended a batch; empty where it has not ended so. */
  String endedBy(String batch) {
    Settling settling = settlings.get(batch);
    return settling == null ? "" : settling.endStan;
  }

  /** Whether what it answered wants a payment uploaded: its half of the totals was unequal. */
  boolean wantsUploaded(Booking booking) {
    Settling settling = settlings.get(booking.batch);
    if (settling == null || settling.domestic == ERROR) {
      return true;
    }
    return (booking.foreign ? settling.foreign : settling.domestic) != BALANCED;
  }

  /** Whether a terminal may take that batch for settled. */
  boolean maySettle(String batch) {
    Settling settling = settlings.get(batch);
    return settling != null && (!settling.endStan.isEmpty() || movedOn.contains(batch));
  }

  /** How many settlements it has closed. */
  int ended() {
    int ended = 0;
    for (Settling settling : settlings.values()) {
      ended += settling.endStan.isEmpty() ? 0 : 1;
    }
    return ended;
  }

  /** What it has booked of a batch and counts; where there are none, since the last one. */
  List<Booking> counted(Request request) {
    String batch = request.batch();
    List<Booking> counted = new ArrayList<>();
    for (Booking booking : books.values()) {
      if (booking.stands()
          && counts(booking.verb)
          && booking.batch.equals(batch)
          && booking.party.equals(request.party())
          && (!batch.isEmpty() || !closed.contains(booking))) {
        counted.add(booking);
      }
    }
    return counted;
  }

  /**
   * Decides on a message of a settlement.
   *
   * @param batch that is open now; empty where the dialect has none
   * @param known whether the terminal has signed in since it began
   */
  Decision decide(Request request, String batch, boolean known) {
    messages++;
    String scripted = calm ? "" : told.getOrDefault(messages, "");
    boolean silent = scripted.equals("silent") || scripted.equals("deaf");
    boolean code = scripted.length() == 2;
    if (!scripted.isEmpty()) {
      tally.fault("settlement " + scripted);
    }
    // What it has taken it refuses at most in passing.
    boolean refuses =
        code && !scripted.equals("94") && (HostCodes.isPassing(scripted) || !isKnown(request));
    String key = request.code() + request.stan();
    if (scripted.isEmpty() && refusedForGood.containsKey(key)) {
      // The network's copy of what it refused.
      scripted = refusedForGood.get(key);
      refuses = true;
    }
    if (refuses && !HostCodes.isPassing(scripted)) {
      refusedForGood.put(key, scripted);
    }
    if (scripted.equals("deaf") || refuses) {
      return new Decision(refused(request, scripted), refusedFields(request, scripted), silent);
    }
    Decision decision =
        switch (request.verb()) {
          case SETTLEMENT -> totals(request, batch, known, scripted);
          case BATCH_END -> end(request);
          default -> upload(request);
        };
    Word word = decision.word();
    if (code && word.part() != Part.TOTALS && word.isTaken()) {
      // It has taken it, and says that it had.
      return new Decision(
          new Word(
              word.part(), word.batch(), word.stan(), "94", false, word.closes(), word.agreed()),
          Map.of(39, "94"),
          false);
    }
    return new Decision(word, decision.fields(), silent);
  }

  private boolean isKnown(Request request) {
    Settling settling = settlings.get(request.batch().isEmpty() ? request.stan() : request.batch());
    return settling != null
        && (settling.stan.equals(request.stan())
            || settling.endStan.equals(request.stan())
            || settling.answered.containsKey(request.code() + request.stan()));
  }

  private static Part part(Request request) {
    return switch (request.verb()) {
      case SETTLEMENT -> Part.TOTALS;
      case BATCH_END -> Part.END;
      default -> Part.UPLOAD;
    };
  }

  /** A refusal, in a form that has room for a verdict all the same: one that says nothing. */
  private static Map<Integer, String> refusedFields(Request request, String code) {
    Optional<Halves> theirs =
        request.batch().isEmpty() ? Optional.empty() : Halves.of(request, true);
    if (request.verb() != Verb.SETTLEMENT || !theirs.isPresent()) {
      return Map.of(39, code);
    }
    String field = theirs.get().domestic().half(BALANCED) + theirs.get().foreign().half(BALANCED);
    return Map.of(39, code, 48, field);
  }

  private static Word refused(Request request, String code) {
    return new Word(part(request), request.batch(), request.stan(), code, false, false, List.of());
  }

  static Decision refusal(Request request, String code) {
    return new Decision(refused(request, code), Map.of(39, code), false);
  }

  private Decision totals(Request request, String batch, boolean known, String scripted) {
    boolean named = !batch.isEmpty();
    Optional<Halves> theirs = Halves.of(request, named);
    if (!theirs.isPresent() || named == request.batch().isEmpty()) {
      return refusal(request, "30");
    }
    String key = named ? request.batch() : request.stan();
    Settling before = settlings.get(key);
    if (before != null && before.stan.equals(request.stan())) {
      tally.reached(Path.TOTALS_REPEATED);
      return judged(request, before);
    }
    if (named && (!known || !request.batch().equals(batch))) {
      return refusal(request, "77");
    }
    List<Booking> counted = counted(request);
    Halves ours = Halves.of(counted, habits.tipsReplace(), named);
    if (habits.more() > 0) {
      tally.reached(Path.ACQUIRER_HOLDS_MORE);
      ours = ours.plus(habits.more());
    }
    char told =
        switch (scripted) {
          case "unbalanced" -> UNBALANCED;
          case "error" -> named ? ERROR : UNBALANCED;
          default -> ' ';
        };
    char domestic = told == ' ' ? verdict(ours.domestic(), theirs.get().domestic()) : told;
    char foreign = told == ' ' ? verdict(ours.foreign(), theirs.get().foreign()) : told;
    reached(counted, ours, theirs.get(), domestic != foreign);
    Settling settling = new Settling(request.stan(), domestic, foreign, ours, counted);
    settlings.put(key, settling);
    if (!named) {
      settling.endStan = request.stan();
      closed.addAll(counted);
    }
    return judged(request, settling);
  }

  private static char verdict(Sums ours, Sums theirs) {
    return ours.equals(theirs) ? BALANCED : UNBALANCED;
  }

  private void reached(List<Booking> counted, Halves ours, Halves theirs, boolean half) {
    if (!ours.foreign().equals(Sums.NONE)) {
      tally.reached(Path.FOREIGN_CARD_SETTLED);
    }
    if (half) {
      tally.reached(Path.HALF_OF_TOTALS_UNEQUAL);
    }
    for (Booking booking : counted) {
      if (booking.verb == Verb.TIP) {
        boolean same = ours.both().equals(theirs.both());
        tally.reached(same ? Path.TIP_SETTLED : Path.TIP_COUNTED_OTHERWISE);
      }
    }
  }

  private static Decision judged(Request request, Settling settling) {
    boolean named = !request.batch().isEmpty();
    boolean balanced = settling.isBalanced();
    Word word =
        new Word(
            Part.TOTALS,
            request.batch(),
            request.stan(),
            "00",
            balanced,
            !named,
            settling.agreed());
    Map<Integer, String> fields =
        named
            ? Map.of(
                39,
                "00",
                48,
                settling.ours.domestic().half(settling.domestic)
                    + settling.ours.foreign().half(settling.foreign))
            : Map.of(39, "00", 66, String.valueOf(settling.domestic));
    return new Decision(word, fields, false);
  }

  private Decision upload(Request request) {
    Settling settling = settlings.get(request.batch());
    if (settling == null || movedOn.contains(request.batch())) {
      return refusal(request, "77");
    }
    String key = request.code() + request.stan();
    Word before = settling.answered.get(key);
    if (before == null && !settling.endStan.isEmpty()) {
      return refusal(request, "77");
    }
    if (before == null) {
      List<Booking> agreed = new ArrayList<>();
      for (String stan : uploaded(request)) {
        for (Booking booking : books.values()) {
          if (booking.stan.equals(stan) && booking.batch.equals(request.batch())) {
            if (habits.booksUploads() && booking.approved) {
              tally.reached(Path.UPLOAD_BOOKED);
              booking.reversed = false;
            }
            agreed.add(booking);
          }
        }
      }
      before = new Word(Part.UPLOAD, request.batch(), request.stan(), "00", false, false, agreed);
      settling.answered.put(key, before);
    } else {
      tally.reached(Path.UPLOAD_REPEATED);
    }
    return new Decision(before, Map.of(39, "00"), false);
  }

  /** STANs of the payments that an upload is about. */
  static List<String> uploaded(Request request) {
    List<String> stans = new ArrayList<>();
    if (request.code().equals("201")) {
      String rows = Request.text(request.message(), 48);
      for (int at = 2; at + ROW_DIGITS <= rows.length(); at += ROW_DIGITS) {
        stans.add(rows.substring(at + 2, at + 8));
      }
    } else if (!request.code().equals("204") && !request.code().equals("206")) {
      stans.add(request.stan());
    }
    return stans;
  }

  private Decision end(Request request) {
    Settling settling = settlings.get(request.batch());
    if (settling == null) {
      return refusal(request, "77");
    }
    if (settling.endStan.equals(request.stan())) {
      tally.reached(Path.BATCH_END_REPEATED);
    } else if (!settling.endStan.isEmpty() || movedOn.contains(request.batch())) {
      return refusal(request, "77");
    }
    settling.endStan = request.stan();
    Word word = new Word(Part.END, request.batch(), request.stan(), "00", false, true, List.of());
    return new Decision(word, Map.of(39, "00"), false);
  }

  /** Whether a field 48 of 62 digits came, which is all that totals of this dialect can be. */
  static boolean isWhole(Request request) {
    return request.batch().isEmpty()
        || Request.text(request.message(), 48).matches("[0-9]{" + 2 * HALF_OF_TOTALS + "}");
  }
}
