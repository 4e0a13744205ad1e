package org.tillkeeper.tools.decode;

import java.util.List;
import java.util.Optional;
import org.tillkeeper.iso8583.BerTlv;
import org.tillkeeper.iso8583.InvalidField;
import org.tillkeeper.iso8583.unionpay.AnswerTexts;
import org.tillkeeper.iso8583.unionpay.BatchRows;
import org.tillkeeper.iso8583.unionpay.Institutions;
import org.tillkeeper.tools.words.Words;

/**
 * The parts of UnionPay POS fields and headers, as public descriptions have them. Where a part
 * stands is written here; what its codes mean is a table of {@code words/decode.properties}.
 */
final class UnionPayMeaning {
  static final int HEADER_DIGITS = 12;

  private final Decoded message;
  private final Words words;
  private final boolean unmask;

  UnionPayMeaning(Decoded message, Words words, boolean unmask) {
    this.message = message;
    this.words = words;
    this.unmask = unmask;
  }

  void header(String header, List<String> lines) {
    coded(lines, header.substring(0, 2), "header.application");
    add(lines, header.substring(2, 4), words.say("header.generation"), "");
    coded(lines, header.substring(4, 5), "header.status");
    coded(lines, header.substring(5, 6), "header.order");
    add(lines, header.substring(6), words.say("header.version"), "");
  }

  void of(int number, String value, List<String> lines) {
    switch (number) {
      case 3 -> processingCode(value, lines);
      case 22 -> entryMode(value, lines);
      case 25 -> lines.add(known("condition", value));
      case 44 -> institutions(value, lines);
      case 48 -> totalsAndRows(value, lines);
      case 53 -> security(value, lines);
      case 59 -> entries(value, lines);
      case 60 -> typeAndBatch(value, lines);
      case 61 -> original(value, lines);
      case 62 -> keysAndParameters(value, lines);
      case 63 -> texts(value, lines);
      default -> {}
    }
  }

  private void processingCode(String value, List<String> lines) {
    if (value.length() >= 2) {
      words.meaning("kind", value.substring(0, 2)).ifPresent(lines::add);
    }
  }

  private void entryMode(String value, List<String> lines) {
    if (value.length() == 3) {
      add(lines, value.substring(0, 2), known("entry", value.substring(0, 2)), "");
      add(lines, value.substring(2), known("pin", value.substring(2)), "");
    }
  }

  private void institutions(String value, List<String> lines) {
    try {
      Institutions read = Institutions.parse(value);
      add(lines, "44.1", words.say("issuer"), read.issuer());
      add(lines, "44.2", words.say("acquirer"), read.acquirer());
      if (!read.rest().isEmpty()) {
        add(lines, "44.3", words.say("more"), read.rest());
      }
    } catch (InvalidField e) {
      // Shorter than the two, or something else altogether: the value stands above as it is.
      return;
    }
  }

  private void texts(String value, List<String> lines) {
    if (value.length() < 3) {
      return;
    }
    boolean operator = message.mti().matches("0[58]00");
    add(
        lines,
        "63.1",
        operator ? words.say("operator") : words.say("organisation"),
        Masking.text(value.substring(0, 3)).trim());
    try {
      AnswerTexts read = AnswerTexts.parse(value);
      text(lines, "63.2.1", words.say("issuer"), read.issuer());
      text(lines, "63.2.2", words.say("centre"), read.centre());
      text(lines, "63.2.3", words.say("acquirer"), read.acquirer());
    } catch (InvalidField e) {
      // Longer than its parts: the value stands above as it is.
      return;
    }
  }

  private void text(List<String> lines, String part, String name, String value) {
    if (!value.isEmpty()) {
      add(lines, part, name, shown(message.dialect().readable(63, value), true));
    }
  }

  private void totalsAndRows(String value, List<String> lines) {
    String type = message.fields().getOrDefault(60, "");
    if (message.mti().startsWith("03") && management().equals("201")) {
      rows(value, lines);
    } else if (message.mti().startsWith("03") && management().matches("207|202")) {
      add(lines, value, words.say("uploaded"), "");
    } else if (message.mti().startsWith("02") && type.startsWith("34")) {
      String currency = message.fields().getOrDefault(49, "");
      Money.shown(value, currency).forEach(money -> lines.add(words.say("tip", money)));
    } else {
      totals(value, lines);
    }
  }

  private void rows(String value, List<String> lines) {
    try {
      for (BatchRows.Row row : BatchRows.parse(value).rows()) {
        lines.add(
            words.say(
                "row",
                row.stan(),
                row.foreign() ? words.say("foreign") : words.say("domestic"),
                unmask ? row.pan() : Masking.pan(row.pan()),
                row.amount()));
      }
    } catch (InvalidField e) {
      lines.add(e.getMessage());
    }
  }

  private void totals(String value, List<String> lines) {
    if (!message.mti().startsWith("05") || !value.matches("[0-9]{62}")) {
      return;
    }
    String[] cards = {words.say("domestic"), words.say("foreign")};
    for (int i = 0; i < 2; i++) {
      String part = value.substring(31 * i, 31 * i + 31);
      String result = part.substring(30);
      lines.add(
          words.say(
              "totals",
              cards[i],
              part.substring(0, 12),
              part.substring(12, 15),
              part.substring(15, 27),
              part.substring(27, 30),
              result,
              words.meaning("totals", result).orElse("")));
    }
  }

  private void security(String value, List<String> lines) {
    if (value.length() >= 3) {
      String pin = known("pin-block", value.substring(0, 1));
      String algorithm = known("cipher", value.substring(1, 2));
      boolean encrypted = value.charAt(2) == '1';
      String track = encrypted ? words.say("tracks.encrypted") : words.say("tracks.clear");
      lines.add(pin + ", " + algorithm + ", " + track);
    }
  }

  private void typeAndBatch(String value, List<String> lines) {
    part(lines, value, 0, 2, "60.1");
    part(lines, value, 2, 8, "60.2");
    part(lines, value, 8, 11, "60.3");
    part(lines, value, 11, 12, "60.4");
    part(lines, value, 12, 13, "60.5");
    part(lines, value, 13, 14, "60.6");
    part(lines, value, 14, 17, "60.7");
  }

  private void original(String value, List<String> lines) {
    part(lines, value, 0, 6, "61.1");
    part(lines, value, 6, 12, "61.2");
    part(lines, value, 12, 16, "61.3");
    part(lines, value, 16, 18, "61.4");
    part(lines, value, 18, 29, "61.5");
  }

  private void entries(String value, List<String> lines) {
    TextEntry.Reading read = TextEntry.read(value);
    for (TextEntry entry : read.entries()) {
      // Only what is known to be harmless is shown; an unknown tag may hold anything.
      boolean harmless = entry.tag().equals("A4") || entry.tag().equals("A5");
      String name = words.meaning("59", entry.tag()).orElse("");
      add(lines, entry.tag(), name, shown(entry.value(), harmless));
      if (entry.tag().equals("A2")) {
        terminal(entry.value(), lines);
      }
    }
    rest(read.rest(), lines);
  }

  private void terminal(String value, List<String> lines) {
    TextEntry.Reading read = TextEntry.read(value);
    for (TextEntry entry : read.entries()) {
      // The factor is the end of a card number, and an unknown tag may hold anything.
      boolean harmless = entry.tag().matches("0[125]");
      String name = words.meaning("59.A2", entry.tag()).orElse("");
      add(lines, "A2." + entry.tag(), name, shown(entry.value(), harmless));
    }
    rest(read.rest(), lines);
  }

  private void keysAndParameters(String hex, List<String> lines) {
    String text = Explanation.characters(hex);
    String management = management();
    Optional<SignatureUpload> signature = SignatureUpload.of(message);
    if (signature.isPresent()) {
      signature.get().tell(words, lines);
      return;
    }
    if (text.startsWith("Sequence No")) {
      lines.add(Masking.text(text));
      return;
    }
    boolean answer = message.mti().equals("0810");
    if (answer && management.matches("00[1-6]")) {
      workingKeys(hex, lines);
      return;
    }
    boolean publicKeys = management.matches("37[0-2]|38[0-2]");
    if (publicKeys) {
      BerTlv.Reading read = BerTlv.read(hex.matches("3[0-3].*") ? hex.substring(2) : hex);
      read.entries().forEach(entry -> add(lines, entry.tag(), "", shown(entry.value(), true)));
      return;
    }
    BerTlv.Reading bytes = BerTlv.read(hex);
    if (hex.startsWith("5F0") && bytes.rest().isEmpty()) {
      for (BerTlv.Entry entry : bytes.entries()) {
        boolean harmless = entry.tag().matches("5F0[34]");
        String name = words.meaning("62", entry.tag()).orElse("");
        add(lines, entry.tag(), name, shown(Explanation.characters(entry.value()), harmless));
      }
      return;
    }
    TextEntry.Reading read = TextEntry.read(text);
    for (TextEntry entry : read.entries()) {
      add(lines, entry.tag(), "", shown(entry.value(), management.equals("360")));
    }
    if (!read.entries().isEmpty()) {
      rest(read.rest(), lines);
    }
  }

  private void workingKeys(String hex, List<String> lines) {
    int bytes = hex.length() / 2;
    int slot = bytes == 24 ? 12 : bytes == 56 || bytes == 84 ? 28 : 20;
    String[] names = {"PIK", "MAK", "TDK"};
    for (int i = 0; i < 3 && 2 * slot * (i + 1) <= hex.length(); i++) {
      String key = hex.substring(2 * slot * i, 2 * slot * (i + 1) - 8);
      String check = hex.substring(2 * slot * (i + 1) - 8, 2 * slot * (i + 1));
      lines.add(names[i] + " = " + shown(key, false) + ", KCV " + check);
    }
  }

  /** Field 60.3; empty where there is none. */
  String management() {
    String type = message.fields().getOrDefault(60, "");
    return type.length() < 11 ? "" : type.substring(8, 11);
  }

  private String shown(String value, boolean harmless) {
    return unmask ? value : harmless ? Masking.text(value) : Masking.all(value);
  }

  private void rest(String rest, List<String> lines) {
    if (!rest.isEmpty()) {
      lines.add(words.say("no-tlv-characters", rest.length()));
    }
  }

  /** A part from one digit up to another, under the number by which its name is known. */
  private void part(List<String> lines, String value, int from, int to, String number) {
    if (value.length() >= to) {
      add(lines, number, words.say(number), value.substring(from, to));
    }
  }

  /** A code with the name of its table and what it means. */
  private void coded(List<String> lines, String code, String table) {
    add(lines, code, words.say(table), known(table, code));
  }

  private String known(String table, String code) {
    return words.meaning(table, code).orElseGet(() -> words.say("unknown"));
  }

  private static void add(List<String> lines, String what, String name, String value) {
    lines.add(what + (name.isEmpty() ? "" : " " + name) + (value.isEmpty() ? "" : " = " + value));
  }
}
