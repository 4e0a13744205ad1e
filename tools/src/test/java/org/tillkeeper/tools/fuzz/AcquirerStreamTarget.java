package org.tillkeeper.tools.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.tools.acquirer.AcquirerOnBench;
import org.tillkeeper.tools.acquirer.AcquirerSettings;
import org.tillkeeper.tools.config.Settings;

/**
 * What a terminal sends to the simulated acquirer: cut into frames, read and answered. The first
 * byte of an input says in which dialect.
 */
final class AcquirerStreamTarget implements Target {
  private final OwnFolder folder = new OwnFolder();
  private final List<Dialect> dialects = new ArrayList<>();
  private final List<AcquirerOnBench> acquirers = new ArrayList<>();

  AcquirerStreamTarget() throws Exception {
    folder.file("master.key", "0123456789ABCDEFFEDCBA9876543210\n".getBytes(UTF_8));
    for (String name : Dialect.names()) {
      dialects.add(Dialect.named(name));
      // Without MACs more than the first check is reached.
      String keys =
          name.equals("unionpay-pos") ? "masterKeyFile: master.key, batch: \"000001\"" : "";
      String yaml =
          "listen: 127.0.0.1:0\ncontrol: {listen: 127.0.0.1:0}\ndialect: "
              + name
              + (keys.isEmpty() ? "\noptions: {mac.messages: \"\"}" : "")
              + "\nledger: "
              + name
              + ".db\nterminals: [{id: \"00000001\", merchant: \"952718182217875\""
              + (keys.isEmpty() ? "" : ", " + keys)
              + "}]\n";
      acquirers.add(
          new AcquirerOnBench(
              AcquirerSettings.of(
                  Settings.ofFile(folder.file(name + ".yaml", yaml.getBytes(UTF_8)).toPath()))));
    }
  }

  @Override
  public String name() {
    return "acquirer-stream";
  }

  @Override
  public void check(byte[] input) throws SQLException {
    if (input.length > 0) {
      int which = (input[0] & 0xFF) % dialects.size();
      byte[] stream = Arrays.copyOfRange(input, 1, input.length);
      acquirers.get(which).converse(stream).ifPresent(Said::briefly);
    }
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int which = 0; which < dialects.size(); which++) {
      for (byte[] frame : Samples.frames(dialects.get(which))) {
        byte[] seed = new byte[1 + frame.length];
        seed[0] = (byte) which;
        System.arraycopy(frame, 0, seed, 1, frame.length);
        seeds.add(seed);
      }
    }
    return seeds;
  }

  @Override
  public int mutations() {
    return 1_000;
  }

  @Override
  public void close() throws IOException {
    try {
      for (AcquirerOnBench acquirer : acquirers) {
        acquirer.close();
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
    folder.close();
  }
}
