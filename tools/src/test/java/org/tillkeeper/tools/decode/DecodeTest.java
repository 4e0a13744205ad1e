package org.tillkeeper.tools.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.tools.words.Language;

/** Dumps of every layout, whole and broken; the frames are test data computed from public facts. */
class DecodeTest {
  private static final String SALE =
      "007460000300006031003100000200302004C020C09811000000000000001234000002021000"
          + "12376225000000000002D2512520000000000000003030303030303031393532373138313832"
          + "3231373837353135369FD70511ED75347D260000000000000000142200000100050037323835"
          + "32303143";
  private static final String ECHO =
      "0034600003000060310031000008200000000000C00010303030303030303139353237313831"
          + "38323231373837350011000000013010";
  private static final String MAK = "5BB5C72CD00B7338";
  private static final Dialect DIALECT = Dialect.named("unionpay-pos");

  private static Decode decode(String dump) {
    return decode(dump.getBytes(StandardCharsets.UTF_8), "", false);
  }

  private static Decode decode(byte[] dump, String key, boolean unmask) {
    List<Dialect> all = new ArrayList<>();
    Dialect.names().forEach(name -> all.add(Dialect.named(name)));
    return Decode.of(dump, all, Hex.decode(key), Language.ENGLISH, unmask);
  }

  private static String shown(Decode decode) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    decode.print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> json(Decode decode) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    decode.printJson(new PrintStream(out, true, StandardCharsets.UTF_8));
    return JSON.std.mapFrom(out.toString(StandardCharsets.UTF_8));
  }

  private static Object field(Map<String, Object> json, String number, String key) {
    return ((Map<?, ?>) ((Map<?, ?>) json.get("fields")).get(number)).get(key);
  }

  static List<String> layouts() {
    List<String> layouts = new ArrayList<>();
    String pairs = SALE.replaceAll("(..)(?!$)", "$1 ");
    layouts.add(SALE);
    layouts.add(SALE.toLowerCase(Locale.ROOT) + "\n");
    layouts.add(pairs);
    layouts.add(pairs.replace(' ', ':'));
    layouts.add(pairs.replace(' ', '-'));
    layouts.add(pairs.replace(" ", ", "));
    layouts.add("0x" + pairs.replace(" ", ", 0x"));
    layouts.add("{ 0x" + pairs.replace(" ", ",0x") + " };");
    layouts.add("\\x" + pairs.replace(" ", "\\x"));
    layouts.add(SALE.replaceAll("(.{40})", "$1\r\n"));
    layouts.add(SALE.replaceAll("(.{4})", "$1 "));
    layouts.add(SALE.substring(4));
    layouts.add("2026-01-01 12:00:00.123 INFO send: " + SALE);
    layouts.add("sent " + pairs.toUpperCase(Locale.ROOT));
    layouts.add(listing("%08x  ", 1, "  |", "|", true));
    layouts.add(listing("%08x: ", 2, "  ", "", false));
    layouts.add(
        "12:00:00 IP 127.0.0.1.5000 > 127.0.0.1.8600: Flags [P.]\n"
            + listing("\t0x%04x:  ", 2, "  ", "", false));
    layouts.add(listing("%04x   ", 1, "   ", "", false));
    layouts.add(listing("%06x ", 1, "  >", "<", false));
    layouts.add(listing("%07d ", 1, "  >", "<", false));
    layouts.add(listing("%07o ", 1, "  >", "<", false));
    layouts.add(SALE.substring(26));
    layouts.add(SALE.substring(14));
    return layouts;
  }

  /** As hexdump, xxd, tcpdump, Wireshark and od print it, characters beside the bytes. */
  private static String listing(
      String offset, int group, String before, String after, boolean halves) {
    byte[] bytes = Hex.decode(SALE);
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < bytes.length; at += 16) {
      StringBuilder hex = new StringBuilder();
      StringBuilder characters = new StringBuilder();
      for (int i = at; i < at + 16; i++) {
        hex.append(i < bytes.length ? Hex.encode(bytes, i, 1).toLowerCase(Locale.ROOT) : "  ");
        hex.append((i + 1) % group == 0 && i < at + 15 ? " " : "");
        hex.append(halves && i == at + 7 ? " " : "");
        if (i < bytes.length) {
          characters.append(bytes[i] > 0x20 && bytes[i] < 0x7F ? (char) bytes[i] : '.');
        }
      }
      text.append(String.format(Locale.ROOT, offset, at)).append(hex).append(before);
      text.append(characters).append(after).append('\n');
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void every_common_layout_gives_the_same_message(String layout) throws Exception {
    Decode decode = decode(layout);
    Map<String, Object> json = json(decode);

    assertTrue(decode.isFine(), shown(decode));
    assertEquals("unionpay-pos", json.get("dialect"));
    assertEquals("0200", json.get("mti"));
    assertEquals("000000001234", field(json, "4", "value"));
    assertEquals("22000001000500", field(json, "60", "value"));
  }

  @Test
  void the_bytes_themselves_are_read_too() {
    assertTrue(decode(Hex.decode(SALE), "", false).isFine());
  }

  @Test
  void json_has_the_form_that_scripts_rely_on() throws Exception {
    Map<String, Object> json = json(decode(Hex.decode(SALE), MAK, false));

    assertEquals(
        List.of("dialect", "mti", "tpdu", "header", "fields", "mac"),
        new ArrayList<>(json.keySet()));
    assertEquals("6000030000", json.get("tpdu"));
    assertEquals("603100310000", json.get("header"));
    assertEquals("amount", field(json, "4", "name"));
    assertEquals("3732383532303143", field(json, "64", "value"));
    assertEquals("ok", json.get("mac"));
  }

  @Test
  void the_mac_is_right_wrong_unchecked_or_absent() throws Exception {
    assertEquals("ok", json(decode(Hex.decode(SALE), MAK, false)).get("mac"));
    assertEquals("unchecked", json(decode(SALE)).get("mac"));
    assertEquals("absent", json(decode(Hex.decode(ECHO), MAK, false)).get("mac"));
    Decode wrong = decode(Hex.decode(SALE), "2222222222222222", false);
    assertEquals("wrong", json(wrong).get("mac"));
    assertFalse(wrong.isFine());
    assertTrue(decode(Hex.decode(ECHO), MAK, false).isFine());
    Decode unfit = decode(Hex.decode(SALE), MAK + MAK + MAK + MAK, false);
    assertTrue(shown(unfit).contains("a MAC key of UNIONPAY_ECB has 8, 16 or 24 bytes"));
  }

  @Test
  void no_card_number_no_track_and_no_pin_block_is_shown_unless_asked_for() throws Exception {
    for (String text : List.of(shown(decode(SALE)), json(decode(SALE)).toString())) {
      assertFalse(text.contains("6225000000"), text);
      assertFalse(text.contains("2512520000"), text);
      assertFalse(text.contains("9FD70511ED75347D"), text);
    }
    String clear = shown(decode(Hex.decode(SALE), "", true));
    assertTrue(clear.contains("6225000000000002=25125200000000000000"), clear);
    assertTrue(clear.contains("9FD70511ED75347D"), clear);
  }

  @Test
  void a_card_number_keeps_its_ends() {
    Message message =
        new Message(
            "6000030000",
            "603100310000",
            "0200",
            Map.of(
                2,
                "6225000000000006",
                11,
                "000001",
                55,
                "9F2608AABBCCDDEEFF00115A0862250000000000065713622500000000000"
                    + "6D30125200000000000000"
                    + "F9F36020001"));
    String text = shown(decode(DIALECT.pack(message, (a, b) -> new byte[8]), "", false));

    assertTrue(text.contains("622500******0006"), text);
    assertTrue(text.contains("9F26 application cryptogram = AABBCCDDEEFF0011"), text);
    assertFalse(text.contains("6225000000"), text);
    assertTrue(text.contains("5A PAN = ****************"), text);
  }

  @Test
  void meanings_are_beside_the_values() {
    String text = shown(decode(SALE));

    for (String said :
        List.of(
            "12.34",
            "02 magnetic stripe",
            "1 PIN entered",
            "60.2 batch = 000001",
            "0 order to the terminal = none",
            "60 application = magnetic stripe, financial",
            "PIN block with PAN, 3DES, tracks in clear")) {
      assertTrue(text.contains(said), text);
    }
    Message answer =
        new Message("6000000003", "603103339F00", "0210", Map.of(11, "000001", 39, "51"));
    text = shown(decode(DIALECT.pack(answer, (a, b) -> new byte[8]), "", false));
    assertTrue(text.contains("Declined: Not enough funds."), text);
    assertTrue(text.contains("order to the terminal = sign in again"), text);
  }

  @Test
  void a_broken_dump_shows_what_comes_before_and_why_it_breaks() throws Exception {
    Decode cut = decode(SALE.substring(0, 100));
    Map<String, Object> json = json(cut);
    String text = shown(cut);

    assertFalse(cut.isFine());
    assertEquals("000000001234", field(json, "4", "value"));
    Map<?, ?> error = (Map<?, ?>) json.get("error");
    assertEquals(35, error.get("field"));
    assertEquals(40, error.get("offset"));
    assertTrue(text.contains("field 35 (track 2) at offset 40 needs 19 bytes"), text);
    assertTrue(text.contains("the length says 116 bytes follow, found 48"), text);
  }

  @Test
  void a_field_that_is_too_long_is_read_by_its_own_length_and_said_so() throws Exception {
    // As a dump in a public forum has it: field 60 of 19 digits.
    String body =
        "6000000003603100310000"
            + "0210"
            + "0020000002C00010"
            + "000002"
            + "3030"
            + "3030303030303031"
            + "393532373138323138323137383735"
            + "0019"
            + "22000001000600000000";
    Decode decode = decode(String.format("%04X", body.length() / 2) + body);
    assertTrue(decode.isFine());
    String text = shown(decode);
    assertTrue(
        text.contains("field 60 has 19 where the dialect allows 17; read by its own length"), text);
    assertTrue(text.contains("2200000100060000000"), text);
  }

  @Test
  void a_field_of_the_standard_is_read_past_and_said_so() throws Exception {
    String body =
        "6000000003603100310000" + "0210" + "0820000002000000" + "000000009999" + "000002" + "3030";
    Decode decode = decode(String.format("%04X", body.length() / 2) + body);
    assertTrue(decode.isFine());
    assertTrue(shown(decode).contains("field 5 is not in the dialect"), shown(decode));
  }

  @Test
  void offsets_are_those_of_the_dump_also_without_a_length() throws Exception {
    Decode cut = decode(SALE.substring(4, 100));

    assertEquals(38, ((Map<?, ?>) json(cut).get("error")).get("offset"));
    assertTrue(shown(cut).contains("at offset 38 needs 19 bytes"), shown(cut));
  }

  @Test
  void several_messages_are_told_apart() {
    for (String dump : List.of(SALE + ECHO, SALE + "\n" + ECHO, SALE + "\n\nanswer:\n" + ECHO)) {
      Decode decode = decode(dump);
      String text = shown(decode);
      assertTrue(decode.isFine(), text);
      assertTrue(text.contains("message 2 / 2") && text.contains("0820"), text);
    }
  }

  @Test
  void a_captured_packet_is_taken_out_of_its_headers() {
    String ip = "4500009E000040004006000" + "07F0000017F000001";
    String tcp = "1388219800000001000000015018020000000000";
    String ethernet = "0000000000000000000000000800";

    assertTrue(decode(ip + tcp + SALE).isFine(), shown(decode(ip + tcp + SALE)));
    assertTrue(decode(ethernet + ip + tcp + SALE).isFine());
  }

  @Test
  void what_some_terminals_put_before_the_header_is_left_out() {
    String lri = "4C5249001C" + "30".repeat(28);
    String body = SALE.substring(4, 14) + lri + SALE.substring(14);
    String text = shown(decode(body));

    assertTrue(decode(body).isFine(), text);
    assertTrue(text.contains("33 bytes between TPDU and header (LRI)"), text);
    body = SALE.substring(4, 14) + "31".repeat(14) + SALE.substring(14);
    assertTrue(shown(decode(body)).contains("14 bytes between TPDU and header (ANI)"));
  }

  @Test
  void odd_entries_of_fields_59_and_62_never_fail_the_message() {
    for (String entries :
        List.of(
            "A5004ABCD", "A504ABCD", "A5999ABCD", "??", "A5004ABCDA4", "A2016" + "x".repeat(16))) {
      Message message =
          new Message(
              "6000030000",
              "99FF99FF99FF",
              "0200",
              Map.of(11, "000001", 59, entries, 60, "22", 61, "1", 62, "DF", 55, "9F26"));
      Decode decode = decode(DIALECT.pack(message, (a, b) -> new byte[8]), "", false);
      String text = shown(decode);
      assertTrue(decode.isFine(), text);
      assertEquals(
          entries.startsWith("A5004ABCD") || entries.equals("A504ABCD"),
          text.contains("A5 location = ABCD"),
          text);
    }
  }

  @Test
  void keys_of_a_sign_in_are_hidden_and_their_check_values_shown() {
    String keys = "6701EAD6A9AD51E51AA406E2C27FCFA98D0A74B8";
    Message answer =
        new Message(
            "6000000003",
            "603100310000",
            "0810",
            Map.of(11, "000001", 39, "00", 60, "00000001003", 62, keys + keys));
    String text = shown(decode(DIALECT.pack(answer, (a, b) -> new byte[8]), "", false));

    assertTrue(text.contains("KCV 8D0A74B8"), text);
    assertFalse(text.contains("6701EAD6"), text);
  }

  @Test
  void whatever_the_bytes_the_worst_is_a_broken_message() {
    long seed = Long.getLong("tillkeeper.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = i % 2 == 0 ? Hex.decode(SALE) : new byte[random.nextInt(200) + 1];
      for (int j = 0; j < (i % 2 == 0 ? 3 : bytes.length); j++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      byte[] dump = i % 3 == 0 ? Hex.encode(bytes).getBytes(StandardCharsets.US_ASCII) : bytes;
      try {
        shown(decode(dump, MAK, false));
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + i, e);
      }
    }
  }

  @Test
  void a_few_bytes_are_no_message_and_that_is_said() {
    String text = shown(decode("0057 6000"));

    assertTrue(text.contains("broken at offset 0: no message has 4 bytes"), text);
  }

  @Test
  void nothing_is_found_in_nothing() {
    assertTrue(decode("").isEmpty());
    assertTrue(decode("hello").isEmpty());
    assertFalse(decode("hello").isFine());
  }
}
