/**
 * The agent's one loop: takes what the till asks and what the line brings, lets the core decide,
 * makes the decision durable, and only then acts. Clock, randomness, ledger, transport and keys are
 * parameters, so that it runs in virtual time as well.
 */
package org.tillkeeper.agent.loop;
