/**
 * How a batch is settled: what counts in its totals, and what is uploaded. One function maps
 * (settlement, event) to (settlement, what to do next): {@link
 * org.tillkeeper.agent.settlement.Reconciliation}. The package is as pure as the payments it
 * counts. There is no clock here, no socket, no SQL and no thread.
 */
package org.tillkeeper.agent.settlement;
