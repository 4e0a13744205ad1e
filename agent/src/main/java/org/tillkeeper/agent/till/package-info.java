/**
 * The till API: HTTP on loopback, the live event stream and the cashier's page. It checks what
 * tills send, asks the {@link org.tillkeeper.agent.terminal.Terminal} and shows what it says; it
 * decides nothing about a payment.
 */
package org.tillkeeper.agent.till;
