/**
 * Keys and what is done with them: MACs, the wrapping of the ledger's key, and the sealing of what
 * the ledger keeps. Nothing here knows the ledger or the line.
 */
package org.tillkeeper.agent.keys;
