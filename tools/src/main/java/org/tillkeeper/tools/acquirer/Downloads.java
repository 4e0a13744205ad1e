package org.tillkeeper.tools.acquirer;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;

/**
 * What terminals can download, from the configuration or made up: {@code parameters}, texts by
 * their tag of 2 digits; {@code capk} and {@code chipParameters}, lists of TLV in hex.
 */
final class Downloads {
  /** The lengths that field 62 of 0810/360 has for each tag. */
  private static final Map<String, Integer> PARAMETER_LENGTHS =
      Map.ofEntries(
          Map.entry("11", 2),
          Map.entry("12", 2),
          Map.entry("13", 1),
          Map.entry("14", 14),
          Map.entry("15", 14),
          Map.entry("16", 14),
          Map.entry("17", 14),
          Map.entry("18", 1),
          Map.entry("19", 2),
          Map.entry("20", 1),
          Map.entry("21", 1),
          Map.entry("22", 40),
          Map.entry("23", 1),
          Map.entry("24", 1),
          Map.entry("25", 1),
          Map.entry("26", 4));

  /** Time-out 60 s, tips up to 15 %, typed cards allowed, the merchant's name, 3 resends. */
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "12",
          "60",
          "18",
          "1",
          "19",
          "15",
          "20",
          "1",
          "22",
          String.format("%-40s", "TILLKEEPER TEST MERCHANT"),
          "23",
          "3");

  /** Made-up keys of three indices: scheme, index, expiry, algorithms, modulus, exponent, hash. */
  static final List<String> PUBLIC_KEYS =
      List.of(publicKey("02"), publicKey("03"), publicKey("04"));

  /** UnionPay debit and credit with floor limits. */
  static final List<String> APPLICATIONS =
      List.of(
          "9F0608A000000333010101DF0101009F08020020DF1105D84000A800DF1205D84004F800DF130500100000009F1B0400000000DF150400000000DF160199DF170199DF14039F3704DF1801019F7B06000000100000",
          "9F0608A000000333010102DF0101009F08020020DF1105D84000A800DF1205D84004F800DF130500100000009F1B0400000000DF150400000000DF160199DF170199DF14039F3704DF1801019F7B06000000100000",
          "9F0608A000000333010103DF0101009F08020020DF1105D84000A800DF1205D84004F800DF130500100000009F1B0400000000DF150400000000DF160199DF170199DF14039F3704DF1801019F7B06000000100000");

  private Downloads() {}

  private static String publicKey(String index) {
    return "9F0605A000000333"
        + "9F2201"
        + index
        + "DF05083230333031323331"
        + "DF060101DF070101"
        + "DF028180"
        + ("A1B2C3D4E5F6" + index + "77").repeat(16)
        + "DF040103"
        + "DF0314"
        + (index + "11223344").repeat(4);
  }

  static Map<String, String> parameters(Settings settings) throws InvalidSettings {
    if (!settings.has("parameters")) {
      return new TreeMap<>(PARAMETERS);
    }
    Settings group = settings.group("parameters").orElseThrow();
    group.only(new TreeMap<>(PARAMETER_LENGTHS).keySet().toArray(new String[0]));
    Map<String, String> parameters = new TreeMap<>();
    for (String tag : group.keys()) {
      int length = PARAMETER_LENGTHS.get(tag);
      String allowed = length + " characters in quotes";
      parameters.put(tag, group.text(tag, "[ -~]{" + length + "}", allowed));
    }
    return parameters;
  }

  /**
   * A list of TLV data.
   *
   * @param tags each entry must have these
   */
  static List<byte[]> tlv(Settings settings, String key, List<String> otherwise, String... tags)
      throws InvalidSettings {
    List<String> texts =
        settings.has(key) ? settings.texts(key, "([0-9A-Fa-f]{2})+", "TLV data in hex") : otherwise;
    List<byte[]> all = new ArrayList<>();
    for (String text : texts) {
      byte[] data = HexFormat.of().parseHex(text);
      for (String tag : tags) {
        if (ChipTags.value(data, tag).isEmpty()) {
          throw settings.refused(key, text, "TLV data in hex with tag " + tag);
        }
      }
      all.add(data);
    }
    return List.copyOf(all);
  }
}
