package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a dialect file says of network management that the host asks by itself. */
class HostRequestsTest {
  private static Message asked(String mti, Map<Integer, String> fields) {
    return new Message("", "", mti, fields);
  }

  @Test
  void an_echo_is_told_by_what_the_dialect_calls_one() {
    Dialect ascii = Dialect.named("iso1987-ascii").with(Map.of("network.echo", "302"));
    Map<Integer, String> echo = Map.of(11, "000001", 70, "302");
    Message answer = ascii.answerToHost(asked("0800", echo)).get();
    assertEquals("0810", answer.mti());
    assertEquals(Map.of(11, "000001", 39, "00", 70, "302"), answer.fields());
    Map<Integer, String> keyChange = Map.of(11, "000001", 70, "161");
    assertEquals("12", ascii.answerToHost(asked("0800", keyChange)).get().field(39).get());
    assertEquals("00", ascii.answerToHost(asked("0800", Map.of())).get().field(39).get());
    Dialect binary = Dialect.named("iso1993-binary");
    Message accepted = binary.answerToHost(asked("1804", Map.of(24, "831"))).get();
    assertEquals("1814", accepted.mti());
    assertEquals("800", accepted.field(39).get());
  }

  @Test
  void no_other_message_is_one() {
    Dialect ascii = Dialect.named("iso1987-ascii");
    assertFalse(ascii.answerToHost(asked("0810", Map.of())).isPresent());
    assertFalse(ascii.answerToHost(asked("0200", Map.of())).isPresent());
  }

  @Test
  void a_mistake_in_a_file_is_named() throws Exception {
    assertEquals(
        "mine.yaml: hostRequests.done is '1'; allowed: a value of field 39 (response code)",
        refused("done: \"00\"", "done: \"1\""));
    assertEquals(
        "mine.yaml: hostRequests.keep is '5'; allowed: fields of the table",
        refused("keep: [11, 41, 42, 60]", "keep: [5]"));
    assertEquals(
        "mine.yaml: hostRequests.what is 'x'; allowed: " + Place.ALLOWED,
        refused("what: \"60[9-11]\"", "what: \"x\""));
  }

  private static String refused(String part, String instead) throws Exception {
    try (InputStream in = Dialect.class.getResourceAsStream("unionpay-pos.yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(text.contains(part), part);
      return assertThrows(
              IllegalArgumentException.class,
              () -> Dialect.read(text.replace(part, instead), "mine.yaml"))
          .getMessage();
    }
  }
}
