/** What a field engineer needs: for now the agent's own log. */
package org.tillkeeper.agent.field;
