package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.MacCalculator;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.security.WorkingKeys;

/**
 * What an acquirer books and answers, as a model without sockets. Its books are the witness that
 * counts.
 */
final class ModelAcquirer {
  static final byte[] MASTER_KEY = Hex.decode("CA5D92598DCA48CE8A4C76361A9269E9");

  /** What happens to one request. */
  enum Fault {
    NONE,
    /** The request never arrives; the connection stays. */
    LOST,
    /** The request is booked; no answer; the connection stays. */
    SILENT,
    /** The request is booked; the connection is cut. */
    CUT_AFTER_BOOKING,
    /** The request is not read; the connection is cut. */
    CUT_BEFORE_READING,
    /** The connection is cut; the request arrives 12 s later all the same. */
    ARRIVES_LATE,
    /** Booked and answered with a MAC that is not right. */
    WRONG_MAC,
    /** Booked and answered without a MAC. */
    NO_MAC,
    /** Booked and answered without a response code. */
    NO_CODE,
    /** Booked and answered with another amount. */
    WRONG_AMOUNT,
    /** An answer with another STAN comes before the right one. */
    OTHER_STAN_FIRST,
    /** Somebody in the line refuses it without a MAC, before the right answer. */
    OTHER_REFUSES_FIRST,
    /** The answer comes twice. */
    TWICE,
    /** Bytes that are no message. */
    GARBAGE
  }

  /** What an echo is answered; empty for nothing. */
  String echoCode = "00";

  /** What becomes of an answer to a sale or a reversal before it is sent. */
  UnaryOperator<byte[]> rewritten = frame -> frame;

  record Booking(String stan, String batch, long amount, boolean[] reversed) {}

  final Dialect dialect = Dialect.named("unionpay-pos");
  final Map<String, Booking> bookings = new TreeMap<>();
  final List<Message> received = new ArrayList<>();
  final ArrayDeque<Fault> saleFaults = new ArrayDeque<>();
  final ArrayDeque<Fault> reversalFaults = new ArrayDeque<>();
  final ArrayDeque<String> saleCodes = new ArrayDeque<>();
  final ArrayDeque<String> reversalCodes = new ArrayDeque<>();
  final ArrayDeque<String> signInCodes = new ArrayDeque<>();
  final ModelDownloads downloads = new ModelDownloads();
  final ArrayDeque<String> scriptCodes = new ArrayDeque<>();
  final ArrayDeque<Fault> scriptFaults = new ArrayDeque<>();
  final List<String> scriptResults = new ArrayList<>();
  final ArrayDeque<String> signatureCodes = new ArrayDeque<>();
  final ArrayDeque<Fault> signatureFaults = new ArrayDeque<>();

  /** The signatures that arrived, answered or not. */
  final List<Message> signatures = new ArrayList<>();

  /** Field 15 of its approvals; empty for none. */
  String settlementDate = "";

  /** What it says to chips in its approvals, TLV in hex. */
  String chipAnswer = "";

  /** The card organisation that its approvals of a request name; empty for none. */
  Function<Message, String> organisation = request -> "";

  /** How many of its next sign-in answers bring keys whose check value is wrong. */
  int damagedKeys;

  /** Which notices, by STAN, it answers "not now". */
  Predicate<String> noticesPutOff = stan -> false;

  String batch = "000001";
  String date = "0304";
  String time = "101530";
  String order = "0";
  boolean reachable = true;

  /** Whether every answer names the acquirer's date, those to its management messages too. */
  boolean datesEverything;

  /** Is shown each request before it is answered. */
  Consumer<Message> before = request -> {};

  /** The address that what arrives now came to; each is a host with books of its own. */
  String host = "";

  private final Map<String, String> bookedAt = new HashMap<>();

  /** How many requests arrived, ever. */
  long events;

  /** Batch and STAN of voids. */
  private final java.util.Set<String> credits = new java.util.HashSet<>();

  final ModelSettlement settlement = new ModelSettlement(this);

  private byte[] mak = new byte[0];
  private final Map<Integer, byte[]> keys = new HashMap<>();
  private int generation;

  long charged() {
    return bookings.values().stream().filter(booking -> !booking.reversed()[0]).count();
  }

  List<String> receivedMtis() {
    List<String> mtis = new ArrayList<>();
    for (Message message : received) {
      mtis.add(message.mti());
    }
    return mtis;
  }

  /**
   * What a request brings: frames to answer with, in order, whether the connection is cut then, and
   * whether the request arrives only later.
   */
  record Reaction(List<byte[]> frames, boolean cut, Optional<Duration> arrivesAgain) {
    Reaction(List<byte[]> frames, boolean cut) {
      this(frames, cut, Optional.empty());
    }
  }

  Reaction on(byte[] frame) {
    events++;
    try {
      Message request = dialect.unpack(frame);
      before.accept(request);
      return switch (request.mti()) {
        case "0800", "0820" ->
            isSignature(request)
                ? signature(frame, request)
                : downloads.isAbout(request)
                    ? downloads.silent ? heard(request) : heard(request, downloaded(request))
                    : request.mti().equals("0800")
                        ? heard(request, signedIn(request))
                        : echoCode.isEmpty() ? heard(request) : heard(request, echoed(request));
        case "0810", "0830" -> heard(request);
        case "0620" -> scriptResult(frame, request);
        case "0220" -> notice(frame, request);
        case "0100", "0200" -> sale(frame, request);
        case "0400" -> reversal(frame, request);
        case "0500", "0320" -> settlement.on(request);
        default -> throw new AssertionError("the agent sent " + request);
      };
    } catch (MalformedMessage e) {
      throw new AssertionError("the agent sent a broken frame", e);
    }
  }

  private Reaction heard(Message request, byte[]... answer) {
    received.add(request);
    return new Reaction(List.of(answer), false);
  }

  private byte[] signedIn(Message request) {
    String code = signInCodes.isEmpty() ? "00" : signInCodes.poll();
    Map<Integer, String> fields = answerTo(request, code);
    fields.put(60, "00" + batch + "003");
    if (code.equals("00")) {
      byte[] pik = newKeys();
      byte[] block = WorkingKeys.wrap(pik, mak, MASTER_KEY);
      if (damagedKeys > 0) {
        damagedKeys--;
        block[block.length - 1] ^= 1;
      }
      fields.put(62, Hex.encode(block));
    }
    return packed(request, "0810", fields);
  }

  private byte[] downloaded(Message request) {
    Map<Integer, String> fields =
        new TreeMap<>(Map.of(41, request.field(41).get(), 42, request.field(42).get()));
    fields.put(60, request.field(60).get());
    fields.putAll(downloads.answer(request));
    return packed(request, request.mti().equals("0800") ? "0810" : "0830", fields);
  }

  private static boolean isSignature(Message request) {
    return request.mti().equals("0820") && request.field(60).orElse("").endsWith("800");
  }

  private Reaction signature(byte[] frame, Message request) throws MalformedMessage {
    Fault fault = signatureFaults.isEmpty() ? Fault.NONE : signatureFaults.poll();
    if (fault == Fault.CUT_BEFORE_READING) {
      return new Reaction(List.of(), true);
    }
    received.add(request);
    signatures.add(request);
    String code = signatureCodes.isEmpty() ? "00" : signatureCodes.poll();
    if (dialect.checkMac(frame, calculator(mak)) != MacVerdict.RIGHT) {
      code = "A0";
    }
    if (fault == Fault.SILENT || fault == Fault.CUT_AFTER_BOOKING) {
      return new Reaction(List.of(), fault == Fault.CUT_AFTER_BOOKING);
    }
    Map<Integer, String> fields = answerTo(request, code);
    fields.put(60, request.field(60).get());
    if (fault == Fault.NO_MAC) {
      fields.put(60, "07000001000");
    }
    MacCalculator calculator =
        fault == Fault.WRONG_MAC ? (algorithm, input) -> new byte[8] : calculator(mak);
    return new Reaction(List.of(packed(request, "0830", fields, calculator)), false);
  }

  private Reaction scriptResult(byte[] frame, Message request) throws MalformedMessage {
    Fault fault = scriptFaults.isEmpty() ? Fault.NONE : scriptFaults.poll();
    if (fault == Fault.CUT_BEFORE_READING) {
      return new Reaction(List.of(), true);
    }
    received.add(request);
    String code = scriptCodes.isEmpty() ? "" : scriptCodes.poll();
    if (dialect.checkMac(frame, calculator(mak)) != MacVerdict.RIGHT) {
      code = "A0";
    }
    if (code.isEmpty()) {
      String stan = request.field(11).get();
      code = scriptResults.contains(stan) ? "94" : "00";
      scriptResults.add(stan);
    }
    if (fault == Fault.SILENT || fault == Fault.CUT_AFTER_BOOKING) {
      return new Reaction(List.of(), fault == Fault.CUT_AFTER_BOOKING);
    }
    MacCalculator calculator =
        fault == Fault.WRONG_MAC ? (algorithm, input) -> new byte[8] : calculator(mak);
    return new Reaction(
        List.of(packed(request, "0630", answerTo(request, code), calculator)), false);
  }

  private Reaction notice(byte[] frame, Message request) throws MalformedMessage {
    if (noticesPutOff.test(request.field(11).get())) {
      saleCodes.addFirst("96");
    }
    return sale(frame, request);
  }

  private byte[] newKeys() {
    generation++;
    mak = key(generation * 2 + 1);
    keys.put(generation, mak);
    return key(generation * 2);
  }

  /** The terminal has signed in once before. */
  void knowsTerminal() {
    newKeys();
  }

  /** It has lost the terminal's keys: no MAC of either side is right for the other any more. */
  void loseKeys() {
    mak = key(99);
  }

  private static byte[] key(int seed) {
    byte[] key = new byte[16];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (seed * 31 + i * 7 + 1);
    }
    return key;
  }

  private byte[] echoed(Message request) {
    Map<Integer, String> fields =
        new TreeMap<>(
            Map.of(39, echoCode, 41, request.field(41).get(), 42, request.field(42).get()));
    fields.put(60, request.field(60).get());
    return packed(request, "0830", fields);
  }

  private Reaction sale(byte[] frame, Message request) throws MalformedMessage {
    Fault fault = saleFaults.isEmpty() ? Fault.NONE : saleFaults.poll();
    if (fault == Fault.ARRIVES_LATE) {
      return new Reaction(List.of(), true, Optional.of(Duration.ofSeconds(12)));
    }
    if (fault == Fault.LOST || fault == Fault.CUT_BEFORE_READING) {
      return new Reaction(List.of(), fault == Fault.CUT_BEFORE_READING);
    }
    received.add(request);
    String code = saleCodes.isEmpty() ? "00" : saleCodes.poll();
    if (dialect.checkMac(frame, calculator(mak)) != MacVerdict.RIGHT) {
      code = "A0";
    }
    String stan = request.field(11).get();
    if (request.field(60).get().startsWith("23")) {
      credits.add(batch + stan);
    }
    if (code.equals("00") || code.equals("10")) {
      Booking before =
          bookings.putIfAbsent(
              batch + stan,
              new Booking(stan, batch, Long.parseLong(request.field(4).get()), new boolean[1]));
      bookedAt.putIfAbsent(batch + stan, host);
      code = before == null ? code : "94";
    }
    if (fault == Fault.SILENT || fault == Fault.CUT_AFTER_BOOKING) {
      return new Reaction(List.of(), fault == Fault.CUT_AFTER_BOOKING);
    }
    return new Reaction(saleAnswers(request, code, fault), false);
  }

  /** MTI of the answer: 0110 to 0100, 0210 to 0200, 0230 to 0220. */
  private static String answerTo(Message request) {
    return request.mti().substring(0, 2) + (request.mti().equals("0220") ? "30" : "10");
  }

  /** The MAC that the terminal expects, over these bytes. */
  byte[] mac(byte[] covered) {
    return calculator(mak).mac(dialect.macAlgorithm().get(), covered);
  }

  private List<byte[]> saleAnswers(Message request, String code, Fault fault) {
    byte[] right = rewritten.apply(saleAnswer(request, code));
    Map<Integer, String> fields = saleFields(request, code);
    return switch (fault) {
      case WRONG_MAC ->
          List.of(packed(request, answerTo(request), fields, (algorithm, input) -> new byte[8]));
      case NO_MAC -> List.of(bare(request, answerTo(request), fields));
      case NO_CODE -> {
        fields.remove(39);
        yield List.of(packed(request, answerTo(request), fields));
      }
      case WRONG_AMOUNT -> {
        fields.put(4, "000000000001");
        yield List.of(packed(request, answerTo(request), fields));
      }
      case OTHER_STAN_FIRST -> {
        fields.put(11, "777777");
        yield List.of(packed(request, answerTo(request), fields), right);
      }
      case OTHER_REFUSES_FIRST -> {
        fields.put(39, "05");
        yield List.of(bare(request, answerTo(request), fields), right);
      }
      case TWICE -> List.of(right, right);
      case GARBAGE -> {
        byte[] garbage = right.clone();
        garbage[13] = (byte) 0xFF;
        yield List.of(garbage);
      }
      default -> List.of(right);
    };
  }

  /** The answer to a sale, for a test that delivers it late. */
  byte[] saleAnswer(Message request, String code) {
    return packed(request, answerTo(request), saleFields(request, code));
  }

  private Map<Integer, String> saleFields(Message request, String code) {
    Map<Integer, String> fields = answerTo(request, code);
    fields.put(3, request.field(3).get());
    fields.put(4, request.field(4).get());
    fields.put(25, request.field(25).get());
    fields.put(49, request.field(49).get());
    fields.put(60, request.field(60).get());
    if (code.equals("00")) {
      fields.put(38, "654321");
      if (!settlementDate.isEmpty()) {
        fields.put(15, settlementDate);
      }
      String named = organisation.apply(request);
      if (!named.isEmpty()) {
        fields.put(63, named);
      }
      if (!chipAnswer.isEmpty() && request.field(55).isPresent()) {
        fields.put(55, chipAnswer);
      }
    }
    return fields;
  }

  private Reaction reversal(byte[] frame, Message request) throws MalformedMessage {
    Fault fault = reversalFaults.isEmpty() ? Fault.NONE : reversalFaults.poll();
    if (fault == Fault.ARRIVES_LATE) {
      return new Reaction(List.of(), true, Optional.of(Duration.ofSeconds(12)));
    }
    if (fault == Fault.LOST || fault == Fault.CUT_BEFORE_READING) {
      return new Reaction(List.of(), fault == Fault.CUT_BEFORE_READING);
    }
    received.add(request);
    String code = reversalCodes.isEmpty() ? "" : reversalCodes.poll();
    if (dialect.checkMac(frame, calculator(mak)) != MacVerdict.RIGHT) {
      code = "A0";
    }
    if (code.isEmpty()) {
      String batchOf = dialect.value(request, Element.BATCH).get();
      String key = batchOf + request.field(11).get();
      Booking booking = host.equals(bookedAt.getOrDefault(key, host)) ? bookings.get(key) : null;
      code = booking == null ? "25" : "00";
      if (booking != null) {
        booking.reversed()[0] = true;
      }
    }
    if (fault == Fault.SILENT || fault == Fault.CUT_AFTER_BOOKING) {
      return new Reaction(List.of(), fault == Fault.CUT_AFTER_BOOKING);
    }
    Map<Integer, String> fields = answerTo(request, code);
    fields.put(4, request.field(4).get());
    MacCalculator calculator =
        fault == Fault.WRONG_MAC ? (algorithm, input) -> new byte[8] : calculator(mak);
    return new Reaction(
        List.of(rewritten.apply(packed(request, "0410", fields, calculator))), false);
  }

  private Map<Integer, String> answerTo(Message request, String code) {
    Map<Integer, String> fields = new TreeMap<>();
    fields.put(11, request.field(11).get());
    fields.put(12, time);
    fields.put(13, date);
    fields.put(37, "123456789012");
    fields.put(39, code);
    fields.put(41, request.field(41).get());
    fields.put(42, request.field(42).get());
    return fields;
  }

  byte[] packed(Message request, String mti, Map<Integer, String> fields) {
    return packed(request, mti, fields, calculator(mak));
  }

  private byte[] packed(
      Message request, String mti, Map<Integer, String> fields, MacCalculator calculator) {
    if (datesEverything) {
      fields.putIfAbsent(13, date);
    }
    String header = request.header().substring(0, 5) + order + request.header().substring(6);
    return dialect.pack(new Message(request.tpdu(), header, mti, fields), calculator);
  }

  /** A financial answer without field 64: packed as a management message, then given its MTI. */
  private byte[] bare(Message request, String mti, Map<Integer, String> fields) {
    byte[] frame = packed(request, "0810", fields);
    byte[] type = Hex.decode(mti);
    System.arraycopy(type, 0, frame, 13, 2);
    return frame;
  }

  private static MacCalculator calculator(byte[] key) {
    return (algorithm, input) -> key.length == 0 ? new byte[8] : algorithm.compute(key, input);
  }

  boolean isCredit(Booking booking) {
    return credits.contains(booking.batch() + booking.stan());
  }

  Optional<Booking> booking(String stan) {
    return Optional.ofNullable(bookings.get(batch + stan));
  }
}
