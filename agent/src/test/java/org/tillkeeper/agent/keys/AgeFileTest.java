package org.tillkeeper.agent.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.bouncycastle.crypto.agreement.X25519Agreement;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgeFileTest {
  /** Made by age-keygen; its secret is of no use to anybody. */
  private static final String RECIPIENT =
      "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

  private static final int CHUNK = 65536;

  @TempDir private File folder;

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  private static byte[] sealed(String recipient, byte[] content) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (AgeFile file = AgeFile.to(recipient, out, new SecureRandom())) {
      file.write(content, 0, content.length / 3);
      file.write(content, content.length / 3, content.length - content.length / 3);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17})
  void what_was_sealed_is_opened_by_its_recipient(int length) throws Exception {
    X25519PrivateKeyParameters secret = new X25519PrivateKeyParameters(new SecureRandom());
    byte[] content = content(length);
    String recipient = Bech32.encoded(secret.generatePublicKey().getEncoded());
    assertArrayEquals(content, opened(secret, sealed(recipient, content)));
  }

  @Test
  void a_recipient_is_read_with_its_check() {
    assertEquals(32, AgeFile.recipient(RECIPIENT).length);
    assertEquals(RECIPIENT, Bech32.encoded(AgeFile.recipient(RECIPIENT)));
    for (int i = 0; i < RECIPIENT.length(); i++) {
      char[] wrong = RECIPIENT.toCharArray();
      wrong[i] = wrong[i] == 'q' ? 'p' : 'q';
      assertThrows(
          IllegalArgumentException.class, () -> AgeFile.recipient(new String(wrong)), "at " + i);
    }
    assertThrows(IllegalArgumentException.class, () -> AgeFile.recipient(""));
    assertThrows(IllegalArgumentException.class, () -> AgeFile.recipient("ssh-ed25519 AAAA"));
  }

  @Test
  void a_recipient_that_everybody_could_open_for_is_refused() {
    String zero = Bech32.encoded(new byte[32]);
    assertThrows(IllegalArgumentException.class, () -> sealed(zero, new byte[1]));
  }

  @Test
  @Tag("full")
  void the_age_program_opens_it() throws Exception {
    Path identity = folder.toPath().resolve("identity");
    run("age-keygen", "-o", identity.toString());
    String recipient = "";
    for (String line : Files.readAllLines(identity)) {
      recipient = line.startsWith("# public key: ") ? line.substring(14) : recipient;
    }
    for (int length : new int[] {0, 1, CHUNK, CHUNK + 1, 5 * CHUNK}) {
      Path file = folder.toPath().resolve("f" + length + ".age");
      Files.write(file, sealed(recipient, content(length)));
      assertArrayEquals(
          content(length), run("age", "-d", "-i", identity.toString(), file.toString()));
    }
  }

  private static byte[] run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    byte[] said = process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor(), String.join(" ", command));
    return said;
  }

  // ---- The other side, by the format's description

  private static byte[] opened(X25519PrivateKeyParameters secret, byte[] file) throws Exception {
    String[] lines = new String(file, StandardCharsets.ISO_8859_1).split("\n", 5);
    assertEquals("age-encryption.org/v1", lines[0]);
    assertTrue(lines[1].startsWith("-> X25519 "));
    byte[] ephemeral = Base64.getDecoder().decode(lines[1].substring(10));
    byte[] shared = new byte[32];
    X25519Agreement agreement = new X25519Agreement();
    agreement.init(secret);
    agreement.calculateAgreement(new X25519PublicKeyParameters(ephemeral, 0), shared, 0);
    byte[] salt = Arrays.copyOf(ephemeral, 64);
    System.arraycopy(secret.generatePublicKey().getEncoded(), 0, salt, 32, 32);
    byte[] fileKey =
        open(
            hkdf(shared, salt, "age-encryption.org/v1/X25519"),
            new byte[12],
            Base64.getDecoder().decode(lines[2]));
    int at = (String.join("\n", lines[0], lines[1], lines[2], lines[3]) + "\n").length();
    byte[] key = hkdf(fileKey, Arrays.copyOfRange(file, at, at + 16), "payload");
    at += 16;
    ByteArrayOutputStream clear = new ByteArrayOutputStream();
    for (int number = 0; at < file.length; number++) {
      int end = Math.min(file.length, at + CHUNK + 16);
      byte[] nonce = new byte[12];
      nonce[10] = (byte) number;
      nonce[11] = (byte) (end == file.length ? 1 : 0);
      clear.write(open(key, nonce, Arrays.copyOfRange(file, at, end)));
      at = end;
    }
    return clear.toByteArray();
  }

  private static byte[] hkdf(byte[] secret, byte[] salt, String info) {
    HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
    generator.init(new HKDFParameters(secret, salt, info.getBytes(StandardCharsets.US_ASCII)));
    byte[] key = new byte[32];
    generator.generateBytes(key, 0, 32);
    return key;
  }

  private static byte[] open(byte[] key, byte[] nonce, byte[] sealed) throws Exception {
    ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
    cipher.init(false, new AEADParameters(new KeyParameter(key), 128, nonce));
    byte[] clear = new byte[cipher.getOutputSize(sealed.length)];
    int at = cipher.processBytes(sealed, 0, sealed.length, clear, 0);
    cipher.doFinal(clear, at);
    return clear;
  }

  /** Recipients made from keys. */
  private static final class Bech32 {
    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    private static String encoded(byte[] key) {
      int[] values = new int[58];
      java.math.BigInteger all = new java.math.BigInteger(1, key).shiftLeft(4);
      for (int i = 51; i >= 0; i--) {
        values[i] = all.intValue() & 31;
        all = all.shiftRight(5);
      }
      int check = polymod(values) ^ 1;
      StringBuilder text = new StringBuilder("age1");
      for (int i = 0; i < 58; i++) {
        int value = i < 52 ? values[i] : (check >> (5 * (57 - i))) & 31;
        text.append(ALPHABET.charAt(value));
      }
      return text.toString();
    }

    private static int polymod(int[] values) {
      int[] all = new int[7 + values.length];
      for (int i = 0; i < 3; i++) {
        all[i] = "age".charAt(i) >> 5;
        all[4 + i] = "age".charAt(i) & 31;
      }
      System.arraycopy(values, 0, all, 7, values.length);
      int check = 1;
      for (int value : all) {
        int top = check >>> 25;
        check = ((check & 0x1ffffff) << 5) ^ value;
        int[] generator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
        for (int i = 0; i < 5; i++) {
          check ^= ((top >> i) & 1) != 0 ? generator[i] : 0;
        }
      }
      return check;
    }
  }
}
