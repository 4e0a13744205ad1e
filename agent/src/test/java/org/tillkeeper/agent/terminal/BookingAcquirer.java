package org.tillkeeper.agent.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.MacCalculator;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.security.WorkingKeys;

/**
 * An acquirer of any dialect that books every transaction of a terminal. It decides by its books,
 * or says what it is told to say; its books are the witness that counts.
 */
final class BookingAcquirer {
  static final String REVERSAL = "reversal";
  static final String SIGNATURE = "signature";
  private static final String CODE = "code";
  private static final String CODE_INQUIRY = "code-inquiry";
  private static final String CODE_CLOSING = "code-closing";
  private static final String CODE_TEXT = "https://pay.example/7Q2F";
  private static final String AUTH_CODE = "654321";
  private static final String VOUCHER = "01234567890123456789";

  /** What was asked for, by the first digits of the MTI and what tells it apart there. */
  private static final Map<String, String> UNIONPAY =
      Map.ofEntries(
          Map.entry("0200 22", "sale"),
          Map.entry("0200 23", "void"),
          Map.entry("0200 27", CODE),
          Map.entry("0200 20", "completion"),
          Map.entry("0200 21", "completion-void"),
          Map.entry("0200 01", "balance"),
          Map.entry("0200 36", "offline chip sale"),
          Map.entry("0220 25", "refund"),
          Map.entry("0220 24", "completion advice"),
          Map.entry("0220 30", "offline sale"),
          Map.entry("0220 34", "tip"),
          Map.entry("0100 10", "preauth"),
          Map.entry("0100 11", "preauth-void"));

  /** The same where field 3 and field 25 tell it. */
  private static final Map<String, String> GENERIC =
      Map.ofEntries(
          Map.entry("0200 000000 00", "sale"),
          Map.entry("0200 020000 00", "void"),
          Map.entry("0200 200000 00", "refund"),
          Map.entry("0100 000000 06", "preauth"),
          Map.entry("0100 020000 06", "preauth-void"),
          Map.entry("0200 000000 06", "completion"),
          Map.entry("0200 020000 06", "completion-void"),
          Map.entry("0220 000000 06", "completion advice"),
          Map.entry("0220 000000 00", "offline sale"),
          Map.entry("0220 020000 00", "tip"),
          Map.entry("0100 310000 00", "balance"));

  /** Action codes of 1993 for the codes that are decided by here. */
  private static final Map<String, String> ACTION_CODES =
      Map.ofEntries(
          Map.entry("00", "000"),
          Map.entry("10", "002"),
          Map.entry("21", "100"),
          Map.entry("25", "914"),
          Map.entry("51", "116"),
          Map.entry("58", "120"),
          Map.entry("68", "911"),
          Map.entry("94", "913"),
          Map.entry("97", "916"));

  /** Function codes of 1993 that say what field 25 says in 1987. */
  private static final Map<String, String> CONDITIONS =
      Map.of("100", "00", "200", "00", "101", "06", "202", "06");

  /** A request as it was understood. */
  record Request(Message message, String what, MacVerdict mac) {}

  /** How an answer's MAC is made. */
  enum Mac {
    RIGHT,
    WRONG,
    NONE
  }

  /** What was decided of a request, and whether it was undone since. */
  static final class Booking {
    final String what;
    final long amount;
    final String code;
    boolean reversed;

    Booking(String what, long amount, String code) {
      this.what = what;
      this.amount = amount;
      this.code = code;
    }

    boolean stands() {
      return code.equals("00") && !reversed;
    }
  }

  final Dialect dialect;
  final Map<String, Booking> books = new LinkedHashMap<>();

  private final Map<String, Long> amounts = new LinkedHashMap<>();

  /** Codes that it made for terminals to show, by batch and STAN. */
  final Map<String, Code> codes = new LinkedHashMap<>();

  /** What became of a code. */
  enum Code {
    OPEN,
    PAID,
    CLOSED
  }

  /** Batch and STAN of payments whose signatures it has. */
  final Set<String> signed = new LinkedHashSet<>();

  String batch = "000001";
  String date = "0304";
  String time = "101530";
  String order = "0";

  /** The message it would refuse to answer without it. */
  private byte[] mak = new byte[0];

  private int generation;

  BookingAcquirer(Dialect dialect) {
    this.dialect = dialect;
    if (!bringsKeys()) {
      mak = ModelAcquirer.MASTER_KEY;
    }
  }

  private boolean bringsKeys() {
    return dialect.carries(Element.WORKING_KEYS);
  }

  private boolean is1993() {
    return dialect.name().equals("iso1993-binary");
  }

  /** A code as the dialect writes it. */
  private String said(Request request, String code) {
    if (!is1993() || code.length() != 2) {
      return code;
    }
    if (code.equals("00")) {
      return switch (request.what()) {
        case "sign-in", "echo" -> "800";
        case REVERSAL -> "400";
        default -> "000";
      };
    }
    return ACTION_CODES.get(code);
  }

  /** A code as it is decided by here, of one that a script says. */
  private static String decided(String said) {
    if (said.equals("400") || said.equals("800") || said.equals("901")) {
      return "00";
    }
    for (Map.Entry<String, String> code : ACTION_CODES.entrySet()) {
      if (code.getValue().equals(said)) {
        return code.getKey();
      }
    }
    return said;
  }

  /** It has lost the terminal's keys: no MAC of either side is right for the other any more. */
  void loseKeys() {
    mak = key(99);
  }

  Request read(byte[] frame) {
    try {
      Message message = dialect.unpack(frame);
      return new Request(message, what(message), dialect.checkMac(frame, calculator()));
    } catch (MalformedMessage e) {
      throw new AssertionError("the terminal sent a broken frame", e);
    }
  }

  private String what(Message message) {
    String mti = "0" + message.mti().substring(1, 3) + "0";
    String network = message.field(is1993() ? 24 : 70).orElse("");
    if (mti.equals("0820") && bringsKeys() && message.field(60).get().endsWith("800")) {
      return SIGNATURE;
    }
    if (mti.equals("0800") || mti.equals("0820")) {
      boolean echo = mti.equals("0820") || network.equals("301") || network.equals("831");
      return echo ? "echo" : "sign-in";
    }
    if (mti.equals("0400") || (is1993() && mti.equals("0420"))) {
      return REVERSAL;
    }
    if (mti.equals("0600") && dialect.showsCodes()) {
      return message.field(60).get().startsWith("57") ? CODE_INQUIRY : CODE_CLOSING;
    }
    if (mti.equals("0600")) {
      return "inquiry";
    }
    String known =
        bringsKeys()
            ? UNIONPAY.get(mti + " " + message.field(60).get().substring(0, 2))
            : GENERIC.get(mti + " " + message.field(3).get() + " " + condition(message));
    if (known == null) {
      throw new AssertionError(
          "the terminal sent what no acquirer of "
              + dialect.name()
              + " knows: "
              + message
              + " with field 3 "
              + message.field(3));
    }
    return known;
  }

  private String condition(Message message) {
    return is1993() ? CONDITIONS.get(message.field(24).orElse("")) : message.field(25).orElse("00");
  }

  private String key(Message message) {
    return dialect.value(message, Element.BATCH).orElse(batch)
        + " "
        + dialect.value(message, Element.STAN).orElse("");
  }

  /** What the books say of a terminal's message with this batch and STAN. */
  Optional<Booking> booking(String batch, String stan) {
    return Optional.ofNullable(books.get(batch + " " + stan));
  }

  /** What it answers by its books. */
  String decide(Request request) {
    Message message = request.message();
    if (request.mac() == MacVerdict.WRONG) {
      return bringsKeys() ? "A0" : "97";
    }
    Booking before = books.get(key(message));
    Optional<String> plain =
        switch (request.what()) {
          case "sign-in", "echo", "balance" -> Optional.of("00");
          case REVERSAL -> Optional.of(before == null ? "25" : "00");
          case SIGNATURE -> Optional.of(before == null || !before.stands() ? "25" : "00");
          case "inquiry" -> Optional.of(inquired(message));
          case CODE -> Optional.of(codes.containsKey(key(message)) ? "94" : "00");
          case CODE_INQUIRY, CODE_CLOSING ->
              Optional.of(asked(codes.get(original(message, batch)), request.what()));
          default -> Optional.empty();
        };
    if (plain.isPresent()) {
      return plain.get();
    }
    if (before != null) {
      return isRepeatable(request) ? before.code : "94";
    }
    boolean ofUnknown =
        refersToOriginal(request.what()) && original(message).filter(Booking::stands).isEmpty();
    return ofUnknown ? "25" : "00";
  }

  /** Somebody scans every code that can be paid, and pays it. */
  void customerPays() {
    codes.forEach((key, code) -> pay(key, code == Code.OPEN ? Code.PAID : code));
  }

  private void pay(String key, Code became) {
    if (became == Code.PAID && codes.get(key) == Code.OPEN) {
      codes.put(key, Code.PAID);
      books.put(key, new Booking("sale", amounts.get(key), "00"));
    }
  }

  private static String asked(Code code, String what) {
    if (code == null) {
      return "25";
    }
    boolean closes = what.equals(CODE_CLOSING);
    return switch (code) {
      case OPEN -> closes ? "00" : "09";
      case PAID -> closes ? "C2" : "00";
      case CLOSED -> closes ? "00" : "C1";
    };
  }

  private String original(Message message, String otherwise) {
    return dialect.value(message, Element.ORIGINAL_BATCH).orElse(otherwise)
        + " "
        + dialect.value(message, Element.ORIGINAL_STAN).orElse("");
  }

  private String inquired(Message message) {
    Booking asked = books.get(batch + " " + dialect.value(message, Element.ORIGINAL_STAN).get());
    return asked == null ? "25" : asked.reversed ? "21" : asked.code;
  }

  private static boolean refersToOriginal(String what) {
    return what.equals("void")
        || what.startsWith("completion")
        || what.equals("preauth-void")
        || what.equals("tip");
  }

  private Optional<Booking> original(Message message) {
    String stan = dialect.value(message, Element.ORIGINAL_STAN).orElse("");
    return booking(dialect.value(message, Element.ORIGINAL_BATCH).orElse(batch), stan);
  }

  /** Whether it knows a repeat and answers it as it answered the first. */
  private boolean isRepeatable(Request request) {
    return request.message().mti().charAt(3) == '1'
        || request.message().mti().startsWith("22", 1)
        || request.what().equals("offline chip sale");
  }

  /** Enters in the books what it decided. */
  void book(Request request, String said) {
    String code = decided(said);
    Message message = request.message();
    switch (request.what()) {
      case "sign-in", "echo", "balance" -> {}
      case SIGNATURE -> {
        if (code.equals("00")) {
          signed.add(key(message));
        }
      }
      case "inquiry" -> {
        String asked = batch + " " + dialect.value(message, Element.ORIGINAL_STAN).get();
        if (code.equals("00") && isUndecided(asked)) {
          books.put(asked, new Booking(books.get(asked).what, books.get(asked).amount, code));
        }
      }
      case CODE -> {
        if (code.equals("00")) {
          codes.putIfAbsent(key(message), Code.OPEN);
          amounts.put(key(message), Long.parseLong(dialect.value(message, Element.AMOUNT).get()));
        }
      }
      case CODE_INQUIRY, CODE_CLOSING -> {
        String asked = original(message, batch);
        boolean closes = request.what().equals(CODE_CLOSING);
        if (codes.get(asked) == Code.OPEN) {
          if (code.equals(closes ? "C2" : "00")) {
            pay(asked, Code.PAID);
          } else if (code.equals(closes ? "00" : "C1")) {
            codes.put(asked, Code.CLOSED);
          }
        }
      }
      case REVERSAL -> {
        Booking original = books.get(key(message));
        if (code.equals("00") && original != null) {
          original.reversed = true;
        }
      }
      default -> {
        boolean decided = !code.equals("94") && !code.equals("97") && !code.equals("A0");
        if (decided) {
          long amount = dialect.value(message, Element.AMOUNT).map(Long::parseLong).orElse(0L);
          if (isUndecided(key(message))) {
            books.remove(key(message));
          }
          books.putIfAbsent(
              key(message),
              new Booking(
                  request.what(), amount, code.equals("10") || code.equals("16") ? "00" : code));
        }
      }
    }
  }

  /** Whether it had to say that it does not know yet, or cannot take it now. */
  /** Codes of requests that may still be booked. */
  private static final Set<String> UNDECIDED = Set.of("09", "68", "96", "98");

  private boolean isUndecided(String key) {
    return books.containsKey(key) && UNDECIDED.contains(books.get(key).code);
  }

  /** What stands in the books, in the order in which it came. */
  List<String> standing() {
    List<String> standing = new ArrayList<>();
    for (Booking booking : books.values()) {
      if (booking.stands()) {
        standing.add(booking.what + " " + booking.amount);
      }
    }
    return standing;
  }

  /**
   * The frame of an answer.
   *
   * @param changes fields set, or taken out where the value is empty; 0 is the MTI
   */
  byte[] answer(Request request, String code, Map<Integer, String> changes, Mac mac) {
    Message message = request.message();
    Map<Integer, String> fields = fields(request, code);
    changes.forEach(
        (field, value) -> {
          if (value.isEmpty() || field == 0) {
            fields.remove(field);
          } else {
            fields.put(field, value);
          }
        });
    String header =
        message.header().isEmpty()
            ? ""
            : message.header().substring(0, 5) + order + message.header().substring(6);
    String mti = changes.getOrDefault(0, dialect.answerTo(message.mti()));
    if (mac == Mac.NONE) {
      return bare(message.tpdu(), header, mti, fields);
    }
    MacCalculator calculator = mac == Mac.WRONG ? (algorithm, input) -> new byte[8] : calculator();
    return dialect.pack(new Message(message.tpdu(), header, mti, fields), calculator);
  }

  private Map<Integer, String> fields(Request request, String said) {
    String code = decided(said);
    Message message = request.message();
    Map<Integer, String> fields = new TreeMap<>();
    for (int echoed : new int[] {3, 4, 7, 11, 12, 13, 25, 41, 42, 49, 70}) {
      message.field(echoed).ifPresent(value -> fields.put(echoed, value));
    }
    fields.put(39, said(request, said));
    if (bringsKeys()) {
      fields.remove(25);
      message.field(60).ifPresent(value -> fields.put(60, value));
      if (!request.what().equals("echo")) {
        fields.put(12, time);
        fields.put(13, date);
      }
    }
    switch (request.what()) {
      case "echo" -> {}
      case "sign-in" -> signIn(fields, code);
      case "inquiry" -> inquiry(message, fields, code);
      case CODE -> {
        if (code.equals("00")) {
          fields.put(59, "A7024" + CODE_TEXT + "A6003120");
        }
      }
      case CODE_INQUIRY, CODE_CLOSING -> {
        if (code.equals(request.what().equals(CODE_CLOSING) ? "C2" : "00")) {
          fields.put(37, rrn(dialect.value(message, Element.ORIGINAL_STAN).get()));
          fields.put(38, AUTH_CODE);
          fields.put(59, "A4020" + VOUCHER);
        }
      }
      case REVERSAL, SIGNATURE -> fields.put(37, rrn(message.field(11).get()));
      default -> {
        fields.put(37, rrn(message.field(11).get()));
        if (code.equals("00")) {
          approval(request, fields);
        }
      }
    }
    return fields;
  }

  private void approval(Request request, Map<Integer, String> fields) {
    String what = request.what();
    if (what.equals("balance")) {
      fields.put(54, "1002156C000000009900");
    } else if (what.equals("sale") || what.equals("preauth") || what.startsWith("completion")) {
      fields.put(38, AUTH_CODE);
    }
    boolean byCode = request.message().field(59).orElse("").startsWith("A3");
    if (byCode) {
      fields.put(59, "A4020" + VOUCHER);
    }
  }

  private void inquiry(Message message, Map<Integer, String> fields, String code) {
    String stan = dialect.value(message, Element.ORIGINAL_STAN).get();
    Booking asked = books.get(batch + " " + stan);
    if (asked != null) {
      fields.put(4, String.format(Locale.ROOT, "%012d", asked.amount));
      fields.put(37, rrn(stan));
      if (code.equals("00")) {
        fields.put(38, AUTH_CODE);
      }
    }
  }

  private void signIn(Map<Integer, String> fields, String code) {
    if (!bringsKeys()) {
      return;
    }
    fields.put(60, "00" + batch + "003");
    if (code.equals("00")) {
      generation++;
      mak = key(generation * 2 + 1);
      byte[] pik = key(generation * 2);
      fields.put(62, Hex.encode(WorkingKeys.wrap(pik, mak, ModelAcquirer.MASTER_KEY)));
    }
  }

  private static String rrn(String stan) {
    return "260304" + stan;
  }

  private static byte[] key(int seed) {
    byte[] key = new byte[16];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (seed * 31 + i * 7 + 1);
    }
    return key;
  }

  private MacCalculator calculator() {
    return (algorithm, input) -> mak.length == 0 ? new byte[8] : algorithm.compute(mak, input);
  }

  /** An answer without a MAC: packed with the MTI of a management message, then given its own. */
  private byte[] bare(String tpdu, String header, String mti, Map<Integer, String> fields) {
    String withoutMac = is1993() ? "1814" : "0810";
    byte[] frame = dialect.pack(new Message(tpdu, header, withoutMac, fields), calculator());
    byte[] type =
        bringsKeys() || is1993()
            ? Hex.decode(mti)
            : mti.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    int at = dialect.lengthPrefixBytes() + (tpdu.length() + header.length()) / 2;
    System.arraycopy(type, 0, frame, at, type.length);
    return frame;
  }
}
