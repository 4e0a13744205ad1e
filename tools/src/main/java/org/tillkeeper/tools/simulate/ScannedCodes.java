package org.tillkeeper.tools.simulate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * The acquirer's side of codes that terminals show and customers scan. A code moves no money; the
 * customer who pays it does. It says <em>paid</em> only of what was paid, and <em>closed</em> only
 * of what nobody can pay any more; of both it may be late, or say nothing at all.
 */
final class ScannedCodes {
  /** Until when a customer without an end named is served, ms. */
  private static final long UNNAMED_MILLIS = 600_000;

  private static final String SILENT = "silent";
  private static final String DEAF = "deaf";
  private static final String PAID = "00";
  private static final String NOT_PAID = "09";
  private static final String CLOSED = "C1";
  private static final String PAID_ALREADY = "C2";
  private static final String NONE = "25";

  /** What became of a customer who pays. */
  enum Attempted {
    PAID,
    PAID_BEFORE,
    TOO_LATE
  }

  /** A code, and what became of it. */
  static final class Code {
    final String host;
    final Request request;
    final String text;
    final long madeMillis;
    final long untilMillis;

    /** Whether a customer has seen it. */
    boolean seen;

    private boolean closed;
    private Optional<Booking> booking = Optional.empty();

    private Code(String host, Request request, String text, long madeMillis, long untilMillis) {
      this.host = host;
      this.request = request;
      this.text = text;
      this.madeMillis = madeMillis;
      this.untilMillis = untilMillis;
    }

    @Override
    public String toString() {
      String stands = booking.isPresent() ? "paid" : closed ? "closed" : "open";
      return "code of STAN " + request.stan() + " batch " + request.batch() + ", " + stands;
    }
  }

  /**
   * What it answers.
   *
   * @param code field 39; empty where it does not answer
   * @param made the code that the answer brings
   * @param paid the booking that the answer tells of
   */
  record Reply(String code, Optional<Code> made, Optional<Booking> paid) {
    static Reply of(String code) {
      return new Reply(code, Optional.empty(), Optional.empty());
    }
  }

  private final CodeHabits habits;
  private final LongSupplier sinceBegun;
  private final BiFunction<String, Request, Booking> books;
  private final Tally tally;
  private final Map<String, Code> byRequest = new HashMap<>();
  private final Map<String, Code> byText = new LinkedHashMap<>();
  private final Map<Long, String> ofQuestions = new HashMap<>();
  private final Map<Long, String> ofClosings = new HashMap<>();
  private long questions;
  private long closings;
  private boolean calm;

  /**
   * @param sinceBegun how long the run takes by now, ms
   * @param books a sale of a host
   */
  ScannedCodes(
      Schedule schedule,
      LongSupplier sinceBegun,
      BiFunction<String, Request, Booking> books,
      Tally tally) {
    habits = CodeHabits.of(schedule);
    this.sinceBegun = sinceBegun;
    this.books = books;
    this.tally = tally;
    for (Happening happening : schedule.happenings()) {
      switch (happening.on()) {
        case "code-question" -> ofQuestions.put(happening.at(), happening.what());
        case "code-closing" -> ofClosings.put(happening.at(), happening.what());
        default -> {
          // Not about codes.
        }
      }
    }
  }

  void calm() {
    calm = true;
  }

  private static String key(String host, String party, String batch, String stan) {
    return host + "/" + party + "/" + batch + "/" + stan;
  }

  /** The code that a request has made; empty where it has made none. */
  Optional<Code> of(String host, Request request) {
    return Optional.ofNullable(
        byRequest.get(key(host, request.party(), request.batch(), request.stan())));
  }

  /** A code by what a customer scans; empty where nobody has made it. */
  Optional<Code> of(String text) {
    return Optional.ofNullable(byText.get(text));
  }

  /** The codes that were asked for with a STAN. */
  List<Code> withStan(String stan) {
    List<Code> found = new ArrayList<>();
    for (Code code : byText.values()) {
      if (code.request.stan().equals(stan)) {
        found.add(code);
      }
    }
    return found;
  }

  /** The codes of an amount. */
  List<Code> over(long amount) {
    List<Code> found = new ArrayList<>();
    for (Code code : byText.values()) {
      if (code.request.amount() == amount) {
        found.add(code);
      }
    }
    return found;
  }

  /** Whether somebody who has scanned it could pay it now. */
  boolean isPayable(Code code) {
    return !code.closed && code.booking.isEmpty() && !isOver(code);
  }

  private boolean isOver(Code code) {
    return habits.expires() && sinceBegun.getAsLong() >= code.untilMillis;
  }

  // What customers do.

  /** A customer pays what was scanned. */
  Attempted pays(Code code) {
    if (code.booking.isPresent()) {
      tally.reached(Path.CODE_PAID_TWICE);
      return Attempted.PAID_BEFORE;
    }
    if (!isPayable(code)) {
      tally.reached(Path.CODE_PAID_TOO_LATE);
      return Attempted.TOO_LATE;
    }
    long left = code.untilMillis - sinceBegun.getAsLong();
    if (left < 0) {
      tally.reached(Path.CODE_PAID_AFTER_ITS_TIME);
    } else if (left <= 1_000) {
      tally.reached(Path.CODE_PAID_IN_ITS_LAST_SECOND);
    }
    tally.reached(Path.CODE_PAID);
    code.booking = Optional.of(books.apply(code.host, code.request.saleOfCode()));
    return Attempted.PAID;
  }

  /** A customer does away with what was scanned. */
  void refuses(Code code) {
    code.closed |= code.booking.isEmpty();
  }

  /** A person who is told of it lets nobody pay it any more. */
  void closedByHand(Code code) {
    code.closed = true;
  }

  // What it is asked.

  /** Makes a code, as the request was accepted. */
  Code made(String host, Request request) {
    long now = sinceBegun.getAsLong();
    long lives = habits.livesSeconds() * 1_000;
    String text = String.format(Locale.ROOT, "https://pay.example/%s/%d", host, byText.size() + 1);
    Code code = new Code(host, request, text, now, now + (lives == 0 ? UNNAMED_MILLIS : lives));
    byRequest.put(key(host, request.party(), request.batch(), request.stan()), code);
    byText.put(text, code);
    return code;
  }

  /** Field 59 of an answer that brings a code. */
  String named(Code code) {
    String text = String.format(Locale.ROOT, "A7%03d%s", code.text.length(), code.text);
    String seconds = Long.toString(habits.livesSeconds());
    return habits.livesSeconds() == 0
        ? text
        : text + String.format(Locale.ROOT, "A6%03d%s", seconds.length(), seconds);
  }

  /** The network's copy of a request that has made a code. */
  Reply copied(Code code) {
    tally.reached(Path.CODE_REQUEST_COPIED);
    boolean again = habits.repeat().equals("00") && isPayable(code);
    return again ? new Reply("00", Optional.of(code), Optional.empty()) : Reply.of("94");
  }

  Reply asked(String host, Request request) {
    questions++;
    Optional<String> scripted = scripted(ofQuestions, questions);
    if (scripted.isPresent()) {
      tally.reached(Path.CODE_ASKED_TO_NO_USE);
      return Reply.of(scripted.get().equals(SILENT) ? "" : scripted.get());
    }
    Optional<Code> code = found(host, request);
    if (code.isEmpty()) {
      return Reply.of(NONE);
    }
    if (code.get().booking.isPresent()) {
      return new Reply(PAID, Optional.empty(), code.get().booking);
    }
    if (isPayable(code.get())) {
      return Reply.of(NOT_PAID);
    }
    code.get().closed = true;
    tally.reached(Path.CODE_CLOSED_BY_ACQUIRER);
    return Reply.of(CLOSED);
  }

  Reply closes(String host, Request request) {
    closings++;
    if (sinceBegun.getAsLong() < habits.deafToClosingsMillis()) {
      tally.reached(Path.CLOSINGS_UNANSWERED_FOR_LONG);
      return Reply.of("");
    }
    Optional<String> scripted = scripted(ofClosings, closings);
    if (scripted.isPresent()) {
      tally.reached(Path.CLOSING_UNANSWERED);
      if (scripted.get().equals(SILENT)) {
        found(host, request).ifPresent(this::close);
      }
      boolean answers = !scripted.get().equals(SILENT) && !scripted.get().equals(DEAF);
      return Reply.of(answers ? scripted.get() : "");
    }
    Optional<Code> code = found(host, request);
    if (code.isEmpty()) {
      return Reply.of(NONE);
    }
    close(code.get());
    if (code.get().booking.isPresent()) {
      tally.reached(Path.CLOSING_SAYS_PAID);
      return new Reply(PAID_ALREADY, Optional.empty(), code.get().booking);
    }
    return Reply.of("00");
  }

  private void close(Code code) {
    if (habits.paidAtClosing() && code.seen && !calm && isPayable(code)) {
      tally.reached(Path.CODE_PAID_AS_ITS_CLOSING_ARRIVES);
      pays(code);
    }
    if (!code.seen && !code.closed) {
      tally.reached(Path.CODE_CLOSED_UNSEEN);
    }
    code.closed = true;
  }

  /** What a schedule makes it say. No acquirer of these says what is not so. */
  private Optional<String> scripted(Map<Long, String> said, long nth) {
    return Optional.ofNullable(calm ? null : said.get(nth))
        .filter(it -> !it.equals(PAID) && !it.equals(CLOSED) && !it.equals(PAID_ALREADY));
  }

  /** The code that is spoken of, once it can be found. */
  private Optional<Code> found(String host, Request request) {
    Code code = byRequest.get(key(host, request.party(), request.codeBatch(), request.original()));
    if (code == null || code.request.amount() != request.amount()) {
      return Optional.empty();
    }
    if (!calm && sinceBegun.getAsLong() - code.madeMillis < habits.foundAfterMillis()) {
      tally.reached(Path.CODE_NOT_FOUND_YET);
      return Optional.empty();
    }
    return Optional.of(code);
  }
}
