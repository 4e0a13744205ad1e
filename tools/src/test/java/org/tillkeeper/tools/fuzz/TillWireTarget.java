package org.tillkeeper.tools.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.till.Access;
import org.tillkeeper.agent.till.TillOnBench;
import org.tillkeeper.agent.till.TillServer;

/** What a till writes on its connection, heads and bodies, over a real socket. */
final class TillWireTarget implements Target {
  private static final String TOKEN = "fuzz-fuzz-fuzz-fuzz-fuzz-fuzz-fuzz";
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");

  private final OwnFolder folder = new OwnFolder();
  private final IoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final TillServer server;
  private long given;

  TillWireTarget() throws IOException, InvalidConfig {
    folder.file("api-token", TOKEN.getBytes(ISO_8859_1));
    server =
        TillServer.start(
            TillOnBench.terminal(order -> {}),
            TillOnBench::examined,
            TillOnBench.json(),
            Access.ensure(folder.path().toFile(), Clock.systemUTC()),
            "CNY",
            TillOnBench.shop(),
            new AgentConfig.Api("127.0.0.1", 0),
            group);
  }

  @Override
  public String name() {
    return "till-wire";
  }

  @Override
  public void check(byte[] input) throws IOException {
    String answers = said(input);
    Matcher status = STATUS.matcher(answers);
    assertTrue(answers.isEmpty() || status.lookingAt(), answers);
    status.reset();
    while (status.find()) {
      assertFalse(status.group(1).equals("500"), answers);
    }
    assertFalse(answers.contains(TOKEN), "it gives its token away");
    for (String line : answers.split("\n")) {
      if (line.contains("\"detail\"")) {
        Said.noCard(line.replace("999999999999", ""));
      }
    }
    given++;
    if (given % 256 == 0) {
      String page =
          said(
              "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(ISO_8859_1));
      assertTrue(page.startsWith("HTTP/1.1 200 "), "after all that it serves no more: " + page);
    }
  }

  /** Everything it answers, until it closes; it must, once the till has ended its side. */
  private String said(byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(5_000);
      InputStream in = socket.getInputStream();
      StringBuilder answers = new StringBuilder();
      try {
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
      } catch (IOException e) {
        // It has refused and closed already; what it answered may still be there.
      }
      byte[] buffer = new byte[65536];
      try {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          answers.append(new String(buffer, 0, n, ISO_8859_1));
        }
      } catch (SocketTimeoutException e) {
        throw new AssertionError("it neither answers nor closes; so far: " + answers, e);
      } catch (IOException e) {
        return answers.toString(); // reset
      }
      return answers.toString();
    }
  }

  @Override
  public List<byte[]> seeds() {
    String head = "Host: 127.0.0.1\r\nAuthorization: Bearer " + TOKEN + "\r\n";
    return List.of(
        bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        bytes(
            "POST /v1/sign-off HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: tillkeeper-80=a; b=c\r\n"
                + "Page-Key: "
                + "0123456789abcdef".repeat(4)
                + "\r\nOrigin: http://127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n\r\n"),
        bytes(
            "GET /v1/status HTTP/1.1\r\n"
                + head
                + "\r\nHEAD /v1/diagnosis HTTP/1.1\r\n"
                + head
                + "\r\n"),
        bytes(
            "POST /v1/payments?wait=1 HTTP/1.1\r\n"
                + head
                + "Idempotency-Key: k\r\nContent-Length: 14\r\n\r\n{\"type\":\"sale\"}"
                    .substring(0, 55)),
        bytes(
            "POST /v1/payments HTTP/1.1\r\n"
                + head
                + "Idempotency-Key: k\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n3;x=y\r\n:1}\r\n0\r\nT: v\r\n\r\n"),
        bytes("POST /v1/sign-off HTTP/1.0\r\nConnection: keep-alive\r\n" + head + "\r\n"),
        bytes(
            "POST /v1/sign-off HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
                + head
                + "\r\n{}"),
        bytes("GET /v1/events HTTP/1.1\r\nLast-Event-ID: 5\r\n" + head + "\r\n"),
        bytes("OPTIONS * HTTP/2.0\r\n\r\n"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @Override
  public List<String> words() {
    return List.of(
        "\r\n",
        "\r\n\r\n",
        "Content-Length: ",
        "Content-Length: -1\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Host: b\r\n",
        "Cookie: tillkeeper-80=",
        "Connection: close\r\n",
        "Connection: upgrade\r\nUpgrade: h2c\r\n",
        "Expect: x\r\n",
        "ffffffff\r\n",
        "0\r\n\r\n",
        " HTTP/1.1\r\n",
        " HTTP/1.0\r\n",
        "GET ",
        "POST ",
        "CONNECT ",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "%00",
        "\u0000");
  }

  @Override
  public int mutations() {
    return 300;
  }

  @Override
  public void close() throws IOException {
    server.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    folder.close();
  }
}
