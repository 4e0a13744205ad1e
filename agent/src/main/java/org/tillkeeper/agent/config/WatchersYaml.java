package org.tillkeeper.agent.config;

import java.util.Map;

/** The keys of {@code metrics} in {@code agent.yaml}. */
final class WatchersYaml {
  private WatchersYaml() {}

  /**
   * @param metrics null if left out
   */
  static AgentConfig.Metrics metrics(Setting metrics) throws InvalidConfig {
    if (metrics == null) {
      return new AgentConfig.Metrics(false);
    }
    Map<String, Setting> keys = metrics.map("open");
    boolean open =
        keys.containsKey("open")
            && keys.get("open")
                .trueOrFalse(
                    "must be true (every program of this machine may read /metrics) or false (it"
                        + " takes the token or a session of the page)");
    return new AgentConfig.Metrics(open);
  }
}
