package org.tillkeeper.agent.terminal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.messages.Device;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.Location;

/** What a script says of the device: {@code serial S, type 04, version V, location L, with key}. */
final class ScriptedDevice {
  static final String KEY = "with key";

  /** The key of GB/T 32907's own example. */
  static final byte[] SERIAL_KEY = Hex.decode("0123456789ABCDEFFEDCBA9876543210");

  private ScriptedDevice() {}

  static Device of(String text) {
    Map<String, String> said = new HashMap<>();
    for (String part : text.split(",", -1)) {
      String[] words = part.trim().split(" ", 2);
      said.put(words[0], words.length > 1 ? words[1] : "");
    }
    return new Device(
        Optional.ofNullable(said.get("serial")),
        said.getOrDefault("type", "04"),
        Optional.ofNullable(said.get("version")),
        Optional.ofNullable(said.get("location")).flatMap(Location::parse));
  }
}
