package org.tillkeeper.tools.decode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.iso8583.BerTlv;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.ResponseCode;
import org.tillkeeper.tools.words.Language;
import org.tillkeeper.tools.words.Words;

/**
 * A field for people and programs: its name, what of its value may be shown, and what the value
 * means. A part that is odd is shown as it is; nothing here can fail a message that was read.
 */
final class Explanation {
  private static final Map<String, String> EMV_NAMES =
      Map.ofEntries(
          Map.entry("4F", "application identifier"),
          Map.entry("50", "application label"),
          Map.entry("57", "track 2 equivalent data"),
          Map.entry("5A", "PAN"),
          Map.entry("5F20", "cardholder name"),
          Map.entry("5F24", "expiry"),
          Map.entry("5F2A", "currency"),
          Map.entry("5F34", "PAN sequence number"),
          Map.entry("71", "issuer script 1"),
          Map.entry("72", "issuer script 2"),
          Map.entry("82", "application interchange profile"),
          Map.entry("84", "dedicated file name"),
          Map.entry("8A", "authorisation response code"),
          Map.entry("91", "issuer authentication data"),
          Map.entry("95", "terminal verification results"),
          Map.entry("99", "PIN data"),
          Map.entry("9A", "transaction date"),
          Map.entry("9B", "transaction status information"),
          Map.entry("9C", "transaction type"),
          Map.entry("9F02", "amount, authorised"),
          Map.entry("9F03", "amount, other"),
          Map.entry("9F06", "application identifier, terminal"),
          Map.entry("9F09", "application version, terminal"),
          Map.entry("9F10", "issuer application data"),
          Map.entry("9F1A", "terminal country"),
          Map.entry("9F1E", "interface device serial number"),
          Map.entry("9F26", "application cryptogram"),
          Map.entry("9F27", "cryptogram information data"),
          Map.entry("9F33", "terminal capabilities"),
          Map.entry("9F34", "cardholder verification results"),
          Map.entry("9F35", "terminal type"),
          Map.entry("9F36", "application transaction counter"),
          Map.entry("9F37", "unpredictable number"),
          Map.entry("9F41", "transaction sequence counter"),
          Map.entry("9F63", "card product identification"),
          Map.entry("DF31", "issuer script results"));

  private final Decoded message;
  private final Words words;
  private final boolean unmask;

  /**
   * @param unmask whether secrets are wanted in clear
   */
  Explanation(Decoded message, Words words, boolean unmask) {
    this.message = message;
    this.words = words;
    this.unmask = unmask;
  }

  String name(int number) {
    return message.dialect().fieldName(number).orElse("");
  }

  /** The value as it may be shown: binary as hex. */
  String value(int number) {
    String value = message.fields().get(number);
    boolean totals = number == 48 && message.mti().startsWith("05");
    Optional<SignatureUpload> signature = SignatureUpload.of(message);
    if (signature.isPresent() && number == SignatureUpload.PICTURE) {
      return signature.get().value();
    }
    if (unmask) {
      return message.dialect().readable(number, value);
    }
    if (number == 2) {
      return Masking.pan(value);
    }
    if (number == 55 && value.matches("([0-9A-F]{2})*")) {
      return Masking.chip(value);
    }
    if (message.dialect().isSecret(number) && !totals) {
      return Masking.all(value);
    }
    boolean fixedIdentity = number == 4 || number == 37 || number == 42 || number == 41;
    String readable = message.dialect().readable(number, value);
    return fixedIdentity || totals || (message.isComplete() && number != 63 && number != 44)
        ? readable
        : Masking.text(readable);
  }

  /** What the value means, a line each; empty where there is nothing to add. */
  List<String> meaning(int number) {
    String value = message.fields().get(number);
    List<String> lines = new ArrayList<>();
    switch (number) {
      case 4 -> lines.addAll(Money.shown(value, message.fields().getOrDefault(49, "")));
      case 54 -> additionalAmounts(value, lines);
      case 39 -> responseCode(value, lines);
      case 55 -> chip(value, lines);
      default -> {
        if (message.dialect().header().length() == UnionPayMeaning.HEADER_DIGITS) {
          new UnionPayMeaning(message, words, unmask).of(number, value, lines);
        }
      }
    }
    return lines;
  }

  /** What kind of message it is, where MTI and network management name one; else empty. */
  Optional<String> kind() {
    String management = new UnionPayMeaning(message, words, unmask).management();
    return message.dialect().header().length() == UnionPayMeaning.HEADER_DIGITS
        ? words.meaning("kind-of", message.mti() + "." + management)
        : Optional.empty();
  }

  /** What the digits of the header say; empty where the dialect has none. */
  List<String> header() {
    List<String> lines = new ArrayList<>();
    if (message.header().length() == UnionPayMeaning.HEADER_DIGITS) {
      new UnionPayMeaning(message, words, unmask).header(message.header(), lines);
    }
    return lines;
  }

  /** 20 characters each: account, kind, currency, C or D, amount. */
  private void additionalAmounts(String value, List<String> lines) {
    for (int at = 0; at + 20 <= value.length(); at += 20) {
      String one = value.substring(at, at + 20);
      if (!one.matches("[0-9]{7}[CD][0-9]{12}")) {
        return;
      }
      String code = one.substring(2, 4);
      List<String> money = Money.shown(one.substring(8), one.substring(4, 7));
      lines.add(
          words.say(
              "amount",
              one.substring(0, 2),
              code,
              words.meaning("amount", code).orElseGet(() -> words.say("amount.other")),
              (one.charAt(7) == 'D' ? "-" : "")
                  + (money.isEmpty() ? one.substring(8) : money.get(0))));
    }
  }

  private void responseCode(String code, List<String> lines) {
    boolean request = message.mti().length() == 4 && (message.mti().charAt(2) - '0') % 2 == 0;
    if (request && message.mti().charAt(1) == '4') {
      lines.add(words.meaning("reversal", code).orElseGet(() -> words.say("reversal.other")));
      return;
    }
    Language language = words.language();
    ResponseCode known = message.dialect().responseCode(code);
    lines.add(
        words.meaning("action", known.action().label()).orElseThrow()
            + ": "
            + language.choose(known.zh(), known.en()));
  }

  private void chip(String hex, List<String> lines) {
    if (!hex.matches("([0-9A-F]{2})*")) {
      return;
    }
    BerTlv.Reading data = BerTlv.read(hex);
    for (BerTlv.Entry entry : data.entries()) {
      String shown =
          !unmask && Masking.isSecretTag(entry.tag()) ? Masking.all(entry.value()) : entry.value();
      String name = EMV_NAMES.getOrDefault(entry.tag(), "");
      lines.add(entry.tag() + (name.isEmpty() ? "" : " " + name) + " = " + shown);
    }
    if (!data.rest().isEmpty()) {
      lines.add(words.say("no-tlv-bytes", data.rest().length() / 2));
    }
  }

  /** The characters of a field of bytes, as UnionPay's field 62 often has them. */
  static String characters(String hex) {
    return hex.matches("([0-9A-F]{2})*")
        ? new String(Hex.decode(hex), StandardCharsets.ISO_8859_1)
        : hex;
  }
}
