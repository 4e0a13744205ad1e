/**
 * How a batch is settled: what counts into its totals, what is uploaded, and one function from
 * (settlement, event) to (settlement, what to do next) in {@link
 * org.tillkeeper.agent.settlement.Reconciliation}. Pure, as the payments it counts: no clock, no
 * socket, no SQL, no thread.
 */
package org.tillkeeper.agent.settlement;
