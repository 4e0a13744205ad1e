package org.tillkeeper.agent;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.fleet.Broker;
import org.tillkeeper.agent.fleet.End;
import org.tillkeeper.agent.fleet.Fleet;
import org.tillkeeper.agent.fleet.Order;
import org.tillkeeper.agent.fleet.Pauses;
import org.tillkeeper.agent.fleet.ReasonCode;
import org.tillkeeper.agent.fleet.Topics;
import org.tillkeeper.agent.host.UnusableTls;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.terminal.AgentLoop;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.till.Field;
import org.tillkeeper.agent.till.PaymentJson;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.agent.upkeep.Inside;
import org.tillkeeper.agent.upkeep.Status;
import org.tillkeeper.agent.webhook.Outlet;

/** The fleet of the configuration, wired to the agent; without one it does nothing. */
final class FleetMember implements AutoCloseable {
  private static final Log LOG = Log.of(FleetMember.class);

  private final AgentLoop loop;
  private final FleetDeeds deeds;
  private final Optional<Fleet> fleet;

  private FleetMember(AgentLoop loop, FleetDeeds deeds, Optional<Fleet> fleet) {
    this.loop = loop;
    this.deeds = deeds;
    this.fleet = fleet;
  }

  /**
   * Makes one that stands still until {@link #start}.
   *
   * @param battery its charge in per cent, where the system shows one
   * @throws CannotStart if certificate, key or CA cannot be used
   */
  static FleetMember of(
      AgentConfig config,
      String version,
      AgentLoop loop,
      Ledger ledger,
      Scheduler scheduler,
      SecureRandom random,
      Supplier<Optional<Long>> battery)
      throws CannotStart {
    FleetDeeds deeds = new FleetDeeds(config, loop, ledger, scheduler);
    if (!config.fleet().isPresent()) {
      return new FleetMember(loop, deeds, Optional.empty());
    }
    AgentConfig.Fleet settings = config.fleet().get();
    Broker broker = new Broker(settings.host(), settings.port(), settings.tls());
    if (!settings.tls().isPresent()) {
      LOG.warn(
          "the fleet's broker is told in plain: whoever reaches loopback reads it",
          Fact.event("fleet-plain"),
          Fact.text("broker", broker.shown()));
    }
    Fleet.Place place =
        new Fleet.Place(
            broker,
            new Topics(settings.topic()),
            "tillkeeper-" + config.terminal().merchant() + "-" + config.terminal().id(),
            allowed(settings.allow()));
    try {
      return new FleetMember(
          loop,
          deeds,
          Optional.of(
              Fleet.of(
                  place,
                  Pauses.USUAL,
                  random,
                  new FleetReport(config, version, loop, battery, scheduler.wallClock()),
                  deeds,
                  scheduler::wallClock)));
    } catch (UnusableTls e) {
      throw new CannotStart("fleet: " + e.getMessage(), e);
    }
  }

  private static Set<Order.Kind> allowed(List<String> labels) {
    Set<Order.Kind> kinds = EnumSet.noneOf(Order.Kind.class);
    labels.forEach(label -> Order.Kind.of(label).ifPresent(kinds::add));
    return kinds;
  }

  /** Who is told of what happens, beside webhooks. */
  List<Outlet> outlets() {
    List<Outlet> outlets = new ArrayList<>();
    fleet.ifPresent(it -> outlets.add(it.events()));
    return outlets;
  }

  /** What the agent knows, and how it stands with the broker. */
  Inside with(Inside inside) {
    if (!fleet.isPresent()) {
      return inside;
    }
    List<Finding> findings = new ArrayList<>(inside.findings());
    findings.add(finding(fleet.get().standing()));
    return new Inside(
        inside.status(), findings, inside.connected(), inside.traffic(), inside.ages());
  }

  private static Finding finding(Fleet.Standing standing) {
    End end = standing.end();
    Optional<ReasonCode> code = end.code();
    return new Finding.Fleet(
        standing.broker(),
        standing.connected(),
        end.how().name(),
        code.isPresent() ? OptionalInt.of(code.get().code()) : OptionalInt.empty(),
        end.detail(),
        end.otherServer(),
        standing.trouble());
  }

  /**
   * Begins.
   *
   * @param field what bundles are made from
   * @param json how payments are shown in them
   */
  void start(Field field, PaymentJson json) {
    if (!fleet.isPresent()) {
      return;
    }
    deeds.bundlesFrom(field, json);
    Fleet member = fleet.get();
    Terminal.Subscription unused =
        loop.subscribe(
            Optional.empty(),
            new Terminal.Subscriber() {
              @Override
              public void payment(long id, Payment payment) {
                member.changed();
              }

              @Override
              public void status(long id, Status status) {
                member.changed();
              }
            });
    member.start();
  }

  @Override
  public void close() {
    fleet.ifPresent(Fleet::close);
  }
}
