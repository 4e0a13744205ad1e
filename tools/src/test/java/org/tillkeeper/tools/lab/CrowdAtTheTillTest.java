package org.tillkeeper.tools.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a crowd at the till's port costs a whole agent that is started as a package starts it, and
 * that it harms no till. With {@code -Dtillkeeper.measure=true} the figures of
 * agent/docs/performance.md are printed.
 */
@Tag("full")
@EnabledIfSystemProperty(
    named = "tillkeeper.full",
    matches = "true",
    disabledReason = "starts whole agents; run with -Pfull")
class CrowdAtTheTillTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int SALES = 40;

  /** Streams that an agent has; see till-api.md. */
  private static final int STREAMS = 256;

  /** On a quiet machine a sale takes some 10 ms; the bound leaves room for a busy one. */
  private static final double BOUND_MS = 2000;

  private static final long BOUND_BYTES = 48 << 20;

  @TempDir Path folder;
  private SmallLab lab;
  private String token;
  private final List<Socket> sockets = new ArrayList<>();
  private int codes;

  @BeforeEach
  void start() throws Exception {
    String options = "@" + Path.of("agent.options").toAbsolutePath();
    SmallLab.Setup shop =
        new SmallLab.Setup(
            "unionpay-pos",
            "{}",
            "masterKeyFile",
            "",
            "",
            Duration.ofSeconds(10),
            Duration.ofSeconds(60));
    lab = new SmallLab(folder, shop, options);
    assertTrue(Deadline.in(SOON).await(lab.till()::isOnline));
    token = Files.readString(folder.resolve("data/api-token")).trim();
    // The agent's code and the till's get warm.
    for (int i = 0; i < 3; i++) {
      sales();
    }
  }

  @AfterEach
  void stop() throws IOException {
    leave();
    lab.close();
  }

  private void leave() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  @Test
  void fifty_callers_with_one_key_make_one_payment() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(50);
    CountDownLatch all = new CountDownLatch(50);
    String body =
        "{\"type\":\"sale\",\"amount\":777,\"currency\":\"CNY\",\"qr\":{\"code\":\""
            + Instrument.qrCode(++codes)
            + "\"}}";
    try {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(
            callers.submit(
                () -> {
                  all.countDown();
                  all.await();
                  return askedUntilAnswered(body);
                }));
      }
      all.await();
      long began = System.nanoTime();
      int created = 0;
      Set<String> ids = new TreeSet<>();
      for (Future<String> answer : answers) {
        created += answer.get().startsWith("HTTP/1.1 201") ? 1 : 0;
        ids.add(answer.get().replaceFirst("(?s).*?\\{\"id\":\"([^\"]+)\".*", "$1"));
      }
      print(
          String.format(
              Locale.ROOT,
              "50 callers with one key: the last is answered after %.0f ms",
              millisSince(began)));
      assertEquals(1, created);
      assertEquals(1, ids.size(), ids.toString());
    } finally {
      callers.shutdownNow();
    }
    Object payments = lab.till().json().object("/v1/payments?amount=777").get("payments");
    assertEquals(1, ((List<?>) payments).size());
    assertEquals(List.of(), lab.compare().differences());
  }

  /** A connection that has not shown the token yet may be cut where many come at once. */
  private String askedUntilAnswered(String body) throws IOException {
    long giveUp = System.nanoTime() + SOON.toNanos();
    while (true) {
      try (Socket socket = connect(0)) {
        send(
            socket,
            "POST /v1/payments?wait=30",
            "Idempotency-Key: the-one\r\nConnection: close\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
        String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
        if (!answer.isEmpty()) {
          return answer;
        }
      } catch (IOException e) {
        if (System.nanoTime() > giveUp) {
          throw e;
        }
      }
    }
  }

  @Test
  void a_thousand_that_want_to_listen_are_heard_or_told_and_slow_nobody() throws Exception {
    harmless("nobody else", () -> {});
    List<BufferedReader> listening = new ArrayList<>();
    harmless(
        "1,000 that want to listen",
        () -> {
          int refused = 0;
          for (int i = 0; i < 1000; i++) {
            BufferedReader reader = listen(connect(0), "");
            String line = reader.readLine();
            if (line.contains(" 200 ")) {
              listening.add(reader);
            } else {
              assertTrue(line.contains(" 503 "), line);
              refused++;
            }
          }
          assertEquals(STREAMS, listening.size());
          assertEquals(1000 - STREAMS, refused);
        });
    // What was sold until now is read first.
    allHear(listening, sale());
    Map<String, Object> last = sale();
    long answered = System.nanoTime();
    allHear(listening, last);
    print(
        String.format(
            Locale.ROOT,
            "%d listeners: the last has read that a sale is paid %.0f ms after the till was told",
            STREAMS,
            millisSince(answered)));
    leave();
  }

  private static void allHear(List<BufferedReader> listening, Map<String, Object> sale)
      throws IOException {
    for (BufferedReader reader : listening) {
      String line = reader.readLine();
      while (!line.contains(String.valueOf(sale.get("id"))) || !line.contains("\"confirmed\"")) {
        line = reader.readLine();
      }
    }
  }

  @Test
  void who_reads_nothing_or_slowly_slows_nobody() throws Exception {
    harmless("nobody else", () -> {});
    harmless(
        STREAMS + " listeners from the first change on who read nothing",
        () -> {
          for (int i = 0; i < STREAMS; i++) {
            listen(connect(2048), "Last-Event-ID: 0\r\n");
          }
        });
    leave();
    harmless(
        "32 tills that ask for five lists of 100 each and read nothing",
        () -> {
          for (int i = 0; i < 32; i++) {
            Socket socket = connect(2048);
            for (int list = 0; list < 5; list++) {
              send(socket, "GET /v1/payments?limit=100", "\r\n");
            }
          }
        });
    leave();
  }

  @Test
  void clients_that_are_stuck_within_a_request_slow_nobody() throws Exception {
    harmless("nobody else", () -> {});
    harmless(
        "200 with the token who stop within a request",
        () -> {
          for (int i = 0; i < 200; i++) {
            send(
                connect(0),
                "POST /v1/payments",
                "Idempotency-Key: half-" + i + "\r\nContent-Length: 200\r\n\r\n{\"type\":");
          }
        });
    leave();
    harmless(
        "200 strangers who send nothing",
        () -> {
          for (int i = 0; i < 200; i++) {
            connect(0);
          }
        });
  }

  private interface Arrival {
    void come() throws Exception;
  }

  /** A till sells while they are there. */
  private void harmless(String who, Arrival arrival) throws Exception {
    long before = resident();
    arrival.come();
    List<Double> took = sales();
    double middle = took.get(took.size() / 2);
    double longest = took.get(took.size() - 1);
    long grown = resident() - before;
    print(
        String.format(
            Locale.ROOT,
            "%s: a sale takes %.1f ms in the middle, %.0f at most; %.1f MB more",
            who,
            middle,
            longest,
            grown / 1e6));
    assertTrue(longest < BOUND_MS, who + ": " + took);
    assertTrue(grown < BOUND_BYTES, who + ": " + grown);
  }

  private static void print(String text) {
    if (Boolean.getBoolean("tillkeeper.measure")) {
      System.out.println(text);
    }
  }

  private static double millisSince(long began) {
    return (System.nanoTime() - began) / 1e6;
  }

  /** How long each took, ascending; every one is paid. */
  private List<Double> sales() throws Exception {
    List<Double> took = new ArrayList<>();
    for (int i = 0; i < SALES; i++) {
      long began = System.nanoTime();
      sale();
      took.add(millisSince(began));
    }
    Collections.sort(took);
    return took;
  }

  private Map<String, Object> sale() throws Exception {
    Map<String, Object> sale = lab.pay("sale", 100, Instrument.qr(++codes));
    assertEquals("confirmed", sale.get("state"), sale.toString());
    return sale;
  }

  /** Of the agent's memory, in bytes, what is in the machine's. */
  private long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + lab.agentPid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS");
  }

  /**
   * A new connection.
   *
   * @param room bytes of what was not read yet; 0 for the system's own
   */
  private Socket connect(int room) throws IOException {
    Socket socket = new Socket();
    synchronized (sockets) {
      sockets.add(socket);
    }
    if (room > 0) {
      socket.setReceiveBufferSize(room);
    }
    socket.setSoTimeout((int) SOON.toMillis());
    int port = URI.create(lab.till().json().base()).getPort();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private void send(Socket socket, String line, String rest) throws IOException {
    String head = line + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n";
    socket.getOutputStream().write((head + rest).getBytes(US_ASCII));
  }

  private BufferedReader listen(Socket socket, String more) throws IOException {
    send(socket, "GET /v1/events", more + "\r\n");
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
  }
}
