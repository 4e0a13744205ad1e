package org.tillkeeper.agent.settlement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;

/**
 * Which payments may explain that the acquirer has more in a batch than the terminal: those it
 * refused or reversed as far as the terminal knows. One of exactly the difference comes first.
 */
public final class Suspects {
  private Suspects() {}

  /**
   * How many payments a person looks at because of a difference.
   *
   * @param inDoubt those of which nobody knows whether the acquirer has them; they come first
   * @param uncharged those that are uncharged as far as the terminal knows
   */
  public record Counted(int inDoubt, int uncharged) {
    /** Nothing to look at. */
    public static final Counted NONE = new Counted(0, 0);
  }

  /**
   * Counts them.
   *
   * @param attention payments of the batch that need a person
   * @param uncounted payments of the batch of which a request was sent that does not count
   */
  public static Counted counted(
      Settlement settlement, List<Payment> attention, List<Payment> uncounted) {
    int uncharged = 0;
    for (Payment payment : of(settlement, uncounted)) {
      uncharged += payment.state() == State.ATTENTION ? 0 : 1;
    }
    return new Counted(of(settlement, attention).size(), uncharged);
  }

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
