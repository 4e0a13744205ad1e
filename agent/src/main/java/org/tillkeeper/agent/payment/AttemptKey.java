package org.tillkeeper.agent.payment;

/**
 * Names an attempt of a payment.
 *
 * @param payment its id
 * @param number 1 for the first
 */
public record AttemptKey(String payment, int number) {}
