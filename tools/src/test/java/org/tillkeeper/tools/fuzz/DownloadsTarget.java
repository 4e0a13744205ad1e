package org.tillkeeper.tools.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tillkeeper.agent.terminal.Downloaded;
import org.tillkeeper.agent.terminal.DownloadsOnBench;
import org.tillkeeper.agent.till.TillOnBench;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.InvalidField;

/**
 * Field 62 of the acquirer's answers to downloads, as far as {@code GET /v1/emv-parameters}. The
 * first byte of an input says which: parameters, a list of keys, a key, a list of applications, an
 * application.
 */
final class DownloadsTarget implements Target {
  private static final String KEY =
      "9F0605A0000003339F220102DF05083230333031323331DF060101DF070101DF028103A1B2C3DF040103DF0314"
          + "0211223344021122334402112233440211223344";
  private static final String APPLICATION =
      "9F0608A000000333010101DF0101009F08020020DF1105D84000A800DF1205D84004F800DF14039F3704";

  @Override
  public String name() {
    return "downloads";
  }

  @Override
  public void check(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    String content = Hex.encode(input).substring(2);
    Downloaded downloaded;
    try {
      downloaded = DownloadsOnBench.received((input[0] & 0xFF) % 5, content);
    } catch (InvalidField e) {
      // It goes to the journal and the health check.
      Said.onOneLine(e.getMessage());
      Said.noCard(e.getMessage().replaceAll("than [0-9A-F]+,|lists [0-9A-F]+ and", ""));
      assertEquals(62, e.field());
      return;
    }
    Map<String, Object> json = TillOnBench.emvParameters(List.of(downloaded));
    assertTrue(JSON.std.asString(json).length() < 1_000 + 40 * input.length);
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        seed(0, Hex.encode("126018119152201".getBytes(java.nio.charset.StandardCharsets.US_ASCII))),
        seed(1, "31" + "9F0605A0000003339F220102" + "9F0605A0000003339F220103"),
        seed(1, "30"),
        seed(2, "31" + KEY),
        seed(2, "31" + KEY.replace("DF05083230333031323331", "DF050420301231")),
        seed(3, "33" + "9F0608A000000333010101" + "9F0608A000000333010102"),
        seed(4, "31" + APPLICATION));
  }

  private static byte[] seed(int which, String hex) {
    ByteArrayOutputStream seed = new ByteArrayOutputStream();
    seed.write(which);
    seed.writeBytes(Hex.decode(hex));
    return seed.toByteArray();
  }

  @Override
  public List<String> words() {
    return new ArrayList<>(List.of("1", "2", "3", "12", "22", "11", "26"));
  }

  @Override
  public int mutations() {
    return 10_000;
  }
}
