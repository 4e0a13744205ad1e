package org.tillkeeper.tools.lane;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A till that sells on one connection and asks about what it sold. Every call of its is answered,
 * and none late, whatever others do. Its calls are for one thread, its figures for any.
 */
final class HonestTill {
  /** No call takes longer, on a machine however busy. */
  private static final long LATE_MILLIS = 5_000;

  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final InetSocketAddress agent;
  private final String token;
  private final Random random;
  private final List<String> recorded = new ArrayList<>();
  private final List<Long> millis = new ArrayList<>();
  private volatile boolean closed;
  private String last = "";
  private int number;

  /**
   * @param seed of what it asks for
   */
  HonestTill(InetSocketAddress agent, String token, long seed) {
    this.agent = agent;
    this.token = token;
    random = new Random(seed);
  }

  /** Sells so many times, one after the other, each to its end. */
  void sell(int sales) throws IOException, Lane.Broken {
    try (KeptConnection connection = new KeptConnection(agent, token)) {
      for (int i = 0; i < sales; i++) {
        sale(connection, "/v1/payments?wait=30");
      }
    }
  }

  /** Sells and asks until it is told to close. */
  Void goOn() throws IOException, Lane.Broken {
    try (KeptConnection connection = new KeptConnection(agent, token)) {
      while (!closed) {
        LockSupport.parkNanos(BETWEEN_NANOS);
        switch (random.nextInt(6)) {
          case 0, 1 -> sale(connection, "/v1/payments");
          case 2 -> ask(connection, "/v1/payments?limit=5");
          case 3 -> ask(connection, "/v1/status");
          default -> ask(connection, last.isEmpty() ? "/v1/status" : "/v1/payments/" + last);
        }
      }
    }
    return null;
  }

  /** It makes its last call. */
  void close() {
    closed = true;
  }

  private void sale(KeptConnection connection, String path) throws IOException, Lane.Broken {
    number++;
    String key = "HONEST-" + number;
    String body = KeptConnection.sale(key, 100 + number);
    String answer = timed("a sale", () -> connection.post(path, key, body));
    last = answer.replaceFirst("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
    synchronized (this) {
      recorded.add(key);
    }
  }

  private void ask(KeptConnection connection, String path) throws IOException, Lane.Broken {
    timed(path, () -> connection.get(path));
  }

  @FunctionalInterface
  private interface Asked {
    KeptConnection.Answer answer() throws IOException;
  }

  private String timed(String what, Asked asked) throws Lane.Broken {
    long began = System.nanoTime();
    KeptConnection.Answer answer;
    try {
      answer = asked.answer();
    } catch (IOException e) {
      throw new Lane.Broken("the honest till asked for " + what + ": " + e);
    }
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    synchronized (this) {
      millis.add(took);
    }
    if (!answer.isGood() || took > LATE_MILLIS) {
      throw new Lane.Broken(
          "the honest till asked for "
              + what
              + " and was answered after "
              + took
              + " ms: "
              + answer.status()
              + " "
              + answer.body());
    }
    return answer.body();
  }

  /** References of the payments that the agent has said are recorded. */
  synchronized List<String> recorded() {
    return List.copyOf(recorded);
  }

  /** How long its calls took from here on are a measurement of their own. */
  synchronized List<Long> takeMillis() {
    List<Long> taken = new ArrayList<>(millis);
    millis.clear();
    taken.sort(null);
    return taken;
  }
}
