package org.tillkeeper.agent.reader;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentOrder;

/**
 * What a till wants to have paid, for which a card or code has yet to be presented.
 *
 * @param order without entry, and without the data of a card or code
 * @param entries how it may be presented, at least one, each once
 * @param within how long the customer is waited for
 */
public record Wish(PaymentOrder order, List<Entry> entries, Duration within) {
  /** The same, with the session in which a supervisor has asked for it. */
  public Wish askedBy(Optional<String> supervisor) {
    return new Wish(order.askedBy(supervisor), entries, within);
  }
}
