package org.tillkeeper.tools.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;

/** A dialect file of an integrator's own, and what can be done with what it says. */
final class DialectYamlTarget implements Target {
  private final List<byte[]> frames = new ArrayList<>();
  private final List<byte[]> seeds = new ArrayList<>();

  DialectYamlTarget() throws IOException {
    for (String name : Dialect.names()) {
      frames.addAll(Samples.frames(Dialect.named(name)).subList(0, 4));
      try (InputStream in = Dialect.class.getResourceAsStream(name + ".yaml")) {
        seeds.add(in.readAllBytes());
      }
    }
    seeds.add(SMALL.getBytes(UTF_8));
  }

  private static final String SMALL =
      """
      name: small
      framing: {lengthPrefix: "2", tpdu: "", header: "", body: {min: 10, max: 999}}
      coding: {mti: ascii, bitmap: raw, digits: ascii, lengths: ascii, bytes: raw}
      fields:
        "3": {name: processing code, format: n 6}
        "4": {name: amount, format: n 12}
        "11": {name: STAN, format: n 6}
        "35": {name: track 2, format: z LL 37, secret: "true"}
        "39": {name: response code, format: an 2}
        "55": {name: chip, format: b LLL 255}
        "64": {name: MAC, format: b 8}
      """;

  @Override
  public String name() {
    return "dialect-yaml";
  }

  @Override
  public void check(byte[] input) {
    Dialect dialect;
    try {
      dialect = Dialect.read(new String(input, UTF_8), "own.yaml");
    } catch (IllegalArgumentException e) {
      refusal(e);
      return;
    }
    for (Kind kind : dialect.kinds()) {
      use(dialect, kind);
    }
    for (byte[] frame : frames) {
      try {
        Message message = dialect.unpack(frame);
        dialect.checkMac(frame, Samples.MAC);
        assertEquals(4, message.mti().length());
      } catch (MalformedMessage e) {
        Said.briefly(e.getMessage());
      }
    }
    assertTrue(dialect.window() >= 1 && dialect.window() <= 16);
  }

  private static void refusal(IllegalArgumentException e) {
    Said.briefly(e.getMessage());
    assertTrue(e.getMessage().contains("own.yaml"), e::getMessage);
  }

  /** A message that cannot be made is refused in words. */
  private static void use(Dialect dialect, Kind kind) {
    try {
      byte[] frame = dialect.pack(dialect.request(kind, Samples.values("chip")), Samples.MAC);
      assertEquals(dialect.mti(kind), dialect.unpack(frame).mti());
    } catch (IllegalArgumentException e) {
      Said.briefly(e.getMessage());
    } catch (MalformedMessage e) {
      throw new AssertionError("it cannot read what it has packed: " + e.getMessage(), e);
    }
  }

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public List<byte[]> large() {
    return Yaml.deep();
  }

  @Override
  public List<String> words() {
    List<String> words = new ArrayList<>(Yaml.WORDS);
    words.addAll(
        List.of(
            "n LL 19",
            "z LL 37",
            "x+n 8",
            "ans LLL 999",
            "b 8",
            "{code}",
            "if entry is qr:",
            "if pin:",
            "64",
            "128"));
    return words;
  }

  @Override
  public int mutations() {
    return 120;
  }
}
