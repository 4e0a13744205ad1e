package org.tillkeeper.tools.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.ResponseCode;
import org.tillkeeper.iso8583.unionpay.AnswerTexts;
import org.tillkeeper.iso8583.unionpay.Institutions;
import org.tillkeeper.tools.words.Language;
import org.tillkeeper.tools.words.Words;

/** What is shown beside the values: the parts of composite fields, and money in its currency. */
class MeaningsTest {
  private static final Dialect DIALECT = Dialect.named("unionpay-pos");

  private static String shown(String mti, Map<Integer, String> fields) {
    return shown(DIALECT, mti, fields);
  }

  private static String shown(Dialect dialect, String mti, Map<Integer, String> fields) {
    Message message = new Message("6000030000", "603100310000", mti, fields);
    byte[] frame = dialect.pack(message, (algorithm, input) -> new byte[8]);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Decode.of(frame, List.of(DIALECT), new byte[0], Language.ENGLISH, false)
        .print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void an_answer_names_its_institutions_balance_and_texts() {
    String zh = new String("余额不足".getBytes(Charset.forName("GBK")), StandardCharsets.ISO_8859_1);
    String text =
        shown(
            "0210",
            Map.of(
                11,
                "000001",
                44,
                new Institutions("01050000", "48021000", "1").format(),
                49,
                "156",
                54,
                "3002156D900000100000",
                63,
                new AnswerTexts("CUP", zh, "", "ACQ").format()));

    for (String said :
        List.of(
            "44.1 issuer = 01050000",
            "44.2 acquirer = 48021000",
            "44.3 more = 1",
            "account 30, 02 available balance = -9000001000.00 CNY",
            "63.1 card organisation = CUP",
            "63.2.1 issuer = 余额不足",
            "63.2.3 acquirer = ACQ")) {
      assertTrue(text.contains(said), text);
    }
    assertFalse(text.contains("63.2.2"), text);
  }

  @Test
  void the_first_part_of_field_63_of_a_sign_in_is_the_operator() {
    assertTrue(shown("0800", Map.of(11, "000001", 63, "01 ")).contains("63.1 operator = 01"));
  }

  @Test
  void money_has_as_many_decimals_as_its_currency() {
    assertEquals(List.of("12.34 CNY"), Money.shown("000000001234", "156"));
    assertEquals(List.of("1234 JPY"), Money.shown("000000001234", "392"));
    assertEquals(List.of("1.234 KWD"), Money.shown("000000001234", "414"));
    assertEquals(List.of("12.34 USD"), Money.shown("1234", "USD"));
    assertEquals(List.of("12.34"), Money.shown("1234", ""));
    assertEquals(List.of(), Money.shown("1234", "000"));
    assertEquals(List.of(), Money.shown("12.34", "156"));
    assertTrue(shown("0200", Map.of(4, "000000001234", 49, "392")).contains("1234 JPY"));
  }

  @Test
  void rows_of_a_batch_are_listed_with_the_card_masked() {
    String text =
        shown(
            "0320",
            Map.of(
                11,
                "000009",
                48,
                "01" + "00" + "000002" + "00006225000000000006" + "000000001234",
                60,
                "00000001201"));

    assertTrue(text.contains("STAN 000002, domestic, 622500******0006, 1234"), text);
    assertFalse(text.contains("6225000000000006"), text);
    assertTrue(
        shown("0320", Map.of(48, "9", 60, "00000001201")).contains("number of rows takes 2"));
  }

  @Test
  void a_tip_is_money() {
    assertTrue(
        shown("0220", Map.of(48, "000000000100", 49, "156", 60, "3400000100050"))
            .contains("tip 1.00 CNY"));
  }

  @Test
  void tracks_under_a_key_are_read_by_the_option_for_them_and_stay_hidden() {
    Dialect encrypted = DIALECT.with(Map.of("track.encrypted", "yes"));
    String text =
        shown(
            encrypted,
            "0200",
            Map.of(4, "000000001234", 35, "6225ABCEEF12345678A0=301252", 49, "156"));

    assertTrue(text.contains("read with the option track.encrypted: yes"), text);
    assertFalse(text.contains("ABCEEF"), text);
    assertFalse(text.contains("broken"), text);
  }

  @Test
  void field_48_in_characters_is_read_by_the_option_for_it() {
    Dialect ascii = DIALECT.with(Map.of("field48.format", "ans LLL 322"));
    String text = shown(ascii, "0200", Map.of(4, "000000001234", 48, "PA1234567890", 49, "156"));

    assertTrue(text.contains("read with the option field48.format: ans LLL 322"), text);
    assertFalse(text.contains("broken"), text);
  }

  @Test
  void both_at_once_are_read_by_both_options() {
    Dialect both = DIALECT.with(Map.of("field48.format", "ans LLL 322", "track.encrypted", "yes"));
    String text =
        shown(both, "0200", Map.of(35, "6225ABCEEF12345678A0=301252", 48, "PA12", 49, "156"));

    assertTrue(text.contains("field48.format: ans LLL 322, track.encrypted: yes"), text);
    assertFalse(text.contains("broken"), text);
  }

  @Test
  void a_qr_code_in_field_62_and_what_proves_the_terminal_are_told_by_tag() {
    String text =
        shown(
            "0200",
            Map.of(
                4,
                "000000001234",
                59,
                "A2031" + "01002040200800A1B2C303006000006",
                60,
                "26000001000600",
                62,
                "5F0112" + "363231323334353637383930313233343536" + "5F0306" + "303330343035"));

    assertTrue(text.contains("5F01 QR code = ******************"), text);
    assertTrue(text.contains("5F03 time = 030405"), text);
    assertTrue(text.contains("A2.01 device type = 04"), text);
    assertTrue(text.contains("A2.03 factor = ******"), text);
  }

  @Test
  void every_action_after_a_response_code_has_a_name_in_both_languages() {
    for (ResponseCode.Action action : ResponseCode.Action.values()) {
      for (Language language : Language.values()) {
        Words words = Words.of("decode", language);
        assertTrue(words.meaning("action", action.label()).isPresent(), action + " " + language);
      }
    }
  }

  @Test
  void a_response_code_is_told_with_its_action() {
    String text = shown("0210", Map.of(11, "000001", 39, "51"));

    assertTrue(text.contains("Declined: Not enough funds."), text);
  }
}
