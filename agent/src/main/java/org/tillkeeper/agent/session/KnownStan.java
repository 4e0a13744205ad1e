package org.tillkeeper.agent.session;

import java.time.Instant;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Step;

/**
 * What it says of the ledger that the acquirer knows a STAN (94) which this terminal has sent once
 * and never before.
 *
 * <p>A ledger that the acquirer has dealt with before gave that number in a life that it has lost:
 * its folder was put back from a backup, together with everything that could tell. That is a loss
 * of the ledger, and a person accepts it before new payments.
 *
 * <p>A new ledger can have lost nothing. Its terminal number was in use before it, in another
 * folder or another device. The number jumps, and a sentence says so.
 */
final class KnownStan {
  private final Ledger ledger;

  KnownStan(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Records what follows. Part of the transaction that keeps the answer.
   *
   * @param payment whose message was answered so
   * @return a line for its history, if there is more to say than that
   */
  Optional<Step.Entry> heard(Payment payment, Instant at) {
    Optional<Attempt> sent = payment.lastSent();
    if (!sent.isPresent()
        || sent.get().sends() > 1
        || ledger.stans().isUsedElsewhere(sent.get().request(), payment.id())) {
      return Optional.empty();
    }
    String stan = sent.get().request().stan();
    if (ledger.stans().hasDecided()) {
      ledger.noteLoss();
      ledger.journal(
          at,
          "ledger-loss",
          "The acquirer knows STAN " + stan + ", which this ledger never gave before.");
      return Optional.of(
          new Step.Entry(
              "stan-of-a-lost-life",
              sent.get().number(),
              "This ledger never used STAN "
                  + stan
                  + " before: it may be an older copy. Compare with the acquirer, then accept the"
                  + " loss."));
    }
    ledger.stans().noteInUse();
    ledger.journal(
        at,
        "numbers-in-use",
        "The acquirer knows STAN " + stan + ", and this ledger is new: the numbers jump.");
    return Optional.of(
        new Step.Entry(
            "numbers-in-use",
            sent.get().number(),
            "This ledger is new, and the terminal number was in use before it, in another folder or"
                + " device. The numbers jump ahead; if it happens again set terminal.firstStan."));
  }
}
