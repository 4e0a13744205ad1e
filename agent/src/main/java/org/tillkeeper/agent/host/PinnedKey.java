package org.tillkeeper.agent.host;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.tillkeeper.iso8583.Hex;

/**
 * Trusts a server whose certificate holds one known public key and is valid today. Where there are
 * authorities, they must trust the certificate too.
 */
final class PinnedKey extends X509ExtendedTrustManager {
  private final String pin;
  private final Optional<X509ExtendedTrustManager> authorities;

  /**
   * @param pin SHA-256 of the SubjectPublicKeyInfo, 64 hex digits
   */
  PinnedKey(String pin, Optional<X509ExtendedTrustManager> authorities) {
    this.pin = pin.toLowerCase(Locale.ROOT);
    this.authorities = authorities;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    if (authorities.isPresent()) {
      authorities.get().checkServerTrusted(chain, authType, engine);
    }
    checkPin(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    if (authorities.isPresent()) {
      authorities.get().checkServerTrusted(chain, authType, socket);
    }
    checkPin(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (authorities.isPresent()) {
      // Without the connection there is no name to check.
      throw new CertificateException("the server's name is not known");
    }
    checkPin(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities
        .map(X509ExtendedTrustManager::getAcceptedIssuers)
        .orElseGet(() -> new X509Certificate[0]);
  }

  private void checkPin(X509Certificate[] chain) throws CertificateException {
    chain[0].checkValidity();
    String found = sha256(chain[0].getPublicKey().getEncoded());
    if (!found.equals(pin)) {
      throw new CertificateException(
          "its public key is not the pinned one (SHA-256 " + found + ")");
    }
  }

  private static String sha256(byte[] bytes) throws CertificateException {
    try {
      return Hex.lowerCase(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new CertificateException("this system has no SHA-256", e);
    }
  }

  private static CertificateException noServer() {
    return new CertificateException("the agent is never a TLS server");
  }
}
