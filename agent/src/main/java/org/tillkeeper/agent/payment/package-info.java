/**
 * The pure core. It says what a payment is and what may happen to it. One function maps (payment,
 * event) to (payment, what to do next): {@link org.tillkeeper.agent.payment.Recovery}. There is no
 * clock here, no socket, no SQL and no thread.
 */
package org.tillkeeper.agent.payment;
