/**
 * The agent's own loop, core, ledger and line in virtual time, against a model of the acquirer and
 * a network that fails in every way we can name, from one seed.
 */
package org.tillkeeper.tools.simulate;
