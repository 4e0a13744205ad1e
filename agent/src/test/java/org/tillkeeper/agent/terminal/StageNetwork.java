package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import org.tillkeeper.agent.bench.Course;
import org.tillkeeper.agent.bench.FarEnd;
import org.tillkeeper.agent.bench.NetworkWatcher;
import org.tillkeeper.agent.bench.RequestFault;
import org.tillkeeper.agent.bench.VirtualNetwork;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.host.Route;

/**
 * A network whose other end is played from a script; each way takes 10 ms of virtual time. What
 * arrives waits until it is said what becomes of it.
 */
final class StageNetwork implements Course, FarEnd {
  private static final Duration ONE_WAY = Duration.ofMillis(10);

  private final VirtualTime time;
  final VirtualNetwork wire;

  /** What arrived and was not looked at yet. */
  final ArrayDeque<Arrival> arrived = new ArrayDeque<>();

  /** Looks at each arrival at once; while there is none, arrivals wait. */
  Optional<Consumer<Arrival>> atOnce = Optional.empty();

  boolean reachable = true;

  /** The connection turns out to be closed when the next frame is to be sent. */
  boolean closedBeforeNextSend;

  StageNetwork(VirtualTime time) {
    this.time = time;
    wire = new VirtualNetwork(time, ONE_WAY, this, this, new NetworkWatcher() {});
  }

  void cut() {
    wire.cut();
  }

  @Override
  public boolean isUp(Route route) {
    return reachable;
  }

  @Override
  public RequestFault sending(byte[] frame) {
    boolean closed = closedBeforeNextSend;
    closedBeforeNextSend = false;
    return closed ? RequestFault.NEVER_LEFT : RequestFault.NONE;
  }

  @Override
  public void arrived(VirtualNetwork.Arrival from) {
    if (!reachable) {
      return;
    }
    Arrival arrival = new Arrival(from);
    if (atOnce.isPresent()) {
      atOnce.get().accept(arrival);
    } else {
      arrived.add(arrival);
    }
  }

  /** A frame that has reached the acquirer. */
  final class Arrival {
    final byte[] frame;
    private final VirtualNetwork.Arrival from;

    private Arrival(VirtualNetwork.Arrival from) {
      this.from = from;
      frame = from.frame();
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
            if (from.isConnected() || later.isZero()) {
              from.deliver(answer);
            } else {
              wire.deliver(answer);
            }
          });
    }

    /** Its connection ends. */
    void cut() {
      from.close();
    }
  }
}
