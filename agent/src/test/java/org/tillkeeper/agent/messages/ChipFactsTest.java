package org.tillkeeper.agent.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.payment.ReceiptFacts;
import org.tillkeeper.agent.payment.ReceiptFacts.Fact;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.iso8583.Element;

/** What a receipt says of chip and device, read from what the chip says. */
class ChipFactsTest {
  private static final String ASKED =
      "500A50424F43204445424954"
          + "8408A000000333010101"
          + "5A086225000000000006"
          + "57136225000000000006D30125200000000000000F"
          + "9505000004E000"
          + "9B02E800"
          + "9F3602001C"
          + "9F2608AABBCCDDEEFF0011"
          + "9F270180";

  private static ReceiptFacts of(String emv) {
    return ChipFacts.of(new SensitiveData(Map.of(Element.EMV, emv)));
  }

  @Test
  void a_request_names_the_application_and_the_cryptogram_that_asks() {
    assertEquals(
        Map.of(
            Fact.APPLICATION, "PBOC DEBIT",
            Fact.AID, "A000000333010101",
            Fact.TVR, "000004E000",
            Fact.TSI, "E800",
            Fact.ATC, "001C",
            Fact.ARQC, "AABBCCDDEEFF0011"),
        of(ASKED).values());
  }

  @Test
  void nothing_of_it_is_the_cards_number_or_track() {
    assertFalse(of(ASKED).toString().contains("6225"));
  }

  @Test
  void the_chips_last_word_stands_beside_what_it_asked_and_in_place_of_what_it_found_earlier() {
    ReceiptFacts last = of(ASKED).and(ChipFacts.of("9F2701409F260811223344556677889505000004F000"));

    assertEquals("AABBCCDDEEFF0011", last.values().get(Fact.ARQC));
    assertEquals("1122334455667788", last.values().get(Fact.TC));
    assertEquals("000004F000", last.values().get(Fact.TVR));
    assertEquals("E800", last.values().get(Fact.TSI));
  }

  @ParameterizedTest
  @CsvSource({"80, ARQC", "40, TC", "00, AAC", "8A, ARQC", "4F, TC"})
  void which_cryptogram_it_is_the_chip_says(String information, Fact fact) {
    assertEquals(
        Map.of(fact, "0102030405060708"),
        of("9F2701" + information + "9F26080102030405060708").values());
  }

  @ParameterizedTest
  @CsvSource({
    "9F1204D6D0B9FA, 中国",
    "500356070A, ''",
    "500456697361, Visa",
    "9F1203FFFFFF500456697361, Visa",
    "5011414141414141414141414141414141414141, ''",
    "500420202020, ''"
  })
  void a_name_that_cannot_be_printed_is_none(String emv, String name) {
    assertEquals(name, of(emv).values().getOrDefault(Fact.APPLICATION, ""));
  }

  @Test
  void what_is_no_chip_data_says_nothing_and_the_device_stands_alone() {
    assertTrue(of("9F").isEmpty());
    assertTrue(of("").isEmpty());
    assertEquals(
        Map.of(Fact.DEVICE, "00000204TK0001"),
        ChipFacts.of(new SensitiveData(Map.of(Element.DEVICE_SERIAL, "00000204TK0001"))).values());
  }
}
