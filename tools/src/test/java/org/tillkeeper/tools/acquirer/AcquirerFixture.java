package org.tillkeeper.tools.acquirer;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.tools.config.Settings;
import org.tillkeeper.tools.control.ControlClient;

/** An acquirer on a free port with one terminal, and what tests ask it. */
abstract class AcquirerFixture {
  static final String CONFIG =
      """
      listen: "127.0.0.1:0"
      dialect: unionpay-pos
      terminals:
        - {id: "00000001", merchant: "952718182217875", masterKeyFile: ./master.key, batch: "000001"}
      ledger: ./acquirer.db
      control: {listen: "127.0.0.1:0"}
      """;

  @TempDir Path folder;
  Acquirer acquirer;
  ControlClient control;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(folder.resolve("master.key"), TestTerminal.MASTER_KEY + "\n");
    start("");
  }

  /** Starts, again if need be, with more lines of configuration. */
  void start(String more) throws Exception {
    stop();
    Path file = folder.resolve("acquirer.yaml");
    Files.writeString(file, CONFIG + more);
    acquirer = Acquirer.start(AcquirerSettings.of(Settings.ofFile(file)));
    control = new ControlClient(acquirer.controlAddress());
  }

  @AfterEach
  void stop() throws Exception {
    if (acquirer != null) {
      acquirer.close();
    }
  }

  TestTerminal connected() throws Exception {
    return new TestTerminal(acquirer.address());
  }

  TestTerminal signedIn() throws Exception {
    TestTerminal terminal = connected();
    terminal.signIn();
    return terminal;
  }

  /** The states of all bookings, in order. */
  String states() {
    StringBuilder states = new StringBuilder();
    control.get("/bookings").list().forEach(one -> states.append(one.get("state")).append(' '));
    return states.toString().trim();
  }
}
