package org.tillkeeper.agent.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
  private static final String RIGHT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir Path folder;

  private Secret read(String text, String mode) throws Exception {
    Path file = folder.resolve("hook.secret");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return Secret.read("webhooks[0].secretFile", file.toFile());
  }

  @Test
  void the_example_of_the_standard_is_signed_as_the_standard_says() throws Exception {
    assertEquals(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        read(RIGHT + "\n", "rw-------")
            .sign(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "1614265330",
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_",
        "whsec_MfKQ9r8GKYqrTwjUPD8I",
        "whsec_????9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
      })
  void what_is_no_secret_is_refused_without_being_shown(String text) throws Exception {
    Secret.Unusable refused = assertThrows(Secret.Unusable.class, () -> read(text, "rw-------"));
    assertTrue(refused.getMessage().startsWith("webhooks[0].secretFile: "), refused.getMessage());
    assertTrue(refused.getMessage().contains("openssl rand -base64 32"), refused.getMessage());
    assertFalse(refused.getMessage().contains("9r8GKYqr"), refused.getMessage());
  }

  @Test
  void a_secret_has_24_to_64_bytes() throws Exception {
    for (int bytes : new int[] {24, 64}) {
      read("whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]), "rw-------");
    }
    for (int bytes : new int[] {23, 65, 300}) {
      String text = "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
      assertThrows(Secret.Unusable.class, () -> read(text, "rw-------"), bytes + " bytes");
    }
  }

  @Test
  void a_file_that_others_may_read_is_refused_with_what_to_do() {
    for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
      Secret.Unusable refused = assertThrows(Secret.Unusable.class, () -> read(RIGHT, mode));
      assertTrue(refused.getMessage().contains("chmod 600 "), refused.getMessage());
    }
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    Secret.Unusable refused =
        assertThrows(
            Secret.Unusable.class,
            () -> Secret.read("webhooks[1].secretFile", folder.resolve("none").toFile()));
    assertTrue(refused.getMessage().contains("none does not exist"), refused.getMessage());
  }

  @Test
  void a_secret_as_a_text_tells_nothing() throws Exception {
    assertEquals("Secret", read(RIGHT, "rw-------").toString());
  }
}
