package org.tillkeeper.tools.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.Transport;

/**
 * The network between the terminal and the acquirer's hosts, one per route. Frames and attempts to
 * connect are counted over the whole run, and what a schedule says of the Nth is done to it.
 *
 * <p>One promise it keeps, as the agent's configuration says ({@code host.originalLifetime}): no
 * request arrives later than that after its connection has ended.
 */
final class Net implements Transport {
  /** Shorter than the lifetime the agent is configured with. */
  private static final long LATEST_MILLIS = 14_900;

  /** What happens on it, for who watches. */
  interface Watcher {
    /** The terminal has a new connection. */
    void connected();

    /** The terminal hands a frame to the network. */
    void sent(byte[] frame);

    /** A frame is on its way to a host. */
    void underWay(byte[] frame);

    /** It arrived there, or is lost. */
    void gone(byte[] frame);

    /** A frame arrives at the terminal as the host made it. */
    void arrivesWhole(byte[] frame);

    /** A frame arrives with a bit changed. */
    void arrivesChanged(byte[] frame, byte[] changed);

    /** A frame of the terminal's is changed in a bit on its way. */
    void requestChanged(byte[] frame);
  }

  private final VirtualTime time;
  private final Host host;
  private final Tally tally;
  private final Watcher watcher;
  private final long oneWayMillis;
  private final Map<Long, Happening> ups = new HashMap<>();
  private final Map<Long, Happening> downs = new HashMap<>();
  private final Map<Long, Happening> connects = new HashMap<>();
  private final Set<String> deadRoutes = new HashSet<>();
  private final List<Link> open = new ArrayList<>();
  private long sentUp;
  private long sentDown;
  private long connected;
  private boolean calm;

  Net(VirtualTime time, Host host, Schedule schedule, Tally tally, Watcher watcher) {
    this.time = time;
    this.host = host;
    this.tally = tally;
    this.watcher = watcher;
    oneWayMillis = schedule.number("one-way", 10);
    for (Happening happening : schedule.happenings()) {
      switch (happening.on()) {
        case "up" -> ups.put(happening.at(), happening);
        case "down" -> downs.put(happening.at(), happening);
        case "connect" -> connects.put(happening.at(), happening);
        default -> {
          // Not the network's.
        }
      }
    }
  }

  long framesSent() {
    return sentUp;
  }

  /** From now on it works. */
  void calm() {
    calm = true;
    deadRoutes.clear();
    for (Link link : new ArrayList<>(open)) {
      if (link.hole) {
        link.end("reset by the network");
      }
    }
  }

  /** It changes by itself. */
  void change(Happening happening) {
    switch (happening.what()) {
      case "cut" -> {
        for (Link link : new ArrayList<>(open)) {
          link.end("cut");
        }
      }
      case "hole" -> {
        tally.reached(Path.HALF_OPEN);
        for (Link link : open) {
          link.hole = true;
        }
      }
      case "down" -> {
        tally.reached(Path.NETWORK_DOWN);
        String route = happening.with().size() > 1 ? happening.text(1) : "";
        List<String> routes = route.isEmpty() ? List.of(Stage.FIRST, Stage.SECOND) : List.of(route);
        deadRoutes.addAll(routes);
        for (Link link : new ArrayList<>(open)) {
          if (routes.contains(link.route)) {
            link.end("the network is down");
          }
        }
        time.afterMillis(happening.number(0), () -> deadRoutes.removeAll(routes));
      }
      default -> throw new IllegalArgumentException("net: " + happening.what());
    }
  }

  /** The process at this end has died: the system closes what it had open. */
  void processDied() {
    for (Link link : open) {
      link.open = false;
    }
    open.clear();
  }

  @Override
  public void connect(Route to, Duration timeout, Listener listener) {
    String route = to.name();
    connected++;
    Happening fault = calm ? null : connects.get(connected);
    long after = oneWayMillis * 2;
    String why = "";
    if (fault != null) {
      tally.fault("connect " + fault.what());
      tally.reached(Path.CONNECT_REFUSED);
      why = fault.what();
      after = fault.what().equals("time-out") ? 5000 : after;
    }
    boolean refused = !why.isEmpty();
    String refusal = why;
    time.afterMillis(
        after,
        () -> {
          if (refused || deadRoutes.contains(route)) {
            listener.failed(refused ? refusal : "no route to host");
          } else {
            if (route.equals(Stage.SECOND)) {
              tally.reached(Path.SECOND_HOST_USED);
            }
            Link link = new Link(route, listener);
            open.add(link);
            watcher.connected();
            listener.connected(link);
          }
        });
  }

  @Override
  public void close() {
    // It ends with the world.
  }

  private final class Link implements Connection {
    private final String route;
    private final Listener listener;
    private boolean open = true;

    /** Nothing comes through it any more, and neither side is told. */
    private boolean hole;

    /** Frames that were sent and not answered. */
    private int unanswered;

    Link(String route, Listener listener) {
      this.route = route;
      this.listener = listener;
    }

    @Override
    public void send(byte[] frame) {
      sentUp++;
      tally.frames++;
      Happening fault = calm ? null : ups.get(sentUp);
      String what = fault == null ? "" : fault.what();
      if (!what.isEmpty()) {
        tally.fault("up " + what);
      }
      if (!open || what.equals("never-left")) {
        tally.reached(Path.REQUEST_NEVER_LEFT);
        open = false;
        Net.this.open.remove(this);
        time.execute(() -> listener.notHandedOver(frame, "the connection was closed"));
        return;
      }
      watcher.sent(frame);
      unanswered++;
      if (unanswered > 1) {
        tally.reached(Path.SEVERAL_OUTSTANDING);
      }
      time.execute(() -> listener.handedOver(frame));
      if (hole) {
        return;
      }
      long millis = fault == null || fault.with().isEmpty() ? 0 : fault.number(0);
      switch (what) {
        case "lose" -> tally.reached(Path.REQUEST_LOST);
        case "cut-before" -> {
          tally.reached(Path.CUT_BEFORE_REQUEST_ARRIVED);
          time.afterMillis(oneWayMillis, () -> end("cut"));
        }
        case "cut-after" -> {
          tally.reached(Path.CUT_AFTER_REQUEST_ARRIVED);
          travel(frame, oneWayMillis, this);
          time.afterMillis(oneWayMillis, () -> end("cut"));
        }
        case "late" -> {
          tally.reached(Path.REQUEST_ARRIVES_AFTER_ITS_CONNECTION);
          travel(frame, Math.min(millis, LATEST_MILLIS), this);
          time.afterMillis(oneWayMillis, () -> end("cut"));
        }
        case "delay" -> travel(frame, Math.min(millis, LATEST_MILLIS), this);
        case "twice" -> {
          tally.reached(Path.REQUEST_TWICE);
          travel(frame, oneWayMillis, this);
          travel(frame, Math.min(millis, LATEST_MILLIS), this);
        }
        case "corrupt" -> {
          watcher.requestChanged(frame);
          travel(corrupted(frame, millis), oneWayMillis, this);
        }
        case "" -> travel(frame, oneWayMillis, this);
        default -> throw new IllegalArgumentException("up: " + what);
      }
    }

    /** What was handed over arrives even where the connection has ended. */
    private void travel(byte[] frame, long millis, Link from) {
      watcher.underWay(frame);
      time.afterMillis(
          millis,
          () -> {
            sentDown++;
            Happening fault = calm ? null : downs.get(sentDown);
            Optional<Twist> twist = twist(fault);
            List<byte[]> answers = host.on(route, frame, twist);
            watcher.gone(frame);
            from.answer(answers, fault);
          });
    }

    private Optional<Twist> twist(Happening fault) {
      for (Twist twist : Twist.values()) {
        if (fault != null && fault.what().equals(twist.label())) {
          return Optional.of(twist);
        }
      }
      return Optional.empty();
    }

    private void answer(List<byte[]> frames, Happening fault) {
      String what = fault == null || frames.isEmpty() ? "" : fault.what();
      if (!what.isEmpty()) {
        tally.fault("down " + what);
      }
      long millis = fault == null || fault.with().isEmpty() ? 0 : fault.number(0);
      switch (what) {
        case "lose" -> tally.reached(Path.ANSWER_LOST);
        case "cut" -> {
          tally.reached(Path.ANSWER_LOST);
          time.afterMillis(oneWayMillis, () -> end("cut"));
        }
        case "twice" -> {
          tally.reached(Path.ANSWER_TWICE);
          deliver(frames, oneWayMillis);
          deliver(frames, oneWayMillis + millis);
        }
        case "delay" -> deliver(frames, oneWayMillis + millis);
        case "corrupt" -> {
          tally.reached(Path.ANSWER_CORRUPTED);
          time.afterMillis(
              oneWayMillis,
              () -> {
                if (open && !hole) {
                  byte[] changed = corrupted(frames.get(0), millis);
                  watcher.arrivesChanged(frames.get(0), changed);
                  listener.received(changed);
                }
              });
        }
        default -> deliver(frames, oneWayMillis);
      }
    }

    private void deliver(List<byte[]> frames, long millis) {
      for (byte[] frame : frames) {
        time.afterMillis(
            millis,
            () -> {
              if (open && !hole) {
                watcher.arrivesWhole(frame);
                unanswered = Math.max(0, unanswered - 1);
                listener.received(frame);
              }
            });
      }
    }

    void end(String why) {
      if (open) {
        open = false;
        Net.this.open.remove(this);
        time.execute(() -> listener.closed(why));
      }
    }

    @Override
    public void reset() {
      open = false;
      Net.this.open.remove(this);
    }
  }

  /** One byte behind the length is another. */
  private static byte[] corrupted(byte[] frame, long where) {
    byte[] other = frame.clone();
    int at = 4 + (int) (where % (frame.length - 4));
    other[at] ^= (byte) (1 << (where % 8));
    return other;
  }
}
