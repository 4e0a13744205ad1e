package org.tillkeeper.tools.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.keys.FileKeyVault;
import org.tillkeeper.agent.keys.MacKeys;
import org.tillkeeper.agent.keys.UnusableKeyFile;
import org.tillkeeper.agent.till.ApiToken;
import org.tillkeeper.iso8583.Dialect;

/**
 * The files with the terminal master key, the ledger's key and the till's token. The first byte of
 * an input says which.
 */
final class KeyFileTarget implements Target {
  private static final String MASTER = "0123456789ABCDEFFEDCBA9876543210";

  private static final MacKeys KEYS = MacKeys.of(Dialect.named("unionpay-pos"));

  private final OwnFolder folder = new OwnFolder();
  private final SecureRandom random = new SecureRandom();

  KeyFileTarget() throws IOException {}

  @Override
  public String name() {
    return "key-file";
  }

  @Override
  public void check(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] content = Arrays.copyOfRange(input, 1, input.length);
    String text = new String(content, ISO_8859_1);
    try {
      if (input[0] % 3 == 0) {
        folder.file("api-token", content);
        String token = ApiToken.ensure(folder.path().toFile()).text();
        assertTrue(token.matches("[A-Za-z0-9_-]{32,128}") && text.contains(token));
        return;
      }
      boolean master = input[0] % 3 == 1;
      File masterFile = folder.file("master.key", master ? content : MASTER.getBytes(US_ASCII));
      File ledgerFile =
          folder.file("ledger.key", master ? (MASTER + MASTER).getBytes(US_ASCII) : content);
      FileKeyVault.forExistingLedger(masterFile, ledgerFile, KEYS, random).close();
      assertTrue(
          text.matches(
              (master ? "([0-9A-Fa-f]{32}|[0-9A-Fa-f]{48})" : "[0-9A-Fa-f]{64}") + "(\r?\n)?"),
          "it was taken for a key");
    } catch (UnusableKeyFile | InvalidConfig e) {
      String said = e.getMessage().replace(folder.path().toString(), "");
      Said.onOneLine(said);
      for (int at = 0; at + 8 <= text.length(); at++) {
        String part = text.substring(at, at + 8);
        assertTrue(!said.contains(part), () -> "it shows what the file holds: " + said);
      }
    }
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        ("\1" + MASTER + "\n").getBytes(US_ASCII),
        ("\1" + MASTER + "0011223344556677\r\n").getBytes(US_ASCII),
        ("\2" + MASTER + MASTER).getBytes(US_ASCII),
        ("\0" + "till_token-till_token-till_token").getBytes(US_ASCII));
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
