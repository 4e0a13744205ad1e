package org.tillkeeper.tools.simulate;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.tillkeeper.agent.host.LineSettings;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.messages.Identity;
import org.tillkeeper.agent.messages.Station;
import org.tillkeeper.agent.session.Patience;
import org.tillkeeper.agent.terminal.Limits;
import org.tillkeeper.agent.terminal.TerminalSettings;
import org.tillkeeper.agent.upkeep.Upkeep;
import org.tillkeeper.iso8583.Dialect;

/** The setting of a run, as its schedule has it: the terminal, its hosts, its merchant's limits. */
final class Stage {
  static final String TERMINAL = "00000001";
  static final String OTHER_TERMINAL = "00000002";
  static final String FIRST = "first";
  static final String SECOND = "second";
  private static final String MERCHANT = "952718182217875";
  private static final String OTHER_MERCHANT = "952718182217876";

  /** Whose configuration a process is started with. */
  enum As {
    ITSELF,
    OTHER_TERMINAL,
    OTHER_MERCHANT
  }

  private final Schedule schedule;
  private final Dialect dialect;
  private final Limits.Offline offline;

  Stage(Schedule schedule, Dialect dialect) {
    this.schedule = schedule;
    this.dialect = dialect;
    offline =
        new Limits.Offline(
            schedule.settings().containsKey("offline-total"),
            schedule.number("offline-each", 50_000),
            schedule.number("offline-total", 0),
            (int) schedule.number("offline-count", 75),
            Duration.ofHours(24));
  }

  Schedule schedule() {
    return schedule;
  }

  Dialect dialect() {
    return dialect;
  }

  boolean isUnionPay() {
    return Dialects.isUnionPay(dialect);
  }

  /** Whether the terminal has never signed in before. */
  boolean isFresh() {
    return schedule.number("fresh", 0) == 1;
  }

  /** Whether a person settles what needs one, and acknowledges what differs. */
  boolean hasPerson() {
    return schedule.number("person", 1) == 1;
  }

  /** Whether what needs a person may need one to the end: nobody comes, or could do anything. */
  boolean leavesAttention() {
    Habits habits = Habits.of(schedule);
    return !hasPerson() || (!habits.door().isEmpty() && habits.doorOpensMillis() == 0);
  }

  /** From when on nothing may hold a sale up any more, ms. */
  long salesGoOnAfterMillis() {
    boolean givesUp = Habits.of(schedule).totalsUntilMillis() == Habits.NEVER;
    return schedule.number("calm", 60_000)
        + (givesUp
            ? Acquirers.SALES_GO_ON_AFTER_GIVING_UP_MILLIS
            : Acquirers.SALES_GO_ON_AFTER_MILLIS);
  }

  /** What the agent of a life draws from. */
  Random chance(int life) {
    return new Random(schedule.number("jitter", 1) * 31 + life);
  }

  long retryWithinMillis() {
    return schedule.number("retry-within", 60_000);
  }

  /** Whether the merchant allows offline acceptance at all. */
  boolean offlineEnabled() {
    return offline.enabled();
  }

  /** Whether the limits allow an amount that brings the undelivered to this total and count. */
  boolean offlineAllows(long amount, long total, long count) {
    return offline.enabled()
        && amount <= offline.perPayment()
        && total <= offline.total()
        && count <= offline.count();
  }

  /** Who the configuration of a life says that the terminal is. */
  As as(int life) {
    As as = As.ITSELF;
    for (Happening happening : schedule.happenings()) {
      if (happening.on().equals("identity") && life >= happening.at()) {
        as = happening.what().equals("terminal") ? As.OTHER_TERMINAL : As.OTHER_MERCHANT;
      }
    }
    return as;
  }

  /** Whether a person lets a ledger become another terminal's while something is open. */
  boolean acceptsIdentity() {
    return schedule.happenings().stream().anyMatch(it -> it.has("accepted"));
  }

  Identity identity(As as) {
    return Identity.of(settings(as).station(), dialect.name());
  }

  TerminalSettings settings(As as) {
    List<Route> routes = new ArrayList<>();
    routes.add(new Route(FIRST, "127.0.0.1", 8600, Optional.empty()));
    if (schedule.number("routes", 1) == 2) {
      routes.add(new Route(SECOND, "127.0.0.1", 8601, Optional.empty()));
    }
    return new TerminalSettings(
        new Station(
            as == As.OTHER_TERMINAL ? OTHER_TERMINAL : TERMINAL,
            as == As.OTHER_MERCHANT ? OTHER_MERCHANT : MERCHANT,
            "156",
            ZoneId.of("Asia/Shanghai"),
            isUnionPay() ? "6000030000" : "",
            isUnionPay() ? "603100310000" : ""),
        new Patience(Duration.ofSeconds(15), Duration.ofMillis(retryWithinMillis())),
        new LineSettings(
            routes,
            Duration.ofSeconds(5),
            Duration.ofMillis(schedule.number("answer-within", 30_000)),
            Duration.ofSeconds(60)),
        new Limits(Duration.ZERO, 115, Duration.ofSeconds(60), offline),
        new Upkeep(Optional.empty(), 0, Duration.ofMillis(schedule.number("keep-payments", 0)), 0),
        "simulated");
  }
}
