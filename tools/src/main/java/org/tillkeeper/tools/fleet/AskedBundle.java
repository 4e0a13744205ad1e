package org.tillkeeper.tools.fleet;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.fleet.Broker;
import org.tillkeeper.agent.fleet.Message;
import org.tillkeeper.agent.fleet.Topics;

/** A bundle that is asked of a terminal by way of the broker. */
public final class AskedBundle {
  /** A terminal whose clock is that wrong is one of those that bundles are asked of. */
  private static final Duration CLOCKS_APART = Duration.ofHours(1);

  private static final long BYTES_MOST = 80L * 1024 * 1024;

  private AskedBundle() {}

  /** The terminal did not give it. The text says why. */
  public static final class NotGiven extends IOException {
    private static final long serialVersionUID = 1L;

    NotGiven(String text) {
      super(text);
    }
  }

  /**
   * Asks for it and writes what comes; it is whole once this returns. Nobody waits for what is
   * asked longer than the patience, so the broker drops it then. The terminal takes it an hour
   * longer by its own clock, which may be what is wrong with it.
   *
   * @param now the time; the terminal's clock may be an hour ahead of it
   * @param since what is older stays out; empty for the usual
   * @param patience for the next piece, at least a second
   */
  public static void fetch(
      Broker broker,
      Topics topics,
      Instant now,
      Optional<Instant> since,
      Duration patience,
      OutputStream to)
      throws IOException, InterruptedException {
    String id = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("id", id);
    order.put("do", "bundle");
    order.put("expires", now.plus(patience).plus(CLOCKS_APART).toString());
    since.ifPresent(time -> order.put("since", time.toString()));
    try (BrokerVisit visit = BrokerVisit.to(broker)) {
      visit.subscribe(List.of(topics.answers(), topics.bundle()), Message.Kept.PASSING);
      byte[] said = JSON.std.asString(order).getBytes(StandardCharsets.UTF_8);
      visit.publish(
          Message.json(topics.orders(), said, Message.Kept.PASSING).expiringAfter(patience));
      receive(visit, topics, id, patience, to);
    }
  }

  private static void receive(
      BrokerVisit visit, Topics topics, String id, Duration patience, OutputStream to)
      throws IOException, InterruptedException {
    MessageDigest digest = sha256();
    long bytes = 0;
    int pieces = 0;
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      long left = end - System.nanoTime();
      Optional<Message> next = left <= 0 ? Optional.empty() : visit.next(Duration.ofNanos(left));
      if (next.isEmpty()) {
        throw new NotGiven(
            pieces == 0 ? "the terminal does not answer" : "the terminal has broken off");
      }
      Message message = next.get();
      if (message.topic().equals(topics.answers())) {
        Map<String, Object> answer = answer(message.payload());
        if (id.equals(answer.get("id"))) {
          check(answer, bytes, pieces, digest);
          return;
        }
      } else if (id.equals(message.properties().get("id"))) {
        int piece = number(message.properties().get("piece"));
        if (piece > pieces) {
          throw new NotGiven("a piece is missing");
        }
        if (piece == pieces) { // one that comes twice is taken once
          bytes += message.payload().length;
          if (bytes > BYTES_MOST) {
            throw new NotGiven("it is larger than any bundle");
          }
          to.write(message.payload());
          digest.update(message.payload());
          pieces++;
          if (message.payload().length > 0) { // only what brings it further is waited for anew
            end = System.nanoTime() + patience.toNanos();
          }
        }
      }
    }
  }

  private static Map<String, Object> answer(byte[] payload) {
    try {
      Map<String, Object> answer = JSON.std.mapFrom(payload);
      return answer == null ? Map.of() : answer;
    } catch (IOException | RuntimeException e) {
      return Map.of(); // of somebody else
    }
  }

  private static int number(String text) throws NotGiven {
    if (text == null || !text.matches("[0-9]{1,9}")) {
      throw new NotGiven("a piece has no number");
    }
    return Integer.parseInt(text);
  }

  private static void check(
      Map<String, Object> answer, long bytes, int pieces, MessageDigest digest) throws NotGiven {
    if (!Boolean.TRUE.equals(answer.get("ok"))) {
      throw new NotGiven(answer.get("why") + ": " + answer.get("detail"));
    }
    String whole = HexFormat.of().formatHex(digest.digest());
    boolean same =
        answer.get("bytes") instanceof Number count
            && count.longValue() == bytes
            && answer.get("pieces") instanceof Number number
            && number.intValue() == pieces
            && whole.equals(answer.get("sha256"));
    if (!same) {
      throw new NotGiven("it came otherwise than it was sent");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
