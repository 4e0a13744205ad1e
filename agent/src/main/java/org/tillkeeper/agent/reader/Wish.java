package org.tillkeeper.agent.reader;

import java.time.Duration;
import java.util.List;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentOrder;

/**
 * What a till wants to have paid, for which a card or code has yet to be presented.
 *
 * @param order without entry, and without the data of a card or code
 * @param entries how it may be presented, at least one, each once
 * @param within how long the customer is waited for
 */
public record Wish(PaymentOrder order, List<Entry> entries, Duration within) {}
