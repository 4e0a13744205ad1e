package org.tillkeeper.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.iso8583.Location;

/** Which reader the terminal has, and which device it is. */
class DeviceConfigTest extends WrittenConfig {
  @ParameterizedTest
  @ValueSource(strings = {"", "device: {}", "device: {reader: none}"})
  void without_a_reader_in_the_configuration_there_is_none(String device) throws Exception {
    AgentConfig config = AgentConfig.read(write(SAMPLE.replace("device: {reader: api}", device)));
    assertEquals(AgentConfig.Reader.NONE, config.device().reader());
  }

  @Test
  void which_device_it_is_and_where_is_read_and_an_empty_text_is_as_good_as_none()
      throws Exception {
    String device =
        "device: {serial: \"00000204TK0001\", type: \"02\", version: \"1.2\", location:"
            + " \"31.23041234567/-121.5\"}";
    AgentConfig config =
        AgentConfig.read(
            write(
                SAMPLE
                    .replace("device: {reader: api}", device)
                    .replace("dialect: unionpay-pos", "options: {device.data: all}")
                    .replace("ledgerKeyFile", "serialKeyFile: ./serial.key, ledgerKeyFile")));
    assertEquals(
        new AgentConfig.Device(
            AgentConfig.Reader.NONE,
            Optional.of("00000204TK0001"),
            "02",
            Optional.of("1.2"),
            Optional.of(new Location("+31.23041", "-121.5"))),
        config.device());
    assertEquals(
        Optional.of("serial.key"), config.keys().serialKeyFile().map(file -> file.getName()));
    assertEquals(
        onlyReader(AgentConfig.Reader.NONE),
        AgentConfig.read(
                write(
                    SAMPLE.replace(
                        "device: {reader: api}",
                        "device: {serial: \"\", type: \"\", version: \"\", location: \"\"}")))
            .device());
  }

  static AgentConfig.Device onlyReader(AgentConfig.Reader reader) {
    return new AgentConfig.Device(
        reader, Optional.empty(), "04", Optional.empty(), Optional.empty());
  }
}
