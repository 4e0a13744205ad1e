package org.tillkeeper.agent.payment;

import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.iso8583.Element;
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
    return answer.mac().vouches()
        || (answer.mac() == MacVerdict.ABSENT
            && rules.macOptionalOnRefusals()
            && answer.isRefusal());
  }

  boolean reversal(Answer answer) {
    boolean mayLackMac =
        rules.macOptionalOnReversals()
            || (rules.macOptionalOnRefusals() && answer.reversal() != ReversalMeaning.REVERSED);
    return answer.mac().vouches() || (answer.mac() == MacVerdict.ABSENT && mayLackMac);
  }

  /**
   * How an answer to an original differs from its request; empty if it does not. A partial approval
   * may differ in its amount, which is the lower one that was booked.
   */
  Optional<String> mismatch(Attempt attempt, Answer answer) {
    Optional<String> party = partyMismatch(attempt, answer);
    if (party.isPresent()) {
      return party;
    }
    Optional<String> other = otherRequest(attempt, answer);
    return other.isPresent() ? other : missing(attempt, answer);
  }

  Optional<String> reversalMismatch(Attempt attempt, Answer answer) {
    OptionalLong part = attempt.reversal().map(Reversal::part).orElse(OptionalLong.empty());
    Optional<String> amount = amountMismatch(part.orElse(attempt.request().amount()), answer);
    if (amount.isPresent()) {
      return amount;
    }
    Optional<String> codes = codesMismatch(answer);
    return codes.isPresent() ? codes : partyMismatch(attempt, answer);
  }

  /**
   * How an answer speaks of another request of this terminal's: another amount, currency or
   * processing code. Empty if it does not.
   */
  Optional<String> otherRequest(Attempt attempt, Answer answer) {
    if (attempt.request().amount() != 0 && answer.sale() != Meaning.PARTIALLY_APPROVED) {
      Optional<String> amount = amountMismatch(attempt.request().amount(), answer);
      if (amount.isPresent()) {
        return amount;
      }
    }
    return codesMismatch(answer);
  }

  private Optional<String> codesMismatch(Answer answer) {
    Optional<String> currency = answer.currency().flatMap(answer.asked()::otherCurrency);
    if (currency.isPresent()) {
      return currency;
    }
    int digits = rules.answers().processingCodeDigits();
    return answer
        .processingCode()
        .flatMap(code -> answer.asked().otherProcessingCode(code, digits));
  }

  /** What an answer must repeat and does not; empty if there is nothing. */
  private Optional<String> missing(Attempt attempt, Answer answer) {
    for (Element element : rules.answers().repeats()) {
      boolean named =
          switch (element) {
            case TERMINAL -> answer.terminal().isPresent();
            case MERCHANT -> answer.merchant().isPresent();
            case AMOUNT -> answer.amount().isPresent() || attempt.request().amount() == 0;
            case CURRENCY -> answer.currency().isPresent();
            case PROCESSING_CODE -> answer.processingCode().isPresent();
            default -> true;
          };
      if (!named) {
        return Optional.of(
            "it names no "
                + (element == Element.PROCESSING_CODE ? "processing code" : element.label()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> amountMismatch(long expected, Answer answer) {
    if (answer.amount().isPresent() && answer.amount().getAsLong() != expected) {
      return Optional.of("it names the amount " + answer.amount().getAsLong());
    }
    return Optional.empty();
  }

  /** How an answer speaks of somebody else than its request; empty if it does not. */
  private static Optional<String> partyMismatch(Attempt attempt, Answer answer) {
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
