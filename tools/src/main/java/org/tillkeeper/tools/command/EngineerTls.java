package org.tillkeeper.tools.command;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.tillkeeper.tools.config.InvalidSettings;

/** TLS 1.3 to a terminal's engineer's port: who asks shows a certificate. */
final class EngineerTls {
  private static final long LONGEST = 1 << 20;
  private static final char[] NO_PASSWORD = new char[0];

  private EngineerTls() {}

  static SSLSocketFactory of(Path certificate, Path key, Path ca) throws InvalidSettings {
    try {
      KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
      own.load(null, null);
      own.setKeyEntry(
          "own",
          privateKey(key),
          NO_PASSWORD,
          certificates("--certificate", certificate).toArray(new Certificate[0]));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, NO_PASSWORD);
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate one : certificates("--ca", ca)) {
        trusted.setCertificateEntry("ca" + number++, one);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new InvalidSettings("--certificate and --key do not go together: " + e.getMessage());
    }
  }

  private static byte[] content(String option, Path file) throws InvalidSettings {
    if (file == null) {
      throw new InvalidSettings(
          option + " FILE is needed with --from: the terminal wants to see who asks");
    }
    try {
      if (Files.size(file) > LONGEST) {
        throw new InvalidSettings(option + " " + file + ": is too big for a PEM file");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InvalidSettings(option + " " + file + ": cannot be read");
    }
  }

  private static Collection<? extends Certificate> certificates(String option, Path file)
      throws InvalidSettings {
    try (InputStream in = new ByteArrayInputStream(content(option, file))) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (!all.isEmpty()) {
        return all;
      }
    } catch (GeneralSecurityException | IOException e) {
      // as one that holds none
    }
    throw new InvalidSettings(option + " " + file + ": must hold PEM certificates");
  }

  private static PrivateKey privateKey(Path file) throws InvalidSettings, GeneralSecurityException {
    String text = new String(content("--key", file), StandardCharsets.ISO_8859_1);
    String begin = "-----BEGIN PRIVATE KEY-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END PRIVATE KEY-----");
    if (from >= 0 && to > from) {
      byte[] der = Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
      for (String kind : List.of("EC", "RSA", "Ed25519")) {
        Optional<PrivateKey> found = privateKey(kind, der);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new InvalidSettings(
        "--key " + file + ": must hold a PEM PKCS#8 private key that is not encrypted");
  }

  private static Optional<PrivateKey> privateKey(String kind, byte[] der)
      throws GeneralSecurityException {
    try {
      return Optional.of(
          KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der)));
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    }
  }
}
