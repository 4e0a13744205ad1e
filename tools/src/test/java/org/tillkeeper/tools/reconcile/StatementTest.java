package org.tillkeeper.tools.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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
import org.tillkeeper.tools.config.InvalidSettings;

/** Each layout is known by itself and read to its end; what does not fit is told what to do. */
class StatementTest {
  private static final Path SAMPLES = Path.of("src/test/resources/statements");
  private static final ZoneId SHOP = ZoneId.of("Asia/Shanghai");
  private static final Instant NOW = Instant.parse("2026-11-29T04:00:00Z");

  @TempDir Path folder;

  private static Statement read(Path file, String layout) throws Exception {
    return Statement.read(file, Optional.ofNullable(layout), SHOP, "CNY", NOW);
  }

  private static Statement sample(String name) throws Exception {
    Statement statement = read(SAMPLES.resolve(name), null);
    assertEquals(List.of(), statement.unreadable());
    return statement;
  }

  private static List<Long> amounts(Statement statement) {
    return statement.lines().stream().map(StatementLine::amount).toList();
  }

  private static Instant at(String local) {
    return java.time.LocalDateTime.parse("2026-11-28T" + local).atZone(SHOP).toInstant();
  }

  @Test
  void a_wechat_bill_has_backticks_names_with_commas_and_sums_at_the_end() throws Exception {
    Statement bill = sample("wechat.csv");
    assertEquals("wechat", bill.layout());
    assertEquals(List.of(1050L, 8888L, -8888L, 500L), amounts(bill));
    assertEquals(Optional.of("A-2"), bill.lines().get(1).reference());
    assertEquals(Optional.of("R-2"), bill.lines().get(2).reference());
    assertFalse(bill.lines().get(3).moves(), "revoked");
    assertEquals(Optional.of(at("08:01:02")), bill.lines().get(0).time());
    assertEquals(2, bill.lines().get(0).number());
  }

  @ParameterizedTest
  @CsvSource({"alipay.csv", "alipay.zip"})
  void an_alipay_statement_is_gbk_ends_ids_in_tabs_and_may_lie_in_a_zip(String name)
      throws Exception {
    Statement statement = sample(name);
    assertEquals("alipay", statement.layout());
    assertEquals(List.of(3000L, -3000L), amounts(statement));
    assertEquals(Optional.of("B-1"), statement.lines().get(0).reference());
    assertEquals(Optional.of("RB-1"), statement.lines().get(1).reference());
  }

  @ParameterizedTest
  @CsvSource({"INN26112888ZM_777290000000099, 3", "zm-old, 1"})
  void a_unionpay_file_has_widths_in_bytes_and_no_year(String name, int lines) throws Exception {
    Statement statement = sample(name);
    assertEquals("unionpay-zm", statement.layout());
    assertEquals(lines, statement.lines().size());
    StatementLine first = statement.lines().get(0);
    assertEquals(1234, first.amount());
    assertEquals(Optional.of("000201"), first.stan());
    assertEquals(Optional.of("00000001"), first.terminal());
    assertEquals(Optional.of("0006"), first.last4());
    assertEquals(Optional.of(at("09:15:02")), first.time());
  }

  @ParameterizedTest
  @CsvSource({
    "uuuu-MM-dd HH:mm:ss, 2026-11-28 09:15:02, 2026-11-28T09:15:02",
    "MMddHHmmss, 1128091502, 2026-11-28T09:15:02",
    "dd.MM.yyyy HH:mm, 28.11.2026 09:15, 2026-11-28T09:15",
    "uuuuMMdd, 20261128, 2026-11-28T00:00"
  })
  void a_time_of_digits_is_what_the_formatter_of_java_makes_of_it(
      String pattern, String text, java.time.LocalDateTime expected) {
    DigitTime time = DigitTime.of(pattern, 2026).orElseThrow();
    assertEquals(Optional.of(expected), time.read(text));
    assertEquals(Optional.empty(), time.read(text.replace('1', 'x')));
    assertEquals(Optional.empty(), time.read(text + "0"));
    assertEquals(Optional.empty(), DigitTime.of("d MMM uuuu", 2026));
  }

  @Test
  void a_pos_statement_has_batch_voucher_and_reference_number() throws Exception {
    Statement statement = sample("pos.csv");
    assertEquals("pos", statement.layout());
    assertEquals(List.of(1234L, 8800L, -8800L, 4500L), amounts(statement));
    StatementLine second = statement.lines().get(1);
    assertEquals(Optional.of("000302"), second.stan());
    assertEquals(Optional.of("000001"), second.batch());
    assertEquals(Optional.of("200000000302"), second.rrn());
  }

  @Test
  void the_same_statement_saved_anew_in_utf_8_is_read_as_well() throws Exception {
    String text = Files.readString(SAMPLES.resolve("pos.csv"), Charset.forName("GBK"));
    Path file = Files.writeString(folder.resolve("pos.csv"), "\uFEFF" + text);
    assertEquals(4, read(file, null).lines().size());
  }

  @Test
  void a_layout_of_ones_own_is_a_yaml_file() throws Exception {
    Path layout =
        Files.writeString(
            folder.resolve("mine.yaml"),
            """
            charset: [UTF-8]
            columns: {time: ["1"], kind: 2, amount: 3, rrn: 4}
            time: "dd.MM.uuuu HH:mm"
            unit: minor
            kinds: {BT: {sign: "+"}, BV: {sign: "-"}}
            delimiter: ";"
            """);
    Path file =
        Files.writeString(
            folder.resolve("mine.txt"),
            """
            28.11.2026 09:15;BT;1234;"2000;301"
            28.11.2026 09:16;BV;1234;x
            28.11.2026 09:17;BX;1;y
            """);
    Statement statement = read(file, layout.toString());
    assertEquals(List.of(1234L, -1234L), amounts(statement));
    assertEquals(Optional.of("2000;301"), statement.lines().get(0).rrn());
    assertEquals(3, statement.unreadable().get(0).number());
    assertTrue(statement.unreadable().get(0).why().contains("\"BX\""));
  }

  @Test
  void a_line_that_is_not_as_the_layout_says_is_told_with_its_number_and_without_its_card()
      throws Exception {
    String text = Files.readString(SAMPLES.resolve("pos.csv"), Charset.forName("GBK"));
    text =
        text.replace(",12.34,", ",6225000000000006,")
            .replace("2026-11-28,1200000000302", "28/11,1");
    Path file = folder.resolve("pos.csv");
    Files.write(file, text.getBytes(Charset.forName("GBK")));
    Statement statement = read(file, null);
    assertEquals(2, statement.lines().size());
    List<StatementLine.Unreadable> unreadable = statement.unreadable();
    assertEquals(List.of(2, 3), unreadable.stream().map(StatementLine.Unreadable::number).toList());
    assertTrue(unreadable.get(0).why().contains("amount"), unreadable.get(0).why());
    assertFalse(unreadable.toString().contains("6225000000000006"), unreadable.toString());
    assertTrue(unreadable.get(1).why().contains("28/11"), unreadable.get(1).why());
  }

  private String refusal(Path file, String layout) {
    return assertThrows(UnreadableStatement.class, () -> read(file, layout)).getMessage();
  }

  @Test
  void a_wrong_layout_charset_or_file_is_a_sentence_that_says_what_to_do() throws Exception {
    assertTrue(refusal(SAMPLES.resolve("pos.csv"), "wechat").contains("but as pos"));
    Path other = Files.writeString(folder.resolve("other.csv"), "a,b,c\n1,2,3\n");
    assertTrue(refusal(other, null).contains("wechat, alipay, unionpay-zm, pos"));
    assertTrue(refusal(other, "alipay").contains("no line begins with"));
    assertTrue(refusal(other, "unionpay-zm").contains("bytes"));
    assertTrue(refusal(folder.resolve("none"), null).contains("no such file"));
    assertTrue(refusal(Files.createFile(folder.resolve("empty")), null).contains("empty"));
    Path zip = Files.write(folder.resolve("bad.zip"), new byte[] {'P', 'K', 3, 4, 0, 0, 9, 9});
    assertFalse(refusal(zip, null).isEmpty());
    Path layout =
        Files.writeString(
            folder.resolve("gbk.yaml"),
            "charset: [GBK]\nbegin: \"时间,金额\"\ncolumns: {amount: 金额}\n");
    Path utf8 = Files.writeString(folder.resolve("utf8.csv"), "时间,金额\n1,2\n");
    assertTrue(
        refusal(utf8, layout.toString()).contains("UTF-8"), refusal(utf8, layout.toString()));
    Path renamed = folder.resolve("renamed.csv");
    String text = Files.readString(SAMPLES.resolve("pos.csv"), Charset.forName("GBK"));
    Files.write(renamed, text.replace("凭证号", "流水").getBytes(StandardCharsets.UTF_8));
    assertTrue(refusal(renamed, null).contains("凭证号"), refusal(renamed, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "charset: [KLINGON]\\ncolumns: {amount: 1}|charset",
        "columns: {time: [\"1\"]}|amount",
        "columns: {amount: 1, amuont: 2}|amuont",
        "columns: {amount: 1}\\ntime: \"uuuu-bb\"|time",
        "columns: {amount: 1}\\nwidths: [0]|widths",
        "columns: {amount: 1}\\nkinds: {S: {sign: \"*\"}}|sign",
        "columns: {amount: 1}\\nseparator: x|separator"
      })
  void a_layout_that_is_none_is_wrong_usage_and_names_its_key(String yaml, String key)
      throws Exception {
    Path layout = Files.writeString(folder.resolve("a.yaml"), yaml.replace("\\n", "\n"));
    Path file = Files.writeString(folder.resolve("a.csv"), "1\n");
    InvalidSettings refused =
        assertThrows(InvalidSettings.class, () -> read(file, layout.toString()));
    assertTrue(refused.getMessage().contains(key), refused.getMessage());
    assertThrows(InvalidSettings.class, () -> read(file, "nosuch"));
  }
}
