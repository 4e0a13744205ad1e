package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tillkeeper.agent.contract.ApiContract;
import org.tillkeeper.agent.contract.RawExchanges;

/** A till's end of a connection, byte by byte; what it reads is as the API's document has it. */
final class Wire {
  record Answer(int status, String body) {}

  record SseEvent(String id, String name, String data) {}

  final Socket socket;
  final BufferedReader in;
  private final RawExchanges exchanges = new RawExchanges();
  private boolean readByHand;

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  /** An end of a connection to a server with calls that are not the API's and in no document. */
  static Wire ofOtherCalls(Socket socket) throws IOException {
    Wire wire = new Wire(socket);
    wire.readByHand = true;
    return wire;
  }

  void send(String text) throws IOException {
    exchanges.sent(text);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A line; answers that are read so are not compared with the API's document. */
  String line() throws IOException {
    readByHand = true;
    return read();
  }

  private String read() throws IOException {
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
    List<String> head = new ArrayList<>();
    int length = 0;
    for (String line = read(); !line.isEmpty(); line = read()) {
      head.add(line);
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    char[] body = new char[length];
    for (int n = 0; n < body.length; ) {
      n += in.read(body, n, body.length - n);
    }
    if (!readByHand) {
      exchanges.answered(head, new String(body));
    }
    return new Answer(Integer.parseInt(head.get(0).substring(9, 12)), new String(body));
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
        ApiContract.ofAgent().checkEvent(name, utf8(line.substring(6)));
        return new SseEvent(id, name, line.substring(6));
      }
    }
  }

  private static String utf8(String latin1) {
    return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
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
