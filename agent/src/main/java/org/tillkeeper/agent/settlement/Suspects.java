package org.tillkeeper.agent.settlement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;

/**
 * Which payments may explain that the acquirer has more in a batch than the terminal: those it
 * refused or reversed as far as the terminal knows. One of exactly the difference comes first.
 */
public final class Suspects {
  private Suspects() {}

  /**
   * The suspects of a settlement whose totals were unequal; none where the acquirer has less.
   *
   * @param uncounted payments of its batch of which a request was sent that does not count
   */
  public static List<Payment> of(Settlement settlement, List<Payment> uncounted) {
    boolean unequal = settlement.isUnequal();
    Optional<Difference> difference = settlement.difference();
    List<Payment> exact = new ArrayList<>();
    List<Payment> others = new ArrayList<>();
    for (Payment payment : uncounted) {
      PaymentType.Money side = payment.type().money();
      boolean mayExplain =
          unequal
              && side != PaymentType.Money.NONE
              && difference.map(it -> it.theirsExceed(side)).orElse(true);
      if (mayExplain) {
        boolean isExact = difference.filter(it -> it.amount(side) == payment.amount()).isPresent();
        (isExact ? exact : others).add(payment);
      }
    }
    exact.addAll(others);
    return exact;
  }
}
