package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.host.Route;

/**
 * A network of one connection at a time to a {@link ModelAcquirer}; each way takes 10 ms of virtual
 * time.
 */
final class ModelNetwork implements BenchNetwork {
  private static final Duration ONE_WAY = Duration.ofMillis(10);

  private final VirtualTime time;
  private final ModelAcquirer acquirer;
  final List<String> trace = new ArrayList<>();
  final List<String> connectedBy = new ArrayList<>();
  final Set<String> deadRoutes = new HashSet<>();
  boolean closedBeforeNextSend;

  /** How much happened on it, ever. */
  long events;

  private Optional<Link> current = Optional.empty();

  ModelNetwork(VirtualTime time, ModelAcquirer acquirer) {
    this.time = time;
    this.acquirer = acquirer;
  }

  @Override
  public void connect(Route route, Duration timeout, Listener listener) {
    Link link = new Link(listener, route.host() + ":" + route.port());
    time.after(
        ONE_WAY,
        () -> {
          events++;
          if (acquirer.reachable && !deadRoutes.contains(route.name())) {
            trace.add("connect");
            connectedBy.add(route.name());
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
    return events + acquirer.events;
  }

  /** A frame comes in from the acquirer now. */
  void deliver(byte[] frame) {
    current.ifPresent(link -> link.listener.received(frame));
  }

  @Override
  public void close() {
    current = Optional.empty();
  }

  private final class Link implements Connection {
    private final Listener listener;
    private final String host;
    private boolean open = true;

    Link(Listener listener, String host) {
      this.listener = listener;
      this.host = host;
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
            if (!acquirer.reachable) {
              return;
            }
            ModelAcquirer.Reaction reaction = arrive(frame);
            reaction.arrivesAgain().ifPresent(later -> time.after(later, () -> arrive(frame)));
            time.after(
                ONE_WAY,
                () -> {
                  for (byte[] answer : reaction.frames()) {
                    if (open) {
                      events++;
                      listener.received(answer);
                    }
                  }
                  if (reaction.cut()) {
                    end("the acquirer closed the connection");
                  }
                });
          });
    }

    private ModelAcquirer.Reaction arrive(byte[] frame) {
      acquirer.host = host;
      return acquirer.on(frame);
    }

    void end(String why) {
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
        trace.add("reset");
        open = false;
      }
    }
  }
}
