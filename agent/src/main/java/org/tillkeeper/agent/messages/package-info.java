/**
 * From business values to the messages of the acquirer and back, and what of a message stays sealed
 * in the ledger.
 */
package org.tillkeeper.agent.messages;
