package org.tillkeeper.agent.config;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys of {@code metrics} and {@code webhooks} in {@code agent.yaml}. */
final class WatchersYaml {
  private static final int WEBHOOKS_MAX = 8;
  private static final int URL_MAX = 1000;
  private static final int PORT_MAX = 65535;

  private static final List<String> EVENTS =
      Collections.unmodifiableList(
          Arrays.asList("payment.final", "payment.attention", "settlement.ended"));

  private WatchersYaml() {}

  /**
   * @param metrics null if left out
   */
  static AgentConfig.Metrics metrics(Setting metrics) throws InvalidConfig {
    if (metrics == null) {
      return new AgentConfig.Metrics(false);
    }
    Map<String, Setting> keys = metrics.map("open");
    boolean open =
        keys.containsKey("open")
            && keys.get("open")
                .trueOrFalse(
                    "must be true (every program of this machine may read /metrics) or false (it"
                        + " takes the token or a session of the page)");
    return new AgentConfig.Metrics(open);
  }

  /**
   * @param webhooks null if left out
   */
  static List<AgentConfig.Webhook> webhooks(Setting webhooks) throws InvalidConfig {
    List<AgentConfig.Webhook> all = new ArrayList<>();
    if (webhooks == null) {
      return all;
    }
    Set<URI> urls = new HashSet<>();
    for (Setting webhook : webhooks.list(WEBHOOKS_MAX)) {
      Map<String, Setting> keys = webhook.map("url", "secretFile", "events");
      Setting url = webhook.required(keys, "url", "an address such as http://127.0.0.1:9000/hook");
      URI address = address(url);
      if (!urls.add(address)) {
        throw url.refused("is there twice; name all events of an address in one entry");
      }
      all.add(
          new AgentConfig.Webhook(
              address,
              secret(webhook.required(keys, "secretFile", "a file that holds whsec_ and base64")),
              events(
                  webhook.required(
                      keys, "events", "a list of some of " + String.join(", ", EVENTS)))));
    }
    return all;
  }

  private static URI address(Setting setting) throws InvalidConfig {
    String allowed =
        "must be an address of at most "
            + URL_MAX
            + " characters, https://HOST/PATH, or http:// to 127.0.0.1, [::1] or localhost alone,"
            + " without user and without #";
    String text = setting.text();
    try {
      URI url = new URI(text);
      boolean https = "https".equals(url.getScheme());
      boolean http = "http".equals(url.getScheme());
      if (text.length() > URL_MAX
          || !(http || https)
          || url.getHost() == null
          || url.getRawUserInfo() != null
          || url.getRawFragment() != null
          || url.getPort() == 0
          || url.getPort() > PORT_MAX
          || !text.matches("[!-~]+")) {
        throw setting.refused(allowed);
      }
      String host = url.getHost().replaceAll("[\\[\\]]", "");
      if (http && !new Address(host, 1).isLoopback()) {
        throw setting.refused(
            "must be https: over plain http whoever is on the way reads payments; http is for"
                + " 127.0.0.1, [::1] and localhost alone");
      }
      return url;
    } catch (URISyntaxException e) {
      throw setting.refused(allowed);
    }
  }

  private static File secret(Setting setting) throws InvalidConfig {
    if (setting.text().startsWith("whsec_")) {
      // Without the value: it is the secret.
      throw new InvalidConfig(
          setting.key() + ": must be the name of a file that holds the secret, not the secret");
    }
    return setting.path();
  }

  private static List<String> events(Setting setting) throws InvalidConfig {
    List<String> events = new ArrayList<>();
    for (Setting one : setting.list(EVENTS.size())) {
      String event = one.text();
      if (!EVENTS.contains(event)) {
        throw one.refused("must be one of " + String.join(", ", EVENTS));
      }
      if (events.contains(event)) {
        throw one.refused("is there twice");
      }
      events.add(event);
    }
    return events;
  }
}
