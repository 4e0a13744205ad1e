package org.tillkeeper.tools.reconcile;

import static org.tillkeeper.tools.reconcile.ReconcileWords.WORDS;
import static org.tillkeeper.tools.reconcile.ReconcileWords.say;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tillkeeper.iso8583.CurrencyCode;
import org.tillkeeper.tools.reconcile.Findings.Pair;
import org.tillkeeper.tools.reconcile.Findings.What;
import org.tillkeeper.tools.words.Words;

/** What was found, as the rows of a table: what all forms of the report are made of. */
public final class Report {
  /** The names of the columns, as keys of their words. */
  static final List<String> COLUMNS =
      List.of(
          "line",
          "time",
          "amount",
          "kind",
          "terminal",
          "batch",
          "stan",
          "rrn",
          "reference",
          "payment",
          "note");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private static final Words COMMANDS = Words.of("command", WORDS.language());

  private final Findings findings;
  private final ZoneId zone;
  private final Map<String, List<List<String>>> sections = new LinkedHashMap<>();

  /**
   * @param zone of the shop, by which times are shown
   */
  public Report(Findings findings, ZoneId zone) {
    this.findings = findings;
    this.zone = zone;
    for (StatementLine line : findings.onlyInStatement()) {
      add("only-in-statement", row(line, "", ""));
    }
    for (Booking booking : findings.onlyInLedger()) {
      add("only-in-ledger", row(booking, ""));
    }
    for (Pair pair : findings.differs()) {
      add("differs", row(pair.line(), pair.booking().payment(), note(pair)));
    }
    for (Pair pair : findings.ambiguous()) {
      add("ambiguous", row(pair.line(), pair.booking().payment(), ""));
    }
    for (StatementLine.Unreadable line : findings.unreadable()) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(line.number())));
      while (row.size() < COLUMNS.size() - 1) {
        row.add("");
      }
      row.add(line.why());
      add("unreadable", row);
    }
  }

  private void add(String section, List<String> row) {
    sections.computeIfAbsent(section, any -> new ArrayList<>()).add(row);
  }

  private List<String> row(StatementLine line, String payment, String note) {
    return Arrays.asList(
        Integer.toString(line.number()),
        line.time().map(this::time).orElse(""),
        money(line.amount()),
        line.kind(),
        line.terminal().orElse(""),
        line.batch().orElse(""),
        line.stan().orElse(""),
        line.rrn().orElse(""),
        line.reference().orElse(""),
        payment,
        note);
  }

  private List<String> row(Booking booking, String note) {
    return Arrays.asList(
        "",
        time(booking.at()),
        money(booking.amount()),
        COMMANDS.meaning("type", booking.type()).orElse(booking.type()),
        "",
        booking.batch(),
        booking.stan(),
        String.join(" ", booking.rrns()),
        booking.reference().orElse(""),
        booking.payment(),
        note);
  }

  private String note(Pair pair) {
    if (pair.what() == What.AMOUNT) {
      return say("note.amount", money(pair.booking().amount()));
    }
    String display = pair.booking().display();
    return say("note.standing", COMMANDS.meaning("display", display).orElse(display));
  }

  private String time(Instant time) {
    return TIME.format(time.atZone(zone));
  }

  /** An amount without its currency, which the heading names. */
  private String money(long amount) {
    return BigDecimal.valueOf(amount, CurrencyCode.minorUnits(findings.currency())).toPlainString();
  }

  /** The sections that have rows, by the key of their heading. */
  Map<String, List<List<String>>> sections() {
    return sections;
  }

  /** What was compared, and whether everything matches. */
  List<String> headings() {
    List<String> lines = new ArrayList<>();
    lines.add(
        say(
            "title",
            findings.layout(),
            time(findings.from()),
            time(findings.to()),
            zone,
            findings.currency()));
    lines.add(
        findings.allMatch()
            ? say("all-match", findings.matched())
            : say(
                "headline",
                findings.onlyInStatement().size(),
                findings.onlyInLedger().size(),
                findings.matched(),
                findings.differs().size()));
    if (findings.passedOver() > 0) {
      lines.add(say("passed-over", findings.passedOver()));
    }
    return lines;
  }

  /** The report as lines for a terminal. */
  public List<String> text() {
    List<String> lines = new ArrayList<>(headings());
    sections.forEach(
        (section, rows) -> {
          lines.add(say("section." + section, rows.size()));
          for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
              if (!row.get(i).isEmpty()) {
                line.append("  ").append(labelled(COLUMNS.get(i), row.get(i)));
              }
            }
            lines.add(line.toString());
          }
        });
    return lines;
  }

  private static String labelled(String column, String value) {
    return switch (column) {
      case "time", "amount", "kind", "reference", "note" -> value;
      default -> say("column." + column) + " " + value;
    };
  }
}
