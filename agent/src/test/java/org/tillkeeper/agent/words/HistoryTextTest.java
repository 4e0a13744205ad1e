package org.tillkeeper.agent.words;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people read of a payment's history; the ledger keeps the line as it was written. */
class HistoryTextTest {
  private static Bilingual of(String kind, String line) {
    return HistoryText.of(kind, line, "CNY");
  }

  @Test
  void amounts_are_money_in_the_currency_of_the_payment() {
    assertEquals(
        new Bilingual("已记录：消费 88.88 CNY。", "Recorded: sale of 88.88 CNY."),
        of("recorded", "Recorded: sale of 8888 CNY."));
    assertEquals(
        new Bilingual("已记录：消费 8888 JPY。", "Recorded: sale of 8888 JPY."),
        of("recorded", "Recorded: sale of 8888 JPY."));
    assertEquals(
        new Bilingual("已记录：余额查询。", "Recorded: balance."),
        of("recorded", "Recorded: balance of 0 CNY."));
    assertEquals(
        new Bilingual(
            "应答：00，MAC 正确，但所报金额为 1.00 CNY。",
            "Answer 00, MAC right, but it names the amount 1.00 CNY."),
        of("answer", "Answer 00, MAC right, but it names the amount 100."));
    assertEquals(Optional.of("JPY"), HistoryText.currency("Recorded: sale of 8888 JPY."));
    assertEquals(Optional.empty(), HistoryText.currency(""));
    assertEquals(Optional.empty(), HistoryText.currency("Recorded: sale of 8888 JPY. And more."));
  }

  /** A line of {@code history-lines.txt}. */
  record Line(String kind, String line, Bilingual said) {}

  static List<Line> lines() throws IOException {
    List<Line> lines = new ArrayList<>();
    try (InputStream in = HistoryTextTest.class.getResourceAsStream("history-lines.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (!line.startsWith("#")) {
          String[] parts = line.replace("\\n", "\n").split("\\|");
          String en = parts.length > 3 ? parts[3] : parts[1];
          lines.add(new Line(parts[0], parts[1], new Bilingual(parts[2], en)));
        }
      }
    }
    return lines;
  }

  @ParameterizedTest
  @MethodSource("lines")
  void a_line_is_the_same_in_chinese(Line line) {
    assertEquals(line.said(), of(line.kind(), line.line()));
  }

  @Test
  void a_first_line_is_one_by_its_kind_and_its_type_may_be_a_later_ones() {
    String line = "Recorded: sale of 8888 CNY.";
    assertEquals(new Bilingual(line, line), of("sent", line));
    assertEquals(
        new Bilingual("已记录：gift 88.88 CNY。", "Recorded: gift of 88.88 CNY."),
        of("recorded", "Recorded: gift of 8888 CNY."));
  }

  @Test
  void a_line_of_another_form_or_kind_is_shown_as_it_was_written() {
    assertEquals(new Bilingual("A step.", "A step."), of("test", "A step."));
    assertEquals(new Bilingual("Sent off.", "Sent off."), of("sent", "Sent off."));
  }
}
