package org.tillkeeper.agent.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceKeyTest {
  @TempDir private File folder;

  private DeviceKey key(String name) throws Exception {
    return DeviceKey.ensure(new File(folder, name), new SecureRandom());
  }

  @Test
  void it_is_made_once_for_its_owner_alone() throws Exception {
    DeviceKey first = key("k");
    assertEquals(first.publicKey(), key("k").publicKey());
    assertNotEquals(first.publicKey(), key("other").publicKey());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(new File(folder, "k").toPath())));
    assertEquals(64, first.publicKey().fingerprint().length());
    assertEquals("device key " + first.publicKey().fingerprint(), first.toString());
  }

  @Test
  void javas_own_ed25519_takes_its_signatures() throws Exception {
    DeviceKey key = key("k");
    String pem = key.publicKey().pem().replaceAll("-----[A-Z ]*-----", "");
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem))));
    signature.update(new byte[] {1, 2, 3});
    assertTrue(signature.verify(key.sign(new byte[] {1, 2, 3})));
    assertFalse(key.publicKey().verifies(new byte[] {1, 2, 4}, key.sign(new byte[] {1, 2, 3})));
    assertFalse(key.publicKey().verifies(new byte[] {1, 2, 3}, new byte[3]));
  }

  @Test
  void both_forms_of_the_public_key_are_read() throws Exception {
    DeviceKey.Public key = key("k").publicKey();
    assertEquals(key, Minisign.publicKey(key.pem()));
    assertEquals(key, Minisign.publicKey(Minisign.publicKeyFile(key)));
    assertThrows(IllegalArgumentException.class, () -> Minisign.publicKey("no key"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n",
        """
        -----BEGIN PRIVATE KEY-----
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
        -----END PRIVATE KEY-----
        """
      })
  void a_file_that_holds_something_else_is_refused_with_what_to_do(String text) throws Exception {
    Files.writeString(new File(folder, "k").toPath(), text);
    String said = assertThrows(UnusableKeyFile.class, () -> key("k")).getMessage();
    assertTrue(said.contains("move it away"), said);
  }
}
