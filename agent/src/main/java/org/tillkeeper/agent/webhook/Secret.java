package org.tillkeeper.agent.webhook;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tillkeeper.agent.files.OwnerOnly;

/**
 * The secret that an address of webhooks shares with this terminal. It is in memory as bytes, and
 * no text is ever made of it.
 */
public final class Secret {
  private static final String PREFIX = "whsec_";
  private static final int LEAST_BYTES = 24;
  private static final int MOST_BYTES = 64;
  private static final int FILE_BYTES_MOST = 256;
  private static final String FORM =
      "must hold whsec_ and the base64 of 24 to 64 random bytes, as this makes it: printf"
          + " 'whsec_%s\\n' \"$(openssl rand -base64 32)\"";

  private final byte[] key;

  private Secret(byte[] key) {
    this.key = key;
  }

  /** A secret cannot be used. The text says which file and what is allowed, and nothing of it. */
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    private Unusable(String text) {
      super(text);
    }
  }

  /**
   * Reads a secret.
   *
   * @param setting dotted key of the configuration, for messages
   */
  public static Secret read(String setting, File file) throws Unusable {
    String name = setting + ": " + file + " ";
    if (!file.isFile()) {
      throw new Unusable(name + "does not exist; it " + FORM);
    }
    refuseOpen(name, file);
    try (InputStream in = new FileInputStream(file)) {
      byte[] text = new byte[FILE_BYTES_MOST + 1];
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int n = in.read(text); n > 0 && all.size() <= FILE_BYTES_MOST; n = in.read(text)) {
        all.write(text, 0, n);
      }
      return of(name, new String(all.toByteArray(), StandardCharsets.ISO_8859_1).trim());
    } catch (IOException e) {
      throw new Unusable(name + "cannot be read; it must be readable by the user who runs this");
    }
  }

  private static Secret of(String name, String text) throws Unusable {
    if (!text.startsWith(PREFIX)) {
      throw new Unusable(name + FORM);
    }
    try {
      byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
      if (key.length < LEAST_BYTES || key.length > MOST_BYTES) {
        throw new Unusable(name + FORM + "; it holds " + key.length + " bytes");
      }
      return new Secret(key);
    } catch (IllegalArgumentException e) {
      throw new Unusable(name + FORM);
    }
  }

  private static void refuseOpen(String name, File file) throws Unusable {
    try {
      if (OwnerOnly.modeOfOpen(file).isPresent()) {
        throw new Unusable(
            name + "is open to group or others; allowed is its owner alone: chmod 600 " + file);
      }
    } catch (IOException e) {
      throw new Unusable(
          name + "cannot be examined; it must be readable by the user who runs this");
    }
  }

  /**
   * The value of {@code webhook-signature}: HMAC-SHA256 over id, timestamp and body.
   *
   * @param timestamp seconds since 1970
   */
  String sign(String id, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA256", e);
    }
  }

  @Override
  public String toString() {
    return "Secret";
  }
}
