package org.tillkeeper.iso8583;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The reference page of a dialect, made from its file: what the file says, as tables. */
final class ReferencePages {
  private final Section file;
  private final Dialect dialect;
  private final StringBuilder page = new StringBuilder();

  private ReferencePages(Section file, Dialect dialect) {
    this.file = file;
    this.dialect = dialect;
  }

  /**
   * The page in Markdown.
   *
   * @param yaml the dialect's file
   */
  static String page(String yaml, String source) {
    return new ReferencePages(Section.parse(yaml, source), Dialect.read(yaml, source)).page();
  }

  private String page() {
    page.append("# ").append(dialect.name()).append("\n\n");
    page.append("Made from `").append(dialect.name()).append(".yaml`; do not edit.\n");
    entries("Framing", "framing");
    entries("Coding", "coding");
    fields();
    entries("Elements", "elements");
    messages();
    entries("MAC", "mac");
    macKey();
    entries("Accepted sign-ins, sign-offs and echoes", "management");
    entries("Batch numbers", "batches");
    entries("Orders in answers", "orders");
    entries("Chip data", "chip");
    entries("When nothing answers", "recovery");
    entries("Answers to an inquiry", "inquiry");
    entries("Verdicts on totals", "settlement");
    responseCodes();
    options();
    return page.toString();
  }

  private void fields() {
    heading("Fields", "field", "name", "format", "more");
    Section fields = file.section("fields");
    for (String number : fields.keys()) {
      Section field = fields.section(number);
      List<String> more = new ArrayList<>();
      for (String key : field.keys()) {
        if (!key.equals("name") && !key.equals("format")) {
          more.add(key.equals("secret") ? "secret" : key + ": " + field.text(key));
        }
      }
      row(number, field.text("name"), field.text("format"), String.join(", ", more));
    }
  }

  private void messages() {
    heading("Messages", "message", "MTI", "when", "fields");
    Section messages = file.section("messages");
    for (String kind : messages.keys()) {
      message(kind, messages.section(kind), "");
    }
  }

  private void message(String name, Section message, String mti) {
    String own = message.text("mti", mti);
    String shown = own;
    for (String key : message.keys()) {
      if (key.equals("reversal")) {
        continue;
      }
      if (key.equals("fields") || key.startsWith("if ")) {
        row(
            name,
            shown,
            key.startsWith("if ") ? key.substring("if ".length()) : "always",
            templates(message.section(key)));
        shown = "";
      } else if (!key.equals("mti")) {
        row(name, shown, key, described(message, key));
      }
    }
    if (message.has("reversal")) {
      message(name + ", reversal", message.section("reversal"), own);
    }
  }

  private static String templates(Section fields) {
    List<String> shown = new ArrayList<>();
    for (String number : fields.keys()) {
      String template = fields.isSection(number) ? described(fields, number) : fields.text(number);
      shown.add(number + " `" + template + "`");
    }
    return String.join(", ", shown);
  }

  /** Where the key is, which no message says. */
  private void macKey() {
    page.append('\n')
        .append(
            dialect.carries(Element.WORKING_KEYS)
                ? "The key comes with the answer to a sign-in, under the key of"
                    + " `keys.masterKeyFile`.\n"
                : "The key is fixed: `keys.masterKeyFile` of the agent holds it, 16, 32 or 48 hex"
                    + " digits, and so does `terminals[].macKeyFile` of the simulated"
                    + " acquirer.\n");
  }

  private void responseCodes() {
    heading("Response codes", "code", "sale", "reversal", "action", "text", "文本");
    Map<String, ResponseCode> codes = new TreeMap<>(dialect.responseCodes());
    for (ResponseCode code : codes.values()) {
      row(
          code.code(),
          words(code.meaning()),
          words(dialect.reversalMeaning(code.code())),
          action(code),
          code.en(),
          code.zh());
    }
    ResponseCode other = dialect.responseCode("{code}");
    row("any other", words(other.meaning()), "refused", action(other), other.en(), other.zh());
  }

  private static String action(ResponseCode code) {
    return switch (code.action()) {
      case SUCCESS -> "Approved";
      case PARTIAL -> "Partly approved";
      case DECLINED -> "Declined";
      case RETRY -> "Try again later";
      case SIGN_IN_AGAIN -> "Sign in again";
      case CONTACT_ACQUIRER -> "Call the acquirer";
      case PICK_UP -> "Retain the card";
    };
  }

  private void options() {
    heading("Options", "option", "default", "allowed");
    Section options = file.section("options");
    for (String name : options.keys()) {
      Section option = options.section(name);
      List<String> allowed = new ArrayList<>();
      for (String key : option.keys()) {
        if (key.equals("allowed")) {
          option.texts(key).forEach(value -> allowed.add("`" + value + "`"));
        } else if (!key.equals("default")) {
          allowed.add(option.text(key) + " " + key);
        }
      }
      row(name, "`" + option.text("default") + "`", String.join(", ", allowed));
    }
  }

  /** A section as it stands, if the dialect has it. */
  private void entries(String title, String key) {
    if (!file.has(key)) {
      return;
    }
    heading(title, "key", "value");
    Section section = file.section(key);
    for (String name : section.keys()) {
      row(name, "`" + described(section, name) + "`");
    }
  }

  /** A text, a list or a mapping in one line. */
  private static String described(Section section, String key) {
    if (section.isSection(key)) {
      Section inner = section.section(key);
      List<String> parts = new ArrayList<>();
      for (String name : inner.keys()) {
        parts.add(name + ": " + described(inner, name));
      }
      return String.join(", ", parts);
    }
    try {
      return section.text(key);
    } catch (IllegalArgumentException noText) {
      return String.join(", ", section.texts(key));
    }
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void heading(String title, String... columns) {
    page.append("\n## ").append(title).append("\n\n");
    row(columns);
    String[] lines = new String[columns.length];
    java.util.Arrays.fill(lines, "---");
    row(lines);
  }

  private void row(String... cells) {
    page.append('|');
    for (String cell : cells) {
      page.append(' ').append(cell.replace("|", "\\|").replace("\n", " ")).append(" |");
    }
    page.append('\n');
  }
}
