package org.tillkeeper.tools.acquirer;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.MacAlgorithm;

/**
 * UnionPay's direct-connect POS messages, known here by themselves: of the dialect file only the
 * packing of fields is used, so that an error in its messages does not hide.
 */
final class UnionPayProtocol implements Protocol {

  /** MTI and bitmap. */
  private static final int MIN_BYTES = 2 + 8;

  private static final int MAX_BODY_BYTES = 4096;
  private static final int MAC_BYTES = 8;

  private static final String INSTITUTION = "48021000";
  private static final String ISSUER_AND_ACQUIRER = "01020000   48021000   ";

  private static final int[] DIGITS = {
    2, 3, 4, 11, 12, 13, 14, 15, 22, 23, 25, 26, 32, 49, 53, 60, 61
  };

  /** What a financial request is, by MTI and field 60.1; fields 3 and 25 must say the same. */
  private record Financial(RequestKind kind, Set<String> processing, Set<String> conditions) {}

  private static final Map<String, Financial> FINANCIAL =
      Map.ofEntries(
          financial("0200 01", RequestKind.BALANCE, "00", "310000"),
          financial("0200 22", RequestKind.SALE, "00 99", "000000", "190000"),
          financial("0200 26", RequestKind.SALE, "00 99", "000000"),
          financial("0200 23", RequestKind.VOID, "00", "200000"),
          financial("0220 25", RequestKind.REFUND, "00", "200000"),
          financial("0100 10", RequestKind.PREAUTH, "06", "030000"),
          financial("0100 11", RequestKind.PREAUTH_VOID, "06", "200000"),
          financial("0200 20", RequestKind.COMPLETION, "06", "000000"),
          financial("0200 21", RequestKind.COMPLETION_VOID, "06", "200000"),
          financial("0220 24", RequestKind.COMPLETION_ADVICE, "06", "000000"),
          financial("0220 30", RequestKind.OFFLINE_SALE, "00", "000000"),
          financial("0220 32", RequestKind.ADJUSTMENT, "00", "000000"),
          financial("0220 34", RequestKind.TIP, "00", "000000"),
          financial("0200 36", RequestKind.OFFLINE_CHIP_SALE, "00", "000000"));

  /** Of codes that terminals show, in a dialect that has them. */
  private static final Map<String, RequestKind> CODES =
      Map.of(
          "0200 27", RequestKind.CODE,
          "0600 57", RequestKind.CODE_INQUIRY,
          "0600 58", RequestKind.CODE_CLOSE);

  private static final Map<String, RequestKind> MANAGEMENT =
      Map.ofEntries(
          Map.entry("0800 001", RequestKind.SIGN_IN),
          Map.entry("0800 003", RequestKind.SIGN_IN),
          Map.entry("0800 004", RequestKind.SIGN_IN),
          Map.entry("0800 005", RequestKind.SIGN_IN),
          Map.entry("0800 006", RequestKind.SIGN_IN),
          Map.entry("0820 002", RequestKind.SIGN_OFF),
          Map.entry("0820 301", RequestKind.ECHO),
          Map.entry("0820 800", RequestKind.SIGNATURE),
          Map.entry("0800 360", RequestKind.PARAMETERS),
          Map.entry("0820 362", RequestKind.STATUS_UPLOAD),
          Map.entry("0820 372", RequestKind.CAPK),
          Map.entry("0800 370", RequestKind.CAPK),
          Map.entry("0800 371", RequestKind.CAPK),
          Map.entry("0820 382", RequestKind.CHIP_PARAMETERS),
          Map.entry("0800 380", RequestKind.CHIP_PARAMETERS),
          Map.entry("0800 381", RequestKind.CHIP_PARAMETERS),
          Map.entry("0500 201", RequestKind.SETTLEMENT),
          Map.entry("0320 201", RequestKind.BATCH_ROWS),
          Map.entry("0320 000", RequestKind.BATCH_ADVICE),
          Map.entry("0320 203", RequestKind.BATCH_CHIP),
          Map.entry("0320 204", RequestKind.BATCH_CHIP),
          Map.entry("0320 205", RequestKind.BATCH_CHIP),
          Map.entry("0320 206", RequestKind.BATCH_CHIP),
          Map.entry("0320 207", RequestKind.BATCH_END),
          Map.entry("0320 202", RequestKind.BATCH_END));

  private final Dialect dialect;

  UnionPayProtocol(Dialect dialect) {
    this.dialect = dialect;
  }

  private static Map.Entry<String, Financial> financial(
      String key, RequestKind kind, String condition, String... processing) {
    return Map.entry(key, new Financial(kind, Set.of(processing), Set.of(condition.split(" "))));
  }

  @Override
  public Line line(Socket socket) throws IOException {
    int header = (dialect.tpdu().length() + dialect.header().length()) / 2;
    Line.Framing framing =
        new Line.Framing(
            dialect, header, header + MIN_BYTES, MAX_BODY_BYTES, dialect.sentTrailer());
    return new Line(this, framing, socket);
  }

  @Override
  public ISOPackager packager() {
    return dialect.isoPackager();
  }

  @Override
  public void check(ISOMsg message) throws ISOException {
    if (!message.getMTI().matches("0[0-9][02468][0-9]")) {
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
    String mti = Protocol.text(message, 0);
    if (mti.equals("0400")) {
      return RequestKind.REVERSAL;
    }
    if (mti.equals("0620")) {
      return RequestKind.SCRIPT_RESULT;
    }
    if (dialect.showsCodes() && CODES.containsKey(mti + " " + messageCode(message))) {
      return CODES.get(mti + " " + messageCode(message));
    }
    Financial financial = FINANCIAL.get(mti + " " + messageCode(message));
    if (financial != null) {
      return financial.processing.contains(Protocol.text(message, 3))
              && financial.conditions.contains(Protocol.text(message, 25))
          ? financial.kind
          : RequestKind.OTHER;
    }
    return MANAGEMENT.getOrDefault(mti + " " + managementCode(message), RequestKind.OTHER);
  }

  /**
   * What a replayed advice is a replay of: its field 60.1 is the advice's own.
   *
   * @return {@link RequestKind#OTHER} if that is no advice
   */
  static RequestKind replayed(ISOMsg message) {
    for (String mti : List.of("0220 ", "0200 ")) {
      Financial financial = FINANCIAL.get(mti + messageCode(message));
      if (financial != null) {
        return financial.kind;
      }
    }
    return RequestKind.OTHER;
  }

  /** Field 60.1, or empty. */
  private static String messageCode(ISOMsg message) {
    String code = Protocol.text(message, 60);
    return code.length() >= 2 ? code.substring(0, 2) : "";
  }

  /** Field 60.3, or empty. */
  static String managementCode(ISOMsg message) {
    String code = Protocol.text(message, 60);
    return code.length() >= 11 ? code.substring(8, 11) : "";
  }

  @Override
  public String batch(ISOMsg message) {
    String field = Protocol.text(message, 60);
    return field.length() >= 8 ? field.substring(2, 8) : "";
  }

  @Override
  public String entry(ISOMsg message) {
    String mode = Protocol.text(message, 22);
    return switch (mode.length() < 2 ? "" : mode.substring(0, 2)) {
      case "01" -> "manual";
      case "02", "80", "95" -> "swipe";
      case "03", "04" -> "qr";
      case "05" -> "chip";
      case "07", "98" -> "contactless";
      default -> "other";
    };
  }

  @Override
  public String qrCode(ISOMsg message) {
    String code = tagged(message, "A3");
    if (!code.isEmpty() || !message.hasField(62)) {
      return code;
    }
    // Some acquirers have it in field 62, in TLV.
    byte[] value = HexFormat.of().parseHex(ChipTags.value(message.getBytes(62), "5F01"));
    return new String(value, StandardCharsets.ISO_8859_1);
  }

  @Override
  public byte[] chipData(ISOMsg message) {
    return message.hasField(55) ? message.getBytes(55) : new byte[0];
  }

  @Override
  public Request.Original original(ISOMsg message) {
    if (Protocol.text(message, 0).equals("0400")) {
      // Field 61 of a reversal differs among terminals; field 11 is always the original's.
      return new Request.Original(batch(message), Protocol.text(message, 11), "", "", "", "");
    }
    String field = Protocol.text(message, 61);
    String rrn = Protocol.text(message, 37);
    return new Request.Original(
        known(part(field, 0, 6)),
        known(part(field, 6, 12)),
        known(part(field, 12, 16)),
        known(rrn),
        Protocol.text(message, 38).trim(),
        tagged(message, "A4"));
  }

  private static String part(String text, int from, int to) {
    return text.length() < to ? "" : text.substring(from, to);
  }

  /** Zeros say that the terminal does not know. */
  private static String known(String digits) {
    return digits.matches("0*") ? "" : digits;
  }

  /** A value of field 59: a tag, its length in 3 digits, the value, and so on. */
  private static String tagged(ISOMsg message, String tag) {
    String field = Protocol.text(message, 59);
    int at = 0;
    while (field.length() >= at + 5 && field.substring(at + 2, at + 5).matches("[0-9]{3}")) {
      int length = Integer.parseInt(field.substring(at + 2, at + 5));
      if (field.length() < at + 5 + length) {
        return "";
      }
      if (field.startsWith(tag, at)) {
        return field.substring(at + 5, at + 5 + length);
      }
      at += 5 + length;
    }
    return "";
  }

  @Override
  public boolean wantsMac(String mti) {
    return List.of("01", "02", "04", "06").contains(mti.substring(0, 2));
  }

  @Override
  public int macField(ISOMsg message) {
    return 64;
  }

  @Override
  public int macBytes() {
    return MAC_BYTES;
  }

  @Override
  public MacAlgorithm macAlgorithm(String keyLayout) {
    return KeyBlock.isSm4(keyLayout) ? MacAlgorithm.UNIONPAY_SM4 : MacAlgorithm.UNIONPAY_ECB;
  }

  @Override
  public Map<Integer, Object> reconciled(boolean balanced) {
    throw new IllegalStateException("totals of UnionPay are answered in field 48");
  }

  @Override
  public ISOMsg answer(Request request, Decision decision, HostTime time, String rrn, String order)
      throws ISOException {
    ISOMsg asked = request.message();
    ISOMsg answer = new ISOMsg();
    answer.setPackager(packager());
    answer.setHeader(answerHeader(asked.getHeader(), order));
    answer.setMTI(Protocol.answerTo(asked.getMTI()));
    answer.set(12, time.time());
    answer.set(13, time.monthAndDay());
    Protocol.copy(asked, answer, 11, 41, 42, 49);
    if (request.field(60).length() >= 11) {
      answer.set(60, request.field(60).substring(0, 11));
    }
    if (!decision.code().isEmpty()) {
      answer.set(32, INSTITUTION);
      answer.set(37, decision.booking().map(Booking::rrn).orElse(rrn));
      answer.set(39, decision.code());
    }
    if (wantsMac(asked.getMTI())) {
      Protocol.copy(asked, answer, 3, 4);
    }
    boolean codePaid = request.kind().isOfCode() && decision.booking().isPresent();
    boolean approved =
        decision.isApproved()
            && (request.kind().isBooked() || request.kind() == RequestKind.BALANCE);
    if (approved || codePaid) {
      addPayment(request, answer, decision, time);
    }
    Protocol.addFields(decision, answer);
    return answer;
  }

  private void addPayment(Request request, ISOMsg answer, Decision decision, HostTime time)
      throws ISOException {
    Protocol.copy(request.message(), answer, 25);
    String voucher = decision.booking().map(Booking::voucher).orElse("");
    if (!voucher.isEmpty()) {
      answer.set(59, "A4" + String.format("%03d", voucher.length()) + voucher);
    } else if (!request.cardNumber().isEmpty()) {
      answer.set(2, request.cardNumber());
    }
    if (!request.expiry().isEmpty()) {
      answer.set(14, request.expiry());
    }
    answer.set(15, time.monthAndDay());
    decision.booking().ifPresent(one -> answer.set(38, one.authCode()));
    answer.set(44, ISSUER_AND_ACQUIRER);
    boolean foreign = decision.booking().map(Booking::foreign).orElse(false);
    answer.set(63, foreign ? "VIS" : "CUP");
  }

  /** TPDU with its addresses swapped, and the header with an order to the terminal, or none. */
  private byte[] answerHeader(byte[] request, String order) {
    byte[] answer = request.clone();
    System.arraycopy(request, 3, answer, 1, 2);
    System.arraycopy(request, 1, answer, 3, 2);
    int nibble = order.isEmpty() ? 0 : Integer.parseInt(order, 16);
    int at = dialect.tpdu().length() / 2 + 2;
    answer[at] = (byte) ((answer[at] & 0xF0) | nibble);
    return answer;
  }
}
