/** The ledger of an agent that is stopped, for who only looks. */
package org.tillkeeper.tools.stopped;
