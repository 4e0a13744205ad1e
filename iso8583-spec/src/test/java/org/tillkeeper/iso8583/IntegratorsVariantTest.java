package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A made-up acquirer: another TPDU, 14 bytes of caller's number in front of the header, its own
 * code for a purchase, a private field, and no doubt left by code 40 for a reversal. All of it is
 * data.
 */
class IntegratorsVariantTest {
  private static final String CALLER = "0123456789ABCDEF00112233AABB";
  private static Dialect dialect;

  @BeforeAll
  static void written_as_the_readme_says() throws Exception {
    String yaml;
    try (InputStream in = Dialect.class.getResourceAsStream("unionpay-pos.yaml")) {
      yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    yaml = changed(yaml, "name: unionpay-pos", "name: harbour-bank");
    yaml = changed(yaml, "tpdu: \"6000030000\"", "tpdu: \"6000870000" + CALLER + "\"");
    yaml = changed(yaml, "body: {min: 21", "body: {min: 35");
    yaml = changed(yaml, "default: \"000000\", allowed", "default: \"190000\", allowed");
    yaml =
        changed(
            yaml,
            "  41: {name: terminal",
            "  40: {name: branch, format: ans LLL 20}\n  41: {name: terminal");
    yaml =
        changed(
            yaml,
            "3: \"{sale.processingCode}\"",
            "3: \"{sale.processingCode}\"\n      40: \"B{acquirer:8}\"");
    yaml = changed(yaml, "reversed: [\"00\"]", "reversed: [\"00\", \"40\"]");
    dialect = Dialect.read(yaml, "harbour-bank.yaml");
  }

  private static String changed(String yaml, String from, String to) {
    assertTrue(yaml.contains(from), from);
    return yaml.replaceFirst(
        java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to));
  }

  @Test
  void its_frames_are_the_acquirers() throws Exception {
    byte[] frame = dialect.pack(dialect.request(Kind.SALE, Values.of("swipe")), Values.MAC);
    Message read = dialect.unpack(frame);

    assertEquals("6000870000" + CALLER, Hex.encode(frame, 2, 19));
    assertEquals("603100310000", Hex.encode(frame, 21, 6));
    assertEquals("190000", read.field(3).orElseThrow());
    assertEquals("B00123456", read.field(40).orElseThrow());
    assertEquals(MacVerdict.RIGHT, dialect.checkMac(frame, Values.MAC));
  }

  @Test
  void its_codes_mean_what_it_says() {
    assertEquals(ReversalMeaning.REVERSED, dialect.reversalMeaning("40"));
    assertEquals(ReversalMeaning.REFUSED, Dialect.named("unionpay-pos").reversalMeaning("40"));
  }

  @Test
  void a_sign_in_is_accepted_by_codes_of_its_own_where_it_names_some() throws Exception {
    assertTrue(dialect.acceptsManagement("00"));
    assertFalse(dialect.acceptsManagement("51"));
    String yaml;
    try (InputStream in = Dialect.class.getResourceAsStream("unionpay-pos.yaml")) {
      yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Dialect own = Dialect.read(yaml + "\nmanagement: {accepted: [\"40\"]}\n", "own.yaml");
    assertTrue(own.acceptsManagement("40"));
    assertFalse(own.acceptsManagement("00"), "what a sale is approved with is another thing");
    String unknown = yaml + "\nmanagement: {accepted: [\"Q7\"]}\n";
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Dialect.read(unknown, "own.yaml"))
            .getMessage()
            .contains("responseCodes.Q7 is 'missing'"));
  }

  @Test
  void what_it_does_not_speak_is_refused_by_name() {
    byte[] theirs =
        Dialect.named("unionpay-pos")
            .pack(Dialect.named("unionpay-pos").request(Kind.ECHO, Values.common()), Values.MAC);

    assertThrows(MalformedMessage.class, () -> dialect.unpack(theirs));
    assertEquals(
        "field 40 (branch) needs a value for acquirer",
        assertThrows(
                InvalidField.class,
                () -> {
                  Map<Element, String> values = Values.of("swipe");
                  values.remove(Element.ACQUIRER);
                  dialect.request(Kind.SALE, values);
                })
            .getMessage());
  }
}
