package org.tillkeeper.tools.lane;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
final class StrangersAtTheDoor {
  private static final Lab.Times TIMES =
      new Lab.Times(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(10));

  /** Fewer calls are made where each of them waits long. */
  private static final Duration CALLS_TIME_MAX = Duration.ofSeconds(30);

  /** Connections that one stranger holds; several are under the limit of open files. */
  private static final int HELD = 1000;

  private static final int KNOCKING = 2;
  private static final int CALL_MILLIS_MAX = 10_000;

  /** On a connection that the till keeps no call takes longer, on a machine however busy. */
  private static final long KEPT_MILLIS_MAX = 5_000;

  private static final String HALF =
      "POST /v1/payments HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n";

  private final int calls;
  private final int strangers;
  private final int aSecond;
  private final List<String> agentJava;

  /**
   * @param calls how many the till makes at a time in each of its ways
   * @param strangers how many connections at least are opened while the till calls
   * @param aSecond how often they knock, all of them together, if the machine lets them
   * @param agentJava what starts a JVM for the agent
   */
  StrangersAtTheDoor(int calls, int strangers, int aSecond, List<String> agentJava) {
    this.calls = calls;
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
   * @param failed calls on the connection that is kept that were not answered with 200 or 201
   * @param unanswered the same of calls on connections of their own
   */
  record Figures(
      List<Long> quiet,
      List<Long> beside,
      List<Long> kept,
      long knocks,
      long failed,
      long unanswered) {
    static long p99(List<Long> times) {
      return times.get(Math.min(times.size() - 1, times.size() * 99 / 100));
    }

    @Override
    public String toString() {
      return String.format(
          "%d calls of a till beside %d knocks; on a connection it keeps: %s, failed %d; on new"
              + " connections: %s, failed %d; with nobody knocking: %s",
          beside.size() + kept.size(),
          knocks,
          told(kept),
          failed,
          told(beside),
          unanswered,
          told(quiet));
    }

    private static String told(List<Long> times) {
      if (times.isEmpty()) {
        return "none was answered";
      }
      return String.format(
          "p50 %d ms, p99 %d ms, longest %d ms",
          times.get(times.size() / 2), p99(times), times.get(times.size() - 1));
    }
  }

  /**
   * Measures.
   *
   * @param folder empty, of the owner alone
   * @throws Lane.Broken if a call of the till is not answered, or late on a connection it keeps
   */
  Map<String, Long> run(Path folder) throws Exception {
    Figures figures = measure(folder);
    List<Long> onKept = figures.kept();
    if (figures.failed() > 0 || onKept.get(onKept.size() - 1) > KEPT_MILLIS_MAX) {
      throw new Lane.Broken(figures.toString());
    }
    Map<String, Long> counts = new TreeMap<>();
    counts.put("calls of the till", (long) figures.beside().size() + figures.kept().size());
    counts.put("knocks", figures.knocks());
    counts.put("not answered on new connections", figures.unanswered());
    note(counts, "on a kept connection", figures.kept());
    note(counts, "on new connections", figures.beside());
    note(counts, "on new ones, no stranger there", figures.quiet());
    return counts;
  }

  private static void note(Map<String, Long> counts, String where, List<Long> times) {
    counts.put("p50 " + where + ", ms", times.get(times.size() / 2));
    counts.put("p99 " + where + ", ms", Figures.p99(times));
    counts.put("longest " + where + ", ms", times.get(times.size() - 1));
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
      AtomicLong unanswered = new AtomicLong();
      calls(agent, token, "warm", unanswered);
      List<Long> quiet = calls(agent, token, "quiet", unanswered);
      return besideStrangers(agent, token, quiet, failed, unanswered);
    }
  }

  private Figures besideStrangers(
      InetSocketAddress agent,
      String token,
      List<Long> quiet,
      AtomicLong failed,
      AtomicLong unanswered)
      throws Exception {
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
        beside.addAll(calls(agent, token, "beside-" + round, unanswered));
        kept.addAll(keptCalls(agent, token, "kept-" + round, failed));
      }
      enough.set(true);
      for (Future<?> one : all) {
        one.get();
      }
      beside.sort(null);
      kept.sort(null);
      return new Figures(quiet, beside, kept, knocks.get(), failed.get(), unanswered.get());
    } finally {
      enough.set(true);
      knocking.shutdownNow();
    }
  }

  /** Sales and questions in turn, how long each took, the fastest first. */
  private List<Long> calls(InetSocketAddress agent, String token, String name, AtomicLong failed) {
    List<Long> times = new ArrayList<>();
    Deadline enough = Deadline.in(CALLS_TIME_MAX);
    for (int i = 0; i < calls && !enough.isOver(); i++) {
      long begin = System.nanoTime();
      String key = name + "-" + i;
      String request =
          i % 3 == 0
              ? KeptConnection.post(token, "/v1/payments", key, KeptConnection.sale(key, 100))
              : KeptConnection.get(token, "/v1/status");
      if (!isAnswered(agent, closing(request))) {
        failed.incrementAndGet();
      }
      times.add((System.nanoTime() - begin) / 1_000_000);
    }
    times.sort(null);
    return times;
  }

  /** As {@link #calls}, all on one connection. */
  private List<Long> keptCalls(
      InetSocketAddress agent, String token, String name, AtomicLong failed) {
    List<Long> times = new ArrayList<>();
    try (KeptConnection connection = new KeptConnection(agent, token)) {
      for (int i = 0; i < calls; i++) {
        String key = name + "-" + i;
        long begin = System.nanoTime();
        KeptConnection.Answer answer =
            i % 3 == 0
                ? connection.post("/v1/payments", key, KeptConnection.sale(key, 100))
                : connection.get("/v1/status");
        if (!answer.isGood()) {
          failed.incrementAndGet();
        }
        times.add((System.nanoTime() - begin) / 1_000_000);
      }
    } catch (IOException e) {
      failed.incrementAndGet();
    }
    return times;
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

  /** Asks for the connection to be closed, as a till does that keeps none. */
  private static String closing(String request) {
    return request.replaceFirst("\r\n", "\r\nConnection: close\r\n");
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
