package org.tillkeeper.tools.lab;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a cashier's page shows of each payment over time, from the agent's live events. Comes back
 * after the agent was away, with the number of the last event, as a browser does. Safe for any
 * thread.
 */
public final class Cashier implements AutoCloseable {
  private static final String ID = "id: ";
  private static final String EVENT = "event: ";
  private static final String DATA = "data: ";

  private final Lab lab;
  private final Consumer<Payment> onChange;
  private final Thread thread = new Thread(this::watch, "cashier");
  private final Map<String, List<String>> seen = new LinkedHashMap<>();
  private final Map<String, Payment> last = new LinkedHashMap<>();
  private String lastId = "";
  private volatile boolean closed;

  /**
   * Begins to watch.
   *
   * @param onChange told of each payment that reads differently now; on a thread of its own
   */
  public Cashier(Lab lab, Consumer<Payment> onChange) {
    this.lab = lab;
    this.onChange = onChange;
    thread.setDaemon(true);
    thread.start();
  }

  /** What was shown of a payment, one after the other, by the till's reference. */
  public synchronized List<String> seen(String reference) {
    return List.copyOf(seen.getOrDefault(reference, List.of()));
  }

  /** Whether the cashier sees the end of a payment. */
  public synchronized boolean seesEndOf(String reference) {
    return last.containsKey(reference) && last.get(reference).isFinal();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void watch() {
    try {
      while (!closed) {
        try {
          read();
        } catch (IOException | UncheckedIOException away) {
          // The agent was killed or ends: come back until it is there again.
        }
        Deadline.in(Duration.ZERO).pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() throws IOException, InterruptedException {
    HttpRequest.Builder request = lab.till().json().request("/v1/events");
    request.header("Last-Event-ID", lastId.isEmpty() ? "0" : lastId);
    try (InputStream body = Json.stream(request.build()).body();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      String id = "";
      String event = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(ID)) {
          id = line.substring(ID.length());
        } else if (line.startsWith(EVENT)) {
          event = line.substring(EVENT.length());
        } else if (line.startsWith(DATA)) {
          Json.heard(event, line.substring(DATA.length()));
          if (event.equals("payment")) {
            show(Payment.of(JSON.std.mapFrom(line.substring(DATA.length()))));
          }
          lastId = id;
        }
      }
    }
  }

  private void show(Payment payment) {
    boolean reads;
    synchronized (this) {
      Payment before = last.put(payment.reference(), payment);
      reads = before == null || !before.messageEn().equals(payment.messageEn());
      List<String> shown = seen.computeIfAbsent(payment.reference(), one -> new ArrayList<>());
      if (shown.isEmpty() || !shown.get(shown.size() - 1).equals(payment.display())) {
        shown.add(payment.display());
      }
    }
    if (reads) {
      onChange.accept(payment);
    }
  }
}
