package org.tillkeeper.agent.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WipedJsonTest {
  private final JsonFactory factory = WipedJson.factory().build();

  private void assertNothingIsLeft() {
    BufferRecycler buffers = factory._getBufferRecycler();
    for (int i = 0; i < 4; i++) {
      byte[] bytes = buffers.allocByteBuffer(i);
      assertArrayEquals(new byte[bytes.length], bytes, "bytes " + i);
      char[] characters = buffers.allocCharBuffer(i);
      assertArrayEquals(new char[characters.length], characters, "characters " + i);
      buffers.releaseByteBuffer(i, bytes);
      buffers.releaseCharBuffer(i, characters);
    }
  }

  @Test
  void what_was_written_and_read_leaves_nothing_in_the_buffers_of_the_thread() throws Exception {
    String emv = "9F2608A1B2C3D4E5F60102".repeat(20);
    byte[] json = WipedJson.SEALED.asBytes(Map.of("pan", "6225000000000006", "emv", emv));
    assertEquals(emv, WipedJson.SEALED.mapFrom(json).get("emv"));
    assertNothingIsLeft();
  }

  @Test
  void a_body_with_escapes_leaves_nothing_in_the_buffers_of_the_thread() throws Exception {
    char[] body = "{\"pan\":\"\\u0036225000000000006\"}".toCharArray();
    try (JsonParser parser = factory.createParser(body, 0, body.length)) {
      parser.nextToken();
      parser.nextToken();
      parser.nextToken();
      assertEquals("6225000000000006", parser.getText());
    }
    assertNothingIsLeft();
  }

  @Test
  void characters_are_written_as_text_would_be() throws Exception {
    Map<String, Object> map = Map.of("reference", "订单 \uD83D\uDCB3 \"1\"\n");
    try (WipedChars characters = new WipedChars();
        JsonGenerator generator = factory.createGenerator(characters)) {
      characters.write("POST /v1/payments\n");
      new JSON(factory).write(map, generator);
      generator.flush();
      assertEquals(
          "POST /v1/payments\n" + JSON.std.asString(map),
          new String(characters.utf8(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void half_a_character_is_a_question_mark_as_in_a_text() {
    String broken = "a\uD83Db\uD83D";
    try (WipedChars characters = new WipedChars()) {
      characters.write(broken, 0, broken.length());
      assertArrayEquals(broken.getBytes(StandardCharsets.UTF_8), characters.utf8());
    }
  }
}
