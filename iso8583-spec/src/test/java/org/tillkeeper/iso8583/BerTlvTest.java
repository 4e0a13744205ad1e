package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BerTlvTest {
  @Test
  void chip_data_have_tags_and_lengths_of_one_to_three_bytes() {
    StringBuilder longValue = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      longValue.append("AB");
    }
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("9F26", "0102030405060708");
    entries.put("95", "");
    entries.put("70", longValue.substring(0, 400));
    entries.put("DF8101", longValue.toString());
    String hex = new BerTlv(55, entries).format();

    assertEquals(entries, BerTlv.parse(55, hex).entries());
    assertEquals(hex, BerTlv.parse(55, hex.toLowerCase(Locale.ROOT)).format());
    assertEquals("[9F26, 95, 70, DF8101]", BerTlv.parse(55, hex).toString());
    refused(() -> BerTlv.parse(55, "9F"), "a tag takes 2 characters, 0 are left");
    refused(() -> BerTlv.parse(55, "9505FF"), "a value takes 10 characters, 2 are left");
    refused(() -> BerTlv.parse(55, "9580"), "a length takes at most 2 bytes more");
    refused(() -> BerTlv.parse(55, "950"), "even number");
    refused(() -> BerTlv.parse(55, "95009500"), "a tag comes twice");
  }

  @Test
  void several_tlv_entries_are_told_apart_by_the_tag_they_begin_with() {
    String first = "9F0605A0000003339F220102";
    String second = "9F0605A0000003339F220103";
    List<BerTlv> both = BerTlv.parseAll(62, first + second);
    assertEquals(2, both.size());
    assertEquals(first, both.get(0).format());
    assertEquals("03", both.get(1).entries().get("9F22"));
    assertEquals(List.of(), BerTlv.parseAll(62, ""));
    refused(
        () -> BerTlv.parseAll(62, first + "9F2201039F220104"), "at object 3: a tag comes twice");
    refused(
        () -> BerTlv.parseAll(62, first + "9F0605A0"), "a value takes 10 characters, 2 are left");
  }

  @Test
  void what_was_good_comes_back_with_where_it_broke() {
    BerTlv.Reading reading = BerTlv.read("9f3602001C000095810100718172");

    assertEquals(
        List.of(
            new BerTlv.Entry("9F36", "001C", "9F3602001C"),
            new BerTlv.Entry("95", "00", "95810100")),
        reading.entries());
    assertEquals("718172", reading.rest());
    assertEquals(
        Optional.of("at character 29: a value takes 228 characters, 0 are left"), reading.fault());
    assertEquals(
        "[9F36, 95] at character 29: a value takes 228 characters, 0 are left", reading.toString());
  }

  @Test
  void zero_bytes_between_objects_mean_nothing() {
    assertEquals("9F3602001C", BerTlv.parse(55, "009F3602001C0000").format());
    assertEquals(Optional.empty(), BerTlv.read("009F3602001C0000").fault());
    assertFalse(BerTlv.isWellFormed("9F3602001C00"));
  }

  @ParameterizedTest
  @CsvSource({
    "9F, at character 3: a tag takes 2 characters; 9F",
    "9F3, at character 3: a tag takes 2 characters; 9F3",
    "DF818101, at character 7: a tag takes at most 3 bytes; DF818101",
    "9584, at character 5: a length takes at most 2 bytes more; 9584",
    "9F36020X1C, at character 8: not a hex digit; 9F36020X1C",
    "950100x, at character 7: a tag takes 2 characters; X",
    "950100ZZ, at character 7: not a hex digit; ZZ"
  })
  void a_text_that_stops_being_tlv_says_where(String hex, String expected) {
    BerTlv.Reading reading = BerTlv.read(hex);
    String fault = reading.fault().orElseThrow();
    assertTrue((fault + "; " + reading.rest()).startsWith(expected.split(";")[0]), fault);
    assertTrue(expected.endsWith("; " + reading.rest()), reading.rest());
  }

  @Test
  void a_message_carries_of_damaged_chip_data_what_was_good() {
    String data = "9F3602001C95050000000000DF310501020304057102";
    assertEquals("9F3602001CDF31050102030405", ChipData.only(data, Set.of("9F36", "DF31", "71")));
    assertEquals("9F3602000195050000000000DF31050102030405", ChipData.with(data, "9F36", "0001"));
    assertEquals("95050000000000820200FF", ChipData.with("95050000000000", "82", "00FF"));
  }

  @ParameterizedTest
  @CsvSource({
    "9F2608AABBCCDDEEFF0011, true",
    "5F340101, true",
    "7003820100, true",
    "70058203010203, true",
    "70048203010203, false",
    "9F36820002AABB, true",
    "'', false",
    "9F, false",
    "9F36, false",
    "9F3602AA, false",
    "9F368000, false",
    "9F3684000000020000, false",
    "00, false",
    "9F360000, false",
    "9F8101, false",
    "7003820200, false",
    "FF0100, false",
    "9F36020G1C, false"
  })
  void chip_data_from_outside_are_objects_and_nothing_else(String hex, boolean wellFormed) {
    assertEquals(wellFormed, BerTlv.isWellFormed(hex));
  }

  @Test
  void objects_within_objects_have_a_depth_that_is_read() {
    assertTrue(BerTlv.isWellFormed(nested(8)));
    assertFalse(BerTlv.isWellFormed(nested(9)));
  }

  private static String nested(int levels) {
    String hex = "9500";
    for (int i = 0; i < levels; i++) {
      hex = "30" + Hex.encode(new byte[] {(byte) (hex.length() / 2)}) + hex;
    }
    return hex;
  }

  private static void refused(Executable reading, String expected) {
    String text = assertThrows(InvalidField.class, reading).getMessage();
    assertTrue(text.contains(expected), text);
  }
}
