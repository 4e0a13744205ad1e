package org.tillkeeper.tools.simulate;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.bench.AnswerFault;
import org.tillkeeper.agent.bench.ConnectFault;
import org.tillkeeper.agent.bench.Course;
import org.tillkeeper.agent.bench.FarEnd;
import org.tillkeeper.agent.bench.NetworkWatcher;
import org.tillkeeper.agent.bench.RequestFault;
import org.tillkeeper.agent.bench.VirtualNetwork;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.Transport;

/**
 * The network between the terminal and the acquirer's hosts, one per route, as a schedule has it.
 * Frames and attempts to connect are counted over the whole run, and what the schedule says of the
 * Nth is done to it.
 *
 * <p>One promise it keeps, as the agent's configuration says ({@code host.originalLifetime}): no
 * request arrives later than that after its connection has ended.
 */
final class Net implements Course, FarEnd {
  /** Shorter than the lifetime the agent is configured with. */
  private static final long LATEST_MILLIS = 14_900;

  private final VirtualTime time;
  private final Host host;
  private final Tally tally;
  private final VirtualNetwork network;
  private final Map<Long, Happening> ups = new HashMap<>();
  private final Map<Long, Happening> downs = new HashMap<>();
  private final Map<Long, Happening> connects = new HashMap<>();
  private final Set<String> deadRoutes = new HashSet<>();
  private long sentUp;
  private long sentDown;
  private long connected;
  private boolean calm;

  Net(VirtualTime time, Host host, Schedule schedule, Tally tally, NetworkWatcher watcher) {
    this.time = time;
    this.host = host;
    this.tally = tally;
    Duration oneWay = Duration.ofMillis(schedule.number("one-way", 10));
    network = new VirtualNetwork(time, oneWay, this, this, watcher);
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

  /** What the terminal sends and hears by. */
  Transport transport() {
    return network;
  }

  long framesSent() {
    return sentUp;
  }

  /** From now on it works. */
  void calm() {
    calm = true;
    deadRoutes.clear();
    network.endHoles();
  }

  /** The process at the terminal's end has died. */
  void processDied() {
    network.processDied();
  }

  /** Whether no host can be reached. */
  boolean isDown() {
    return deadRoutes.contains(Stage.FIRST);
  }

  /** It changes by itself. */
  void change(Happening happening) {
    switch (happening.what()) {
      case "cut" -> network.cut();
      case "hole" -> {
        tally.reached(Path.HALF_OPEN);
        network.becomeHole();
      }
      case "down" -> {
        tally.reached(Path.NETWORK_DOWN);
        String route = happening.with().size() > 1 ? happening.text(1) : "";
        List<String> routes = route.isEmpty() ? List.of(Stage.FIRST, Stage.SECOND) : List.of(route);
        deadRoutes.addAll(routes);
        network.cut(it -> routes.contains(it.name()), "the network is down");
        time.afterMillis(happening.number(0), () -> deadRoutes.removeAll(routes));
      }
      default -> throw new IllegalArgumentException("net: " + happening.what());
    }
  }

  /** What the schedule says of the Nth; empty where that is nothing, or the faults are over. */
  private Optional<Happening> planned(Map<Long, Happening> plan, long nth) {
    return calm ? Optional.empty() : Optional.ofNullable(plan.get(nth));
  }

  private static long number(Happening fault) {
    return fault.with().isEmpty() ? 0 : fault.number(0);
  }

  @Override
  public Optional<ConnectFault> connecting(Route route) {
    connected++;
    Optional<Happening> fault = planned(connects, connected);
    if (!fault.isPresent()) {
      return Optional.empty();
    }
    String what = fault.get().what();
    tally.fault("connect " + what);
    tally.reached(Path.CONNECT_REFUSED);
    for (ConnectFault each : ConnectFault.values()) {
      if (each.label().equals(what)) {
        return Optional.of(each);
      }
    }
    throw new IllegalArgumentException("connect: " + what);
  }

  @Override
  public boolean isUp(Route route) {
    return !deadRoutes.contains(route.name());
  }

  @Override
  public RequestFault sending(byte[] frame) {
    sentUp++;
    tally.frames++;
    Optional<Happening> fault = planned(ups, sentUp);
    if (!fault.isPresent()) {
      return RequestFault.NONE;
    }
    String what = fault.get().what();
    tally.fault("up " + what);
    long number = number(fault.get());
    for (RequestFault.Kind kind : RequestFault.Kind.values()) {
      if (kind.label().equals(what)) {
        boolean where = kind == RequestFault.Kind.CORRUPT;
        return new RequestFault(kind, where ? number : Math.min(number, LATEST_MILLIS));
      }
    }
    throw new IllegalArgumentException("up: " + what);
  }

  @Override
  public void arrived(VirtualNetwork.Arrival arrival) {
    sentDown++;
    Optional<Happening> fault = planned(downs, sentDown);
    List<byte[]> answers =
        host.on(arrival.route().name(), arrival.frame(), fault.flatMap(Net::twist));
    if (answers.isEmpty()) {
      return;
    }
    fault.ifPresent(it -> tally.fault("down " + it.what()));
    arrival.answer(answers, fault.map(this::answerFault).orElse(AnswerFault.NONE));
    if (host.closesAfterAnswer()) {
      tally.reached(Path.ONE_REQUEST_PER_CONNECTION);
      arrival.close();
    }
  }

  private static Optional<Twist> twist(Happening fault) {
    for (Twist twist : Twist.values()) {
      if (fault.what().equals(twist.label())) {
        return Optional.of(twist);
      }
    }
    return Optional.empty();
  }

  /** None where it is the host that says something else. */
  private AnswerFault answerFault(Happening fault) {
    for (AnswerFault.Kind kind : AnswerFault.Kind.values()) {
      if (kind.label().equals(fault.what())) {
        switch (kind) {
          case LOSE, CUT -> tally.reached(Path.ANSWER_LOST);
          case TWICE -> tally.reached(Path.ANSWER_TWICE);
          case CORRUPT -> tally.reached(Path.ANSWER_CORRUPTED);
          case NONE, DELAY -> {
            // Nothing that is worth counting.
          }
        }
        return new AnswerFault(kind, number(fault));
      }
    }
    return AnswerFault.NONE;
  }
}
