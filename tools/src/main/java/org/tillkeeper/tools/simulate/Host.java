package org.tillkeeper.tools.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
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
import java.util.function.Supplier;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;

/**
 * The acquirer as a model: one terminal, one or two hosts that share keys and batch and look up
 * originals each in its own books. The books are the witness that counts. Whatever it has answered
 * to a STAN it answers again, as a host that knows its duplicates does; an original that it never
 * had it books whenever it arrives, even after its reversal.
 */
final class Host {
  private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");

  private static final int LAST_BATCH = 999_998; // 999999 stands for none

  /** Longer than a terminal waits for an answer and then for a lost request. */
  private static final long HELD_MILLIS = 30_000;

  private final Dialect dialect;
  private final boolean unionPay;
  private final Supplier<Instant> truth;
  private final Tally tally;
  private final Habits habits;
  private final LineHabits lineHabits;
  private final Instant began;
  private final boolean reversalAgainIs25;
  private final Map<String, Booking> books = new LinkedHashMap<>();
  private final Map<Long, Happening> requestCodes = new HashMap<>();
  private final Map<Long, String> reversalCodes = new HashMap<>();
  private final Map<Long, String> inquiryCodes = new HashMap<>();

  /** Refused at the door, under keys that the sign-in which follows replaces. */
  private final Set<String> refused = new HashSet<>();

  private final Set<String> seen = new HashSet<>();
  private final List<Held> held = new ArrayList<>();

  /** STANs that it called undone, or unknown, and may book yet or has booked. */
  private final Set<String> wrongWord = new HashSet<>();

  private final HostFrames frames;
  private final HostBatch batches;
  private final ScannedCodes codes;
  private String batch;

  /** Name of the host that is asked; each has a clock of its own. */
  private String asked = Stage.FIRST;

  private boolean batchKnown = true;
  private long days;
  private final long aheadSeconds;
  private int generation = 1;
  private int signIns;
  private long requests;
  private long reversals;
  private long inquiries;

  /** STAN of the notice that it puts off; empty until there is one. */
  private String noticePutOff = "";

  private long putOffSinceMillis;

  /** Whether what a schedule says of answers still counts. */
  private boolean calm;

  /** Whether the terminal has heard an approval of what it was told not to exist. */
  private boolean disproved;

  Host(Dialect dialect, Schedule schedule, Supplier<Instant> truth, Tally tally) {
    this.dialect = dialect;
    this.truth = truth;
    this.tally = tally;
    unionPay = Dialects.isUnionPay(dialect);
    habits = Habits.of(schedule);
    lineHabits = LineHabits.of(schedule);
    batch = lineHabits.batch();
    began = truth.get();
    reversalAgainIs25 = schedule.setting("reversal-again", "00").equals("25");
    aheadSeconds = aheadSeconds(schedule);
    frames =
        new HostFrames(dialect, BenchKeys.key(generation), habits, lineHabits, this::now, tally);
    batches = new HostBatch(schedule, habits, books, tally);
    codes = new ScannedCodes(schedule, this::sinceBegun, this::bookScanned, tally);
    for (Happening happening : schedule.happenings()) {
      switch (happening.on()) {
        case "request" -> requestCodes.put(happening.at(), happening);
        case "reversal" -> reversalCodes.put(happening.at(), happening.what());
        case "inquiry" -> inquiryCodes.put(happening.at(), happening.what());
        default -> {
          // Not the acquirer's.
        }
      }
    }
  }

  /** How far its clock is ahead, so that its midnight comes when the schedule says. */
  private long aheadSeconds(Schedule schedule) {
    if (!schedule.settings().containsKey("midnight-in")) {
      return 0;
    }
    long ofDay = ZonedDateTime.ofInstant(truth.get(), CHINA).toLocalTime().toSecondOfDay();
    return 86_400 - ofDay - schedule.number("midnight-in", 0);
  }

  private ZonedDateTime now() {
    long apart = asked.equals(Stage.SECOND) ? lineHabits.secondClockSeconds() : 0;
    return ZonedDateTime.ofInstant(truth.get(), CHINA)
        .plusSeconds(aheadSeconds + apart)
        .plusDays(days);
  }

  /** Whether the second host is asked, and has another date than the first. */
  private boolean isOfAnotherDate() {
    long apart = lineHabits.secondClockSeconds();
    boolean ahead = asked.equals(Stage.SECOND) && apart != 0;
    return ahead && !now().toLocalDate().equals(now().minusSeconds(apart).toLocalDate());
  }

  /** What it answers with. */
  HostFrames frames() {
    return frames;
  }

  Collection<Booking> books() {
    return books.values();
  }

  HostBatch batches() {
    return batches;
  }

  ScannedCodes codes() {
    return codes;
  }

  Optional<Booking> booking(String host, String ofBatch, String stan) {
    return Optional.ofNullable(books.get(host + "/" + ofBatch + "/" + stan));
  }

  /**
   * Whether it ever approved an original of this STAN. One that it refused has no original to
   * reverse either, and by the rules of the dialect that counts as unseen.
   */
  boolean hasSeen(String stan) {
    return seen.contains(stan);
  }

  void calm() {
    calm = true;
    batches.calm();
    codes.calm();
  }

  private long sinceBegun() {
    return Duration.between(began, truth.get()).toMillis();
  }

  /** Whether it gave its word that an original is undone, or unknown, which was not the last. */
  boolean hasGivenWrongWord(String stan) {
    return wrongWord.contains(stan);
  }

  /** The terminal knows now that this acquirer approves what it said it did not have. */
  void disproved() {
    disproved = true;
    tally.reached(Path.NO_ORIGINAL_DISPROVED);
  }

  /** Among what the terminal's disk lost may be that it knew better. */
  void terminalLostCommits() {
    disproved = false;
  }

  /** It changes by itself. */
  void change(String what) {
    switch (what) {
      case "lose-keys" -> {
        if (unionPay) {
          frames.key(BenchKeys.key(99));
          held.clear(); // no answer of its own is believed until the terminal has signed in
          tally.reached(Path.HOST_LOST_KEYS);
        }
      }
      case "next-batch" -> {
        if (unionPay) {
          batches.movedOn(batch);
          nextBatch();
          batchKnown = false;
          frames.orderSignIn(true);
          tally.reached(Path.BATCH_CLOSED_BY_ACQUIRER);
        }
      }
      case "order-sign-in" -> frames.orderSignIn(true);
      case "next-day" -> days += unionPay ? 1 : 0;
      default -> throw new IllegalArgumentException("host: " + what);
    }
  }

  /**
   * The terminal speaks under another name from now on. The batch of the one before is left as it
   * is: nobody settles it.
   */
  void identityChanges() {
    nextBatch();
    batchKnown = false;
  }

  /** Whether a booking's batch has ended, so that nothing of it is undone any more. */
  boolean isOver(Booking booking) {
    return unionPay && !booking.batch.equals(batch);
  }

  private void nextBatch() {
    batch = String.format(Locale.ROOT, "%06d", Integer.parseInt(batch) % LAST_BATCH + 1);
    if (batch.equals("000001")) {
      tally.reached(Path.BATCH_WRAPPED);
    }
  }

  /** An approval that goes out later than its request came. */
  private record Held(Request request, Booking booking, long sinceMillis) {}

  /** Frames to answer with, in order; none where it does not answer. */
  List<byte[]> on(String host, byte[] frame, Optional<Twist> twist) {
    asked = host;
    if (isOfAnotherDate()) {
      tally.reached(Path.HOSTS_OF_TWO_DATES);
    }
    List<byte[]> answers = answers(host, frame, twist);
    boolean due = !held.isEmpty() && sinceBegun() - held.get(0).sinceMillis() >= HELD_MILLIS;
    if (answers.isEmpty() || !due) {
      return answers;
    }
    List<byte[]> more = new ArrayList<>(answers);
    Held first = held.remove(0);
    more.addAll(
        frames.original(first.request(), first.booking(), first.booking().code, Optional.empty()));
    return more;
  }

  private List<byte[]> answers(String host, byte[] frame, Optional<Twist> twist) {
    Message message;
    MacVerdict mac;
    try {
      message = dialect.unpack(frame);
      mac = frames.mac(frame);
    } catch (MalformedMessage e) {
      tally.reached(Path.REQUEST_CORRUPTED);
      return List.of();
    }
    Request request = Request.of(dialect, message);
    boolean isRequest = message.mti().charAt(2) % 2 == 0;
    String terminal = Request.text(message, 41);
    boolean known = terminal.equals(Stage.TERMINAL) || terminal.equals(Stage.OTHER_TERMINAL);
    if (!isRequest || !known) {
      return List.of();
    }
    return switch (request.verb()) {
      case SIGN_IN -> signIn(request);
      case ECHO -> echo(request);
      case OTHER -> List.of();
      case SETTLEMENT, UPLOAD, BATCH_END -> settlement(request, twist);
      default -> {
        if (mac != MacVerdict.RIGHT) {
          tally.reached(Path.REQUEST_WITH_WRONG_MAC);
          refused.add(request.stan());
          yield unionPay ? frames.plain(request, "A0") : List.of();
        }
        if (unionPay && (!batchKnown || !isOpen(request)) && !isCopy(host, request)) {
          // Until the terminal has signed in it speaks of a batch that is over, or of one that
          // never was, if its last sign-in's answer (no MAC) was changed on the way.
          refused.add(request.stan());
          yield frames.plain(request, "77");
        }
        yield financial(host, request, twist);
      }
    };
  }

  /**
   * Whether its batch is open. Of what was refused for its batch it has no original, which it says,
   * and a notice may come later than the end of its batch.
   */
  private boolean isOpen(Request request) {
    return request.verb() == Verb.REVERSAL
        || (isNotice(request) ? !isLater(request.batch()) : request.batch().equals(batch));
  }

  /** The network's copy of what it booked: the batch may have ended since. */
  private boolean isCopy(String host, Request request) {
    return request.verb() != Verb.REVERSAL
        && request.verb() != Verb.INQUIRY
        && (booking(host, request.batch(), request.stan()).isPresent()
            || (request.verb() == Verb.CODE && codes.of(host, request).isPresent()));
  }

  /** After the last number of a batch comes the first again. */
  private boolean isLater(String other) {
    int apart = Integer.parseInt(other) - Integer.parseInt(batch);
    return Math.floorMod(apart, LAST_BATCH) != 0
        && Math.floorMod(apart, LAST_BATCH) < LAST_BATCH / 2;
  }

  private List<byte[]> echo(Request request) {
    if (lineHabits.echo().isEmpty()) {
      return frames.plain(request, "00");
    }
    tally.reached(Path.ECHO_REFUSED);
    return lineHabits.echo().equals(LineHabits.SILENT)
        ? List.of()
        : frames.plain(request, lineHabits.echo());
  }

  /** Whether it closes a connection after each answer. */
  boolean closesAfterAnswer() {
    return lineHabits.single();
  }

  private List<byte[]> signIn(Request request) {
    if (lineHabits.refusesSignIn(sinceBegun())) {
      tally.reached(Path.SIGN_IN_REFUSED);
      return lineHabits.signIn().equals(LineHabits.SILENT)
          ? List.of()
          : frames.plain(request, lineHabits.signIn());
    }
    signIns++;
    held.clear(); // made with keys that are no more
    frames.orderSignIn(false);
    batchKnown = true;
    Map<Integer, String> fields = frames.answer(request, "00");
    if (unionPay) {
      generation++;
      frames.key(BenchKeys.key(generation));
      fields.put(60, "00" + batch + "003");
      fields.put(62, Hex.encode(BenchKeys.workingKeys(generation)));
    }
    return List.of(frames.packed(request, fields));
  }

  /** Messages of a settlement carry no MAC. */
  private List<byte[]> settlement(Request request, Optional<Twist> twist) {
    if (request.verb() == Verb.SETTLEMENT && !HostBatch.isWhole(request)) {
      tally.reached(Path.REQUEST_CORRUPTED);
      return List.of();
    }
    if (request.verb() == Verb.SETTLEMENT
        && !habits.totalsAnswer().isEmpty()
        && sinceBegun() < habits.totalsUntilMillis()) {
      tally.reached(Path.TOTALS_LATER);
      HostBatch.Decision later = HostBatch.refusal(request, habits.totalsAnswer());
      return habits.totalsAnswer().equals("silent")
          ? List.of()
          : frames.settlement(
              request,
              frames.answer(request, habits.totalsAnswer()),
              Optional.empty(),
              later.word());
    }
    HostBatch.Decision decision = batches.decide(request, unionPay ? batch : "", batchKnown);
    HostBatch.Word word = decision.word();
    if (unionPay && word.closes() && batch.equals(request.batch())) {
      nextBatch();
    }
    if (decision.silent()) {
      return List.of();
    }
    Map<Integer, String> fields = frames.answer(request, "00");
    fields.putAll(decision.fields());
    Optional<Twist> fitting = twist.filter(it -> it != Twist.WRONG_MAC && it != Twist.NO_MAC);
    return frames.settlement(request, fields, fitting, word);
  }

  private List<byte[]> financial(String host, Request request, Optional<Twist> twist) {
    return switch (request.verb()) {
      case REVERSAL -> reversal(host, request, twist);
      case INQUIRY -> List.of(frames.packed(request, inquiry(host, request)));
      case CODE -> frames.code(request, madeCode(host, request), codes, twist);
      case CODE_INQUIRY -> frames.code(request, codes.asked(host, request), codes, twist);
      case CODE_CLOSE -> frames.code(request, codes.closes(host, request), codes, twist);
      default -> original(host, request, twist);
    };
  }

  private List<byte[]> original(String host, Request request, Optional<Twist> twist) {
    if (putsOff(request)) {
      tally.reached(Path.NOTICE_PUT_OFF);
      return frames.answers(request, frames.answer(request, "96"), twist, null);
    }
    String key = host + "/" + request.batch() + "/" + request.stan();
    Booking before = books.get(key);
    if (before == null) {
      Booking booking = book(host, request);
      books.put(key, booking);
      if (booking.approved) {
        seen.add(request.stan());
      }
      booking.excused = wrongWord.contains(request.stan());
      if (booking.excused && booking.approved) {
        tally.reached(Path.UNDONE_THEN_BOOKED);
      }
      if (habits.postsLate() && !calm && requests % 2 == 1 && booking.stands()) {
        booking.held = true;
        held.add(new Held(request, booking, sinceBegun()));
        return List.of();
      }
      return frames.original(request, booking, booking.code, twist);
    }
    boolean same = before.amount == request.amount() && before.verb == request.verb();
    boolean advice = isNotice(request);
    boolean atTheDoor = HostCodes.isAtTheDoor(before.code) && before.signIns == signIns;
    // Where repeats are marked, what is not is the network's copy of what was answered already.
    boolean sentAgain = request.repeat() || (advice && unionPay);
    boolean again = same && sentAgain && !before.reversed && !atTheDoor;
    if (again && !before.approved && HostCodes.isPassing(before.code)) {
      // It refused only that send.
      Booking booking = book(host, request);
      books.put(key, booking);
      return frames.original(request, booking, booking.code, twist);
    }
    String code;
    if (again && before.approved && HostCodes.isPassing(before.code)) {
      code = "00";
    } else if (same && (request.repeat() || advice) && !before.reversed) {
      tally.reached(Path.REPEAT_OF_ONE_IT_HAD);
      code = repeatCode(advice, before);
    } else if (same && before.reversed) {
      code = "12";
    } else if (same && !before.approved) {
      code = before.code;
    } else {
      tally.reached(Path.HOST_ANSWERS_94);
      code = "94";
    }
    return frames.original(request, before, code, twist);
  }

  /** What it says to what it has had before. */
  private String repeatCode(boolean advice, Booking before) {
    String habit = advice ? habits.repeat() : habits.saleRepeat();
    boolean afresh = before.approved && !habit.equals("00");
    boolean knows94 = unionPay || !habit.equals("94");
    if (!afresh || !knows94) {
      return before.code;
    }
    if (!habit.equals("94")) {
      tally.reached(Path.REPEAT_REFUSED_AFRESH);
    }
    return habit;
  }

  /** STAN of the notice that it has put off for so long or longer; empty where there is none. */
  String noticePutOff(long millis) {
    return sinceBegun() - putOffSinceMillis >= millis ? noticePutOff : "";
  }

  /**
   * Whether it puts off this notice: the first it ever got, for a while, and none of the others.
   */
  private boolean putsOff(Request request) {
    if (!isNotice(request) || sinceBegun() >= habits.noticesLaterUntilMillis()) {
      return false;
    }
    if (noticePutOff.isEmpty()) {
      noticePutOff = request.stan();
      putOffSinceMillis = sinceBegun();
    }
    return noticePutOff.equals(request.stan());
  }

  private static boolean isNotice(Request request) {
    return request.verb() == Verb.OFFLINE_SALE || request.message().mti().startsWith("022");
  }

  /** Whether it would know a duplicate of a STAN. */
  boolean hasRecord(String stan) {
    for (Booking booking : books.values()) {
      if (booking.stan.equals(stan)) {
        return true;
      }
    }
    return refused.contains(stan) || !codes.withStan(stan).isEmpty();
  }

  /**
   * Decides on a request for a code: a code it makes whatever it says, where it says no refusal.
   */
  private ScannedCodes.Reply madeCode(String host, Request request) {
    Optional<ScannedCodes.Code> before = codes.of(host, request);
    if (before.isPresent()) {
      return codes.copied(before.get());
    }
    Optional<Happening> scripted = nextScripted();
    String code = scripted.map(Happening::what).orElse("00");
    if (!accepts(code, scripted)) {
      tally.reached(Path.CODE_REFUSED);
      refused.add(request.stan());
      return ScannedCodes.Reply.of(code);
    }
    return new ScannedCodes.Reply(code, Optional.of(codes.made(host, request)), Optional.empty());
  }

  /** A customer has paid a code: from now on it is a sale. */
  private Booking bookScanned(String host, Request sale) {
    long day = now().toLocalDate().toEpochDay();
    Booking booking =
        new Booking(host, sale.batch(), sale, day, signIns, "00", sale.amount(), true, false);
    booking.kept = true;
    books.put(host + "/" + sale.batch() + "/" + sale.stan(), booking);
    seen.add(sale.stan());
    return booking;
  }

  /** What the schedule has it say to the next request. */
  private Optional<Happening> nextScripted() {
    requests++;
    return calm ? Optional.empty() : Optional.ofNullable(requestCodes.get(requests));
  }

  /** Whether it does what is asked: because it says so, or in spite of what it says. */
  private static boolean accepts(String code, Optional<Happening> scripted) {
    return code.equals("00")
        || code.equals("10")
        || code.equals("11")
        || scripted.filter(it -> it.has("booked")).isPresent();
  }

  private Booking book(String host, Request request) {
    Optional<Happening> scripted = nextScripted();
    String code = scripted.map(Happening::what).orElse("00");
    if (code.equals("94") && (request.repeat() || isNotice(request))) {
      code = "00"; // no host says of a notice that it has it when it has not
    }
    boolean approved = accepts(code, scripted);
    if (approved && request.verb().refers()) {
      Optional<Booking> original = standing(host, request.original());
      if (!original.isPresent() || (original.get().voided && request.verb() != Verb.REFUND)) {
        code = "25";
        approved = false;
      } else if (request.verb() == Verb.VOID
          || request.verb() == Verb.PREAUTH_VOID
          || request.verb() == Verb.COMPLETION_VOID
          || request.verb() == Verb.COMPLETION) {
        original.get().voided = true;
        if (request.verb() == Verb.COMPLETION_VOID) {
          // It gives the pre-authorisation back.
          standing(host, original.get().original).ifPresent(preauth -> preauth.voided = false);
        }
      }
    }
    boolean partial = code.equals("10");
    if (partial && request.verb() != Verb.SALE) {
      code = "00";
      partial = false;
    }
    if (scripted.isPresent()) {
      tally.reached(Path.ofCode(code));
    }
    long booked = partial ? request.amount() / 2 : request.charge();
    return new Booking(
        host,
        request.batch(),
        request,
        now().toLocalDate().toEpochDay(),
        signIns,
        code,
        booked,
        approved,
        isForeign(host, request));
  }

  /** What refers to another payment was made with the same card. */
  private boolean isForeign(String host, Request request) {
    Optional<Booking> original = standing(host, request.original());
    return original.isPresent()
        ? original.get().foreign
        : habits.foreign() && request.amount() % 2 == 1;
  }

  private Optional<Booking> standing(String host, String stan) {
    Optional<Booking> found = Optional.empty();
    for (Booking booking : books.values()) {
      if (booking.stan.equals(stan) && booking.host.equals(host) && booking.stands()) {
        found = Optional.of(booking);
      }
    }
    return found;
  }

  private List<byte[]> reversal(String host, Request request, Optional<Twist> twist) {
    reversals++;
    Booking booking = books.get(host + "/" + request.batch() + "/" + request.stan());
    Optional<String> shut = shutDoor();
    if (shut.isPresent()) {
      return shut.get().isEmpty()
          ? List.of()
          : frames.answers(request, frames.answer(request, shut.get()), twist, null);
    }
    String code = calm ? null : reversalCodes.get(reversals);
    boolean has = booking != null && booking.approved && booking.amount == request.amount();
    boolean here =
        has
            && (habits.undoneUnasked()
                || !unionPay
                || (booking.batch.equals(batch)
                    && booking.day == now().toLocalDate().toEpochDay()));
    if (code != null && code.equals("25") && here) {
      code = null; // that is a habit
    }
    if (code != null && code.equals("12") && here && wrongWord.contains(request.stan())) {
      code = null; // it said that it is undone: by the rules the second word changes nothing
    }
    if (code != null) {
      tally.reached(Path.REVERSAL_ANSWERED_OTHERWISE);
    } else if (!here) {
      tally.reached(Path.REVERSAL_WITHOUT_ORIGINAL);
      code = withoutOriginal(request);
    } else if (isDenied(booking)) {
      code = "25";
    } else if (booking.reversed && reversalAgainIs25) {
      code = "25";
      seen.remove(request.stan()); // it says that it never had it, which by the rules is believed
    } else if (booking.voided && !booking.reversed) {
      code = "12";
    } else {
      code = "00";
    }
    if (here && code.equals("00")) {
      booking.reversed = true;
      unvoid(booking);
    }
    return frames.answers(request, frames.answer(request, code), twist, null);
  }

  /** What it says in place of looking for an original: nothing, or a code; empty if it looks. */
  private Optional<String> shutDoor() {
    if (sinceBegun() < habits.deafToReversalsMillis()) {
      tally.reached(Path.REVERSALS_UNANSWERED);
      return Optional.of("");
    }
    boolean shut = habits.doorOpensMillis() == 0 || sinceBegun() < habits.doorOpensMillis();
    if (habits.door().isEmpty() || !shut) {
      return Optional.empty();
    }
    tally.reached(Path.SECOND_DOOR);
    return Optional.of(habits.door());
  }

  private String withoutOriginal(Request request) {
    if (!habits.undoneUnasked()) {
      return "25";
    }
    tally.reached(Path.UNDONE_UNASKED);
    wrongWord.add(request.stan());
    return "00";
  }

  /** Whether it says that it has no such original, although it has. */
  private boolean isDenied(Booking booking) {
    if (booking.reversed) {
      return false;
    }
    if (habits.undecidedUnfound() && booking.undecidedHeard) {
      tally.reached(Path.UNDECIDED_THEN_UNFOUND);
      return true;
    }
    boolean unposted = booking.held && !calm && !booking.heard;
    if (unposted) {
      tally.reached(Path.DENIED_BEFORE_POSTED);
      if (!disproved) {
        // Nobody can know better yet.
        booking.excused = true;
        booking.denied = true;
        wrongWord.add(booking.stan);
        seen.remove(booking.stan);
      }
    }
    return unposted;
  }

  /** What a reversed void had taken back stands again. */
  private void unvoid(Booking reversed) {
    if (reversed.verb.refers()) {
      for (Booking booking : books.values()) {
        if (booking.stan.equals(reversed.original) && booking.host.equals(reversed.host)) {
          booking.voided = false;
          if (reversed.verb == Verb.COMPLETION_VOID) {
            standing(booking.host, booking.original).ifPresent(preauth -> preauth.voided = true);
          }
        }
      }
    }
  }

  private Map<Integer, String> inquiry(String host, Request request) {
    inquiries++;
    Booking booking = books.get(host + "//" + request.original());
    String code = calm ? null : inquiryCodes.get(inquiries);
    if (code != null && code.equals("25") && booking != null && booking.stands()) {
      code = null;
    }
    if (code == null) {
      code = booking == null ? "25" : booking.reversed ? "12" : booking.code;
      tally.reached(booking == null ? Path.INQUIRY_NO_ORIGINAL : Path.INQUIRY_FOUND);
      if (booking != null && booking.approved && !booking.reversed) {
        booking.heard = true;
      }
    }
    Map<Integer, String> fields = frames.answer(request, code);
    if (booking != null) {
      fields.put(4, HostFrames.amount(booking.amount));
      fields.put(38, "654321");
    }
    return fields;
  }
}
