package org.tillkeeper.agent.diagnosis;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was found, one observation a check, and what of it comes first. Immutable.
 *
 * @param at when it was looked at
 * @param who whom it is about
 * @param observations in the order of {@link Check}
 */
public record Diagnosis(Instant at, Who who, List<Observation> observations) {
  /**
   * What to tell whoever is called.
   *
   * @param terminal 8 characters; empty where the configuration cannot be read
   * @param merchant 15 characters; empty where the configuration cannot be read
   * @param zone by whose clock people read times
   */
  public record Who(String terminal, String merchant, ZoneId zone) {
    /** Where the configuration cannot be read. */
    static final Who UNKNOWN = new Who("", "", ZoneId.systemDefault());
  }

  /** Conditions of TLS that a wrong clock explains. */
  private static final Set<Condition> OF_TIME =
      EnumSet.of(
          Condition.TLS_EXPIRED,
          Condition.TLS_AUTHORITY_EXPIRED,
          Condition.TLS_CLIENT_EXPIRED,
          Condition.TLS_NOT_YET_VALID);

  private static final Set<Condition> REFUSED_SIGN_IN =
      EnumSet.of(
          Condition.SIGN_IN_TERMINAL, Condition.SIGN_IN_MERCHANT, Condition.SIGN_IN_NOT_ALLOWED);

  /** Orders observations, and marks those that another explains. */
  static Diagnosis of(Instant at, Who who, List<Observation> found) {
    Map<Check, Observation> by = new EnumMap<>(Check.class);
    for (Observation one : found) {
      by.merge(one.check(), one, Diagnosis::worse);
    }
    List<Observation> all = new ArrayList<>();
    for (Check check : Check.values()) {
      Observation one = by.get(check);
      if (one != null) {
        all.add(explanation(one, by).map(one::following).orElse(one));
      }
    }
    return new Diagnosis(at, who, all);
  }

  private static Observation worse(Observation one, Observation other) {
    return other.condition().weight().compareTo(one.condition().weight()) > 0 ? other : one;
  }

  /** The check that explains a condition; empty for one that is a cause by itself, or is well. */
  private static Optional<Check> explanation(Observation one, Map<Check, Observation> by) {
    Check check = one.check();
    if (one.condition().weight() == Condition.Weight.FINE) {
      return Optional.empty();
    }
    if (check == Check.TLS
        && OF_TIME.contains(one.condition())
        && isWrong(by, Check.CLOCK)
        && !failedHop(by, Check.TLS).isPresent()) {
      return Optional.of(Check.CLOCK);
    }
    if (one.condition() == Condition.SIGN_IN_BUSY && isWrong(by, Check.HOST)) {
      return Optional.of(Check.HOST);
    }
    if (check.isHop()) {
      return failedHop(by, check);
    }
    Optional<Check> hop = failedHop(by, Check.LATENCY);
    return switch (check) {
      case LEDGER -> Optional.of(Check.DISK).filter(it -> stops(by, it));
      case WITNESS -> Optional.of(Check.LEDGER).filter(it -> stops(by, it));
      case KEYS -> one.condition() == Condition.KEYS_NONE ? hop : Optional.empty();
      case LATENCY, BACKLOG, REVERSALS -> hop;
      case ACCOUNT ->
          REFUSED_SIGN_IN.contains(by.getOrDefault(Check.SIGN_IN, one).condition())
              ? Optional.of(Check.SIGN_IN)
              : Optional.empty();
      case PARAMETERS -> one.condition().isWrong() ? hop : Optional.empty();
      case AGENT -> whyNotRunning(by);
      default -> Optional.empty();
    };
  }

  /** An agent cannot start on any of these. */
  private static Optional<Check> whyNotRunning(Map<Check, Observation> by) {
    for (Check check : new Check[] {Check.CONFIG, Check.KEYS, Check.DISK, Check.LEDGER}) {
      if (stops(by, check)) {
        return Optional.of(check);
      }
    }
    return Optional.empty();
  }

  /** The first hop before a check that nothing goes through. */
  private static Optional<Check> failedHop(Map<Check, Observation> by, Check before) {
    for (Check hop : Check.values()) {
      if (hop.isHop() && hop.compareTo(before) < 0 && stops(by, hop)) {
        return Optional.of(hop);
      }
    }
    return Optional.empty();
  }

  private static boolean stops(Map<Check, Observation> by, Check check) {
    return by.containsKey(check) && by.get(check).condition().weight() == Condition.Weight.STOPS;
  }

  private static boolean isWrong(Map<Check, Observation> by, Check check) {
    return by.containsKey(check) && by.get(check).condition().isWrong();
  }

  /** Whether nothing is wrong. What could not be looked at is not wrong. */
  public boolean isFine() {
    return causes().isEmpty();
  }

  /**
   * The causes, the likeliest first: what stops everything before what hinders, and of these what
   * the others need.
   */
  public List<Observation> causes() {
    List<Observation> causes = new ArrayList<>();
    for (Observation one : observations) {
      if (one.isCause()) {
        causes.add(one);
      }
    }
    causes.sort(
        Comparator.comparing((Observation one) -> one.condition().weight())
            .reversed()
            .thenComparing(Observation::check));
    return causes;
  }

  /** The first cause; empty where nothing is wrong. */
  public Optional<Observation> firstCause() {
    List<Observation> causes = causes();
    return causes.isEmpty() ? Optional.empty() : Optional.of(causes.get(0));
  }
}
