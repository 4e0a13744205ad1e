package org.tillkeeper.tools.decode;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.tools.words.Language;

/**
 * What terminals and hosts of several makers really sent, as it stands in public repositories and
 * articles: sign-ins, a key download, a reversal. None holds a card.
 */
class PublicDumpsTest {
  private static final String SIGN_IN =
      "0063600049000060320032050108000020000000C000160000743132333435363738313233343536"
          + "3738393132333435360011000000000030003753657175656E6365204E6F32343934393130303030"
          + "303130343138313243413835393239310003313233";

  private static String shown(String dump) {
    return shown(decode(dump));
  }

  private static Decode decode(String dump) {
    List<Dialect> all = new ArrayList<>();
    Dialect.names().forEach(name -> all.add(Dialect.named(name)));
    return Decode.of(
        dump.getBytes(StandardCharsets.UTF_8), all, new byte[0], Language.ENGLISH, false);
  }

  private static String shown(Decode decode) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    decode.print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SIGN_IN,
        "String str =\"0057600087000061310031110808000020000000C000165000153631303030303031383938363330"
            + "3134313131313038350011000000000030002553657175656E6365204E6F31323330363036313030303030310003303031\";",
        "->send:\n0057600501000061310031110808000020000000c0001600000139393939393930363030313433303137"
            + "303131393939390011000000000030002553657175656e6365204e6f3132333036303939393939393036"
            + "0003303031\nLen:\t0057\nTPDU:\t6005010000\nHead:\t613100311108\nMsgType:\t0800\n"
            + "BitMap:\t0020000000c00016\n-------------\n[field:11] [000001]\n",
        """
        //Content-Length: 93
        //
        //00 5B 60 00 03 00 00 60 31 00 31 13 12 08 00
        //00 20 00 00 00 c0 00 16 00 00 01 31 30 30 30
        //30 31 35 39 38 38 30 32 31 30 30 31 30 32 31
        //30 31 36 30 00 11 00 00 00 01 00 30 00 29 53
        //65 71 75 65 6e 63 65 20 4e 6f 31 36 33 31 35
        //30 53 58 58 2d 34 43 33 30 34 31 31 39 00 03
        //30 31 20
        """,
        "08-23 12:00:00.123  1234  1235 D POS     : 005b600601000060320043000108000020000000c0001600"
            + "0149303030303030313831303233313030363035313030303200110000043000300029536571756"
            + "56e6365204e6f313633323639563332392d3039352d3030330003303132"
      })
  void a_sign_in_is_read_whatever_stands_around_it(String dump) {
    Decode decode = decode(dump);
    String text = shown(decode);

    assertTrue(decode.isFine(), text);
    assertTrue(text.contains("0800") && text.contains("Sequence No"), text);
    assertFalse(text.contains("message 2"), text);
  }

  @Test
  void a_gateways_own_header_in_front_is_left_out() {
    String text =
        shown(
            "009E4E657474795365727665723A30343861656536312D363037662D343938632D626536382D34313635"
                + "600007000060310031FFFF08000020000000C000160000583030303030303034333033333130303930"
                + "3030303030310011000000230040002253656175656E6365204E6F3039303030304D33303033004030"
                + "352038393836303034303134313238313033393439312020202020303039333430303033393433");

    assertTrue(text.contains("42 bytes before the message and 0 behind it are left out"), text);
    assertTrue(text.contains("60310031FFFF"), text);
    assertTrue(text.contains("31FFFF manufacturer's version"), text);
    assertFalse(text.contains("broken"), text);
  }

  @Test
  void a_public_key_is_found_within_a_devices_envelope() {
    String text =
        shown(
            "CF 00 00 00 02 A5 04 C6 04 01 03 82 01 08 60 00 00 04 01 60 31 00 31 31 76 08 10 00 "
                + "18 00 00 0A C0 00 14 14 52 19 12 29 31 34 35 32 31 39 36 36 38 38 30 30 30 30 30 30 "
                + "30 30 30 30 32 32 31 30 32 33 31 30 30 36 30 35 31 30 30 30 32 00 11 00 00 00 54 37 "
                + "00 01 91 31 9F 06 05 A0 00 00 00 65 9F 22 01 09 DF 05 08 32 30 30 39 31 32 33 31 DF "
                + "06 01 01 DF 07 01 01 DF 02 81 80 B7 2A 8F EF 5B 27 F2 B5 50 39 8F DC C2 56 F7 14 BA "
                + "D4 97 FF 56 09 4B 74 08 32 8C B6 26 AA 6F 0E 6A 9D F8 38 8E B9 88 7B C9 30 17 0B CC "
                + "12 13 E9 0F C0 70 D5 2C 8D CD 0F F9 E1 0F AD 36 80 1F E9 3F C9 98 A7 21 70 50 91 F1 "
                + "8B C7 C9 82 41 CA DC 15 A2 B9 DA 7F B9 63 14 2C 0A B6 40 D5 D0 13 5E 77 EB AE 95 AF "
                + "1B 4F EF AD CF 9C 01 23 66 BD DA 04 55 C1 56 4A 68 81 0D 71 27 67 6D 49 38 90 BD DF "
                + "04 01 03 DF 03 14 44 10 C6 D5 1C 2F 83 AD FD 92 52 8F A6 E3 8A 32 DF 04 8D 0A C6 04 "
                + "04 02 02 02 64");

    assertTrue(text.contains("12 bytes before the message and 7 behind it"), text);
    assertTrue(text.contains("60.3 network management = 370"), text);
    assertTrue(text.contains("9F06 = A000000065"), text);
    assertTrue(text.contains("DF03 = 4410C6D51C2F83AD"), text);
  }

  @Test
  void a_reversal_without_a_management_code_is_read() {
    String text =
        shown(
            "0053600004000060220000000004003020048002C080130000000000010020003002030210003938313034"
                + "333132353838373434343033343531313235313031353600082200070500033031203342463735343838");

    assertTrue(text.contains("reversal because no answer came in time"), text);
    assertTrue(text.contains("60.2 batch = 000705"), text);
    assertTrue(text.contains("10020.00 CNY"), text);
  }

  @Test
  void offsets_with_a_letter_behind_them_are_offsets() {
    Decode decode =
        decode(
            """
            00000000h 12 00 d0 20 00 00 02 c0 00 00 00 00 00 00 00 00 ................
            00000010h 00 08 16 12 34 56 78 90 12 34 56 00 00 00 00 56 ....4Vx..4V....V
            00000020h 99 00 02 34 00 04 31 32 33 34 35 20 20 20 36 37 ...4..12345...67
            00000030h 38 39 30 31 32 33 34 20 20 20 20 20 20 00 09 42 8901234........B
            00000040h 4c 41 48 20 42 4c 41 48                         LAH.BLAH
            """);
    String text = shown(decode);

    assertTrue(decode.isFine() && text.contains("iso1993-binary"), text);
    assertTrue(text.contains("123456******3456"), text);
  }

  @Test
  void the_offset_of_a_break_is_that_of_the_dump() {
    String text = shown(SIGN_IN.substring(0, 80));

    assertTrue(text.contains("field 42 (merchant) at offset 34 needs 15 bytes"), text);
  }
}
