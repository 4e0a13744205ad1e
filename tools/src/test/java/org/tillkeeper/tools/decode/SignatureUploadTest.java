package org.tillkeeper.tools.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.jbig.Bitmap;
import org.tillkeeper.iso8583.jbig.Jbig;
import org.tillkeeper.tools.words.Language;

/** What is shown of the message that tells the acquirer a cardholder's signature. */
class SignatureUploadTest {
  private static final Dialect DIALECT = Dialect.named("unionpay-pos");

  /** As a terminal sends it: 24 by 8 pixels, the card a published test card. */
  private static final String FRAME =
      "00A8600003000060310031000008207022008008C00215166225000000000002000000000000"
          + "0012340000020102003132333435363738393031323030303030303031393532373138313832"
          + "3231373837350037FF0004D0A1B5EAFF0104CFFBB7D1FF020101FF060720260102084802FF07"
          + "063635343332310011070000018000003100000100000000180000000800000008000000005A"
          + "AF3C576BEF060280FF023345363034354244";

  private static final String PICTURE = "5AAF3C576BEF060280FF02";

  private static Decode decode(byte[] dump, Language language, boolean unmask) {
    return Decode.of(dump, List.of(DIALECT), new byte[0], language, unmask);
  }

  private static String shown(byte[] dump, Language language, boolean unmask) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    decode(dump, language, unmask).print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  private static byte[] frame(String mti, Map<Integer, String> fields) {
    Message message = new Message("6000030000", "603100310000", mti, fields);
    return DIALECT.pack(message, (algorithm, input) -> new byte[8]);
  }

  private static byte[] upload(String picture, Map<Integer, String> more) {
    Map<Integer, String> fields = new HashMap<>(more);
    fields.putAll(Map.of(11, "000002", 60, "07000001800", 62, picture));
    return frame("0820", fields);
  }

  @Test
  void it_is_named_with_the_size_of_its_picture_and_its_transaction_code() {
    String text = shown(Hex.decode(FRAME), Language.ENGLISH, false);
    assertTrue(text.contains("upload of a cardholder's signature"), text);
    assertTrue(text.contains("60.3 network management = 800"), text);
    assertTrue(text.contains("signature = 24 x 8 pixels, 31 bytes of JBIG"), text);
    // 01021234 XOR 56789012
    assertTrue(text.contains("transaction code = 577A8226"), text);
    String chinese = shown(Hex.decode(FRAME), Language.CHINESE, false);
    for (String said : List.of("电子签名上送", "24 x 8 像素", "交易特征码 = 577A8226")) {
      assertTrue(chinese.contains(said), chinese);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_picture_is_never_shown_not_even_unmasked(boolean unmask) throws Exception {
    String text = shown(Hex.decode(FRAME), Language.ENGLISH, unmask);
    assertFalse(text.contains(PICTURE), text);
    assertFalse(text.contains(PICTURE.substring(0, 6)), text);
    assertEquals(unmask, text.contains("6225000000000002"), text);

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    decode(Hex.decode(FRAME), Language.ENGLISH, unmask)
        .printJson(new PrintStream(out, true, StandardCharsets.UTF_8));
    Map<String, Object> json = JSON.std.mapFrom(out.toString(StandardCharsets.UTF_8));
    Map<?, ?> field = (Map<?, ?>) ((Map<?, ?>) json.get("fields")).get("62");
    assertEquals("0000010000000018000000080000000800000000...", field.get("value"));
  }

  @Test
  void a_picture_of_the_usual_size_is_told_by_the_size_in_its_header() {
    Bitmap picture = new Bitmap(240, 100);
    for (int x = 0; x < 90; x++) {
      picture.blacken(x, x);
    }
    String hex = Hex.encode(Jbig.encode(picture));
    String text = shown(upload(hex, Map.of()), Language.ENGLISH, true);
    assertTrue(text.contains("240 x 100 pixels, " + hex.length() / 2 + " bytes"), text);
    // Without a date and a reference number all digits are zero.
    assertTrue(text.contains("transaction code = 00000000"), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0102030405060708090A0B0C0D0E0F1011121314",
        "0000010000000000000000080000000800000000AB",
        "00000100FFFFFFFF000000080000000800000000AB",
        "0000010000000018000000080000000800",
        "61626364"
      })
  void what_is_no_picture_is_said_to_be_none_and_is_not_shown(String hex) {
    String text = shown(upload(hex, Map.of()), Language.ENGLISH, true);
    assertTrue(text.contains(hex.length() / 2 + " bytes that are no picture in JBIG"), text);
    assertFalse(text.contains(hex), text);
  }

  @Test
  void a_reference_number_with_letters_makes_no_transaction_code() {
    String text = shown(upload("00", Map.of(37, "REF000000001")), Language.ENGLISH, false);
    assertTrue(text.contains("fields 15 and 37 make no transaction code"), text);
  }

  @Test
  void its_answer_is_named_and_other_network_management_is_none_of_it() {
    Map<Integer, String> answer = Map.of(11, "000002", 39, "00", 60, "07000001800");
    String text = shown(frame("0830", answer), Language.ENGLISH, false);
    assertTrue(text.contains("answer to a cardholder's signature"), text);

    String echo = shown(frame("0820", Map.of(60, "00000001301")), Language.ENGLISH, false);
    assertFalse(echo.contains("signature"), echo);
    byte[] status = frame("0820", Map.of(60, "00000001362", 62, "61626364"));
    assertTrue(shown(status, Language.ENGLISH, true).contains("61626364"));
  }
}
