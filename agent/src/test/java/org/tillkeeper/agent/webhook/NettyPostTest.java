package org.tillkeeper.agent.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.host.Certificates;

/** What comes of a request at other sides that answer, hang, die, lie, or are not who they say. */
@Timeout(60)
class NettyPostTest {
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final byte[] BODY = "{\"a\":\"é\"}".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private final AtomicInteger connections = new AtomicInteger();
  private final CompletableFuture<String> received = new CompletableFuture<>();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  /** What the other side does with a connection, once it has read a whole request. */
  private interface Side {
    void answer(Socket socket) throws Exception;
  }

  private void serve(Side side) {
    Thread thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  connections.incrementAndGet();
                  received.complete(request(socket));
                  side.answer(socket);
                } catch (Exception e) {
                  received.complete("");
                }
              }
            },
            "hook");
    thread.setDaemon(true);
    thread.start();
  }

  private static String request(Socket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        return "";
      }
      text.append((char) next);
    }
    byte[] body = socket.getInputStream().readNBytes(BODY.length);
    return text + new String(body, StandardCharsets.UTF_8);
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Nothing more, until the other side ends it. */
  private static void hang(Socket socket) throws IOException {
    assertEquals(-1, socket.getInputStream().read());
  }

  private Post.Result sent(String path) throws Exception {
    return sent(
        "http://127.0.0.1:" + server.getLocalPort() + path,
        NettyPost.bySystemsAuthorities(SslContextBuilder.forClient()),
        SHORT);
  }

  private static Post.Result sent(String url, SslContext tls) throws Exception {
    return sent(url, tls, Duration.ofSeconds(15));
  }

  private static Post.Result sent(String url, SslContext tls, Duration patience) throws Exception {
    try (NettyPost post = new NettyPost("Tillkeeper/1", tls, patience)) {
      CompletableFuture<Post.Result> result = new CompletableFuture<>();
      post.send(
          new Post.Request(URI.create(url), Map.of("webhook-id", "x"), BODY), result::complete);
      return result.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void the_request_is_whole_and_says_who_asks() throws Exception {
    serve(socket -> write(socket, "HTTP/1.1 204 No Content\r\n\r\n"));
    assertEquals(204, sent("/hook?a=b%20c").status());
    String request = received.get();
    assertTrue(request.startsWith("POST /hook?a=b%20c HTTP/1.1\r\n"), request);
    for (String header :
        new String[] {
          "host: 127.0.0.1:" + server.getLocalPort(),
          "user-agent: Tillkeeper/1",
          "content-type: application/json",
          "content-length: " + BODY.length,
          "webhook-id: x"
        }) {
      assertTrue(
          request.toLowerCase(Locale.ROOT).contains(header.toLowerCase(Locale.ROOT) + "\r\n"),
          header + " in " + request);
    }
    assertTrue(request.endsWith("{\"a\":\"é\"}"), request);
  }

  @ParameterizedTest
  @CsvSource({
    "200 OK, true",
    "202 Accepted, true",
    "299 Odd, true",
    "300 Choices, false",
    "302 Found, false",
    "307 Moved, false",
    "400 Bad, false",
    "410 Gone, false",
    "500 No, false"
  })
  void what_is_answered_with_2xx_is_delivered_and_nothing_else(String status, boolean delivered)
      throws Exception {
    serve(
        socket ->
            write(
                socket,
                "HTTP/1.1 "
                    + status
                    + "\r\nLocation: http://127.0.0.1:"
                    + server.getLocalPort()
                    + "/elsewhere\r\nContent-Length: 0\r\n\r\n"));
    Post.Result result = sent("/");
    assertEquals(Integer.parseInt(status.substring(0, 3)), result.status());
    assertEquals(delivered, result.isDelivered());
    assertEquals(status.startsWith("410"), result.isGone());
    assertEquals(1, connections.get(), "no redirect is followed");
  }

  @Test
  void a_word_in_between_is_no_answer() throws Exception {
    serve(socket -> write(socket, "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 500 No\r\n\r\n"));
    assertEquals(500, sent("/").status());
  }

  @Test
  void a_body_without_end_is_not_read() throws Exception {
    CompletableFuture<Boolean> cut = new CompletableFuture<>();
    serve(
        socket -> {
          try {
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n");
            byte[] flood = new byte[64 * 1024];
            while (true) {
              socket.getOutputStream().write(flood);
            }
          } catch (IOException e) {
            cut.complete(true);
          }
        });
    assertTrue(sent("/").isDelivered());
    assertTrue(cut.get(20, TimeUnit.SECONDS));
  }

  @Test
  void an_answer_that_dies_within_its_body_was_an_answer() throws Exception {
    serve(socket -> write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"));
    assertTrue(sent("/").isDelivered());
  }

  @Test
  void an_answer_that_dies_within_its_head_was_none() throws Exception {
    serve(socket -> write(socket, "HTTP/1.1 200 OK\r\nContent-Len"));
    Post.Result result = sent("/");
    assertEquals(0, result.status());
    assertFalse(result.isDelivered());
  }

  @Test
  void one_that_hangs_is_left_after_its_time() throws Exception {
    serve(NettyPostTest::hang);
    assertEquals("no answer within 0 s", sent("/").why());
  }

  @Test
  void one_that_drips_is_left_after_its_time_all_in_all() throws Exception {
    serve(
        socket -> {
          write(socket, "HTTP/1.1 200 OK\r\nX: ");
          while (socket.getInputStream().available() == 0) {
            write(socket, "a");
            Thread.onSpinWait();
          }
        });
    Post.Result result = sent("/");
    assertEquals(0, result.status(), result.text());
  }

  @ParameterizedTest
  @CsvSource({"'SSH-2.0-x\r\n\r\n'", "'HTTP/1.1 abc OK\r\n\r\n'", "'\0\0\0\r\n\r\n'"})
  void what_is_not_http_is_no_answer(String text) throws Exception {
    serve(
        socket -> {
          write(socket, text);
          hang(socket);
        });
    Post.Result result = sent("/");
    assertEquals(0, result.status(), result.text());
    assertFalse(result.why().isEmpty());
  }

  @Test
  void a_head_that_is_too_long_is_no_answer() throws Exception {
    serve(
        socket -> {
          write(socket, "HTTP/1.1 200 OK\r\nX: " + "a".repeat(100_000) + "\r\n\r\n");
          hang(socket);
        });
    assertEquals(0, sent("/").status());
  }

  @Test
  void where_nobody_listens_the_reason_says_so() throws Exception {
    server.close();
    Post.Result result = sent("/");
    assertTrue(result.why().contains("refused"), result.why());
  }

  private SslContext trusting(Certificates authority) throws Exception {
    File ca = authority.certificatePem(folder.resolve("ca.pem"));
    return NettyPost.bySystemsAuthorities(SslContextBuilder.forClient().trustManager(ca));
  }

  private void serveTls(Certificates certificate) throws Exception {
    server.close();
    javax.net.ssl.SSLServerSocket tls =
        (javax.net.ssl.SSLServerSocket)
            context(certificate)
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    server = tls;
    serve(socket -> write(socket, "HTTP/1.1 200 OK\r\n\r\n"));
  }

  private SSLContext context(Certificates certificate) throws Exception {
    SslContext made =
        SslContextBuilder.forServer(
                certificate.certificatePem(folder.resolve("s.pem")),
                certificate.keyPem(folder.resolve("s.key")))
            .sslProvider(io.netty.handler.ssl.SslProvider.JDK)
            .build();
    return ((io.netty.handler.ssl.JdkSslContext) made).context();
  }

  @Test
  void tls_goes_to_whom_an_authority_has_signed_by_that_name_alone() throws Exception {
    Certificates authority = Certificates.authority("good");
    serveTls(authority.signs("localhost"));
    String url = "https://localhost:" + server.getLocalPort() + "/";
    Post.Result trusted = sent(url, trusting(authority));
    assertTrue(trusted.isDelivered(), trusted.text());
    Post.Result unknown = sent(url, trusting(Certificates.authority("other")));
    assertEquals(0, unknown.status());
    Post.Result bySystem = sent(url, NettyPost.bySystemsAuthorities(SslContextBuilder.forClient()));
    assertEquals(0, bySystem.status());
    serveTls(authority.signs("elsewhere.example"));
    Post.Result otherName =
        sent("https://localhost:" + server.getLocalPort() + "/", trusting(authority));
    assertEquals(0, otherName.status());
    assertFalse(otherName.why().isEmpty());
  }
}
