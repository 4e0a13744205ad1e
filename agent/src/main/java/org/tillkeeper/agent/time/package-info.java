/** Time and the agent's one thread. Both can be virtual in simulation. */
package org.tillkeeper.agent.time;
