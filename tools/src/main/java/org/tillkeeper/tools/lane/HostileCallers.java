package org.tillkeeper.tools.lane;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Those who call the agent and mean no good, or do not know better: strangers that have no token,
 * and tills that have one. What they open they hold, each kind up to so many connections; then the
 * oldest goes. For one thread.
 */
final class HostileCallers implements Closeable {
  private static final int STRANGERS_HELD = 600;

  /** More than the agent serves, so that some are cut off. */
  private static final int LISTENERS_HELD = 300;

  /** Each more than a till's places: who keeps the agent waiting gives way. */
  private static final int LISTS_HELD = 100;

  private static final int HALVES_HELD = 200;

  private static final int CONNECT_MILLIS_MAX = 10_000;
  private static final int ANSWER_MILLIS_MAX = 400;

  /** So small that the agent's answer does not fit into what the system keeps. */
  private static final int UNREAD_BYTES = 2048;

  private static final String LINE = "\r\n";

  private final InetSocketAddress agent;
  private final String token;
  private final Random random;
  private final ArrayDeque<Socket> strangers = new ArrayDeque<>();
  private final ArrayDeque<Socket> listeners = new ArrayDeque<>();
  private final ArrayDeque<Socket> lists = new ArrayDeque<>();
  private final ArrayDeque<Socket> halves = new ArrayDeque<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private int abandoned;

  HostileCallers(InetSocketAddress agent, String token, Random random) {
    this.agent = agent;
    this.token = token;
    this.random = random;
  }

  /** Strangers knock: some say nothing, some begin a request and do not end it. */
  void knock() {
    int many = 50 + random.nextInt(200);
    for (int i = 0; i < many; i++) {
      String half =
          "POST /v1/payments HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n"
              + (random.nextBoolean() ? LINE : "");
      send(strangers, STRANGERS_HELD, random.nextBoolean() ? "" : half, 0);
    }
    count("knocks", many);
  }

  /** A till gives up its wait again and again, and asks again with the same key. */
  void abandon() {
    abandoned++;
    String key = "ABANDONED-" + abandoned;
    String body = KeptConnection.sale(key, 1 + random.nextInt(99));
    String request = KeptConnection.post(token, "/v1/payments?wait=60", key, body);
    for (int i = 0; i < 30; i++) {
      try (Socket socket = new Socket()) {
        socket.connect(agent, CONNECT_MILLIS_MAX);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(20)));
      } catch (IOException e) {
        count("turned away", 1);
      }
    }
    count("abandoned waits", 30);
  }

  /** Tills come back with an old event's number, and read nothing. */
  void listen() {
    int many = 5 + random.nextInt(20);
    String request =
        KeptConnection.get(token, "/v1/events")
            .replace(LINE + LINE, LINE + "Last-Event-ID: 1" + LINE + LINE);
    for (int i = 0; i < many; i++) {
      send(listeners, LISTENERS_HELD, request, UNREAD_BYTES);
    }
    count("deaf listeners", many);
  }

  /** Long lists are asked for, several in one go, and not read. */
  void list() {
    int many = 1 + random.nextInt(8);
    String request = KeptConnection.get(token, "/v1/payments?limit=100");
    for (int i = 0; i < many; i++) {
      send(lists, LISTS_HELD, request.repeat(5), UNREAD_BYTES);
    }
    count("lists nobody reads", 5L * many);
  }

  /** Tills with the token stop in the middle of a request: within its head, or within its body. */
  void stop() {
    int many = 50 + random.nextInt(150);
    for (int i = 0; i < many; i++) {
      String whole =
          KeptConnection.post(token, "/v1/payments", "HALF", KeptConnection.sale("H", 1));
      int head = whole.indexOf(LINE + LINE) + 2 * LINE.length();
      int from = random.nextInt(4) == 0 ? 1 : head;
      send(
          halves, HALVES_HELD, whole.substring(0, from + random.nextInt(whole.length() - from)), 0);
    }
    count("half requests", many);
  }

  private void send(ArrayDeque<Socket> held, int most, String request, int receives) {
    Socket socket = new Socket();
    held.add(socket);
    try {
      if (receives > 0) {
        socket.setReceiveBufferSize(receives);
      }
      socket.connect(agent, CONNECT_MILLIS_MAX);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      count("turned away", 1);
    }
    if (held.size() > most) {
      close(held.remove());
    }
  }

  /**
   * Requests of nonsense, with and without the token.
   *
   * @throws Lane.Broken if one is answered as the agent's own fault
   */
  void talkNonsense() throws Lane.Broken {
    for (int i = 0; i < 10; i++) {
      String request = nonsense();
      String answer = answer(request);
      count(answer.isEmpty() ? "nonsense without an answer" : "nonsense answered", 1);
      if (answer.startsWith("HTTP/1.1 5")
          && !answer.startsWith("HTTP/1.1 503")
          && !answer.startsWith("HTTP/1.1 505")) {
        throw new Lane.Broken(request + " was answered: " + answer);
      }
    }
  }

  private String answer(String request) {
    try (Socket socket = new Socket()) {
      socket.connect(agent, CONNECT_MILLIS_MAX);
      socket.setSoTimeout(ANSWER_MILLIS_MAX);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      byte[] answer = new byte[512];
      int length = socket.getInputStream().read(answer);
      return length < 0 ? "" : new String(answer, 0, length, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private String nonsense() {
    String junk = junk(1 + random.nextInt(300));
    String allowed = "Authorization: Bearer " + token + LINE;
    String host = " HTTP/1.1\r\nHost: localhost\r\n";
    return switch (random.nextInt(12)) {
      case 0 -> junk;
      case 1 -> "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + junk;
      case 2 -> "\u0016\u0003\u0001\u0002\u0000\u0001" + junk;
      case 3 -> "GET /" + word(5000) + host + allowed + LINE;
      case 4 -> "GET /v1/status" + host + allowed + "X-Nonsense: " + word(20_000) + LINE + LINE;
      case 5 ->
          "GET /v1/payments?"
              + pick("since", "after", "limit", "wait")
              + "="
              + number()
              + host
              + allowed
              + LINE;
      case 6 -> "GET /v1/events" + host + allowed + "Last-Event-ID: " + number() + LINE + LINE;
      case 7 ->
          "POST /v1/payments"
              + host
              + allowed
              + "Idempotency-Key: "
              + word(8)
              + LINE
              + "Content-Length: "
              + number()
              + LINE
              + LINE
              + junk;
      case 8 ->
          "POST /v1/payments"
              + host
              + allowed
              + "Idempotency-Key: "
              + word(8)
              + LINE
              + "Transfer-Encoding: chunked\r\n\r\n"
              + number()
              + LINE
              + junk;
      case 9 -> KeptConnection.post(token, "/v1/payments", word(8), "[".repeat(8000));
      case 10 ->
          KeptConnection.post(
              token,
              "/v1/payments",
              word(8),
              "{\"type\":\"sale\",\"amount\":"
                  + number()
                  + ",\"currency\":\""
                  + word(3)
                  + "\",\""
                  + word(9)
                  + "\":{\"card\":"
                  + number()
                  + "}}");
      default ->
          pick("PUT", "DELETE", "TRACE", "QUERY")
              + " /v1/payments/%zz/"
              + word(9)
              + host
              + "Authorization: Bearer "
              + word(43)
              + LINE
              + LINE;
    };
  }

  private String junk(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private String word(int length) {
    StringBuilder word = new StringBuilder();
    while (word.length() < length) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  private String number() {
    return pick(
        "-1",
        "-999999999-01-01T00:00:00Z",
        "1e400",
        "9223372036854775808",
        "0x7f",
        "NaN",
        "\"\"",
        "%00",
        "4096",
        "99999999999999999999");
  }

  private String pick(String... from) {
    return List.of(from).get(random.nextInt(from.length));
  }

  private void count(String what, long many) {
    counts.merge(what, many, Long::sum);
  }

  /** What they did. */
  Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It has ended already.
    }
  }

  /** They leave, all of them. */
  @Override
  public void close() {
    for (ArrayDeque<Socket> held : List.of(strangers, listeners, lists, halves)) {
      held.forEach(HostileCallers::close);
      held.clear();
    }
  }
}
