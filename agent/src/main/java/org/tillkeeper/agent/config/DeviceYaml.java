package org.tillkeeper.agent.config;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Location;

/** The keys of {@code device} in {@code agent.yaml}. An empty text is as good as none. */
final class DeviceYaml {
  private static final Pattern READER = Pattern.compile("none|api");
  private static final Pattern SERIAL = Pattern.compile("[\\x21-\\x7E]{1,50}");
  private static final Pattern TYPE = Pattern.compile("[0-9]{2}");
  private static final Pattern VERSION = Pattern.compile("[\\x21-\\x7E]{1,8}");
  private static final String INTELLIGENT_TERMINAL = "04";

  private DeviceYaml() {}

  /**
   * @param device null if left out
   * @param root for what is missing
   * @param dialect which may want to know the device
   */
  static AgentConfig.Device device(Setting device, Setting root, Dialect dialect)
      throws InvalidConfig {
    Map<String, Setting> keys =
        device == null
            ? Collections.emptyMap()
            : device.map("reader", "serial", "type", "version", "location");
    Optional<String> serial =
        text(keys.get("serial"), SERIAL, "must be 1 to 50 printable ASCII characters, no blanks");
    if (!serial.isPresent() && dialect.says(Element.DEVICE_SERIAL)) {
      root.required(
          Collections.emptyMap(),
          "device.serial",
          "the serial number of the hardware (TUSN): the option device.data of the dialect says"
              + " that messages carry it");
    }
    return new AgentConfig.Device(
        reader(keys.get("reader")),
        serial,
        text(keys.get("type"), TYPE, "must be 2 digits, such as 04 for an intelligent terminal")
            .orElse(INTELLIGENT_TERMINAL),
        text(keys.get("version"), VERSION, "must be 1 to 8 printable ASCII characters, no blanks"),
        location(keys.get("location")));
  }

  private static AgentConfig.Reader reader(Setting reader) throws InvalidConfig {
    return reader != null && reader.text(READER, "must be none or api").equals("api")
        ? AgentConfig.Reader.API
        : AgentConfig.Reader.NONE;
  }

  private static Optional<String> text(Setting setting, Pattern pattern, String allowed)
      throws InvalidConfig {
    return setting == null || setting.written().isEmpty()
        ? Optional.empty()
        : Optional.of(setting.text(pattern, allowed));
  }

  private static Optional<Location> location(Setting setting) throws InvalidConfig {
    if (setting == null || setting.written().isEmpty()) {
      return Optional.empty();
    }
    Optional<Location> location = Location.parse(setting.text());
    if (!location.isPresent()) {
      throw setting.refused("must be " + Location.ALLOWED);
    }
    return location;
  }
}
