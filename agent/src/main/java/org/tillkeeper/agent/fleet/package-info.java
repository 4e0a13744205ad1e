/** Reports to a broker of MQTT 5 how the terminal stands and what happens, one way. */
package org.tillkeeper.agent.fleet;
