package org.tillkeeper.agent.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.Transport;

/**
 * The network between the terminal and its hosts in virtual time. A frame takes the same time each
 * way, and to connect takes both ways. What was handed over arrives even where its connection has
 * ended meanwhile; what comes back is lost then.
 *
 * <p>What befalls a frame is for a {@link Course} to say, what a host does with it for a {@link
 * FarEnd}.
 */
public final class VirtualNetwork implements Transport {
  private final VirtualTime time;
  private final Duration oneWay;
  private final Course course;
  private final FarEnd farEnd;
  private final NetworkWatcher watcher;
  private final List<Link> open = new ArrayList<>();
  private long events;

  /**
   * @param oneWay how long a frame takes
   */
  public VirtualNetwork(
      VirtualTime time, Duration oneWay, Course course, FarEnd farEnd, NetworkWatcher watcher) {
    this.time = time;
    this.oneWay = oneWay;
    this.course = course;
    this.farEnd = farEnd;
    this.watcher = watcher;
  }

  /** Grows with everything that happens on it. */
  public long events() {
    return events;
  }

  /** Whatever is connected over these routes ends, and the terminal is told. */
  public void cut(Predicate<Route> routes, String why) {
    for (Link link : new ArrayList<>(open)) {
      if (routes.test(link.route)) {
        link.end(why);
      }
    }
  }

  /** Every connection ends, and the terminal is told. */
  public void cut() {
    cut(route -> true, "cut");
  }

  /** Nothing comes through what is open any more, and neither side is told. */
  public void becomeHole() {
    for (Link link : open) {
      link.hole = true;
    }
  }

  /** Connections that nothing comes through end, and the terminal is told. */
  public void endHoles() {
    for (Link link : new ArrayList<>(open)) {
      if (link.hole) {
        link.end("reset by the network");
      }
    }
  }

  /** The process at this end has died: the system closes what it had open, and tells nobody. */
  public void processDied() {
    events++;
    for (Link link : open) {
      link.open = false;
    }
    open.clear();
  }

  /** A frame comes in now, over the newest connection; lost where there is none. */
  public void deliver(byte[] frame) {
    if (!open.isEmpty()) {
      open.get(open.size() - 1).receive(frame);
    }
  }

  @Override
  public void connect(Route route, Duration timeout, Listener listener) {
    Optional<ConnectFault> fault = course.connecting(route);
    boolean timesOut = fault.equals(Optional.of(ConnectFault.TIME_OUT));
    time.after(
        timesOut ? timeout : oneWay.multipliedBy(2),
        () -> {
          events++;
          if (fault.isPresent()) {
            listener.failed(fault.get().label());
          } else if (!course.isUp(route)) {
            listener.failed("no route to host");
          } else {
            Link link = new Link(route, listener);
            open.add(link);
            watcher.connected(route);
            listener.connected(link);
          }
        });
  }

  @Override
  public void close() {
    processDied();
  }

  /** A frame that has reached a host. */
  public static final class Arrival {
    private final byte[] frame;
    private final Link link;

    private Arrival(byte[] frame, Link link) {
      this.frame = frame;
      this.link = link;
    }

    public byte[] frame() {
      return frame;
    }

    /** The route it came by, which says to which host. */
    public Route route() {
      return link.route;
    }

    /** Whether the connection it came over is still open. */
    public boolean isConnected() {
      return link.open;
    }

    /** Answers it; what is answered takes its way back. */
    public void answer(List<byte[]> frames, AnswerFault fault) {
      link.answer(frames, fault);
    }

    /** An answer comes in at the terminal now; lost where the connection is closed. */
    public void deliver(byte[] answer) {
      link.receive(answer);
    }

    /** The host closes the connection; the terminal learns of it after what was answered before. */
    public void close() {
      link.endsLater("the host closed the connection");
    }
  }

  private final class Link implements Connection {
    private final Route route;
    private final Listener listener;
    private boolean open = true;

    /** Nothing comes through it any more, and neither side is told. */
    private boolean hole;

    /** Frames that were sent and not answered. */
    private int unanswered;

    Link(Route route, Listener listener) {
      this.route = route;
      this.listener = listener;
    }

    @Override
    public void send(byte[] frame) {
      events++;
      RequestFault fault = course.sending(frame);
      if (!open || fault.kind() == RequestFault.Kind.NEVER_LEFT) {
        watcher.neverLeft(frame);
        drop();
        time.execute(() -> listener.notHandedOver(frame, "the connection was closed"));
        return;
      }
      unanswered++;
      watcher.sent(frame, unanswered);
      if (hole) {
        return;
      }
      watcher.befalls(frame, fault);
      Duration later = Duration.ofMillis(fault.number());
      switch (fault.kind()) {
        case NONE -> travel(frame, oneWay);
        case LOSE, NEVER_LEFT -> {
          // Nothing of it arrives.
        }
        case CUT_BEFORE -> endsLater("cut");
        case CUT_AFTER -> {
          travel(frame, oneWay);
          endsLater("cut");
        }
        case LATE -> {
          travel(frame, later);
          endsLater("cut");
        }
        case DELAY -> travel(frame, later);
        case TWICE -> {
          travel(frame, oneWay);
          travel(frame, later);
        }
        case CORRUPT -> travel(corrupted(frame, fault.number()), oneWay);
      }
    }

    private void travel(byte[] frame, Duration takes) {
      watcher.underWay(frame);
      time.after(
          takes,
          () -> {
            events++;
            farEnd.arrived(new Arrival(frame, this));
            watcher.gone(frame);
          });
    }

    private void answer(List<byte[]> frames, AnswerFault fault) {
      Duration later = oneWay.plusMillis(fault.number());
      switch (fault.kind()) {
        case NONE -> comeBack(frames, oneWay);
        case LOSE -> {
          // Nothing of it comes back.
        }
        case CUT -> endsLater("cut");
        case DELAY -> comeBack(frames, later);
        case TWICE -> {
          comeBack(frames, oneWay);
          comeBack(frames, later);
        }
        case CORRUPT -> time.after(oneWay, () -> receiveChanged(frames.get(0), fault.number()));
      }
    }

    private void comeBack(List<byte[]> frames, Duration takes) {
      for (byte[] frame : frames) {
        time.after(takes, () -> receive(frame));
      }
    }

    private void receive(byte[] frame) {
      if (open && !hole) {
        events++;
        watcher.arrivesWhole(frame);
        unanswered = Math.max(0, unanswered - 1);
        listener.received(frame);
      }
    }

    private void receiveChanged(byte[] frame, long where) {
      if (open && !hole) {
        events++;
        byte[] changed = corrupted(frame, where);
        watcher.arrivesChanged(frame, changed);
        listener.received(changed);
      }
    }

    private void endsLater(String why) {
      time.after(oneWay, () -> end(why));
    }

    private void end(String why) {
      if (open) {
        events++;
        drop();
        time.execute(() -> listener.closed(why));
      }
    }

    @Override
    public void reset() {
      if (open) {
        events++;
        watcher.reset();
        drop();
      }
    }

    private void drop() {
      open = false;
      VirtualNetwork.this.open.remove(this);
    }
  }

  /** A bit of a byte behind the length is another. */
  private static byte[] corrupted(byte[] frame, long where) {
    byte[] other = frame.clone();
    int at = 4 + (int) (where % (frame.length - 4));
    other[at] ^= (byte) (1 << (where % 8));
    return other;
  }
}
