package org.tillkeeper.agent.terminal;

import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.settlement.Settlement;

/**
 * A settlement, and what stands apart from it.
 *
 * @param settlement as it is now
 * @param attention payments of its batch that need a person; they do not hold it
 * @param suspects payments of its batch that may explain what the acquirer has more
 * @param currency of its amounts, ISO 4217 letters; empty before any payment
 */
public record SettlementView(
    Settlement settlement,
    List<Payment> attention,
    List<Payment> suspects,
    Optional<String> currency) {}
