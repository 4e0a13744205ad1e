package org.tillkeeper.tools.acquirer;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;

/** Configurations that are refused, and what is said about them. */
class AcquirerSettingsTest {
  @TempDir Path folder;

  @BeforeEach
  void masterKey() throws Exception {
    Files.writeString(folder.resolve("master.key"), TestTerminal.MASTER_KEY + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ledger: | ledgre: | ledgre is \"./acquirer.db\": the key is unknown, allowed here are listen",
        "127.0.0.1:0\"\\ndialect | nowhere\"\\ndialect | listen is \"nowhere\": allowed is HOST:PORT",
        "127.0.0.1:0\"\\ndialect | h:99999\"\\ndialect | listen is \"h:99999\": allowed is HOST:PORT",
        "unionpay-pos | unionpay | dialect is \"unionpay\": allowed is one of unionpay-pos",
        "\"00000001\" | 1 | terminals[0].id is 1: allowed is 8 characters in quotes",
        "\"000001\" | \"1\" | terminals[0].batch is \"1\": allowed is 6 digits in quotes",
        "batch: | bach: | terminals[0].bach is \"000001\": the key is unknown",
        "./master.key | ./no.key | allowed is a readable file",
        "./master.key | ./acquirer.yaml | allowed is a file with 32 or 48 hex digits",
        "control: {listen: \"127.0.0.1:0\"} | control: {listen: \"0.0.0.0:0\"} | control.listen is \"0.0.0.0:0\": allowed is an address of this machine alone",
        "control: | faults: {rate: 2}\\ncontrol: | faults.rate is 2: allowed is a number from 0 to 1",
        "control: | faults: [{fault: boom}]\\ncontrol: | faults[0].fault is \"boom\": allowed is one of drop-before-read",
        "control: | faults: [{fault: late-answer, delay: 5}]\\ncontrol: | faults[0].delay is 5: allowed is a time such as 100ms",
        "control: | repeats: maybe\\ncontrol: | repeats is \"maybe\": allowed is one of refuse, first-answer",
        "unionpay-pos | ./master.key | dialect: ./master.key",
        "control: | codes: {\\\"25\\\": \\\"76\\\"}\\ncontrol: | codes is \"there\": allowed is a dialect without batches",
        "control: | chipAnswer: \\\"910\\\"\\ncontrol: | chipAnswer is \"910\": allowed is BER-TLV in hex",
        "terminals: | terminals: []\\nterminal: | terminal is a list: the key is unknown",
      })
  void is_refused_with_key_value_and_what_is_allowed(String part, String instead, String said)
      throws Exception {
    String config =
        AcquirerFixture.CONFIG.replace(part.translateEscapes(), instead.translateEscapes());
    assertTrue(!config.equals(AcquirerFixture.CONFIG), "nothing was replaced");
    String text = refusal(config);
    assertTrue(text.contains(said), text);
  }

  @Test
  void a_file_that_is_missing_or_no_yaml_is_named() throws Exception {
    Path missing = folder.resolve("missing.yaml");
    String text = assertThrows(InvalidSettings.class, () -> Settings.ofFile(missing)).getMessage();
    assertTrue(text.contains("missing.yaml: cannot be read"), text);
    assertTrue(refusal("a: [").contains("is not YAML"));
    assertTrue(refusal("just text").contains("must be keys with values"));
    assertTrue(refusal("listen: \"127.0.0.1:0\"\n").contains("terminals is missing"));
  }

  @Test
  void a_bad_master_key_is_not_shown() throws Exception {
    Files.writeString(folder.resolve("master.key"), "0123456789ABCDEFFEDCBA987654321");
    String text = refusal(AcquirerFixture.CONFIG);
    assertTrue(!text.contains("FEDCBA") && text.contains("32 or 48 hex digits"), text);
  }

  private String refusal(String config) throws Exception {
    Path file = folder.resolve("acquirer.yaml");
    Files.writeString(file, config);
    return assertThrows(InvalidSettings.class, () -> AcquirerSettings.of(Settings.ofFile(file)))
        .getMessage();
  }
}
