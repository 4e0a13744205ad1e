package org.tillkeeper.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code api.origins}: the sites whose pages may call with the token. */
final class ApiYaml {
  private static final int MOST = 16;
  private static final int PORT_MAX = 65535;

  /** As browsers write an origin: in small letters, without a path and without the usual port. */
  private static final Pattern ORIGIN =
      Pattern.compile(
          "(https?)://(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\\[[0-9a-f:.]{2,45}])(?::([0-9]{1,5}))?");

  private static final String ALLOWED =
      "must be an origin as a browser writes it: http:// or https://, a host in small letters, a port"
          + " where it is not the usual one, and nothing behind it, such as https://till.example; each"
          + " site is named, there is no *";

  private ApiYaml() {}

  static List<String> origins(Setting origins) throws InvalidConfig {
    List<String> all = new ArrayList<>();
    if (origins != null) {
      for (Setting origin : origins.list(MOST)) {
        all.add(origin(origin));
      }
    }
    return all;
  }

  private static String origin(Setting setting) throws InvalidConfig {
    String text = setting.text();
    Matcher origin = ORIGIN.matcher(text);
    if (!origin.matches()) {
      throw setting.refused(ALLOWED);
    }
    if (origin.group(2) != null) {
      int port = Integer.parseInt(origin.group(2));
      int usual = origin.group(1).equals("https") ? 443 : 80;
      if (port < 1 || port > PORT_MAX || port == usual || origin.group(2).startsWith("0")) {
        throw setting.refused(ALLOWED);
      }
    }
    return text;
  }
}
