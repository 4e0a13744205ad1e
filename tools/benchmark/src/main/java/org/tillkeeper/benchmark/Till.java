package org.tillkeeper.benchmark;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A till with one kept connection, on a plain socket so that it costs next to nothing itself. After
 * a pause it connects anew, since a server may have given the idle connection up.
 */
final class Till implements Seller {
  private static final int LINE_MOST = 8192;

  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final InetSocketAddress at;
  private final String authorization;
  private final String keys;
  private Socket socket = new Socket();
  private DataInputStream in;
  private long lastUsed;
  private int number;

  /**
   * @param token of the till API; empty for a server that wants none
   */
  Till(InetSocketAddress at, String token) throws IOException {
    this.at = at;
    connect();
    authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
    keys = Long.toString(System.nanoTime(), Character.MAX_RADIX) + "-";
  }

  private void connect() throws IOException {
    socket.close();
    socket = new Socket(at.getAddress(), at.getPort());
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    lastUsed = System.nanoTime();
  }

  @Override
  public void sell() throws IOException {
    expect(sale("?wait=30"), "confirmed");
  }

  /**
   * A sale while nobody can be asked. Its end, which comes with its delivery, is not waited for.
   */
  void store() throws IOException {
    expect(sale(""), "stored");
  }

  private static void expect(String answer, String state) throws IOException {
    if (!answer.contains("\"state\":\"" + state + "\"")) {
      throw new IOException("not " + state + ": " + answer);
    }
  }

  private String sale(String query) throws IOException {
    number++;
    String body =
        String.format(
            Locale.ROOT,
            "{\"type\":\"sale\",\"amount\":%d,\"currency\":\"CNY\",\"card\":{\"entry\":\"swipe\",\"track2\":\"%s\"}}",
            100 + number,
            SaleMessage.TRACK2);
    return call("POST /v1/payments" + query, "Idempotency-Key: " + keys + number + "\r\n", body);
  }

  /** The status, as JSON. */
  String status() throws IOException {
    return call("GET /v1/status", "", "");
  }

  private String call(String what, String more, String body) throws IOException {
    byte[] request =
        (what
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + authorization
                + more
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body)
            .getBytes(StandardCharsets.US_ASCII);
    if (System.nanoTime() - lastUsed > PAUSE_NANOS) {
      connect();
    }
    socket.getOutputStream().write(request);
    String status = line();
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).trim());
      }
    }
    byte[] answer = new byte[length];
    in.readFully(answer);
    lastUsed = System.nanoTime();
    String text = new String(answer, StandardCharsets.UTF_8);
    if (!status.startsWith("HTTP/1.1 20")) {
      throw new IOException(status + ": " + text);
    }
    return text;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
      if (next != '\r') {
        line.append((char) next);
      }
      if (line.length() > LINE_MOST) {
        throw new IOException("a line without an end");
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
