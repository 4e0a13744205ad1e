package org.tillkeeper.tools.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.util.List;
import org.tillkeeper.tools.acquirer.AcquirerSettings;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;

/** {@code acquirer.yaml}, with a master key beside it. */
final class AcquirerYamlTarget extends YamlTarget {
  private static final String SAMPLE =
      """
      listen: 127.0.0.1:0
      dialect: unionpay-pos
      options: {mac.onRefusals: optional}
      terminals:
        - {id: "00000001", merchant: "952718182217875", masterKeyFile: master.key, batch: "000001"}
      ledger: acquirer.db
      control: {listen: 127.0.0.1:0}
      faults: [{fault: decline, on: sale, count: 1, code: "51", delay: 500ms}]
      seed: 1
      macOnRefusals: true
      repeats: refuse
      mak: single
      advices: {duplicate: approve}
      completionLimit: 115
      oldReversals: "12"
      foreignCards: ["4", "62250000"]
      tips: add
      parameters: {"12": "60", "23": "3"}
      capk: ["9F0605A0000003339F220102DF05083230333031323331DF0403010001"]
      chipParameters: ["9F0608A000000333010101DF010100"]
      """;

  AcquirerYamlTarget() throws IOException {
    folder.file("master.key", "0123456789ABCDEFFEDCBA9876543210\n".getBytes(UTF_8));
  }

  @Override
  public String name() {
    return "acquirer-yaml";
  }

  @Override
  public void check(byte[] input) throws IOException {
    File file = folder.file("acquirer.yaml", input);
    try {
      AcquirerSettings.of(Settings.ofFile(file.toPath()));
    } catch (InvalidSettings e) {
      String said = e.getMessage().replace(folder.path().toString(), "");
      Said.onOneLine(said);
      Said.noKey(said);
    }
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        SAMPLE.getBytes(UTF_8),
        """
        {"listen": "127.0.0.1:0", "ledger": "a.db", "dialect": "iso1993-binary",
         "terminals": [{"id": "00000001", "merchant": "952718182217875"}],
         "faults": {"rate": 0.5, "kinds": ["decline"], "seed": 7}}
        """
            .getBytes(UTF_8));
  }
}
