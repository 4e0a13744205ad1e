package org.tillkeeper.agent.terminal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.Message;

/** What a model of an acquirer lets terminals download, and what it hears of their state. */
final class ModelDownloads {
  String parameters = "126020122TILLKEEPER TEST MERCHANT                ";
  final List<String> publicKeys = new ArrayList<>(List.of(key("02"), key("03"), key("04")));
  final List<String> applications =
      new ArrayList<>(List.of("9F0608A000000333010101DF010100", "9F0608A000000333010102DF010101"));
  String status = "";
  String code = "00";

  /** It does not answer at all. */
  boolean silent;

  /** Field 62 to answer with instead, hex, by network management code. */
  final Map<String, String> instead = new TreeMap<>();

  static String key(String index) {
    return "9F0605A0000003339F2201"
        + index
        + "DF05083230333031323331DF060101DF070101DF028180"
        + "A1B2C3D4E5F61177".repeat(16)
        + "DF040103DF0314"
        + "0102030405".repeat(4);
  }

  private static String code(Message request) {
    return request.field(60).get().substring(8, 11);
  }

  boolean isAbout(Message request) {
    boolean echo = code(request).equals("301");
    return (code(request).startsWith("3") && !echo) || code(request).equals("002");
  }

  /** The answer's fields besides those that name the terminal. */
  Map<Integer, String> answer(Message request) {
    Map<Integer, String> fields = new TreeMap<>();
    fields.put(39, code);
    request.field(11).ifPresent(stan -> fields.put(11, stan));
    String asked = request.field(62).orElse("");
    String content =
        switch (code(request)) {
          case "360" -> hex(parameters);
          case "362" -> {
            status = text(asked);
            yield "";
          }
          case "372" -> list(publicKeys, asked, 46);
          case "382" -> list(applications, asked, 22);
          case "370" -> one(publicKeys, asked);
          case "380" -> one(applications, asked);
          default -> "";
        };
    String said = instead.getOrDefault(code(request), content);
    if (!said.isEmpty() && code.equals("00")) {
      fields.put(62, said);
    }
    return fields;
  }

  /** Two at a time. */
  private static String list(List<String> all, String asked, int nameDigits) {
    int from = Integer.parseInt(text(asked).substring(1));
    int to = Math.min(all.size(), from + 2);
    StringBuilder names = new StringBuilder();
    names.append(hex(from >= all.size() ? "0" : to < all.size() ? "2" : from == 0 ? "1" : "3"));
    for (String each : all.subList(from, to)) {
      names.append(each, 0, nameDigits);
    }
    return names.toString();
  }

  private static String one(List<String> all, String asked) {
    return all.stream()
        .filter(each -> each.startsWith(asked))
        .findFirst()
        .map(each -> hex("1") + each)
        .orElse(hex("0"));
  }

  static String hex(String text) {
    return Hex.encode(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(String hex) {
    return new String(Hex.decode(hex), StandardCharsets.ISO_8859_1);
  }
}
