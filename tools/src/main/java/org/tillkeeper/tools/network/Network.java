package org.tillkeeper.tools.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;
import org.tillkeeper.tools.control.ControlServer;

/**
 * A line between terminals and an acquirer that fails on demand.
 *
 * <p>Control, JSON over HTTP: {@code POST /rules} sets one rule beside those that hold, {@code
 * DELETE /rules} (or rule {@code up}) heals the line, {@code GET /state} shows it. Rules, with
 * {@code direction} one of {@code to-acquirer}, {@code to-terminal}, {@code both} (the default):
 *
 * <ul>
 *   <li>{@code cut}: every connection ends now, by {@code how}: {@code reset} (default) or {@code
 *       close}; {@code then}: {@code refuse} new ones until the line is up (default), or {@code
 *       accept} them.
 *   <li>{@code blackhole}: connections stay, nothing is forwarded. What is held arrives when the
 *       line is up; of connections the sender closed meanwhile, {@code closedMeanwhile} says {@code
 *       lose} (default) or {@code deliver}, as a late packet is.
 *   <li>{@code delay}: every chunk waits for {@code delay} and up to {@code jitter} more.
 *   <li>{@code throttle}: {@code bytesPerSecond}.
 *   <li>{@code half-close}: the receiver in that direction is told that no more will come, once, on
 *       every connection there is.
 *   <li>{@code cut-after}: {@code bytes} more are carried in that direction, then the connection
 *       that would carry the next one is cut, once; {@code then} as above, default {@code accept}.
 * </ul>
 */
public final class Network implements AutoCloseable {
  private static final List<String> RULES =
      List.of("up", "cut", "blackhole", "delay", "throttle", "half-close", "cut-after");
  private static final List<String> DIRECTIONS = List.of("to-acquirer", "to-terminal", "both");
  private static final List<String> THEN = List.of("refuse", "accept");
  private static final long MAX_BYTES = 1_000_000_000;

  private final NetworkSettings settings;
  private final Rules rules;
  private final Listener listener;
  private final ControlServer control;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong cuts = new AtomicLong();

  private Network(NetworkSettings settings) throws IOException {
    this.settings = settings;
    rules = new Rules(settings.seed());
    listener = new Listener(settings.listen());
    try {
      control =
          new ControlServer(settings.control())
              .on("POST", "/rules", this::rule)
              .on("DELETE", "/rules", body -> up())
              .on("GET", "/state", body -> state());
    } catch (IOException e) {
      listener.close();
      throw e;
    }
  }

  /** Starts to listen. */
  public static Network start(NetworkSettings settings) throws IOException {
    Network network = new Network(settings);
    Thread acceptor = new Thread(network::acceptAll, "network");
    acceptor.setDaemon(true);
    acceptor.start();
    network.control.start();
    return network;
  }

  /** Where terminals connect. */
  public InetSocketAddress address() {
    return listener.address();
  }

  /** Where rules are set. */
  public InetSocketAddress controlAddress() {
    return control.address();
  }

  @Override
  public void close() throws IOException {
    control.close();
    listener.close();
    links.forEach(Link::reset);
  }

  private void acceptAll() {
    while (true) {
      Socket terminal;
      try {
        terminal = listener.accept();
      } catch (IOException closed) {
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      Link link = new Link(terminal, rules, owner());
      links.add(link);
      if (listener.isRefusing()) {
        // It was accepted while the line was being cut.
        link.reset();
        continue;
      }
      Thread thread =
          new Thread(() -> link.run(settings.target()), "link-" + accepted.incrementAndGet());
      thread.setDaemon(true);
      thread.start();
    }
  }

  private Link.Owner owner() {
    return new Link.Owner() {
      @Override
      public void cutByRule(boolean refuse) {
        cuts.incrementAndGet();
        if (refuse) {
          refuse();
          links.forEach(Link::reset);
        }
      }

      @Override
      public void ended(Link link) {
        links.remove(link);
      }
    };
  }

  private Object rule(Settings body) throws InvalidSettings {
    String rule = body.choice("rule", RULES, "");
    switch (rule) {
      case "up" -> {
        body.only("rule");
        return up();
      }
      case "cut" -> cut(body);
      case "blackhole" -> {
        body.only("rule", "direction", "closedMeanwhile");
        List<Direction> directions = directions(body);
        String closedMeanwhile = body.choice("closedMeanwhile", List.of("lose", "deliver"), "lose");
        rules.blackhole(directions, closedMeanwhile.equals("deliver"));
      }
      case "delay" -> {
        body.only("rule", "direction", "delay", "jitter");
        List<Direction> directions = directions(body);
        Duration delay = body.duration("delay", Duration.ZERO);
        Duration jitter = body.duration("jitter", Duration.ZERO);
        rules.delay(directions, delay, jitter);
      }
      case "throttle" -> {
        body.only("rule", "direction", "bytesPerSecond");
        List<Direction> directions = directions(body);
        long bytesPerSecond = body.number("bytesPerSecond", 1, MAX_BYTES);
        rules.throttle(directions, bytesPerSecond);
      }
      case "half-close" -> {
        body.only("rule", "direction");
        List<Direction> directions = directions(body);
        links.forEach(link -> directions.forEach(link::halfClose));
      }
      case "cut-after" -> {
        body.only("rule", "direction", "bytes", "then");
        List<Direction> directions = directions(body);
        long bytes = body.number("bytes", 0, MAX_BYTES);
        String then = body.choice("then", THEN, "accept");
        rules.cutAfter(directions, bytes, then.equals("refuse"));
      }
      default -> throw body.refused("rule", null, "one of " + String.join(", ", RULES));
    }
    return state();
  }

  private void cut(Settings body) throws InvalidSettings {
    body.only("rule", "how", "then");
    String how = body.choice("how", List.of("reset", "close"), "reset");
    String then = body.choice("then", THEN, "refuse");
    if (then.equals("refuse")) {
      refuse();
    }
    cuts.incrementAndGet();
    links.forEach(how.equals("reset") ? Link::reset : Link::close);
  }

  private void refuse() {
    try {
      listener.refuse();
    } catch (IOException e) {
      throw new IllegalStateException("the port could not be kept: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Object up() {
    rules.clear();
    try {
      listener.resume();
    } catch (IOException e) {
      throw new IllegalStateException("the port could not be opened again: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return state();
  }

  private static List<Direction> directions(Settings body) throws InvalidSettings {
    return switch (body.choice("direction", DIRECTIONS, "both")) {
      case "to-acquirer" -> List.of(Direction.TO_ACQUIRER);
      case "to-terminal" -> List.of(Direction.TO_TERMINAL);
      default -> List.of(Direction.TO_ACQUIRER, Direction.TO_TERMINAL);
    };
  }

  private Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("refusing", listener.isRefusing());
    state.put("connections", links.size());
    state.put("accepted", accepted.get());
    state.put("cuts", cuts.get());
    state.put("rules", rules.state());
    return state;
  }
}
