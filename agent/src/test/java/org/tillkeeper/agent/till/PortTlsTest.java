package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.host.Certificates;

/** What a port shows to who connects, while its files are replaced. */
class PortTlsTest {
  @TempDir private Path folder;
  private File certificate;
  private File key;
  private Certificates authority;
  private long nanos = Long.MAX_VALUE - 5;
  private PortTls tls;

  @BeforeEach
  void begin() throws Exception {
    certificate = folder.resolve("port.pem").toFile();
    key = folder.resolve("port.key").toFile();
    authority = Certificates.authority("shop");
    write(authority.signs("first.example"));
    tls =
        new PortTls(
            "nexo",
            () -> built(PortTls.builder("nexo", certificate, key)),
            Arrays.asList(certificate, key),
            () -> nanos);
  }

  private void write(Certificates renewed) throws Exception {
    renewed.certificatePem(certificate.toPath());
    renewed.keyPem(key.toPath());
  }

  private static SslContext built(SslContextBuilder builder) throws InvalidConfig {
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new InvalidConfig(e.getMessage());
    }
  }

  private void afterASecond() {
    nanos += TimeUnit.SECONDS.toNanos(1);
  }

  /** The name in the certificate that a client is shown. */
  private String shown() throws Exception {
    SslHandler client =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .build()
            .newHandler(UnpooledByteBufAllocator.DEFAULT);
    EmbeddedChannel there = new EmbeddedChannel(client);
    EmbeddedChannel here =
        new EmbeddedChannel(tls.current().newHandler(UnpooledByteBufAllocator.DEFAULT));
    boolean moved = true;
    while (moved && !client.handshakeFuture().isDone()) {
      boolean asked = carry(there, here);
      moved = carry(here, there) || asked;
    }
    assertTrue(client.handshakeFuture().isSuccess(), "shook hands");
    X509Certificate peer = (X509Certificate) client.engine().getSession().getPeerCertificates()[0];
    here.finishAndReleaseAll();
    there.finishAndReleaseAll();
    return peer.getSubjectX500Principal().getName();
  }

  private static boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
    boolean any = false;
    Object message = from.readOutbound();
    while (message != null) {
      any = true;
      to.writeInbound(message);
      message = from.readOutbound();
    }
    return any;
  }

  @Test
  void who_connects_after_a_renewal_is_shown_the_new_certificate() throws Exception {
    assertEquals("CN=first.example", shown());
    write(authority.signs("second.example"));
    afterASecond();
    assertEquals("CN=second.example", shown());
  }

  @Test
  void the_files_are_read_once_a_second_whoever_connects() throws Exception {
    write(authority.signs("second.example"));
    nanos += TimeUnit.SECONDS.toNanos(1) - 1;
    assertEquals("CN=first.example", shown());
    nanos += 1;
    assertEquals("CN=second.example", shown());
  }

  @Test
  void half_a_renewal_leaves_the_old_certificate_in_force_until_it_is_whole() throws Exception {
    Certificates renewed = authority.signs("second.example");
    renewed.certificatePem(certificate.toPath());
    afterASecond();
    assertEquals("CN=first.example", shown());
    Files.delete(key.toPath());
    afterASecond();
    assertEquals("CN=first.example", shown());
    renewed.keyPem(key.toPath());
    afterASecond();
    assertEquals("CN=second.example", shown());
  }

  @Test
  void a_key_of_another_certificate_is_refused_with_both_files_named() throws Exception {
    authority.signs("other.example").keyPem(key.toPath());
    InvalidConfig refused =
        assertThrows(InvalidConfig.class, () -> PortTls.builder("nexo", certificate, key));
    assertEquals(
        "nexo.certificate "
            + certificate
            + " and nexo.key "
            + key
            + ": the key must be the one that the certificate was made for",
        refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN CERTIFICATE-----\nhalf of it",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
      })
  void a_file_that_holds_something_else_is_refused(String content) throws Exception {
    for (File file : Arrays.asList(certificate, key)) {
      write(authority.signs("first.example"));
      Files.writeString(file.toPath(), content);
      InvalidConfig refused =
          assertThrows(InvalidConfig.class, () -> PortTls.builder("nexo", certificate, key));
      assertTrue(refused.getMessage().contains("PEM PKCS#8"), refused.getMessage());
    }
  }

  @Test
  void a_file_longer_than_such_files_are_is_not_read_to_its_end() throws Exception {
    Files.write(key.toPath(), new byte[1024 * 1024]);
    assertThrows(InvalidConfig.class, () -> PortTls.builder("nexo", certificate, key));
  }
}
