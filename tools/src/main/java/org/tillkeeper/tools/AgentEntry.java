package org.tillkeeper.tools;

/** The one place that knows how the agent is started. */
final class AgentEntry {
  private static final String MAIN = "org.tillkeeper.agent.AgentMain";

  private AgentEntry() {}

  static void run(String[] args) throws Exception {
    Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object) args);
  }
}
