package org.tillkeeper.agent.fleet;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.iso8583.Hex;

/**
 * Takes what is asked of the terminal from afar. Each is refused unless the configuration allows
 * it, and is done only once it stands in the history. The same id is taken once, as long as it is
 * remembered; what names when it is over is not done after that, so that a broker that hands it on
 * late, or once more, does no harm. No more than a few are taken in a minute: whoever floods the
 * topic fills neither the history nor the line.
 *
 * <p>Everything runs on the fleet's event loop.
 */
final class OrderDesk {
  static final int IN_A_MINUTE_MOST = 6;
  static final long BUNDLE_BYTES_MOST = 64L * 1024 * 1024;

  private static final int PIECE_BYTES = 64 * 1024;
  private static final int KNOWN_IDS = 64;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Log LOG = Log.of(OrderDesk.class);

  private final EventLoop loop;
  private final Session session;
  private final Topics topics;
  private final Set<Order.Kind> allowed;
  private final Deeds deeds;
  private final Supplier<Instant> wallClock;
  private final Deque<String> known = new ArrayDeque<>();
  private final Deque<Long> times = new ArrayDeque<>();
  private boolean bundling;

  OrderDesk(
      EventLoop loop,
      Session session,
      Topics topics,
      Set<Order.Kind> allowed,
      Deeds deeds,
      Supplier<Instant> wallClock) {
    this.loop = loop;
    this.session = session;
    this.topics = topics;
    this.allowed = allowed.isEmpty() ? EnumSet.noneOf(Order.Kind.class) : EnumSet.copyOf(allowed);
    this.deeds = deeds;
    this.wallClock = wallClock;
  }

  boolean takesOrders() {
    return !allowed.isEmpty();
  }

  /** Somebody asks. */
  void ordered(Message message) {
    if (message.kept() == Message.Kept.RETAINED) {
      refuseUnread("a retained order is taken for none: it would come again and again");
      return;
    }
    Order order;
    try {
      order = Order.read(message.payload());
    } catch (Order.Unreadable e) {
      refuseUnread(e.getMessage());
      if (!e.id().isEmpty()) {
        answer(e.id(), "", "unreadable", e.getMessage());
      }
      return;
    }
    if (known.contains(order.id())) {
      return;
    }
    known.addLast(order.id());
    if (known.size() > KNOWN_IDS) {
      known.removeFirst();
    }
    Instant now = wallClock.get();
    if (!allowed.contains(order.kind())) {
      LOG.warn(
          "what was asked from afar is not allowed",
          Fact.event("fleet-order"),
          Fact.of("order", order.kind()));
      answer(
          order.id(),
          order.kind().label(),
          "not-allowed",
          "fleet.allow in agent.yaml does not name " + order.kind().label());
    } else if (order.isOver(now)) {
      LOG.warn(
          "what was asked from afar came after its time",
          Fact.event("fleet-order"),
          Fact.of("order", order.kind()));
      answer(
          order,
          "expired",
          "it was to be done before "
              + order.expires().get()
              + ", and by this terminal's clock it is "
              + now);
    } else if (areTooMany()) {
      LOG.warn("too much is asked from afar", Fact.event("fleet-order"));
      answer(
          order.id(),
          order.kind().label(),
          "too-many",
          "at most " + IN_A_MINUTE_MOST + " orders in a minute");
    } else {
      carryOut(order);
    }
  }

  private static void refuseUnread(String why) {
    LOG.warn(
        "what was asked from afar cannot be read",
        Fact.event("fleet-order"),
        Fact.text("why", why));
  }

  private boolean areTooMany() {
    long now = System.nanoTime();
    while (!times.isEmpty() && now - times.peekFirst() > MINUTE.toNanos()) {
      times.removeFirst();
    }
    if (times.size() >= IN_A_MINUTE_MOST) {
      return true;
    }
    times.addLast(now);
    return false;
  }

  private void carryOut(Order order) {
    then(
        deeds.record(order),
        (nothing, failure) -> {
          if (failure != null) {
            answer(order, "not-recorded", "it could not be put down, so it is not done");
            return;
          }
          switch (order.kind()) {
            case LOG_LEVEL -> then(deeds.logLevel(order), (value, why) -> told(order, value, why));
            case DIGEST -> then(deeds.digest(), (value, why) -> told(order, value, why));
            case BUNDLE -> bundle(order);
          }
        });
  }

  private void told(Order order, Map<String, Object> value, Throwable failure) {
    if (failure == null) {
      Map<String, Object> answer = head(order.id(), order.kind().label());
      answer.put("ok", true);
      answer.putAll(value);
      send(answer);
    } else {
      answer(order, "not-done", why(failure));
    }
  }

  private static String why(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof Deeds.NotDone
        ? String.valueOf(cause.getMessage())
        : cause.getClass().getSimpleName();
  }

  // ---- A bundle

  /** A bundle on its way. */
  private final class Sending {
    private final Order order;
    private final Deeds.Pieces pieces;
    private final MessageDigest digest = sha256();
    private long bytes;
    private int count;
    private byte[] rest = {};

    Sending(Order order, Deeds.Pieces pieces) {
      this.order = order;
      this.pieces = pieces;
    }

    void next() {
      if (rest.length > 0) {
        send();
        return;
      }
      then(
          pieces.next(),
          (piece, failure) -> {
            if (failure != null) {
              end("not-done", why(failure));
            } else if (!piece.isPresent()) {
              end("", "");
            } else if (bytes + piece.get().length > BUNDLE_BYTES_MOST) {
              end("too-large", "more than 64 MB; ask for a shorter time with since");
            } else {
              rest = piece.get();
              send();
            }
          });
    }

    private void send() {
      Map<String, String> properties = new LinkedHashMap<>();
      properties.put("id", order.id());
      properties.put("piece", Integer.toString(count));
      Message empty =
          new Message(
              topics.bundle(),
              new byte[0],
              Message.Kept.PASSING,
              "application/octet-stream",
              properties);
      int most = Math.min(PIECE_BYTES, session.payloadMost(empty).orElse(0));
      if (most < 256) {
        end("not-done", "the broker is not reached, or takes no packet of 512 bytes");
        return;
      }
      byte[] piece = Arrays.copyOf(rest, Math.min(most, rest.length));
      rest = Arrays.copyOfRange(rest, piece.length, rest.length);
      digest.update(piece);
      bytes += piece.length;
      count++;
      session.publish(
          new Session.Outgoing(
              new Message(
                  topics.bundle(), piece, Message.Kept.PASSING, empty.contentType(), properties),
              Session.Loss.GIVEN_UP,
              refused -> {
                if (refused.isPresent()) {
                  end("not-done", refused.get());
                } else {
                  next();
                }
              }));
    }

    private void end(String why, String detail) {
      bundling = false;
      if (!why.isEmpty()) {
        answer(order, why, detail);
        return;
      }
      Map<String, Object> answer = head(order.id(), order.kind().label());
      answer.put("ok", true);
      answer.put("name", pieces.name());
      answer.put("bytes", bytes);
      answer.put("pieces", count);
      answer.put("sha256", Hex.lowerCase(digest.digest()));
      OrderDesk.this.send(answer);
    }
  }

  private void bundle(Order order) {
    if (bundling) {
      answer(order, "busy", "a bundle is on its way already; ask again when it is there");
      return;
    }
    try {
      Sending sending = new Sending(order, deeds.bundle(order));
      bundling = true;
      sending.next();
    } catch (Deeds.NotDone e) {
      answer(order, "not-done", e.getMessage());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  // ---- Answers

  private static Map<String, Object> head(String id, String what) {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("schema", "tillkeeper/answer/1");
    head.put("id", id);
    head.put("do", what);
    return head;
  }

  private void answer(Order order, String why, String detail) {
    answer(order.id(), order.kind().label(), why, detail);
  }

  private void answer(String id, String what, String why, String detail) {
    Map<String, Object> answer = head(id, what);
    answer.put("ok", false);
    answer.put("why", why);
    answer.put("detail", detail);
    send(answer);
  }

  private void send(Map<String, Object> answer) {
    try {
      session.publish(
          new Session.Outgoing(
              Message.json(topics.answers(), JSON.std.asBytes(answer), Message.Kept.PASSING),
              Session.Loss.GIVEN_UP,
              refused -> refused.ifPresent(why -> session.noteRefused("answers", why))));
    } catch (IOException e) {
      throw new IllegalStateException("texts and numbers are JSON", e);
    }
  }

  private <T> void then(CompletableFuture<T> future, BiConsumer<T, Throwable> then) {
    CompletableFuture<T> unused =
        future.whenComplete(
            (value, failure) -> {
              try {
                loop.execute(() -> then.accept(value, failure));
              } catch (RejectedExecutionException e) {
                // The agent is stopping.
              }
            });
  }
}
