package org.tillkeeper.tools.lane;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.tillkeeper.tools.lab.Deadline;
import org.tillkeeper.tools.lab.Lab;

/**
 * A shop at whose agent strangers knock: connections without the token, silent ones and half
 * requests, opened again as soon as they are turned away. Meanwhile its till goes on in two ways.
 * It calls on a connection that it keeps, and it calls on one of its own each time, which is a
 * stranger's too until its head has been read and waits in the system's queue behind the others.
 */
final class StrangersAtTheDoor implements Lane {
  private static final Lab.Times TIMES =
      new Lab.Times(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(10));

  private static final int CALLS = 300;

  /** Connections that one stranger holds; several are under the limit of open files. */
  private static final int HELD = 1000;

  private static final int KNOCKING = 2;
  private static final int CALL_MILLIS_MAX = 10_000;

  /** The till's calls are answered within this beside any knocking. */
  private static final long P99_MILLIS_MAX = 500;

  private static final String CLOSE = "Connection: close\r\n";

  private static final String HALF =
      "POST /v1/payments HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n";

  private final int strangers;
  private final int aSecond;
  private final List<String> agentJava;

  /**
   * @param strangers how many connections at least are opened while the till calls
   * @param aSecond how often they knock, all of them together, if the machine lets them
   * @param agentJava what starts a JVM for the agent
   */
  StrangersAtTheDoor(int strangers, int aSecond, List<String> agentJava) {
    this.strangers = strangers;
    this.aSecond = aSecond;
    this.agentJava = agentJava;
  }

  /**
   * What was measured, in milliseconds.
   *
   * @param quiet calls on connections of their own with nobody else there, the fastest first
   * @param beside the same beside the strangers
   * @param kept calls on a connection that is kept, beside the strangers
   * @param knocks connections the strangers opened
   * @param failed calls of the till that were not answered with 200 or 201
   */
  record Figures(List<Long> quiet, List<Long> beside, List<Long> kept, long knocks, long failed) {
    static long p99(List<Long> times) {
      return times.get(Math.min(times.size() - 1, times.size() * 99 / 100));
    }

    @Override
    public String toString() {
      return String.format(
          "%d calls of a till beside %d knocks, failed %d; on a connection it keeps: %s; on new"
              + " connections: %s; with nobody knocking: %s",
          beside.size() + kept.size(), knocks, failed, told(kept), told(beside), told(quiet));
    }

    private static String told(List<Long> times) {
      return String.format(
          "p50 %d ms, p99 %d ms, longest %d ms",
          times.get(times.size() / 2), p99(times), times.get(times.size() - 1));
    }
  }

  @Override
  public String name() {
    return "strangers";
  }

  @Override
  public Optional<String> lacks() {
    return Optional.empty();
  }

  @Override
  public int rounds() {
    return 1;
  }

  @Override
  public int atOnce() {
    return 1;
  }

  @Override
  public Map<String, Long> round(int number, long seed, Path folder) throws Exception {
    Figures figures = measure(folder);
    if (figures.failed() > 0 || Figures.p99(figures.kept()) > P99_MILLIS_MAX) {
      throw new Broken(figures.toString());
    }
    Map<String, Long> counts = new TreeMap<>();
    counts.put("calls of the till", (long) figures.beside().size() + figures.kept().size());
    counts.put("knocks", figures.knocks());
    counts.put("p99 on a kept connection, ms", Figures.p99(figures.kept()));
    counts.put("p99 on new connections, ms", Figures.p99(figures.beside()));
    counts.put("p99 with nobody there, ms", Figures.p99(figures.quiet()));
    return counts;
  }

  /**
   * Starts a shop, measures its till alone and beside the strangers, and ends it.
   *
   * @param folder empty, of the owner alone
   */
  Figures measure(Path folder) throws Exception {
    try (Lab lab = new Lab(folder, TIMES, agentJava)) {
      lab.start();
      if (!Deadline.in(Duration.ofSeconds(30)).await(() -> lab.till().isOnline())) {
        throw new IOException("the agent does not come online");
      }
      URI page = URI.create(lab.till().pageAddress());
      InetSocketAddress agent = new InetSocketAddress(page.getHost(), page.getPort());
      String token = Files.readString(lab.data().resolve("api-token")).trim();
      AtomicLong failed = new AtomicLong();
      calls(agent, token, "warm", new AtomicLong());
      List<Long> quiet = calls(agent, token, "quiet", failed);
      return besideStrangers(agent, token, quiet, failed);
    }
  }

  private Figures besideStrangers(
      InetSocketAddress agent, String token, List<Long> quiet, AtomicLong failed) throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    AtomicLong knocks = new AtomicLong();
    ExecutorService knocking = Executors.newFixedThreadPool(KNOCKING);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < KNOCKING; i++) {
        all.add(knocking.submit(() -> knock(agent, enough, knocks)));
      }
      List<Long> beside = new ArrayList<>();
      List<Long> kept = new ArrayList<>();
      for (int round = 0; beside.isEmpty() || knocks.get() < strangers; round++) {
        beside.addAll(calls(agent, token, "beside-" + round, failed));
        kept.addAll(keptCalls(agent, token, "kept-" + round, failed));
      }
      enough.set(true);
      for (Future<?> one : all) {
        one.get();
      }
      beside.sort(null);
      kept.sort(null);
      return new Figures(quiet, beside, kept, knocks.get(), failed.get());
    } finally {
      enough.set(true);
      knocking.shutdownNow();
    }
  }

  /** Sales and questions in turn, how long each took, the fastest first. */
  private static List<Long> calls(
      InetSocketAddress agent, String token, String name, AtomicLong failed) {
    Long[] times = new Long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      long begin = System.nanoTime();
      String request = i % 3 == 0 ? sale(token, name + "-" + i) : status(token);
      if (!isAnswered(agent, request)) {
        failed.incrementAndGet();
      }
      times[i] = (System.nanoTime() - begin) / 1_000_000;
    }
    Arrays.sort(times);
    return List.of(times);
  }

  /** As {@link #calls}, all on one connection. */
  private static List<Long> keptCalls(
      InetSocketAddress agent, String token, String name, AtomicLong failed) {
    List<Long> times = new ArrayList<>();
    try (Socket socket = new Socket()) {
      socket.connect(agent, CALL_MILLIS_MAX);
      socket.setSoTimeout(CALL_MILLIS_MAX);
      socket.setTcpNoDelay(true);
      for (int i = 0; i < CALLS; i++) {
        String request = i % 3 == 0 ? sale(token, name + "-" + i) : status(token);
        long begin = System.nanoTime();
        socket
            .getOutputStream()
            .write(request.replace(CLOSE, "").getBytes(StandardCharsets.US_ASCII));
        if (!readAnswer(socket.getInputStream()).startsWith("HTTP/1.1 20")) {
          failed.incrementAndGet();
        }
        times.add((System.nanoTime() - begin) / 1_000_000);
      }
    } catch (IOException e) {
      failed.incrementAndGet();
    }
    return times;
  }

  /** A whole answer; its head. */
  private static String readAnswer(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the connection has ended: " + head);
      }
      head.append((char) next);
    }
    String length = head.toString().replaceFirst("(?is).*content-length: ([0-9]+).*", "$1");
    in.readNBytes(Integer.parseInt(length));
    return head.toString();
  }

  private static boolean isAnswered(InetSocketAddress agent, String request) {
    try (Socket socket = new Socket()) {
      socket.connect(agent, CALL_MILLIS_MAX);
      socket.setSoTimeout(CALL_MILLIS_MAX);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      return new String(line, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 20");
    } catch (IOException e) {
      return false;
    }
  }

  private static String status(String token) {
    return "GET /v1/status HTTP/1.1\r\nHost: localhost\r\n"
        + CLOSE
        + "Authorization: Bearer "
        + token
        + "\r\n\r\n";
  }

  private static String sale(String token, String key) {
    String body =
        "{\"type\":\"sale\",\"amount\":100,\"currency\":\"CNY\",\"card\":{\"entry\":\"swipe\","
            + "\"track2\":\"6225000000000006=30125200000000000000\"}}";
    return "POST /v1/payments HTTP/1.1\r\nHost: localhost\r\n"
        + CLOSE
        + "Idempotency-Key: "
        + key
        + "\r\nAuthorization: Bearer "
        + token
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** Holds its last connections, and lets the oldest go for each new one. */
  private Void knock(InetSocketAddress agent, AtomicBoolean enough, AtomicLong knocks)
      throws IOException {
    ArrayDeque<Socket> held = new ArrayDeque<>();
    long pause = TimeUnit.SECONDS.toNanos(KNOCKING) / aSecond;
    long next = System.nanoTime();
    try {
      while (!enough.get()) {
        next += pause;
        LockSupport.parkNanos(next - System.nanoTime());
        Socket socket = new Socket();
        held.add(socket);
        boolean isSilent = knocks.incrementAndGet() % 2 == 0;
        try {
          socket.connect(agent, CALL_MILLIS_MAX);
          socket
              .getOutputStream()
              .write(isSilent ? new byte[0] : HALF.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
          // It was turned away.
        }
        if (held.size() > HELD) {
          held.remove().close();
        }
      }
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
    return null;
  }
}
