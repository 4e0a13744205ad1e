/**
 * A simulated acquirer with a durable ledger of its own. It shares no network code with the agent:
 * jPOS's channel carries its messages, so that an error in one end does not hide in the other.
 */
package org.tillkeeper.tools.acquirer;
