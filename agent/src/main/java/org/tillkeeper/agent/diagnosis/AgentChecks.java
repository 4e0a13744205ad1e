package org.tillkeeper.agent.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.host.Traffic;
import org.tillkeeper.agent.session.HostHabits;
import org.tillkeeper.agent.session.Trouble;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.agent.upkeep.Inside;

/** What a running agent found by itself, as observations. */
final class AgentChecks {
  private AgentChecks() {}

  static List<Observation> of(Inside inside) {
    List<Observation> all = new ArrayList<>();
    all.add(Observation.of(Condition.AGENT_RUNS).with("version", inside.status().version()));
    inside.finding(Finding.SignIn.class).ifPresent(it -> all.add(signIn(it, inside)));
    inside.finding(Finding.Keys.class).ifPresent(it -> all.add(keys(it, inside)));
    inside
        .finding(Finding.LedgerWritable.class)
        .ifPresent(it -> all.add(found(it, Condition.LEDGER_FINE, Condition.LEDGER_NOT_WRITABLE)));
    inside
        .finding(Finding.RoutesWanted.class)
        .filter(it -> !it.ok())
        .ifPresent(it -> all.add(Observation.of(Condition.ROUTE_WANTED, it)));
    inside
        .finding(Finding.Host.class)
        .filter(it -> !it.ok())
        .ifPresent(it -> all.add(Observation.of(Condition.HOST_HABITS, it)));
    inside.finding(Finding.Reversals.class).ifPresent(it -> all.add(reversals(it)));
    inside
        .finding(Finding.Backlog.class)
        .ifPresent(it -> all.add(found(it, Condition.BACKLOG_FINE, Condition.BACKLOG_PUT_OFF)));
    all.addAll(ofLedger(inside.findings()));
    return all;
  }

  /** Those that the ledger alone answers, with or without an agent. */
  static List<Observation> ofLedger(List<Finding> findings) {
    List<Observation> all = new ArrayList<>();
    for (Finding one : findings) {
      if (one instanceof Finding.Witness) {
        all.add(found(one, Condition.WITNESS_FINE, Condition.WITNESS_LOSS));
      } else if (one instanceof Finding.Attention found) {
        all.add(
            found(one, Condition.ATTENTION_FINE, Condition.ATTENTION_NEEDED)
                .with("payments", found.payments()));
      } else if (one instanceof Finding.LastSettlement) {
        all.add(found(one, Condition.SETTLEMENT_FINE, Condition.SETTLEMENT_OPEN));
      } else if (one instanceof Finding.ScriptNotices found && !one.ok()) {
        all.add(
            Observation.of(Condition.BACKLOG_SCRIPTS, one)
                .with("waiting", found.waiting())
                .with("refused", found.refused()));
      } else if (one instanceof Finding.Signatures found) {
        all.add(
            found(one, Condition.BACKLOG_SIGNATURES_WAIT, Condition.BACKLOG_SIGNATURES)
                .with("waiting", found.waiting())
                .with("forLong", found.forLong()));
      } else if (one instanceof Finding.Webhooks found && !one.ok()) {
        all.add(
            Observation.of(Condition.BACKLOG_WEBHOOKS, one)
                .with("failing", found.failing())
                .with("gone", found.gone()));
      } else if (one instanceof Finding.Fleet found && !one.ok()) {
        all.add(
            Observation.of(Condition.BACKLOG_FLEET, one)
                .with("broker", found.broker())
                .with("code", found.code().isPresent() ? found.code().getAsInt() : "-"));
      } else if (one instanceof Finding.Orders && !one.ok()) {
        all.add(Observation.of(Condition.PARAMETERS_ORDERED, one));
      }
    }
    return all;
  }

  private static Observation found(Finding found, Condition fine, Condition wrong) {
    return Observation.of(found.ok() ? fine : wrong, found);
  }

  static Observation reversals(Finding.Reversals found) {
    Condition condition =
        found.unanswered() > 0
            ? Condition.REVERSALS_UNANSWERED
            : found.ok() ? Condition.REVERSALS_FINE : Condition.REVERSALS_OPEN;
    return Observation.of(condition, found)
        .with("open", found.open())
        .with("unanswered", found.unanswered());
  }

  private static Observation signIn(Finding.SignIn found, Inside inside) {
    if (found.signedOff()) {
      return Observation.of(Condition.SIGN_IN_SIGNED_OFF, found);
    }
    if (found.signedIn()) {
      return Observation.of(Condition.SIGN_IN_FINE, found).with("batch", inside.status().batch());
    }
    if (!found.trouble().isPresent()) {
      return Observation.of(Condition.SIGN_IN_WAITS, found);
    }
    Trouble trouble = found.trouble().get();
    String code = trouble.detail();
    Condition condition =
        switch (trouble.why()) {
          case NO_KEYS -> Condition.SIGN_IN_NO_KEYS;
          case UNUSABLE_KEYS -> Condition.SIGN_IN_KEY_FAULT;
          case REFUSED ->
              Codes.isTerminal(code)
                  ? Condition.SIGN_IN_TERMINAL
                  : Codes.isMerchant(code)
                      ? Condition.SIGN_IN_MERCHANT
                      : Codes.isNotAllowed(code)
                          ? Condition.SIGN_IN_NOT_ALLOWED
                          : Codes.isOfKeys(code)
                              ? Condition.SIGN_IN_KEY_FAULT
                              : Codes.isBusy(code)
                                  ? Condition.SIGN_IN_BUSY
                                  : Condition.SIGN_IN_REFUSED;
        };
    return Observation.of(condition)
        .with("code", trouble.why() == Trouble.Why.REFUSED ? code : "-")
        .with("why", trouble.why() == Trouble.Why.REFUSED ? "" : code);
  }

  /**
   * Whether the acquirer answers at all.
   *
   * @param reached whether a connection is there, or can be made
   */
  static Observation echo(Inside inside, AnswerChecks answers, boolean reached) {
    boolean none =
        inside.finding(Finding.Host.class).filter(AgentChecks::isWithoutEcho).isPresent();
    if (inside.status().online()) {
      return none
          ? Observation.of(Condition.ECHO_WITHOUT)
          : Observation.of(Condition.ECHO_FINE)
              .with("since", inside.status().since().toString())
              .with("route", inside.status().route().orElse("-"));
    }
    boolean signInAnswered =
        inside.finding(Finding.SignIn.class).filter(it -> it.trouble().isPresent()).isPresent();
    List<Traffic.Hour> hours = inside.traffic().hours();
    boolean unanswered =
        !hours.isEmpty() && hours.get(hours.size() - 1).unanswered() > 0 && reached;
    return unanswered && !signInAnswered
        ? Observation.of(Condition.ECHO_SILENT)
            .with("route", inside.status().route().orElse("-"))
            .with("since", inside.status().since().toString())
            .with("lastEcho", answers.last("echo").map(it -> it.at().toString()).orElse("-"))
        : Observation.of(Condition.ECHO_UNKNOWN);
  }

  private static boolean isWithoutEcho(Finding.Host found) {
    for (HostHabits.Habit habit : found.habits()) {
      if (habit.what() == HostHabits.What.NO_ECHO) {
        return true;
      }
    }
    return false;
  }

  /** The route on which a connection stands, or was made on when it was last tried. */
  static Optional<String> reached(Inside inside) {
    Optional<String> route = inside.status().route();
    if (inside.connected() || inside.status().online()) {
      return route;
    }
    boolean answered =
        inside.finding(Finding.SignIn.class).filter(it -> it.trouble().isPresent()).isPresent();
    for (Traffic.Connect one : inside.traffic().connects()) {
      if (answered && route.equals(Optional.of(one.route())) && !one.failure().isPresent()) {
        return route;
      }
    }
    return Optional.empty();
  }

  private static Observation keys(Finding.Keys found, Inside inside) {
    String since = inside.ages().keys().map(Object::toString).orElse("-");
    if (found.ok()) {
      return Observation.of(Condition.KEYS_FINE, found).with("since", since);
    }
    return Observation.of(
            inside.ages().keys().isPresent() ? Condition.KEYS_OTHER_MASTER : Condition.KEYS_NONE,
            found)
        .with("since", since);
  }
}
