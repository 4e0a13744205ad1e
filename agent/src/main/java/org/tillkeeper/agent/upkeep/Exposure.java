package org.tillkeeper.agent.upkeep;

import java.time.Instant;
import java.util.Optional;
import org.tillkeeper.agent.ledger.PaymentSum;

/**
 * The money of which nobody knows yet what became of it.
 *
 * @param pending payments without an end
 * @param attention payments that need a person
 * @param openReversals reversals that may still succeed
 * @param oldestReversal when the oldest payment began of which a reversal is open
 * @param differences settlements on which acquirer and terminal do not agree and nobody has looked
 */
public record Exposure(
    PaymentSum pending,
    PaymentSum attention,
    long openReversals,
    Optional<Instant> oldestReversal,
    long differences) {}
