package org.tillkeeper.iso8583.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.tillkeeper.iso8583.yaml.YamlValue.Schema;

class YamlValueTest {
  private static final String KEY = "0123456789ABCDEF0123456789ABCDEF";

  @Test
  void a_value_knows_its_key_and_its_line() throws Exception {
    YamlValue root = parse("a: 1\nhosts:\n  - {name: x}\n  - name: y\n    port: 7\n");
    YamlValue port = root.members().get("hosts").items().get(1).members().get("port");

    assertEquals("hosts[1].port", port.key());
    assertEquals(5, port.line());
    assertEquals("", root.key());
    assertEquals(List.of("a", "hosts"), List.copyOf(root.members().keySet()));
    assertTrue(root.isMap());
    assertTrue(root.members().get("hosts").isList());
    assertFalse(port.isList() || port.isMap());
  }

  @Test
  void a_document_is_read_once() throws Exception {
    LoadSettings settings = LoadSettings.builder().build();
    String text = "a: 1\nhosts: [x, y]\n";
    List<Event> events = new ArrayList<>();
    new Parse(settings).parseString(text).forEach(events::add);
    AtomicInteger read = new AtomicInteger();

    YamlValue root =
        YamlValue.composed(
            events.stream().peek(event -> read.incrementAndGet()).iterator(), settings);

    assertEquals(List.of("a", "hosts"), List.copyOf(root.members().keySet()));
    assertEquals(events.size(), read.get());
  }

  @Test
  void a_key_that_nobody_knows_is_found() throws Exception {
    YamlValue root = parse("a: 1\nhots: 2\n");
    assertEquals("hots", root.otherThan(List.of("a", "host")).orElseThrow().key());
    assertEquals(Optional.empty(), root.otherThan(List.of("a", "hots")).map(YamlValue::key));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          word      | word |      |       |
          "7"       | 7    |      |       |
          ""        | ``   |      |       |
          7         |      | 7    | 7.0   |
          -7        |      | -7   | -7.0  |
          007       |      | 7    | 7.0   |
          0x1F      |      |      |       |
          0.5       |      |      | 0.5   |
          1e3       |      |      | 1000.0|
          .inf      |      |      |       |
          .nan      |      |      |       |
          9223372036854775807 |  | 9223372036854775807 | 9.223372036854775807E18 |
          9223372036854775808 |  |      | 9.223372036854775807E18 |
          true      |      |      |       | true
          FALSE     |      |      |       | false
          ~         |      |      |       |
          [a]       |      |      |       |
          {a: b}    |      |      |       |
          """)
  void a_value_is_of_one_type_and_no_other(
      String written, String text, Long integer, Double number, Boolean flag) throws Exception {
    YamlValue value = parse("a: " + written).members().get("a");
    assertEquals(Optional.ofNullable(text), value.text());
    assertEquals(Optional.ofNullable(integer), value.integer());
    assertEquals(Optional.ofNullable(number), value.number());
    assertEquals(Optional.ofNullable(flag), value.flag());
    assertEquals(written.equals("~"), value.isNull());
  }

  @Test
  void leading_zeros_make_text_of_a_number_where_json_has_no_such_number() throws Exception {
    YamlValue json = YamlValue.parse("a: 007", Schema.JSON).members().get("a");
    assertEquals(Optional.of("007"), json.text());
    assertEquals(Optional.of("007"), parse("a: 007").members().get("a").written());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                  | EMPTY             | ``       | ``  | is empty
          `# a comment`       | EMPTY             | ``       | ``  | is empty
          `a: [`              | SYNTAX            | `, line 1` | `` | is no YAML: expected
          `a: !x b`           | SYNTAX            | `, line 1` | `` | is no YAML: it has the tag !x, and no tag is read
          `a: "\\x4"`         | SYNTAX            | `, line 1` | `` | is no YAML: expected escape sequence
          `a: 1\n---\na: 2`   | SEVERAL_DOCUMENTS | ``       | ``  | holds 2 YAML documents; exactly one is allowed (no line ---)
          `a: {b: 1, b: 2}`   | KEY_TWICE         | `, line 1` | a.b | is no YAML: found duplicate key b
          `a:\n- {[1]: 2}`    | KEY_IS_NO_WORD    | `, line 2` | a[0].? | is no YAML: a key must be a word
          """)
  void what_is_no_single_strict_document_is_refused(
      String text, InvalidYaml.Why why, String place, String key, String message) {
    InvalidYaml e = refused(text.replace("\\n", "\n"));
    assertEquals(why, e.why());
    assertEquals(place, e.place());
    assertEquals(key, e.key());
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  @Test
  void a_text_may_not_exhaust_the_stack_or_the_memory() throws Exception {
    assertEquals(InvalidYaml.Why.TOO_DEEP, refused("a: " + "[".repeat(500_000)).why());
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      laughs.append("a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
    }
    assertEquals(40, parse(laughs.toString()).members().size());
    YamlValue endless = parse("a: &x {b: *x}").members().get("a");
    assertEquals("a.b.b", endless.members().get("b").members().get("b").key());
  }

  @Test
  void a_complaint_fits_on_a_line_and_shows_no_key() {
    InvalidYaml twice = refused(KEY + ": 1\n" + KEY + ": 2");
    assertFalse((twice.getMessage() + twice.key()).contains(KEY), twice.getMessage());
    assertEquals("is no YAML: found duplicate key (not shown)", twice.getMessage());
    assertEquals("a?b", Printable.oneLine("a\nb"));
    assertEquals(203, Printable.oneLine("x".repeat(201)).length());
    assertEquals("key (not shown) there", Printable.withoutKeys("key " + KEY + " there"));
    assertEquals("(32 characters, not shown)", Printable.masked(KEY, 60));
    assertEquals("xxx...", Printable.masked("xxxx", 3));
    assertTrue(Printable.beginsLikeAKey("-----BEGIN PRIVATE KEY-----"));
    assertFalse(Printable.beginsLikeAKey("./" + KEY));
  }

  private static YamlValue parse(String text) throws InvalidYaml {
    return YamlValue.parse(text, Schema.CORE);
  }

  private static InvalidYaml refused(String text) {
    return assertThrows(InvalidYaml.class, () -> parse(text));
  }
}
