package org.tillkeeper.tools.simulate;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.MacCalculator;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;

/**
 * The frames that the modelled acquirer answers with, right or twisted, and what each says of its
 * books: known by the frame itself, so that whatever the network makes of it cannot blur that.
 */
final class HostFrames {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("MMddHHmmss", Locale.ROOT);
  private static final int[] ECHOED_1987 = {3, 4, 7, 11, 12, 13, 32, 41, 42, 49, 70, 90};
  private static final int[] ECHOED_UNIONPAY = {3, 4, 11, 25, 41, 42, 49, 60};

  /** What a frame approves, and the key of its MAC. */
  private record Approval(Booking of, byte[] mak) {}

  private final Dialect dialect;
  private final boolean unionPay;
  private final boolean namesCards;
  private final boolean references;
  private final Supplier<ZonedDateTime> now;
  private final Tally tally;
  private final IdentityHashMap<byte[], String> duplicates = new IdentityHashMap<>();
  private final IdentityHashMap<byte[], Approval> approvals = new IdentityHashMap<>();
  private final IdentityHashMap<byte[], Approval> paid = new IdentityHashMap<>();
  private final IdentityHashMap<byte[], Booking> parts = new IdentityHashMap<>();
  private final IdentityHashMap<byte[], Booking> undecided = new IdentityHashMap<>();
  private final IdentityHashMap<byte[], HostBatch.Word> words = new IdentityHashMap<>();
  private final IdentityHashMap<byte[], HostBatch.Word> unclearWords = new IdentityHashMap<>();
  private byte[] mak;
  private boolean ordersSignIn;

  HostFrames(
      Dialect dialect,
      byte[] mak,
      Habits habits,
      LineHabits lineHabits,
      Supplier<ZonedDateTime> now,
      Tally tally) {
    this.dialect = dialect;
    namesCards = habits.foreign();
    references = lineHabits.references();
    this.mak = mak;
    this.now = now;
    this.tally = tally;
    unionPay = Dialects.isUnionPay(dialect);
  }

  /** From now on its MACs are made, and the terminal's checked, with that key. */
  void key(byte[] newMak) {
    mak = newMak;
  }

  /** Whether the header of its answers tells the terminal to sign in. */
  void orderSignIn(boolean order) {
    ordersSignIn = order;
  }

  MacVerdict mac(byte[] frame) throws MalformedMessage {
    return dialect.checkMac(frame, calculator(mak));
  }

  /** What a frame of its own, as it made it, says of a settlement; empty for nothing. */
  Optional<HostBatch.Word> word(byte[] frame) {
    return Optional.ofNullable(words.get(frame));
  }

  /** The same where an answer says something else. */
  Optional<HostBatch.Word> unclearWord(byte[] frame) {
    return Optional.ofNullable(unclearWords.get(frame));
  }

  /** The STAN that a frame of its own, as it made it, calls another payment's; empty for none. */
  Optional<String> duplicate(byte[] frame) {
    return Optional.ofNullable(duplicates.get(frame));
  }

  /** The booking that a frame of its own, as it made it, approves; empty for none. */
  Optional<Booking> approvedBy(byte[] frame) {
    return Optional.ofNullable(approvals.get(frame)).map(Approval::of);
  }

  /** The booking of which a frame of its own, as it made it, says that nothing is decided. */
  Optional<Booking> undecidedBy(byte[] frame) {
    return Optional.ofNullable(undecided.get(frame));
  }

  /** A frame of its own reached the terminal whole. */
  void heard(byte[] frame) {
    Booking part = parts.get(frame);
    if (part != null) {
      part.partHeard = true;
    }
    approvedBy(frame).ifPresent(booking -> booking.heard = true);
    Optional.ofNullable(paid.get(frame)).ifPresent(approval -> approval.of().heard = true);
  }

  /** A frame of its own reached the terminal with a byte changed, perhaps one that says nothing. */
  void heardChanged(byte[] frame, byte[] changed) {
    try {
      Approval approval = approvals.getOrDefault(frame, paid.get(frame));
      if (approval != null
          && dialect.checkMac(changed, calculator(approval.mak())) == MacVerdict.RIGHT) {
        heard(frame);
      }
    } catch (MalformedMessage e) {
      tally.reached(Path.ANSWER_CORRUPTED);
    }
  }

  private Map<Integer, String> originalAnswer(Request request, String code, Booking booking) {
    Map<Integer, String> fields = answer(request, code);
    if (unionPay && namesCards) {
      fields.put(63, booking.foreign ? "VIS" : "CUP");
    }
    if (isApproval(code) || code.equals("10")) {
      fields.put(38, "654321");
      if (!references) {
        tally.reached(Path.APPROVED_WITHOUT_REFERENCE);
        fields.remove(37);
      }
    }
    if (code.equals("10")) {
      fields.put(4, amount(booking.booked));
    }
    if (unionPay && request.message().field(55).isPresent()) {
      fields.put(55, "8A023030");
    }
    if (unionPay && Request.text(request.message(), 22).startsWith("03")) {
      fields.put(59, "A40101234567890");
    }
    return fields;
  }

  static String amount(long amount) {
    return String.format(Locale.ROOT, "%012d", amount);
  }

  Map<Integer, String> answer(Request request, String code) {
    Map<Integer, String> fields = new TreeMap<>();
    for (int field : unionPay ? ECHOED_UNIONPAY : ECHOED_1987) {
      request.message().field(field).ifPresent(value -> fields.put(field, value));
    }
    boolean management = request.verb() == Verb.SIGN_IN || request.verb() == Verb.ECHO;
    if (management) {
      fields.remove(3);
      fields.remove(4);
    }
    if (unionPay) {
      String local = LOCAL.format(now.get());
      fields.put(13, local.substring(0, 4));
      fields.put(12, local.substring(4));
    }
    if (!management) {
      fields.put(37, "123456" + request.stan());
    }
    fields.put(39, code);
    return fields;
  }

  /**
   * @param approves the booking that the answer approves, as it is meant; null for none
   */
  List<byte[]> answers(
      Request request, Map<Integer, String> fields, Optional<Twist> twist, Booking approves) {
    byte[] right = packed(request, fields);
    if (approves != null && isApproval(fields.get(39))) {
      approvals.put(right, new Approval(approves, mak));
    }
    if (fields.get(39).equals("94")) {
      duplicates.put(right, request.stan());
    }
    if (!twist.isPresent()) {
      return List.of(right);
    }
    Map<Integer, String> other = new TreeMap<>(fields);
    return switch (twist.get()) {
      case WRONG_MAC -> {
        tally.reached(Path.ANSWER_WITH_WRONG_MAC);
        yield List.of(packed(request, fields, (algorithm, input) -> wrong(algorithm)));
      }
      case NO_MAC -> List.of(unionPay ? bare(request, fields) : right);
      case OTHER_AMOUNT -> {
        other.put(4, "000000000001");
        yield List.of(packed(request, other));
      }
      case NO_CODE -> {
        other.remove(39);
        yield List.of(packed(request, other));
      }
      case OTHER_STAN_FIRST -> {
        tally.reached(Path.ANSWER_FOR_NOTHING_SENT);
        other.put(11, "777777");
        yield List.of(packed(request, other), right);
      }
    };
  }

  /** An answer that says a code and no more. */
  List<byte[]> plain(Request request, String code) {
    return List.of(packed(request, answer(request, code)));
  }

  /** The answer to an original. */
  List<byte[]> original(Request request, Booking booking, String code, Optional<Twist> twist) {
    List<byte[]> frames =
        answers(
            request,
            originalAnswer(request, code, booking),
            twist,
            booking.approved ? booking : null);
    if (code.equals("10")) {
      parts.put(frames.get(frames.size() - 1), booking);
    }
    if (HostCodes.isUndecided(code) && !twist.isPresent()) {
      undecided.put(frames.get(0), booking);
    }
    return frames;
  }

  /** The answer to what is asked of a code: none where it does not answer. */
  List<byte[]> code(
      Request request, ScannedCodes.Reply reply, ScannedCodes codes, Optional<Twist> twist) {
    if (reply.code().isEmpty()) {
      return List.of();
    }
    Map<Integer, String> fields = answer(request, reply.code());
    if (reply.made().isPresent() && reply.code().equals("00")) {
      fields.put(59, codes.named(reply.made().get()));
    }
    if (reply.paid().isPresent()) {
      fields.put(37, "123456" + reply.paid().get().stan);
      fields.put(38, "654321");
      fields.put(59, "A4020" + "0123456789".repeat(2));
    }
    List<byte[]> frames = answers(request, fields, twist, null);
    if (reply.paid().isPresent() && twist.filter(it -> it != Twist.OTHER_STAN_FIRST).isEmpty()) {
      paid.put(frames.get(frames.size() - 1), new Approval(reply.paid().get(), mak));
    }
    return frames;
  }

  /** The answer to a message of a settlement, which carries no MAC. */
  List<byte[]> settlement(
      Request request, Map<Integer, String> fields, Optional<Twist> twist, HostBatch.Word word) {
    List<byte[]> frames = answers(request, fields, twist, null);
    // Twisted or not it is not proven to be the acquirer's: what it says of the batch stays.
    boolean clear = twist.filter(it -> it != Twist.OTHER_STAN_FIRST).isEmpty();
    (clear ? words : unclearWords).put(frames.get(frames.size() - 1), word);
    return frames;
  }

  private static byte[] wrong(MacAlgorithm algorithm) {
    return new byte[algorithm.compute(BenchKeys.key(98), new byte[8]).length];
  }

  byte[] packed(Request request, Map<Integer, String> fields) {
    return packed(request, fields, calculator(mak));
  }

  private byte[] packed(Request request, Map<Integer, String> fields, MacCalculator calculator) {
    Message asked = request.message();
    String header = asked.header();
    if (unionPay) {
      header = header.substring(0, 5) + (ordersSignIn ? "3" : "0") + header.substring(6);
    }
    String mti = dialect.answerTo(asked.mti());
    return dialect.pack(new Message(asked.tpdu(), header, mti, fields), calculator);
  }

  /** An answer without field 64: packed as a management message, then given its MTI. */
  private byte[] bare(Request request, Map<Integer, String> fields) {
    Message asked = request.message();
    byte[] frame =
        dialect.pack(new Message(asked.tpdu(), asked.header(), "0810", fields), calculator(mak));
    byte[] type = Hex.decode(dialect.answerTo(asked.mti()));
    System.arraycopy(type, 0, frame, 13, 2);
    return frame;
  }

  private static MacCalculator calculator(byte[] key) {
    return (algorithm, input) -> algorithm.compute(key, input);
  }

  private static boolean isApproval(String code) {
    return code.equals("00") || code.equals("11");
  }
}
