package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.host.Route;

/**
 * A network of one connection at a time whose other end is played from a script; each way takes 10
 * ms of virtual time. What arrives waits until it is said what becomes of it.
 */
final class StageNetwork implements BenchNetwork {
  private static final Duration ONE_WAY = Duration.ofMillis(10);

  private final VirtualTime time;
  private Optional<Link> current = Optional.empty();
  private long events;

  /** What arrived and was not looked at yet. */
  final ArrayDeque<Arrival> arrived = new ArrayDeque<>();

  /** Looks at each arrival at once; while there is none, arrivals wait. */
  Optional<Consumer<Arrival>> atOnce = Optional.empty();

  boolean reachable = true;

  /** The connection turns out to be closed when the next frame is to be sent. */
  boolean closedBeforeNextSend;

  StageNetwork(VirtualTime time) {
    this.time = time;
  }

  @Override
  public void connect(Route route, Duration timeout, Listener listener) {
    Link link = new Link(listener);
    time.after(
        ONE_WAY,
        () -> {
          events++;
          if (reachable) {
            current = Optional.of(link);
            listener.connected(link);
          } else {
            listener.failed("connection refused");
          }
        });
  }

  @Override
  public void cut() {
    current.ifPresent(link -> link.end("cut"));
  }

  @Override
  public long events() {
    return events;
  }

  @Override
  public void close() {
    current = Optional.empty();
  }

  /** A frame that has reached the acquirer. */
  final class Arrival {
    final byte[] frame;
    private final Link link;

    Arrival(byte[] frame, Link link) {
      this.frame = frame;
      this.link = link;
    }

    /**
     * Answers it.
     *
     * @param later than at once; an answer whose connection is gone by then comes in on the next
     */
    void answer(byte[] answer, Duration later) {
      time.after(
          ONE_WAY.plus(later),
          () -> {
            Optional<Link> by = link.open || later.isZero() ? Optional.of(link) : current;
            by.filter(link -> link.open)
                .ifPresent(
                    link -> {
                      events++;
                      link.listener.received(answer);
                    });
          });
    }

    /** Its connection ends. */
    void cut() {
      time.after(ONE_WAY, () -> link.end("the acquirer closed the connection"));
    }
  }

  private final class Link implements Connection {
    private final Listener listener;
    private boolean open = true;

    Link(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void send(byte[] frame) {
      events++;
      if (!open || closedBeforeNextSend) {
        closedBeforeNextSend = false;
        time.execute(() -> listener.notHandedOver(frame, "closed"));
        return;
      }
      time.execute(() -> listener.handedOver(frame));
      time.after(
          ONE_WAY,
          () -> {
            if (reachable) {
              events++;
              Arrival arrival = new Arrival(frame, this);
              if (atOnce.isPresent()) {
                atOnce.get().accept(arrival);
              } else {
                arrived.add(arrival);
              }
            }
          });
    }

    private void end(String why) {
      if (open) {
        events++;
        open = false;
        time.execute(() -> listener.closed(why));
      }
    }

    @Override
    public void reset() {
      if (open) {
        events++;
        open = false;
      }
    }
  }
}
