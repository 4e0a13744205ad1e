package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A till's end of a connection, byte by byte. */
final class Wire {
  record Answer(int status, String body) {}

  record SseEvent(String id, String name, String data) {}

  final Socket socket;
  final BufferedReader in;

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  String line() throws IOException {
    String line = in.readLine();
    assertFalse(line == null, "the server closed the connection");
    return line;
  }

  /** Reads to the end of a head; returns its Content-Length, 0 if there is none. */
  int headers() throws IOException {
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    return length;
  }

  Answer answer() throws IOException {
    String statusLine = line();
    char[] body = new char[headers()];
    for (int n = 0; n < body.length; ) {
      n += in.read(body, n, body.length - n);
    }
    return new Answer(Integer.parseInt(statusLine.substring(9, 12)), new String(body));
  }

  /** Events come in chunks; their sizes are lines of their own and are passed over. */
  SseEvent event() throws IOException {
    String id = "";
    String name = "";
    while (true) {
      String line = line();
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        return new SseEvent(id, name, line.substring(6));
      }
    }
  }

  String rest() throws IOException {
    StringBuilder rest = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      rest.append((char) c);
    }
    return rest.toString();
  }

  boolean isClosedByServer() {
    try {
      rest();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // a reset
    }
  }
}
