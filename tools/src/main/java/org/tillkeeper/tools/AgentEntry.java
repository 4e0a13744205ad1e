package org.tillkeeper.tools;

import org.tillkeeper.agent.AgentMain;

/** The one place that knows how the agent is started. */
final class AgentEntry {
  private AgentEntry() {}

  static void run(String[] args) {
    AgentMain.main(args);
  }
}
