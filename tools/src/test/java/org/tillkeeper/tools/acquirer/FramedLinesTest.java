package org.tillkeeper.tools.acquirer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpos.iso.BaseChannel;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;
import org.jpos.iso.channel.ASCIIChannel;
import org.jpos.iso.channel.AmexChannel;
import org.jpos.iso.channel.BASE24TCPChannel;
import org.jpos.iso.channel.BCDChannel;
import org.jpos.iso.channel.CSChannel;
import org.jpos.iso.channel.HEXChannel;
import org.jpos.iso.channel.NACChannel;
import org.jpos.iso.channel.RawChannel;
import org.jpos.iso.channel.VAPChannel;
import org.jpos.iso.header.BASE1Header;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.tools.config.Settings;

/** Dialect files with other lengths, headers and trailers, spoken by jPOS's own channels. */
class FramedLinesTest {
  private static final String VISA = "16010200000000000000000000000000000000000000";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ASCII|lengthPrefix: 4 ascii",
        "NAC|lengthPrefix: 2",
        "RAW|lengthPrefix: 4",
        "BCD|lengthPrefix: 2 bcd",
        "HEX|lengthPrefix: 4 hex",
        "AMEX|lengthPrefix: 2 with itself",
        "CS|lengthPrefix: 2, behindLength: 0000",
        "BASE24|lengthPrefix: 2, sentTrailer: 03",
        "VAP|lengthPrefix: 2, behindLength: 0000, header: visa, headerTotal: 4-5"
      })
  void an_echo_is_answered(String channel, String framing) throws Exception {
    String yaml = own(framing);
    Dialect dialect = Dialect.read(yaml, "own.yaml");
    Files.writeString(folder.resolve("own.yaml"), yaml);
    Path file = folder.resolve("acquirer.yaml");
    Files.writeString(
        file,
        """
        listen: "127.0.0.1:0"
        dialect: ./own.yaml
        terminals:
          - {id: "00000001", merchant: "952718182217875"}
        ledger: ./acquirer.db
        """);
    try (Acquirer acquirer = Acquirer.start(AcquirerSettings.of(Settings.ofFile(file)))) {
      InetSocketAddress address = acquirer.address();
      BaseChannel line = channel(channel, dialect.isoPackager());
      line.setHost(address.getHostString(), address.getPort());
      line.setTimeout(3_000);
      line.connect();
      ISOMsg echo = new ISOMsg("0800");
      echo.set(7, "0102102233");
      echo.set(11, "000001");
      echo.set(12, "102233");
      echo.set(13, "0102");
      echo.set(41, "00000001");
      echo.set(42, "952718182217875");
      echo.set(70, "301");
      if (channel.equals("VAP")) {
        echo.setHeader(new BASE1Header("000001", "000002"));
      }
      for (int twice = 0; twice < 2; twice++) {
        line.send((ISOMsg) echo.clone());
        ISOMsg answer = line.receive();
        assertEquals("0810", answer.getMTI());
        assertEquals("00", answer.getString(39));
      }
      line.disconnect();
    }
  }

  private static String own(String framing) throws Exception {
    String yaml;
    try (InputStream in = Dialect.class.getResourceAsStream("iso1987-ascii.yaml")) {
      yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (String part : framing.split(", ", -1)) {
      String[] words = part.split(": ", 2);
      String value = words[1].equals("visa") ? VISA : words[1];
      String line = "  " + words[0] + ": \"" + value + "\"\n";
      String known = "(?m)^  " + words[0] + ": [^\n]*\n";
      yaml =
          yaml.matches("(?s).*\n  " + words[0] + ": .*")
              ? yaml.replaceFirst(known, line)
              : yaml.replaceFirst("(?m)^framing:\n", "framing:\n" + line);
      assertTrue(yaml.contains(line));
    }
    return yaml;
  }

  private static BaseChannel channel(String name, ISOPackager packager) throws Exception {
    return switch (name) {
      case "ASCII" -> new ASCIIChannel(packager);
      case "NAC" -> new NACChannel(packager, null);
      case "RAW" -> new RawChannel(packager, null);
      case "BCD" -> new BCDChannel(packager, null);
      case "HEX" -> new HEXChannel(packager, null);
      case "AMEX" -> new AmexChannel(packager);
      case "CS" -> new CSChannel(packager);
      case "BASE24" -> new BASE24TCPChannel(packager);
      case "VAP" -> new VAPChannel(packager);
      default -> throw new AssertionError(name);
    };
  }
}
