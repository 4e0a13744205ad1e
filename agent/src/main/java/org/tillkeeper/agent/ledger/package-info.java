/**
 * SQLite: payments, attempts, history, counters, keys as received. One folder, one connection, one
 * writer.
 */
package org.tillkeeper.agent.ledger;
