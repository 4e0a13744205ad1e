/**
 * The pure core: what a payment is, what may happen to it, and one function from (payment, event)
 * to (payment, what to do next) in {@link org.tillkeeper.agent.payment.Recovery}. No clock, no
 * socket, no SQL, no thread.
 */
package org.tillkeeper.agent.payment;
