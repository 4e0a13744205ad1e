package org.tillkeeper.tools.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others wrote becomes no formula of a spreadsheet and no markup of a page. */
class ReportFilesTest {
  @TempDir Path folder;

  private static Report report() {
    StatementLine line =
        new StatementLine(
            7,
            "=cmd|' /C calc'!A0",
            true,
            -8800,
            Optional.of(Instant.parse("2026-11-28T01:02:03Z")),
            Optional.empty(),
            Optional.empty(),
            Optional.of("000101"),
            Optional.empty(),
            Optional.of("<script>alert(1)</script>\u202E\"x\""),
            Optional.empty());
    Findings findings =
        new Findings(
            "pos",
            Instant.parse("2026-11-27T16:00:00Z"),
            Instant.parse("2026-11-28T16:00:00Z"),
            "CNY",
            0,
            List.of(line),
            List.of(),
            List.of(),
            List.of(),
            List.of(new StatementLine.Unreadable(9, "why")),
            0);
    return new Report(findings, ZoneId.of("Asia/Shanghai"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "-88.00, \"-88.00\"",
        "=1+1, \"'=1+1\"",
        "+1, \"'+1\"",
        "@x, \"'@x\"",
        "-x, \"'-x\"",
        "a\"b, \"a\"\"b\"",
        "plain, \"plain\""
      })
  void a_cell_is_quoted_and_guarded(String value, String cell) {
    assertEquals(cell, ReportFiles.cell(value));
  }

  @Test
  void the_table_opens_in_a_spreadsheet() throws Exception {
    Path file = folder.resolve("a.csv");
    ReportFiles.csv(report(), file);
    String csv = Files.readString(file);
    assertTrue(csv.startsWith("\uFEFF\"what\",\"line\",\"time\""), csv);
    assertTrue(csv.contains("\"2026-11-28 09:02:03\",\"-88.00\",\"'=cmd|' /C calc'!A0\""), csv);
    assertEquals(3, csv.split("\r\n", -1).length - 1);
  }

  @Test
  void the_page_runs_nothing_and_loads_nothing() throws Exception {
    Path file = folder.resolve("a.html");
    ReportFiles.html(report(), file);
    String html = Files.readString(file);
    assertFalse(html.contains("<script") || html.contains("\u202E"), html);
    assertTrue(html.contains("&lt;script&gt;"), html);
    assertTrue(html.contains("default-src 'none'"), html);
    assertTrue(
        html.contains("<h1>In the statement and not in the ledger: 1. In the ledger and not in"),
        html);
  }

  @Test
  void every_row_of_the_table_and_of_the_page_has_every_column() throws Exception {
    Path table = folder.resolve("b.csv");
    Path page = folder.resolve("b.html");
    ReportFiles.csv(report(), table);
    ReportFiles.html(report(), page);
    List<String> rows = Files.readAllLines(table);
    assertTrue(rows.get(1).startsWith("\"only in the"), rows.get(1));
    assertTrue(
        rows.get(1)
            .contains(
                ",\"7\",\"2026-11-28 09:02:03\",\"-88.00\",\"'=cmd|' /C calc'!A0\",\"\",\"\",\"000101\",\"\","),
        rows.get(1));
    for (String row : rows) {
      assertEquals(11, row.split("\",\"", -1).length - 1, row);
    }
    assertTrue(rows.get(2).endsWith(",\"\",\"why\""), rows.get(2));
    String html = Files.readString(page);
    assertEquals(2 * 11, html.split("<th>", -1).length - 1);
    assertEquals(2 * 11, html.split("<td>", -1).length - 1);
    assertTrue(html.contains("<tr><td>7</td><td>2026-11-28 09:02:03</td><td>-88.00</td>"), html);
    assertTrue(html.contains("<td>why</td></tr>"), html);
    assertEquals(2, html.split("<h2>", -1).length - 1);
  }

  @Test
  void the_report_says_first_what_only_one_of_them_has() {
    List<String> text = report().text();
    assertTrue(text.get(1).startsWith("In the statement and not in the ledger: 1."), text.get(1));
    assertTrue(text.toString().contains("2026-11-28 09:02:03  -88.00"), text.toString());
  }
}
