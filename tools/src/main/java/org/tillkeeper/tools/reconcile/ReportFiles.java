package org.tillkeeper.tools.reconcile;

import static org.tillkeeper.tools.reconcile.ReconcileWords.WORDS;
import static org.tillkeeper.tools.reconcile.ReconcileWords.say;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tillkeeper.iso8583.yaml.Printable;

/**
 * A report as a file to hand over. What others wrote stands in it: in a table it must not become a
 * formula, on a page no markup.
 */
public final class ReportFiles {
  private static final char MARK = '\uFEFF';
  private static final String NUMBER = "-?[0-9]+(\\.[0-9]+)?";

  private static final String STYLE =
      "body{font:15px/1.5 sans-serif;margin:2em auto;max-width:75em;padding:0 1em}"
          + "table{border-collapse:collapse;width:100%}"
          + "td,th{border:1px solid #999;padding:.2em .5em;text-align:left;vertical-align:top}"
          + "td:nth-child(3){text-align:right;white-space:nowrap}h2{margin-top:1.5em}";

  private ReportFiles() {}

  /** Writes a table that spreadsheets open: UTF-8 with its mark, values apart by commas. */
  public static void csv(Report report, Path file) throws IOException {
    StringBuilder csv = new StringBuilder().append(MARK);
    List<String> head = new ArrayList<>(List.of(say("column.section")));
    Report.COLUMNS.forEach(column -> head.add(say("column." + column)));
    row(csv, head);
    report
        .sections()
        .forEach(
            (section, rows) -> {
              for (List<String> one : rows) {
                List<String> cells = new ArrayList<>(List.of(say("short." + section)));
                cells.addAll(one);
                row(csv, cells);
              }
            });
    Files.writeString(file, csv, StandardCharsets.UTF_8);
  }

  private static void row(StringBuilder csv, List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      csv.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
    }
    csv.append("\r\n");
  }

  /**
   * A value in quotes. A spreadsheet takes what begins with one of these for a formula, unless an
   * apostrophe stands before it.
   */
  static String cell(String value) {
    String text = Printable.escaped(value);
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    boolean guarded = formula && !text.matches(NUMBER);
    return '"' + (guarded ? "'" : "") + text.replace("\"", "\"\"") + '"';
  }

  /** Writes a page that loads nothing and runs nothing. */
  public static void html(Report report, Path file) throws IOException {
    StringBuilder html = new StringBuilder();
    List<String> headings = report.headings();
    html.append("<!doctype html>\n<html lang=\"").append(WORDS.language().code());
    html.append("\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
            + " 'unsafe-inline'\">\n");
    html.append("<title>").append(escaped(headings.get(1))).append("</title>\n");
    html.append("<style>").append(STYLE).append("</style>\n</head>\n<body>\n<h1>");
    html.append(escaped(headings.get(1))).append("</h1>\n");
    headings.forEach(
        line -> {
          if (!line.equals(headings.get(1))) {
            html.append("<p>").append(escaped(line)).append("</p>\n");
          }
        });
    report
        .sections()
        .forEach(
            (section, rows) -> {
              html.append("<h2>").append(escaped(say("section." + section, rows.size())));
              html.append("</h2>\n<table>\n<tr>");
              Report.COLUMNS.forEach(
                  column ->
                      html.append("<th>").append(escaped(say("column." + column))).append("</th>"));
              html.append("</tr>\n");
              for (List<String> row : rows) {
                html.append("<tr>");
                row.forEach(cell -> html.append("<td>").append(escaped(cell)).append("</td>"));
                html.append("</tr>\n");
              }
              html.append("</table>\n");
            });
    html.append("</body>\n</html>\n");
    Files.writeString(file, html, StandardCharsets.UTF_8);
  }

  static String escaped(String text) {
    return Printable.escaped(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
