package org.tillkeeper.agent.config;

import java.util.Map;
import java.util.regex.Pattern;

/** The keys of {@code device} in {@code agent.yaml}. */
final class DeviceYaml {
  private static final Pattern READER = Pattern.compile("none|api");

  private DeviceYaml() {}

  /**
   * @param device null if left out
   */
  static AgentConfig.Device device(Setting device) throws InvalidConfig {
    if (device == null) {
      return new AgentConfig.Device(AgentConfig.Reader.NONE);
    }
    Map<String, Setting> keys = device.map("reader");
    boolean isApi =
        keys.containsKey("reader")
            && keys.get("reader").text(READER, "must be none or api").equals("api");
    return new AgentConfig.Device(isApi ? AgentConfig.Reader.API : AgentConfig.Reader.NONE);
  }
}
