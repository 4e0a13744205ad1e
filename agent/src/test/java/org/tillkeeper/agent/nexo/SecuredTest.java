package org.tillkeeper.agent.nexo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is opened and what is not. That others open it too, their own client shows elsewhere. */
class SecuredTest {
  private static final byte[] MESSAGE =
      "{\"SaleToPOIRequest\":{}}".getBytes(StandardCharsets.UTF_8);

  private static Secured secured(String passphrase) {
    return new Secured("key1", 1, passphrase.toCharArray(), new SecureRandom());
  }

  private static Map<String, Object> sealed() {
    return secured("correct horse").seal(new LinkedHashMap<>(), MESSAGE);
  }

  private static Secured.Opened opened(Secured by, Map<String, Object> sealed) throws Faulty {
    Map<String, Object> outer = new LinkedHashMap<>();
    outer.put("SaleToPOIRequest", sealed);
    return by.open(Fields.parse(Written.bytes(outer)));
  }

  @Test
  void what_was_sealed_is_opened() throws Exception {
    Secured.Opened opened = opened(secured("correct horse"), sealed());
    assertArrayEquals(MESSAGE, assertInstanceOf(Secured.Opened.Clear.class, opened).message());
  }

  @Test
  void a_message_of_every_length_is_opened() throws Exception {
    for (int length = 0; length <= 48; length++) {
      byte[] message = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
      Secured.Opened opened =
          opened(
              secured("correct horse"),
              secured("correct horse").seal(new LinkedHashMap<>(), message));
      assertArrayEquals(message, assertInstanceOf(Secured.Opened.Clear.class, opened).message());
    }
  }

  @Test
  void the_same_message_is_never_sealed_alike() {
    assertNotEquals(sealed().get("NexoBlob"), sealed().get("NexoBlob"));
  }

  @Test
  void another_passphrase_opens_nothing() throws Exception {
    assertInstanceOf(Secured.Opened.Stranger.class, opened(secured("battery staple"), sealed()));
  }

  @Test
  void every_byte_that_is_changed_is_noticed_and_answered_alike() throws Exception {
    Set<String> answers = new HashSet<>();
    for (String name : new String[] {"NexoBlob", "Nonce", "Hmac"}) {
      int length =
          Base64.getDecoder().decode(String.valueOf(holder(sealed(), name).get(name))).length;
      for (int at = 0; at < length; at++) {
        for (int bit : new int[] {0x01, 0x80}) {
          Map<String, Object> changed = sealed();
          Map<String, Object> holder = holder(changed, name);
          byte[] bytes = Base64.getDecoder().decode(String.valueOf(holder.get(name)));
          bytes[at] ^= (byte) bit;
          holder.put(name, Base64.getEncoder().encodeToString(bytes));
          Secured.Opened opened = opened(secured("correct horse"), changed);
          answers.add(assertInstanceOf(Secured.Opened.Stranger.class, opened, name + at).why());
        }
      }
    }
    assertEquals(1, answers.size(), "no one learns whether a padding is right");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> holder(Map<String, Object> sealed, String name) {
    return name.equals("NexoBlob") ? sealed : (Map<String, Object>) sealed.get("SecurityTrailer");
  }

  @ParameterizedTest
  @CsvSource({
    "NexoBlob, ''",
    "NexoBlob, AAAA",
    "NexoBlob, !!!",
    "Nonce, AAAA",
    "Nonce, ''",
    "Hmac, AAAA",
    "Hmac, ''",
    "KeyIdentifier, key2"
  })
  void what_is_not_of_its_form_is_not_opened(String name, String value) throws Exception {
    Map<String, Object> sealed = sealed();
    holder(sealed, name).put(name, value);
    assertInstanceOf(Secured.Opened.Stranger.class, opened(secured("correct horse"), sealed));
  }

  @ParameterizedTest
  @CsvSource({"KeyVersion, 2", "AdyenCryptoVersion, 2", "AdyenCryptoVersion, -1"})
  void another_version_is_not_opened(String name, int value) throws Exception {
    Map<String, Object> sealed = sealed();
    holder(sealed, name).put(name, value);
    assertInstanceOf(Secured.Opened.Stranger.class, opened(secured("correct horse"), sealed));
  }

  @Test
  void what_is_plain_is_not_opened() throws Exception {
    assertInstanceOf(
        Secured.Opened.Stranger.class,
        opened(secured("correct horse"), Talk.members("MessageHeader", Talk.header("Login", "1"))));
  }
}
