package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tillkeeper.agent.bench.AnswerFault;
import org.tillkeeper.agent.bench.Course;
import org.tillkeeper.agent.bench.FarEnd;
import org.tillkeeper.agent.bench.NetworkWatcher;
import org.tillkeeper.agent.bench.RequestFault;
import org.tillkeeper.agent.bench.VirtualNetwork;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.host.Route;

/** The network to a {@link ModelAcquirer}; each way takes 10 ms of virtual time. */
final class ModelNetwork implements Course, FarEnd, NetworkWatcher {
  private final VirtualTime time;
  private final ModelAcquirer acquirer;
  final VirtualNetwork wire;
  final List<String> trace = new ArrayList<>();
  final List<String> connectedBy = new ArrayList<>();
  final Set<String> deadRoutes = new HashSet<>();
  boolean closedBeforeNextSend;

  /** Whether the host takes one request a connection. */
  boolean closesAfterEachAnswer;

  ModelNetwork(VirtualTime time, ModelAcquirer acquirer) {
    this.time = time;
    this.acquirer = acquirer;
    wire = new VirtualNetwork(time, Duration.ofMillis(10), this, this, this);
  }

  void cut() {
    wire.cut();
  }

  /** A frame comes in from the acquirer now. */
  void deliver(byte[] frame) {
    wire.deliver(frame);
  }

  @Override
  public boolean isUp(Route route) {
    return acquirer.reachable && !deadRoutes.contains(route.name());
  }

  @Override
  public RequestFault sending(byte[] frame) {
    boolean closed = closedBeforeNextSend;
    closedBeforeNextSend = false;
    return closed ? RequestFault.NEVER_LEFT : RequestFault.NONE;
  }

  @Override
  public void connected(Route route) {
    trace.add("connect");
    connectedBy.add(route.name());
  }

  @Override
  public void reset() {
    trace.add("reset");
  }

  @Override
  public void arrived(VirtualNetwork.Arrival arrival) {
    if (!acquirer.reachable) {
      return;
    }
    ModelAcquirer.Reaction reaction = read(arrival);
    reaction.arrivesAgain().ifPresent(later -> time.after(later, () -> read(arrival)));
    arrival.answer(reaction.frames(), AnswerFault.NONE);
    if (reaction.cut() || closesAfterEachAnswer) {
      arrival.close();
    }
  }

  private ModelAcquirer.Reaction read(VirtualNetwork.Arrival arrival) {
    acquirer.host = arrival.route().host() + ":" + arrival.route().port();
    return acquirer.on(arrival.frame());
  }
}
