package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How answers name their requests, as dialect files say it. */
class AnswerRuleTest {
  private static final Dialect ASCII = Dialect.named("iso1987-ascii");

  @Test
  void answers_are_ten_more_unless_the_dialect_says_otherwise() {
    Dialect other = ASCII.with(Map.of("reversal.answerMti", "0430"));
    assertEquals("0410", ASCII.answerTo("0401"));
    assertEquals("0430", other.answerTo("0400"));
    assertEquals("0430", other.answerTo("0401"));
    assertEquals("0210", other.answerTo("0200"));
    assertEquals(
        "1410",
        Dialect.named("iso1993-binary")
            .with(Map.of("reversal.answerMti", "1410"))
            .answerTo("1421"));
  }

  @Test
  void an_answer_may_be_marked_as_a_repeat() {
    assertTrue(ASCII.isAnswer("0410", "0410"));
    assertTrue(ASCII.isAnswer("0410", "0411"));
    assertTrue(ASCII.isAnswer("1814", "1815"));
    assertFalse(ASCII.isAnswer("0410", "0412"));
    assertFalse(ASCII.isAnswer("0410", "0400"));
    assertFalse(ASCII.isAnswer("0410", "0431"));
  }

  @Test
  void what_an_answer_must_repeat_is_an_option() {
    assertEquals(EnumSet.of(Element.TERMINAL, Element.AMOUNT), ASCII.answerRule().repeats());
    assertEquals(6, ASCII.answerRule().processingCodeDigits());
    AnswerRule loose =
        ASCII.with(Map.of("answer.repeats", "", "answer.processingCode", "type")).answerRule();
    assertEquals(EnumSet.noneOf(Element.class), loose.repeats());
    assertEquals(2, loose.processingCodeDigits());
  }

  @Test
  void a_file_that_says_nothing_of_answers_has_the_standards() throws Exception {
    String without = shipped().replaceAll("(?m)^answers:(\\n  .*)*", "");
    AnswerRule rule = Dialect.read(without, "mine.yaml").answerRule();
    assertEquals(AnswerRule.STANDARD, rule);
  }

  @Test
  void what_is_no_answer_is_refused_with_what_is_allowed() throws Exception {
    assertEquals(
        "mine.yaml: answers.mti.0400 is '0420'; allowed: the MTI of an answer, 4 digits, the third odd",
        refused("mti: {\"0400\": \"{reversal.answerMti}\"}", "mti: {\"0400\": \"0420\"}"));
    assertEquals(
        "mine.yaml: answers.mti.0410 is '0410'; allowed: MTIs of requests, 4 digits",
        refused("mti: {\"0400\": \"{reversal.answerMti}\"}", "mti: {\"0410\": \"0430\"}"));
    assertEquals(
        "mine.yaml: answers.repeat is 'stan'; allowed: amount, terminal, merchant, currency,"
            + " processingCode",
        refused("repeat: \"{answer.repeats}\"", "repeat: [stan]"));
  }

  private static String refused(String part, String instead) throws Exception {
    String text = shipped();
    assertTrue(text.contains(part), part);
    return assertThrows(
            IllegalArgumentException.class,
            () -> Dialect.read(text.replace(part, instead), "mine.yaml"))
        .getMessage();
  }

  private static String shipped() throws Exception {
    try (InputStream in = Dialect.class.getResourceAsStream("unionpay-pos.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
