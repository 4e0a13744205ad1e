/** Time and the agent's one thread, so that both can be virtual in simulation. */
package org.tillkeeper.agent.time;
