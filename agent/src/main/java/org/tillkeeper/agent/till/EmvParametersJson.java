package org.tillkeeper.agent.till;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.terminal.Downloaded;
import org.tillkeeper.iso8583.Conventions;
import org.tillkeeper.iso8583.unionpay.TerminalParameters;

/**
 * What the acquirer let the terminal download, as the API gives it to the payment application: the
 * public keys and application parameters of its chip kernel, and the terminal's own parameters.
 */
final class EmvParametersJson {
  /** Merchants' names are Chinese. A value has one character for each byte that was received. */
  private static final Charset NAMES = Charset.forName("GBK");

  private EmvParametersJson() {}

  /** All of it. */
  static Map<String, Object> of(List<Downloaded> all) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Downloaded downloaded : all) {
      switch (downloaded.what()) {
        case "public-keys" -> json.put("publicKeys", section(downloaded, "keys", keys(downloaded)));
        case "applications" ->
            json.put("applications", section(downloaded, "applications", applications(downloaded)));
        default -> json.put("parameters", section(downloaded, "values", parameters(downloaded)));
      }
    }
    return json;
  }

  private static Map<String, Object> section(Downloaded downloaded, String name, Object content) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", downloaded.version());
    json.put("receivedAt", time(downloaded.receivedAt()));
    json.put("orderedAt", time(downloaded.orderedAt()));
    json.put("trouble", downloaded.trouble().orElse(null));
    json.put(name, content);
    return json;
  }

  private static String time(Optional<Instant> time) {
    return time.map(PaymentJson::time).orElse(null);
  }

  private static List<Object> keys(Downloaded downloaded) {
    List<Object> keys = new ArrayList<>();
    for (Downloaded.Item item : downloaded.items()) {
      Map<String, Object> key = new LinkedHashMap<>();
      Conventions.Downloads.KEY_NAMES.forEach(name -> key.put(name, item.named().get(name)));
      key.put("expiry", expiry(item.named().get("expiry")));
      key.put("tlv", item.value());
      keys.add(key);
    }
    return keys;
  }

  /** YYYYMMDD, which is received as 8 ASCII digits or as 4 bytes of BCD. */
  private static String expiry(String hex) {
    if (hex == null || hex.length() != 16) {
      return hex;
    }
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < hex.length(); i += 2) {
      digits.append((char) Integer.parseInt(hex.substring(i, i + 2), 16));
    }
    return digits.toString();
  }

  private static List<Object> applications(Downloaded downloaded) {
    List<Object> applications = new ArrayList<>();
    for (Downloaded.Item item : downloaded.items()) {
      Map<String, Object> application = new LinkedHashMap<>();
      application.put("aid", item.named().get("aid"));
      application.put("tags", item.values());
      application.put("tlv", item.value());
      applications.add(application);
    }
    return applications;
  }

  private static List<Object> parameters(Downloaded downloaded) {
    List<Object> parameters = new ArrayList<>();
    for (Downloaded.Item item : downloaded.items()) {
      Map<String, Object> parameter = new LinkedHashMap<>();
      parameter.put("tag", item.name());
      parameter.put("name", TerminalParameters.name(item.name()).orElse(null));
      byte[] bytes = item.value().getBytes(StandardCharsets.ISO_8859_1);
      parameter.put("value", new String(bytes, NAMES).trim());
      parameters.add(parameter);
    }
    return parameters;
  }
}
