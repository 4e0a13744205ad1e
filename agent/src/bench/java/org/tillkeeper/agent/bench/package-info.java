/**
 * What the agent stands on where its time is virtual: a clock, a process that can die, a network,
 * keys. The agent's own tests and the simulation in tools stand on the same bench; what either has
 * at the other end of the network, the model of an acquirer, is its own.
 */
package org.tillkeeper.agent.bench;
