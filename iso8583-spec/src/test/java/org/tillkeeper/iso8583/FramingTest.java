package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What stands around a message on the line. The echo of the golden frames has 52 bytes; each length
 * was counted by hand.
 */
class FramingTest {
  private static final int ECHO_BYTES = 52;

  private static String framed(String framing) {
    String yaml;
    try (InputStream in = Dialect.class.getResourceAsStream("unionpay-pos.yaml")) {
      yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
    Matcher matcher = Pattern.compile("  lengthPrefix: 2 +#[^\n]*\n").matcher(yaml);
    assertTrue(matcher.find());
    return matcher.replaceFirst(Matcher.quoteReplacement(framing + "\n"));
  }

  private static Dialect with(String prefix) {
    return Dialect.read(framed("  lengthPrefix: " + prefix), "own.yaml");
  }

  private static byte[] echo(Dialect dialect) {
    return dialect.pack(dialect.request(Kind.ECHO, Values.common()), Values.MAC);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0034",
    "2 with itself, 0036",
    "4, 00000034",
    "4 with itself, 00000038",
    "2 bcd, 0052",
    "2 bcd with itself, 0054",
    "4 ascii, 30303532",
    "4 ascii with itself, 30303536",
    "4 hex, 30303334",
    "4 hex with itself, 30303338"
  })
  void a_length_is_written_and_read_in_every_form(String form, String prefix) throws Exception {
    Dialect dialect = with(form);
    byte[] frame = echo(dialect);
    int bytes = prefix.length() / 2;

    assertEquals(prefix, Hex.encode(frame, 0, bytes));
    assertEquals(bytes + ECHO_BYTES, frame.length);
    assertEquals(bytes, dialect.lengthPrefixBytes());
    assertEquals(ECHO_BYTES, dialect.bodyLength(frame));
    assertArrayEquals(Hex.decode(prefix), dialect.lengthPrefix(ECHO_BYTES));
    assertEquals("0820", dialect.unpack(frame).mti());
    assertEquals(
        Hex.encode(GoldenFrames.frame("echo")).substring(4),
        Hex.encode(frame).substring(2 * bytes));
    assertFalse(dialect.isEmptyFrame(frame));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0000",
    "2 with itself, 0002",
    "4, 00000000",
    "4 with itself, 00000004",
    "2 bcd, 0000",
    "4 ascii, 30303030",
    "4 ascii with itself, 30303034",
    "4 hex, 30303030"
  })
  void a_length_that_nothing_follows_is_known_in_every_form(String form, String prefix) {
    assertTrue(with(form).isEmptyFrame(Hex.decode(prefix)));
    assertFalse(with(form).isEmptyFrame(new byte[] {0}));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 bcd|001A|is 4 digits in BCD, found 1A at offset 1",
        "2 bcd|A000|is 4 digits in BCD, found A0 at offset 0",
        "4 ascii|3030303A|is 4 digits, found 3A at offset 3",
        "4 hex|30303047|is 4 hex digits, found 47 at offset 3",
        "4 hex|303030B2|is 4 hex digits, found B2 at offset 3",
        "4 hex|46464646|says 65535 bytes, a message has 21 to 4096",
        "4|FFFFFFFF|says 4294967295 bytes, a message has 21 to 4096",
        "4|00000014|says 20 bytes, a message has 21 to 4096",
        "2 with itself|0001|says 1 bytes, its own 2 among them, a message has 21 to 4096",
        "4 with itself|00000018|says 24 bytes, its own 4 among them, a message has 21 to 4096",
        "2 with itself|1003|says 4099 bytes, its own 2 among them, a message has 21 to 4096",
        "4 hex|3030|takes 4 bytes, found 2"
      })
  void a_length_that_is_none_is_named(String form, String bytes, String text) {
    MalformedMessage wrong =
        assertThrows(MalformedMessage.class, () -> with(form).bodyLength(Hex.decode(bytes)));
    assertTrue(wrong.getMessage().contains(text), wrong.getMessage());
  }

  @Test
  void lower_case_hex_is_read_too() throws Exception {
    assertEquals(0xAB, with("4 hex").bodyLength("00ab".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void bytes_behind_the_length_are_written_and_not_looked_at() throws Exception {
    Dialect dialect =
        Dialect.read(framed("  lengthPrefix: 2\n  behindLength: \"0000\""), "own.yaml");
    byte[] frame = echo(dialect);

    assertEquals("00340000" + "6000", Hex.encode(frame, 0, 6));
    frame[2] = 7;
    assertEquals(4, dialect.lengthPrefixBytes());
    assertEquals("0820", dialect.unpack(frame).mti());
    assertTrue(dialect.isEmptyFrame(Hex.decode("00000007")));
  }

  /** The layout of Visa's Base I: 22 bytes, of which the first is that number, then 2 flags. */
  @Test
  void a_header_says_how_many_bytes_it_has_with_the_message() throws Exception {
    String header = "16010200000000000000000000000000000000000000";
    String yaml =
        framed("  lengthPrefix: 2\n  behindLength: \"0000\"\n  headerTotal: 4-5")
            .replaceFirst("  tpdu: \"6000030000\"", "  tpdu: \"\"")
            .replaceFirst("  header: \"603100310000\"", "  header: \"" + header + "\"")
            .replaceFirst("  order: \"header\\[6-6]\"\n", "")
            .replaceFirst("(?s)\norders:.*?\n\n", "\n");
    Dialect dialect = Dialect.read(yaml, "own.yaml");
    byte[] frame = echo(dialect);
    int total = 22 + ECHO_BYTES - 11;

    assertEquals(total, frame.length - 4);
    assertEquals("16010200" + String.format("%02X", total) + "0000", Hex.encode(frame, 4, 7));
    assertEquals("0820", dialect.unpack(frame).mti());
    assertEquals(22, dialect.unpack(frame).header().length() / 2);
  }

  @Test
  void a_trailer_is_counted_and_the_mac_stands_before_it() throws Exception {
    Dialect dialect = Dialect.read(framed("  lengthPrefix: 2\n  sentTrailer: \"03\""), "own.yaml");
    Dialect plain = with("2");
    byte[] sale = dialect.pack(dialect.request(Kind.SALE, Values.of("swipe")), Values.MAC);
    byte[] without = plain.pack(plain.request(Kind.SALE, Values.of("swipe")), Values.MAC);

    assertEquals(without.length + 1, sale.length);
    assertEquals(3, sale[sale.length - 1]);
    assertEquals(sale.length - 2, dialect.bodyLength(sale));
    assertArrayEquals(
        Arrays.copyOfRange(without, 2, without.length),
        Arrays.copyOfRange(sale, 2, sale.length - 1));
    assertEquals(MacVerdict.RIGHT, dialect.checkMac(sale, Values.MAC));
    assertEquals("0200", dialect.unpack(sale).mti());
    assertEquals("0200", dialect.unpack(without).mti(), "a host that sends none is read too");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "  lengthPrefix: 3|framing.lengthPrefix is '3'; allowed: 2, 4, 2 bcd, 4 ascii, 4 hex",
        "  lengthPrefix: 2 ascii|framing.lengthPrefix is '2 ascii'",
        "  lengthPrefix: 2 with|framing.lengthPrefix is '2 with'",
        "  lengthPrefix: 2\\n  behindLength: \"0\"|framing.behindLength is '0'; allowed: hex digits",
        "  lengthPrefix: 2\\n  sentTrailer: ETX|framing.sentTrailer is 'ETX'; allowed: hex digits",
        "  lengthPrefix: 2\\n  sentTrailer: \"0102030405060708090A0B0C0D0E0F1011\"|at most 16 bytes",
        "  lengthPrefix: 2\\n  headerTotal: 4-7|framing.headerTotal is '4-7'; allowed: FROM-TO",
        "  lengthPrefix: 2\\n  headerTotal: \"4\"|framing.headerTotal is '4'; allowed: FROM-TO",
        "  lengthPrefix: 2\\n  headerTotal: 0-1|framing.headerTotal is '0-1'",
        "  lengthPrefix: 2\\n  trailler: \"03\"|unknown key framing.trailler"
      })
  void a_mistake_in_the_framing_is_named(String framing, String expected) {
    String text =
        assertThrows(
                IllegalArgumentException.class,
                () -> Dialect.read(framed("  " + framing.replace("\\n", "\n")), "own.yaml"))
            .getMessage();
    assertTrue(text.contains(expected), text);
  }

  @Test
  void a_body_that_the_length_cannot_say_is_refused_where_the_file_is_read() {
    String yaml = framed("  lengthPrefix: 2 bcd with itself").replace("max: 4096}", "max: 9998}");
    String text =
        assertThrows(IllegalArgumentException.class, () -> Dialect.read(yaml, "own.yaml"))
            .getMessage();
    assertTrue(text.contains("framing.body.max is '9998'; allowed: 21 to 9997"), text);
  }
}
