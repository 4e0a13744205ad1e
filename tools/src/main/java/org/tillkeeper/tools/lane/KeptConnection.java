package org.tillkeeper.tools.lane;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A connection on which a till makes one call after the other. Nothing stands between it and the
 * agent that would connect again by itself, so whoever is turned away notices it. For one thread.
 */
final class KeptConnection implements Closeable {
  private static final int ANSWER_MILLIS_MAX = 15_000;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final String token;

  /**
   * Connects.
   *
   * @param agent where the agent listens
   */
  KeptConnection(InetSocketAddress agent, String token) throws IOException {
    this.token = token;
    socket.connect(agent, ANSWER_MILLIS_MAX);
    socket.setSoTimeout(ANSWER_MILLIS_MAX);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** The status of an answer and its body. */
  record Answer(int status, String body) {
    boolean isGood() {
      return status == 200 || status == 201;
    }
  }

  /** What asks for the status, a list or a payment. */
  static String get(String token, String path) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        + token
        + "\r\n\r\n";
  }

  /** What asks for a payment with a body, under a key. */
  static String post(String token, String path, String key, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key: "
        + key
        + "\r\nAuthorization: Bearer "
        + token
        + "\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** A sale with a swiped test card. */
  static String sale(String reference, long amount) {
    return "{\"type\":\"sale\",\"amount\":"
        + amount
        + ",\"currency\":\"CNY\",\"reference\":\""
        + reference
        + "\",\"card\":{\"entry\":\"swipe\",\"track2\":\"6225000000000006=30125200000000000000\"}}";
  }

  /** One GET. */
  Answer get(String path) throws IOException {
    return call(get(token, path));
  }

  /** One POST of what starts a payment. */
  Answer post(String path, String key, String body) throws IOException {
    return call(post(token, path, key, body));
  }

  private Answer call(String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String status = line();
    int length = -1;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).trim());
      }
    }
    String body = length >= 0 ? text(length) : chunks();
    return new Answer(Integer.parseInt(status.substring(9, 12)), body);
  }

  private String chunks() throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      int length = Integer.parseInt(line(), 16);
      body.append(text(length));
      line();
      if (length == 0) {
        return body.toString();
      }
    }
  }

  private String text(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the agent has ended the connection within an answer");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the agent has ended the connection");
      }
      if (next == '\n') {
        return line.toString().trim();
      }
      line.append((char) next);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
