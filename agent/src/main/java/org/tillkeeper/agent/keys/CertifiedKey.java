package org.tillkeeper.agent.keys;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.tillkeeper.agent.files.FileContent;

/**
 * A private key and the certificate that was made for it. That each belongs to the other is
 * verified: with half a renewal nobody could shake hands.
 *
 * @param chain the certificate, then those that signed it
 */
public record CertifiedKey(PrivateKey key, List<X509Certificate> chain) {
  /** More than any chain and any key. */
  private static final int MOST_BYTES = 64 * 1024;

  /**
   * Reads both.
   *
   * @param certificate PEM, the key's own first
   * @param key PEM PKCS#8, not encrypted
   * @throws InvalidKeyException if the key is not the certificate's
   * @throws GeneralSecurityException if one of the files holds something else
   */
  public static CertifiedKey read(File certificate, File key)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = chain(certificate);
    PublicKey publicKey = chain.get(0).getPublicKey();
    PrivateKey privateKey = privateKey(key, publicKey.getAlgorithm());
    if (!belong(privateKey, publicKey)) {
      throw new InvalidKeyException("the key is not the one that the certificate was made for");
    }
    return new CertifiedKey(privateKey, chain);
  }

  private static byte[] content(File file) throws IOException {
    byte[] content = FileContent.read(file, MOST_BYTES);
    if (content.length > MOST_BYTES) {
      throw new IOException("longer than " + MOST_BYTES + " bytes");
    }
    return content;
  }

  private static List<X509Certificate> chain(File file)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = new ArrayList<>();
    for (Certificate each :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(content(file)))) {
      chain.add((X509Certificate) each);
    }
    if (chain.isEmpty()) {
      throw new GeneralSecurityException("no certificate");
    }
    return chain;
  }

  private static PrivateKey privateKey(File file, String algorithm)
      throws IOException, GeneralSecurityException {
    try (PemReader pem =
        new PemReader(
            new InputStreamReader(
                new ByteArrayInputStream(content(file)), StandardCharsets.US_ASCII))) {
      PemObject object = pem.readPemObject();
      // Parameters of an elliptic curve may stand before its key.
      while (object != null && !object.getType().equals("PRIVATE KEY")) {
        object = pem.readPemObject();
      }
      if (object == null) {
        throw new GeneralSecurityException("no private key");
      }
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(object.getContent()));
    }
  }

  private static boolean belong(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    String algorithm = publicKey.getAlgorithm();
    Signature signature = Signature.getInstance(signing(algorithm));
    byte[] said = {1};
    signature.initSign(privateKey);
    signature.update(said);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(said);
    return signature.verify(signed);
  }

  private static String signing(String algorithm) {
    return switch (algorithm.toUpperCase(Locale.ROOT)) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> algorithm; // Ed25519, for one, is named as its keys
    };
  }
}
