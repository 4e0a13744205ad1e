package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which device a terminal is and where, in field 59; read here byte by byte from whole frames. */
class DeviceDataTest {
  private static final Dialect UNIONPAY = Dialect.named("unionpay-pos");
  private static final Dialect TAGS =
      UNIONPAY.with(Map.of("device.data", "sales", "device.location", "tags"));

  private static Map<Element, String> values(String entry) {
    Map<Element, String> values = Values.of(entry);
    values.put(Element.DEVICE_TYPE, "04");
    values.put(Element.DEVICE_SERIAL, "00000204TK0001");
    values.put(Element.DEVICE_FACTOR, "000006");
    values.put(Element.DEVICE_CIPHERTEXT, "486787B8");
    values.put(Element.DEVICE_VERSION, "1.2.3");
    values.put(Element.LATITUDE, "+31.2304");
    values.put(Element.LONGITUDE, "+121.4737");
    return values;
  }

  /**
   * The fields of a frame, by the lengths that public descriptions give them. Shares nothing with
   * the program.
   */
  private static Map<Integer, String> read(byte[] frame) {
    Map<Integer, Integer> fixed =
        Map.ofEntries(
            Map.entry(3, 3),
            Map.entry(4, 6),
            Map.entry(11, 3),
            Map.entry(14, 2),
            Map.entry(22, 2),
            Map.entry(23, 2),
            Map.entry(25, 1),
            Map.entry(26, 1),
            Map.entry(37, 12),
            Map.entry(38, 6),
            Map.entry(39, 2),
            Map.entry(41, 8),
            Map.entry(42, 15),
            Map.entry(49, 3),
            Map.entry(52, 8),
            Map.entry(53, 8),
            Map.entry(64, 8));
    Map<Integer, String> fields = new TreeMap<>();
    int bitmap = 2 + 5 + 6 + 2;
    int at = bitmap + 8;
    for (int number = 2; number <= 64; number++) {
      if ((frame[bitmap + (number - 1) / 8] >> (7 - (number - 1) % 8) & 1) == 0) {
        continue;
      }
      int bytes;
      if (fixed.containsKey(number)) {
        bytes = fixed.get(number);
      } else if (number == 2 || number == 35) {
        bytes = (bcd(frame[at++]) + 1) / 2;
      } else {
        int length = 100 * bcd(frame[at]) + bcd(frame[at + 1]);
        at += 2;
        bytes = number == 60 || number == 61 ? (length + 1) / 2 : length;
      }
      fields.put(number, new String(frame, at, bytes, StandardCharsets.ISO_8859_1));
      at += bytes;
    }
    assertEquals(frame.length, at, "bytes are left over");
    return fields;
  }

  private static int bcd(byte two) {
    return 10 * (two >> 4 & 0xF) + (two & 0xF);
  }

  /** Entries of a tag of 2 characters, a length and a value. */
  private static Map<String, String> entries(String text, int digits) {
    Map<String, String> entries = new TreeMap<>();
    int at = 0;
    while (at < text.length()) {
      int start = at + 2 + digits;
      int end = start + Integer.parseInt(text.substring(at + 2, start));
      entries.put(text.substring(at, at + 2), text.substring(start, end));
      at = end;
    }
    return entries;
  }

  @Test
  void a_sale_carries_the_device_and_its_place_behind_what_field_59_holds_already() {
    String qr = read(TAGS.pack(TAGS.request(Kind.SALE, values("qr")), Values.MAC)).get(59);

    assertEquals(
        "A30196212345678901234567"
            + "A2063"
            + "0100204"
            + "0201400000204TK0001"
            + "03006000006"
            + "04008486787B8"
            + "050081.2.3   "
            + "A5037"
            + "01009+121.4737"
            + "02008+31.2304"
            + "05005WGS84",
        qr);
    Map<String, String> outer = entries(qr, 3);
    assertEquals(Set.of("A2", "A3", "A5"), outer.keySet());
    assertEquals(
        Map.of(
            "01", "04",
            "02", "00000204TK0001",
            "03", "000006",
            "04", "486787B8",
            "05", "1.2.3   "),
        entries(outer.get("A2"), 3));
    assertEquals(
        Map.of("01", "+121.4737", "02", "+31.2304", "05", "WGS84"), entries(outer.get("A5"), 3));
  }

  /** The whole frame of a swiped sale with a PIN block under SM4 in the same field. */
  @Test
  void the_pin_block_under_sm4_stands_before_the_device_in_a_golden_frame() throws Exception {
    Dialect dialect = TAGS.with(Map.of("pin.carrier", "59"));
    Map<Element, String> values = values("swipe");
    values.put(Element.PIN_BLOCK, "00112233445566778899AABBCCDDEEFF");
    byte[] frame = dialect.pack(dialect.request(Kind.SALE, values), Values.MAC);

    assertEquals(
        "A1016"
            + new String(
                Hex.decode("00112233445566778899AABBCCDDEEFF"), StandardCharsets.ISO_8859_1)
            + "A20630100204",
        read(frame).get(59).substring(0, 33));
    assertEquals(MacVerdict.RIGHT, dialect.checkMac(frame, Values.MAC));
    assertEquals(
        "A2063",
        dialect
            .reversal(
                Kind.SALE,
                dialect.request(Kind.SALE, values),
                Map.of(Element.REVERSAL_REASON, "98"))
            .field(59)
            .orElseThrow()
            .substring(0, 5));
  }

  @Test
  void lengths_have_two_digits_within_the_entries_too_where_the_acquirer_wants_that() {
    Dialect two = TAGS.with(Map.of("field59.lengthDigits", "2", "device.location", "pair"));
    String field = read(two.pack(two.request(Kind.SALE, values("swipe")), Values.MAC)).get(59);

    Map<String, String> outer = entries(field, 2);
    assertEquals("00000204TK0001", entries(outer.get("A2"), 2).get("02"));
    assertEquals("+31.2304/+121.4737", outer.get("A5"));
  }

  @Test
  void a_longest_serial_number_fits_also_with_lengths_of_two_digits() {
    Dialect two = TAGS.with(Map.of("field59.lengthDigits", "2"));
    Map<Element, String> values = values("qr");
    values.put(Element.DEVICE_SERIAL, "1".repeat(50));

    String field = read(two.pack(two.request(Kind.SALE, values), Values.MAC)).get(59);
    assertEquals("1".repeat(50), entries(entries(field, 2).get("A2"), 2).get("02"));
  }

  @Test
  void a_reversal_says_byte_for_byte_what_the_original_said_whatever_is_known_by_then() {
    Message sale = TAGS.request(Kind.SALE, values("qr"));
    Map<Element, String> later = values("qr");
    later.put(Element.DEVICE_SERIAL, "00000204TK0002");
    later.put(Element.LATITUDE, "+39.9042");

    assertEquals(sale.field(59), TAGS.reversal(Kind.SALE, sale, later).field(59));
    assertEquals(
        read(TAGS.pack(sale, Values.MAC)).get(59),
        read(TAGS.pack(TAGS.reversal(Kind.SALE, sale, later), Values.MAC)).get(59));
  }

  @Test
  void what_is_not_known_is_left_out_with_its_entry_and_nothing_else_is() {
    Map<Element, String> values = values("swipe");
    values.remove(Element.DEVICE_FACTOR);
    values.remove(Element.DEVICE_CIPHERTEXT);
    values.remove(Element.DEVICE_VERSION);
    values.remove(Element.LONGITUDE);

    assertEquals(
        Optional.of("A20260100204" + "0201400000204TK0001"),
        TAGS.request(Kind.SALE, values).field(59));
    values.remove(Element.DEVICE_SERIAL);
    assertEquals(Optional.empty(), TAGS.request(Kind.SALE, values).field(59));
  }

  @ParameterizedTest
  @CsvSource({"none, 0", "sales, 4", "all, 13"})
  void the_option_says_which_messages_carry_it(String option, int kinds) {
    Dialect dialect = UNIONPAY.with(Map.of("device.data", option));
    Set<Kind> carrying = EnumSet.noneOf(Kind.class);
    for (Kind kind : dialect.kinds()) {
      Map<Element, String> values = values("chip");
      if (dialect.request(kind, values).field(59).isPresent()) {
        carrying.add(kind);
      }
    }
    assertEquals(kinds, carrying.size(), carrying.toString());
    assertEquals(kinds > 0, dialect.says(Element.DEVICE_SERIAL));
    assertFalse(dialect.says(Element.LATITUDE));
    assertTrue(TAGS.says(Element.LATITUDE));
    assertFalse(Dialect.named("iso1987-ascii").says(Element.DEVICE_SERIAL));
  }

  @Test
  void what_is_too_long_is_refused_and_never_cut() {
    Map<Element, String> values = values("swipe");
    values.put(Element.DEVICE_VERSION, "123456789");

    InvalidField refused = assertThrows(InvalidField.class, () -> TAGS.request(Kind.SALE, values));
    assertEquals(59, refused.field());
    assertTrue(refused.getMessage().contains("deviceVersion is at most 8 characters"));
  }

  @Test
  void another_acquirers_form_is_a_template_of_its_file() throws Exception {
    String own =
        resource()
            .replace(
                "      49: \"{currency}\"\n    if entry is swipe: &swipe",
                """
                      49: "{currency}"
                      57: {entries: {"04": "{deviceType?}", "05": "{deviceSerial?}"}, digits: "3"}
                    if entry is swipe: &swipe\
                """);
    Dialect dialect = Dialect.read(own, "own.yaml");

    assertEquals(
        Optional.of("0400204" + "0501400000204TK0001"),
        dialect.request(Kind.SALE, values("swipe")).field(57));
    assertTrue(dialect.says(Element.DEVICE_SERIAL));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A2: {\"01\"|A22: {\"01\"|A22' is 'A22'; allowed: tags of 2 digits or capital letters",
        "{deviceVersion? to 8}|{deviceVersion? to 0}|a number of digits, 1 to 999",
        "{deviceVersion? to 8}|{deviseVersion? to 8}|one of pan",
        "digits: \"{field59.lengthDigits}\"|digits: \"4\"|digits is '4'; allowed: 2, 3, or {option}",
      })
  void a_mistake_in_entries_is_named(String from, String to, String expected) throws Exception {
    String yaml =
        resource()
            .replaceFirst(
                java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to))
            .replace("device.data: {default: none", "device.data: {default: all");
    String text =
        assertThrows(IllegalArgumentException.class, () -> Dialect.read(yaml, "own.yaml"))
            .getMessage();
    assertTrue(text.contains(expected.replace("A22' is", "A22 is")), text);
  }

  @Test
  void entries_are_for_fields_of_text() throws Exception {
    String yaml = resource().replaceFirst("\n      59: \\{entries", "\n      52: {entries");
    String text =
        assertThrows(IllegalArgumentException.class, () -> Dialect.read(yaml, "own.yaml"))
            .getMessage();
    assertTrue(text.contains("52 is 'entries'; allowed: entries in a field an or ans"), text);
  }

  private static String resource() throws Exception {
    try (java.io.InputStream in = Dialect.class.getResourceAsStream("unionpay-pos.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "+31.2304/+121.4737, +31.2304, +121.4737",
    "31.230412345/-121.5, +31.23041, -121.5",
    "-0.000001/0, +0.00000, +0",
    "90/180, +90, +180",
    "-90.0/-180.000000000000000, -90.0, -180.00000"
  })
  void a_place_is_kept_with_signs_and_to_the_metre(String text, String latitude, String longitude) {
    assertEquals(Optional.of(new Location(latitude, longitude)), Location.parse(text));
    assertTrue(latitude.length() <= 10 && longitude.length() <= 10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "31.2",
        "31.2/",
        "/121.4",
        "90.00001/0",
        "0/180.00001",
        "1e1/0",
        "+-1/0",
        " 1/1",
        "1/1 ",
        "91/0",
        "0/181",
        "٣١/١",
        "1,5/2",
        "1./2"
      })
  void what_is_no_place_is_refused(String text) {
    assertEquals(Optional.empty(), Location.parse(text));
  }
}
