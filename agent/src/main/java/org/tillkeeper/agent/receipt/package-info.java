/**
 * What is printed for a payment: a pure function of the payment and the shop. Printing itself is
 * the till's, so no printer can change what became of a payment.
 */
package org.tillkeeper.agent.receipt;
