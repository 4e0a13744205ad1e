package org.tillkeeper.agent.diagnosis;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.upkeep.Finding;

/**
 * What one check found.
 *
 * @param condition what it is
 * @param evidence what was seen, by name: texts and numbers, never a secret. Sentences take their
 *     values from it
 * @param finding the agent's own finding, where that says it in more words
 * @param followsFrom the check whose condition explains this one, so that it alarms nobody
 */
public record Observation(
    Condition condition,
    Map<String, Object> evidence,
    Optional<Finding> finding,
    Optional<Check> followsFrom) {

  static Observation of(Condition condition) {
    return new Observation(condition, Collections.emptyMap(), Optional.empty(), Optional.empty());
  }

  /** What the agent itself knows of it. */
  static Observation of(Condition condition, Finding finding) {
    return new Observation(
        condition, Collections.emptyMap(), Optional.of(finding), Optional.empty());
  }

  /** With one more thing that was seen. */
  Observation with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(evidence);
    more.put(name, value);
    return new Observation(condition, more, finding, followsFrom);
  }

  Observation following(Check cause) {
    return new Observation(condition, evidence, finding, Optional.of(cause));
  }

  /** What was looked at. */
  public Check check() {
    return condition.check();
  }

  /** Whether it is wrong, and not only because of something else. */
  public boolean isCause() {
    return condition.isWrong() && !followsFrom.isPresent();
  }

  /** Whether it is well; empty where it could not be looked at. */
  public Optional<Boolean> ok() {
    return condition.weight() == Condition.Weight.UNKNOWN
        ? Optional.empty()
        : Optional.of(!condition.isWrong());
  }
}
