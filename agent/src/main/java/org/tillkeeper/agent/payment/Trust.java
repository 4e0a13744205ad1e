package org.tillkeeper.agent.payment;

import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.ResponseCode.Meaning;
import org.tillkeeper.iso8583.ReversalMeaning;

/** Whether an answer may be believed. Its MAC decides, and whether it names what was asked. */
final class Trust {
  private final Rules rules;

  Trust(Rules rules) {
    this.rules = rules;
  }

  /**
   * Whether the MAC of an answer to an original lets it be believed. A MAC that is present must be
   * right. An approval must have one. A refusal may lack one where the dialect says so.
   */
  boolean original(Answer answer) {
    return answer.mac() == MacVerdict.RIGHT
        || (answer.mac() == MacVerdict.ABSENT
            && rules.macOptionalOnRefusals()
            && answer.isRefusal());
  }

  boolean reversal(Answer answer) {
    boolean mayLackMac =
        rules.macOptionalOnReversals()
            || (rules.macOptionalOnRefusals() && answer.reversal() != ReversalMeaning.REVERSED);
    return answer.mac() == MacVerdict.RIGHT || (answer.mac() == MacVerdict.ABSENT && mayLackMac);
  }

  /**
   * How an answer to an original differs from its request; empty if it does not. A partial approval
   * may differ in its amount, which is the lower one that was booked.
   */
  static Optional<String> mismatch(Attempt attempt, Answer answer) {
    Optional<String> party = partyMismatch(attempt, answer);
    if (party.isPresent()) {
      return party;
    }
    if (!answer.terminal().isPresent()) {
      return Optional.of("it names no terminal");
    }
    if (attempt.request().amount() == 0) {
      return Optional.empty();
    }
    if (!answer.amount().isPresent()) {
      return Optional.of("it names no amount");
    }
    if (answer.sale() != Meaning.PARTIALLY_APPROVED) {
      return amountMismatch(attempt.request().amount(), answer);
    }
    return Optional.empty();
  }

  static Optional<String> reversalMismatch(Attempt attempt, Answer answer) {
    OptionalLong part = attempt.reversal().map(Reversal::part).orElse(OptionalLong.empty());
    Optional<String> amount = amountMismatch(part.orElse(attempt.request().amount()), answer);
    return amount.isPresent() ? amount : partyMismatch(attempt, answer);
  }

  private static Optional<String> amountMismatch(long expected, Answer answer) {
    if (answer.amount().isPresent() && answer.amount().getAsLong() != expected) {
      return Optional.of("it names the amount " + answer.amount().getAsLong());
    }
    return Optional.empty();
  }

  /** How an answer speaks of somebody else than its request; empty if it does not. */
  static Optional<String> partyMismatch(Attempt attempt, Answer answer) {
    if (!answer.hasCode()) {
      return Optional.of("it has no response code");
    }
    if (answer.terminal().isPresent()
        && !answer.terminal().get().equals(attempt.request().terminal())) {
      return Optional.of("it names another terminal");
    }
    if (answer.merchant().isPresent()
        && !answer.merchant().get().equals(attempt.request().merchant())) {
      return Optional.of("it names another merchant");
    }
    return Optional.empty();
  }

  static String suffix(Optional<String> mismatch) {
    return mismatch.isPresent() ? ", but " + mismatch.get() : "";
  }
}
