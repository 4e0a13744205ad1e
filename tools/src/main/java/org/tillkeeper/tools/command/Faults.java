package org.tillkeeper.tools.command;

import org.tillkeeper.agent.bundle.BundleCheck;
import org.tillkeeper.agent.bundle.Fault;

/** What is wrong with a bundle, and what to do, for a person. */
final class Faults {
  private Faults() {}

  static String say(Fault fault, BundleCheck.Verdict verdict) {
    String text =
        CommandWords.say(
            "fault." + fault.kind().label(),
            fault.entry(),
            String.valueOf(verdict.facts().getOrDefault("terminal", "?")),
            verdict.key().map(Object::toString).orElse("?"));
    return fault.detail().isEmpty() ? text : text + " (" + fault.detail() + ")";
  }
}
