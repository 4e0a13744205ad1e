package org.tillkeeper.agent.payment;

import java.util.Optional;

/**
 * What a till asks for, checked.
 *
 * @param type what it is
 * @param amount in the currency's minor unit, 1 to 999,999,999,999
 * @param currency ISO 4217 letters
 * @param reference the till's own name for it
 * @param entry how the card or code was read
 * @param data the card's or code's data
 */
public record PaymentOrder(
    PaymentType type,
    long amount,
    String currency,
    Optional<String> reference,
    Entry entry,
    SensitiveData data) {}
