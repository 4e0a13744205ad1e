package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.tillkeeper.agent.bench.VirtualTime;

/** A line in virtual time, over a transport the test plays, and the trace it leaves. */
abstract class LineBench {
  static final byte[] FRAME = {0, 1, 42};

  final VirtualTime time = new VirtualTime();
  final List<String> trace = new ArrayList<>();
  final List<Transport.Listener> listeners = new ArrayList<>();
  final long start = time.nanoTime();
  double jitter = 0.5;
  boolean hasItsAddress = true;
  boolean customerWaits;
  boolean mayLeave = true;
  final LineOwner owner = new Noted();
  Line line = line(1);
  Exchange last;
  final Map<Exchange, String> names = new HashMap<>();

  Line line(int window) {
    return line(window, LineSettings.Connections.KEPT);
  }

  Line line(int window, LineSettings.Connections connections) {
    return new Line(
        new Played(),
        time,
        new Random() {
          private static final long serialVersionUID = 1L;

          @Override
          public double nextDouble() {
            return jitter;
          }
        },
        new LineSettings(
            List.of(route("first"), route("second")),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            connections),
        window);
  }

  static Route route(String name) {
    return new Route(name, name + ".example", 1, Optional.empty());
  }

  /** Online by the second route, since the first refused. */
  void onlineBySecond() {
    line.start(owner);
    newest().failed("refused");
    pass(0);
    greeted();
    trace.clear();
  }

  void send() {
    last = line.send(FRAME);
  }

  void answered() {
    line.answered(last);
  }

  void greeted() {
    connected();
    send();
    answered();
    line.proven();
  }

  void note(String what) {
    trace.add((time.nanoTime() - start) / 1_000_000 + " " + what);
  }

  private final class Played implements Transport {
    @Override
    public void connect(Route route, Duration timeout, Listener listener) {
      assertEquals(Duration.ofSeconds(5), timeout);
      note("connect " + route.name());
      listeners.add(listener);
    }

    @Override
    public void close() {}
  }

  final class PlayedConnection implements Transport.Connection {
    @Override
    public void send(byte[] frame) {
      note("send");
    }

    @Override
    public void reset() {
      note("reset");
    }

    @Override
    public void end() {
      note("end");
    }

    @Override
    public boolean hasItsAddress() {
      return hasItsAddress;
    }
  }

  private final class Noted implements LineOwner {
    @Override
    public void flooded(String what) {
      note("flooded with " + what);
    }

    @Override
    public boolean mayLeave(Exchange exchange) {
      return mayLeave;
    }

    @Override
    public boolean customerWaits() {
      return customerWaits;
    }

    @Override
    public void greet() {
      note("greet");
    }

    @Override
    public void received(byte[] frame) {
      note("received");
    }

    @Override
    public void ended(Exchange exchange, Exchange.Ending ending) {
      assertFalse(mayLeave && line.isFree(), "the line must be down before its owner is told");
      note("ended " + names.getOrDefault(exchange, "") + ending);
    }

    @Override
    public void idle() {
      note("idle");
    }

    @Override
    public void onlineChanged() {
      note(line.online() ? "online" : "offline");
    }

    @Override
    public void noted(String kind, String message) {
      if (kind.equals("malformed")) {
        note(kind);
      }
    }
  }

  Transport.Listener newest() {
    return listeners.get(listeners.size() - 1);
  }

  void connected() {
    newest().connected(new PlayedConnection());
  }

  void online() {
    line.start(owner);
    greeted();
    trace.clear();
  }

  void pass(long millis) {
    time.advance(Duration.ofMillis(millis));
  }

  /** Online on a connection that takes three, with two on their way: a, of 1 s before b. */
  byte[][] twoOnTheirWay() {
    line = line(3);
    online();
    byte[][] frames = {{0, 1, 1}, {0, 1, 2}};
    names.put(line.send(frames[0]), "a ");
    pass(1000);
    last = line.send(frames[1]);
    names.put(last, "b ");
    trace.clear();
    return frames;
  }
}
