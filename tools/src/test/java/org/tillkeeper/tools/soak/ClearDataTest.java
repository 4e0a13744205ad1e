package org.tillkeeper.tools.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.tools.lab.Instrument;

class ClearDataTest {
  @TempDir private Path folder;

  private List<String> findIn(byte[] content) throws Exception {
    Files.createDirectories(folder.resolve("logs"));
    Files.write(folder.resolve("logs/file"), content);
    return new ClearData().in(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "...6225000000000006...",
        "PAN=36323235303030303030303030303036.",
        "00000006=30125200000000000000",
        "00000006D3012520",
        "code 6212345678900000007,",
      })
  void characters_are_found(String text) throws Exception {
    assertFalse(findIn(text.getBytes(StandardCharsets.UTF_8)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FF6225000000000006FF",
        "376225000000000006D30125200000000000000F",
        "0622500000000000 6D3012520000000000",
        "6212345678900000007F",
        "06212345678900000007"
      })
  void packed_digits_are_found(String hex) throws Exception {
    assertFalse(findIn(HexFormat.of().parseHex(hex.replace(" ", ""))).isEmpty());
  }

  @Test
  void every_payment_code_of_a_test_is_found() throws Exception {
    for (int counter : new int[] {0, 7, 59, 99}) {
      assertFalse(findIn(Instrument.qrCode(counter).getBytes(StandardCharsets.UTF_8)).isEmpty());
    }
  }

  @Test
  void what_is_masked_may_be_there() throws Exception {
    assertEquals(
        List.of(), findIn("622500******0006 621234*********0007".getBytes(StandardCharsets.UTF_8)));
  }
}
