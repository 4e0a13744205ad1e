package org.tillkeeper.tools.acquirer;

import java.io.IOException;
import java.net.Socket;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MacAlgorithm;

/**
 * ISO 8583 as the standards have it, 1987 with texts or 1993 in binary. There are no batches and no
 * working keys; an original is named by original data elements (field 90 or 56), a repeat by its
 * MTI. The network management codes, the void's processing code and the MAC are the dialect's
 * options.
 */
final class GenericProtocol implements Protocol {
  private static final String INSTITUTION = "48021000";
  private static final int TPDU_BYTES = 5;
  private static final int MIN_BYTES = 20;
  private static final int MAX_BYTES = 9999;
  private static final DateTimeFormatter LOCAL_1993 = DateTimeFormatter.ofPattern("yyMMddHHmmss");

  private static final int[] DIGITS = {2, 3, 4, 7, 11, 14, 24, 25, 32, 70, 90};

  private static final int[] ECHOED_1987 = {3, 4, 7, 11, 12, 13, 32, 41, 42, 49, 50, 70, 90};
  private static final int[] ECHOED_1993 = {3, 4, 7, 11, 12, 24, 32, 41, 42, 49, 50, 56};

  /** Action codes of 1993 for the response codes that are given here. */
  private static final Map<String, String> ACTION_CODES =
      Map.ofEntries(
          Map.entry(Codes.APPROVED, "000"),
          Map.entry(Codes.INVALID_MERCHANT, "109"),
          Map.entry(Codes.INVALID_TRANSACTION, "902"),
          Map.entry(Codes.INVALID_AMOUNT, "110"),
          Map.entry(Codes.INVALID_CARD, "111"),
          Map.entry(Codes.NO_ORIGINAL, "914"),
          Map.entry(Codes.FORMAT_ERROR, "904"),
          Map.entry(Codes.NOT_SUPPORTED, "115"),
          Map.entry(Codes.NO_FUNDS, "116"),
          Map.entry(Codes.OVER_LIMIT, "121"),
          Map.entry(Codes.OTHER_AMOUNT, "110"),
          Map.entry(Codes.DUPLICATE, "913"),
          Map.entry(Codes.NOT_REGISTERED, "918"),
          Map.entry(Codes.WRONG_MAC, "916"),
          Map.entry("09", "923"),
          Map.entry("55", "117"),
          Map.entry("68", "911"),
          Map.entry("91", "907"),
          Map.entry("96", "909"));

  private final Dialect dialect;
  private final OwnCodes codes;
  private final boolean is1993;
  private final int headerBytes;
  private final boolean hasTpdu;
  private final int macBytes;

  /** The standard's answers, as a file of one's own changes them. */
  GenericProtocol(Dialect dialect, OwnCodes codes) {
    this.dialect = dialect;
    this.codes = codes;
    is1993 = dialect.mti(Kind.SALE).startsWith("1");
    hasTpdu = dialect.tpdu().length() == 2 * TPDU_BYTES;
    headerBytes = (dialect.tpdu().length() + dialect.header().length()) / 2;
    macBytes = packedBytes(64) - packedBytes(0);
  }

  /** Of a message with a certain field of bytes, and without where it is none. */
  private int packedBytes(int field) {
    try {
      ISOMsg message = new ISOMsg(dialect.mti(Kind.SALE));
      message.setPackager(packager());
      message.set(11, "000001");
      if (field > 0) {
        message.set(field, new byte[8]);
      }
      return message.pack().length;
    } catch (ISOException e) {
      throw new IllegalStateException("a dialect's MAC is " + e.getMessage(), e);
    }
  }

  private String option(String name, String otherwise) {
    return dialect.options().getOrDefault(name, otherwise);
  }

  @Override
  public Line line(Socket socket) throws IOException {
    int least = is1993 ? MIN_BYTES / 2 : MIN_BYTES;
    Line.Framing framing =
        new Line.Framing(
            dialect, headerBytes, headerBytes + least, MAX_BYTES, dialect.sentTrailer());
    return new Line(this, framing, socket);
  }

  @Override
  public ISOPackager packager() {
    return dialect.isoPackager();
  }

  @Override
  public void check(ISOMsg message) throws ISOException {
    String version = is1993 ? "1" : "0";
    if (!message.getMTI().matches(version + "[1-8][02468][0-5]")) {
      throw new ISOException("the message type is no request's");
    }
    for (int number : DIGITS) {
      if (!Protocol.text(message, number).matches("[0-9]*")) {
        throw new ISOException("field " + number + " holds something else than digits");
      }
    }
  }

  @Override
  public RequestKind kind(ISOMsg message) {
    String processing = Protocol.text(message, 3);
    boolean undoes = processing.equals(option("void.processingCode", "020000"));
    return switch (Protocol.text(message, 0).substring(1, 3)) {
      case "10" -> authorisation(processing, undoes);
      case "20" -> financial(message, processing, undoes);
      case "22" -> advice(message, processing, undoes);
      case "40", "42" -> RequestKind.REVERSAL;
      case "50", "52" -> RequestKind.SETTLEMENT;
      case "60" -> RequestKind.INQUIRY;
      case "80" -> network(Protocol.text(message, is1993 ? 24 : 70));
      default -> RequestKind.OTHER;
    };
  }

  private static RequestKind authorisation(String processing, boolean undoes) {
    if (undoes) {
      return RequestKind.PREAUTH_VOID;
    }
    return switch (processing) {
      case "000000" -> RequestKind.PREAUTH;
      case "310000" -> RequestKind.BALANCE;
      default -> RequestKind.OTHER;
    };
  }

  private RequestKind financial(ISOMsg message, String processing, boolean undoes) {
    if (undoes) {
      return onPreauth(message) ? RequestKind.COMPLETION_VOID : RequestKind.VOID;
    }
    if (onPreauth(message)) {
      return RequestKind.COMPLETION;
    }
    if (processing.equals("200000")) {
      return RequestKind.REFUND;
    }
    return processing.equals(option("sale.processingCode", "000000"))
        ? RequestKind.SALE
        : RequestKind.OTHER;
  }

  private RequestKind advice(ISOMsg message, String processing, boolean undoes) {
    if (undoes) {
      return message.hasField(54) ? RequestKind.TIP : RequestKind.ADJUSTMENT;
    }
    if (onPreauth(message) || message.hasField(37)) {
      return RequestKind.COMPLETION_ADVICE;
    }
    if (!processing.equals(option("sale.processingCode", "000000"))) {
      return RequestKind.OTHER;
    }
    return message.hasField(55) ? RequestKind.OFFLINE_CHIP_SALE : RequestKind.OFFLINE_SALE;
  }

  /** Condition code 06, or function code 202 (201 where the amount may differ). */
  private boolean onPreauth(ISOMsg message) {
    return is1993
        ? List.of("201", "202").contains(Protocol.text(message, 24))
        : Protocol.text(message, 25).equals("06");
  }

  private RequestKind network(String code) {
    if (code.equals(option("network.signOn", ""))) {
      return RequestKind.SIGN_IN;
    }
    if (code.equals(option("network.signOff", ""))) {
      return RequestKind.SIGN_OFF;
    }
    return code.equals(option("network.echo", "")) ? RequestKind.ECHO : RequestKind.OTHER;
  }

  @Override
  public String batch(ISOMsg message) {
    return "";
  }

  @Override
  public String entry(ISOMsg message) {
    if (message.hasField(62)) {
      return "qr";
    }
    String mode = Protocol.text(message, 22);
    if (is1993) {
      return switch (mode.length() < 7 ? ' ' : mode.charAt(6)) {
        case '1' -> "manual";
        case '2' -> "swipe";
        case '3' -> "qr";
        case '5' -> "chip";
        default -> "other";
      };
    }
    return switch (mode.length() < 2 ? "" : mode.substring(0, 2)) {
      case "01" -> "manual";
      case "02" -> "swipe";
      case "03" -> "qr";
      case "05" -> "chip";
      case "07" -> "contactless";
      default -> "other";
    };
  }

  @Override
  public String qrCode(ISOMsg message) {
    return Protocol.text(message, 62);
  }

  @Override
  public byte[] chipData(ISOMsg message) {
    if (is1993) {
      return message.hasField(55) ? message.getBytes(55) : new byte[0];
    }
    String hex = Protocol.text(message, 55);
    return hex.matches("([0-9A-Fa-f]{2})*") ? HexFormat.of().parseHex(hex) : new byte[0];
  }

  @Override
  public Request.Original original(ISOMsg message) {
    String data = Protocol.text(message, is1993 ? 56 : 90);
    String stan = data.matches("[0-9]{10}.*") ? data.substring(4, 10) : "";
    boolean known = !stan.isEmpty() && !stan.equals("000000");
    return new Request.Original(
        "",
        known ? stan : "",
        "",
        // A reversal repeats what its original's answer said, which may be nothing.
        kind(message) == RequestKind.REVERSAL ? "" : Protocol.text(message, 37).trim(),
        Protocol.text(message, 38).trim(),
        "");
  }

  @Override
  public boolean wantsMac(String mti) {
    return dialect.carriesMac(mti);
  }

  /** The last field there may be: 128 where there is a second bitmap. */
  @Override
  public int macField(ISOMsg message) {
    return message.getMaxField() > 64 ? 128 : 64;
  }

  @Override
  public int macBytes() {
    return macBytes;
  }

  @Override
  public MacAlgorithm macAlgorithm(String keyLayout) {
    return dialect.macAlgorithm().orElse(MacAlgorithm.X9_19_80);
  }

  @Override
  public Map<Integer, Object> reconciled(boolean balanced) {
    return is1993 ? Map.of(39, balanced ? "500" : "501") : Map.of(66, balanced ? "1" : "2");
  }

  @Override
  public ISOMsg answer(Request request, Decision decision, HostTime time, String rrn, String order)
      throws ISOException {
    ISOMsg asked = request.message();
    ISOMsg answer = new ISOMsg();
    answer.setPackager(packager());
    answer.setMTI(dialect.answerTo(asked.getMTI()));
    if (headerBytes > 0) {
      answer.setHeader(answerHeader(asked.getHeader()));
    }
    Protocol.copy(asked, answer, is1993 ? ECHOED_1993 : ECHOED_1987);
    addTime(answer, time.local());
    answer.set(32, INSTITUTION);
    answer.set(37, decision.booking().map(Booking::rrn).orElse(rrn));
    answer.set(39, code(request.kind(), decision.code()));
    if (decision.isApproved() && decision.booking().isPresent()) {
      Booking booking = decision.booking().get();
      answer.set(38, booking.authCode());
      answer.set(4, String.format("%012d", booking.amount()));
    }
    Protocol.addFields(decision, answer);
    for (int number = 2; number <= answer.getMaxField(); number++) {
      if (answer.hasField(number) && dialect.fieldName(number).isEmpty()) {
        answer.unset(number);
      }
    }
    return answer;
  }

  /** A TPDU's addresses change places. */
  private byte[] answerHeader(byte[] request) {
    byte[] answer = request.clone();
    if (hasTpdu) {
      System.arraycopy(request, 3, answer, 1, 2);
      System.arraycopy(request, 1, answer, 3, 2);
    }
    return answer;
  }

  private void addTime(ISOMsg answer, LocalDateTime local) throws ISOException {
    if (answer.hasField(12)) {
      return;
    }
    String text = LOCAL_1993.format(local);
    if (is1993) {
      answer.set(12, text);
    } else {
      answer.set(12, text.substring(6));
      answer.set(13, text.substring(2, 6));
    }
  }

  private String code(RequestKind kind, String code) {
    return codes.say(kind, code, is1993 ? actionCode(kind, code) : code);
  }

  /** Three digits are an action code already, from a fault. */
  private static String actionCode(RequestKind kind, String code) {
    if (code.length() == 3) {
      return code;
    }
    if (code.equals(Codes.APPROVED)) {
      return switch (kind) {
        case REVERSAL -> "400";
        case SIGN_IN, SIGN_OFF, ECHO -> "800";
        default -> "000";
      };
    }
    return ACTION_CODES.getOrDefault(code, "100");
  }
}
