package org.tillkeeper.tools.decode;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.tools.words.Words;

/**
 * What a message that tells the acquirer a cardholder's signature (UnionPay 0820 with 800 in field
 * 60.3) says: how large the picture is, and the transaction code that binds it to its payment. The
 * picture itself is never shown, whatever is asked for: a signature can be copied.
 */
final class SignatureUpload {
  static final int PICTURE = 62;

  /** Of a JBIG entity (ITU-T T.82): layers, planes, width, height, stripe, orders, options. */
  private static final int HEADER_BYTES = 20;

  private static final int WIDTH_AT = 4;
  private static final int HEIGHT_AT = 8;

  /** What takes more is no picture of a signature. */
  private static final int SIDE_MOST = 0xFFFF;

  private final Map<Integer, String> fields;

  private SignatureUpload(Map<Integer, String> fields) {
    this.fields = fields;
  }

  /** The message as a signature's; empty for any other. */
  static Optional<SignatureUpload> of(Decoded message) {
    boolean isOne =
        message.mti().equals("0820")
            && message.fields().getOrDefault(60, "").startsWith("800", 8)
            && message.dialect().header().length() == UnionPayMeaning.HEADER_DIGITS;
    return isOne ? Optional.of(new SignatureUpload(message.fields())) : Optional.empty();
  }

  /** Of the picture what tells nothing of how somebody signs. */
  String value() {
    String hex = fields.get(PICTURE);
    return size().isPresent() ? hex.substring(0, 2 * HEADER_BYTES) + "..." : Masking.all(hex);
  }

  /** How large the picture is, and the transaction code, a line each. */
  void tell(Words words, List<String> lines) {
    int bytes = fields.get(PICTURE).length() / 2;
    lines.add(
        size()
            .map(size -> words.say("signature.size", size.width(), size.height(), bytes))
            .orElseGet(() -> words.say("signature.no-picture", bytes)));
    lines.add(
        transactionCode()
            .map(code -> words.say("signature.code", code))
            .orElseGet(() -> words.say("signature.no-code")));
  }

  private record Size(int width, int height) {}

  private Optional<Size> size() {
    String hex = fields.get(PICTURE);
    if (hex.length() < 2 * HEADER_BYTES || !hex.matches("([0-9A-F]{2})*")) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(Hex.decode(hex.substring(0, 2 * HEADER_BYTES)));
    int width = header.getInt(WIDTH_AT);
    int height = header.getInt(HEIGHT_AT);
    boolean isPicture =
        header.get(3) == 0 && width > 0 && width <= SIDE_MOST && height > 0 && height <= SIDE_MOST;
    return isPicture ? Optional.of(new Size(width, height)) : Optional.empty();
  }

  /** Date and reference number, 16 hex digits, the first half XOR the second. */
  private Optional<String> transactionCode() {
    String whole = fields.getOrDefault(15, "0000") + fields.getOrDefault(37, "000000000000");
    if (!whole.matches("[0-9A-Fa-f]{16}")) {
      return Optional.empty();
    }
    long digits = Long.parseUnsignedLong(whole, 16);
    return Optional.of(String.format(Locale.ROOT, "%08X", (int) ((digits >>> 32) ^ digits)));
  }
}
