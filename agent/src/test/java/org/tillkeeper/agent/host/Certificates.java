package org.tillkeeper.agent.host;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Keys and certificates made for one test: an authority, and whoever it signs for. */
public final class Certificates {
  private static final AlgorithmIdentifier ECDSA_SHA256 =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  private final String name;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private Certificates(String name, KeyPair keys, X509Certificate certificate) {
    this.name = name;
    this.keys = keys;
    this.certificate = certificate;
  }

  public static Certificates authority(String name) throws Exception {
    KeyPair keys = keyPair();
    Instant now = Instant.now();
    return new Certificates(
        name,
        keys,
        sign(name, keys, name, keys, null, now.minusSeconds(3600), now.plusSeconds(86_400)));
  }

  /** Valid now, for a DNS name. */
  public Certificates signs(String dnsName) throws Exception {
    return signs(dnsName, Instant.now().plusSeconds(86_400));
  }

  public Certificates signsExpired(String dnsName) throws Exception {
    return signs(dnsName, Instant.now().minus(Duration.ofMinutes(1)));
  }

  /** Valid from tomorrow on. */
  public Certificates signsLater(String dnsName) throws Exception {
    return signs(
        dnsName, Instant.now().plus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(2)));
  }

  private Certificates signs(String dnsName, Instant until) throws Exception {
    return signs(dnsName, Instant.now().minus(Duration.ofDays(2)), until);
  }

  private Certificates signs(String dnsName, Instant from, Instant until) throws Exception {
    KeyPair subject = keyPair();
    return new Certificates(
        dnsName, subject, sign(name, keys, dnsName, subject, dnsName, from, until));
  }

  /** SHA-256 of the SubjectPublicKeyInfo, in hex. */
  public String pin() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded());
    return String.format("%064x", new BigInteger(1, hash));
  }

  public File certificatePem(Path file) throws Exception {
    return pem(file, "CERTIFICATE", certificate.getEncoded());
  }

  public File keyPem(Path file) throws Exception {
    return pem(file, "PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  /** A server with this certificate that trusts clients of an authority. */
  public SSLContext server(Certificates clientAuthority) throws Exception {
    return server(clientAuthority, managers -> managers);
  }

  /**
   * As above.
   *
   * @param watched may put something around the keys' use
   */
  SSLContext server(Certificates clientAuthority, UnaryOperator<KeyManager[]> watched)
      throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry("own", keys.getPrivate(), new char[0], new Certificate[] {certificate});
    KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
    keyManagers.init(own, new char[0]);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", clientAuthority.certificate);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    TrustManager[] trustManagers = factory.getTrustManagers();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(watched.apply(keyManagers.getKeyManagers()), trustManagers, new SecureRandom());
    return context;
  }

  private static KeyPair keyPair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509Certificate sign(
      String issuer,
      KeyPair issuerKeys,
      String subject,
      KeyPair subjectKeys,
      String dnsName,
      Instant from,
      Instant until)
      throws Exception {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    if (dnsName == null) {
      extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    } else {
      extensions.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, dnsName)));
    }
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(
        new ASN1Integer(new BigInteger(63, new SecureRandom()).add(BigInteger.ONE)));
    generator.setIssuer(new X500Name("CN=" + issuer));
    generator.setSubject(new X500Name("CN=" + subject));
    generator.setStartDate(new Time(Date.from(from)));
    generator.setEndDate(new Time(Date.from(until)));
    generator.setSignature(ECDSA_SHA256);
    generator.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(subjectKeys.getPublic().getEncoded()));
    generator.setExtensions(extensions.generate());
    TBSCertificate body = generator.generateTBSCertificate();

    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(issuerKeys.getPrivate());
    signature.update(body.getEncoded("DER"));
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(body);
    parts.add(ECDSA_SHA256);
    parts.add(new DERBitString(signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(new DERSequence(parts).getEncoded("DER")));
  }

  private static File pem(Path file, String type, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String text = "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    return Files.write(file, text.getBytes(StandardCharsets.US_ASCII)).toFile();
  }
}
