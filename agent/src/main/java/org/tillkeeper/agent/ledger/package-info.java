/**
 * The ledger in SQLite: payments, attempts, history, settlements, STANs, keys as received. One
 * folder, one connection, one writer.
 */
package org.tillkeeper.agent.ledger;
