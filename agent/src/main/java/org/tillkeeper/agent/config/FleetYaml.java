package org.tillkeeper.agent.config;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tillkeeper.agent.host.TlsSettings;

/** The keys of {@code fleet} in {@code agent.yaml}. */
final class FleetYaml {
  private static final String USUAL_TOPIC = "tillkeeper/{merchant}/{terminal}";
  private static final int TLS_PORT = 8883;
  private static final int PLAIN_PORT = 1883;
  private static final int PORT_MAX = 65535;
  private static final int TOPIC_MAX = 200;
  private static final Pattern TOPIC =
      Pattern.compile(
          "(?:[A-Za-z0-9._-]|\\{merchant}|\\{terminal})+(?:/(?:[A-Za-z0-9._-]|\\{merchant}|\\{terminal})+)*");
  private static final Pattern IN_TOPIC = Pattern.compile("[A-Za-z0-9._-]+");
  private static final List<String> ORDERS =
      Collections.unmodifiableList(Arrays.asList("bundle", "log-level", "digest"));

  private FleetYaml() {}

  /**
   * @param fleet null if left out
   */
  static Optional<AgentConfig.Fleet> fleet(Setting fleet, AgentConfig.TerminalId terminal)
      throws InvalidConfig {
    if (fleet == null) {
      return Optional.empty();
    }
    Map<String, Setting> keys = fleet.map("url", "certificate", "key", "ca", "topic", "allow");
    Setting at = fleet.required(keys, "url", "the broker, such as mqtts://broker.example:8883");
    URI url = url(at);
    boolean secure = url.getScheme().equals("mqtts");
    for (String name : Arrays.asList("certificate", "key", "ca")) {
      if (!secure && keys.containsKey(name)) {
        throw keys.get(name)
            .refused("must be left out: mqtt:// is plain; write mqtts:// in fleet.url");
      }
    }
    if (keys.containsKey("certificate")) {
      fleet.required(keys, "key", "a client certificate needs its private key, a PEM PKCS#8 file");
    }
    if (keys.containsKey("key")) {
      fleet.required(keys, "certificate", "a private key needs its certificate, a PEM file");
    }
    TlsSettings tls =
        new TlsSettings(
            file(keys.get("ca")),
            Optional.empty(),
            file(keys.get("certificate")),
            file(keys.get("key")),
            Optional.empty());
    int port = url.getPort() > 0 ? url.getPort() : secure ? TLS_PORT : PLAIN_PORT;
    return Optional.of(
        new AgentConfig.Fleet(
            url.getHost().replaceAll("[\\[\\]]", ""),
            port,
            secure ? Optional.of(tls) : Optional.empty(),
            topic(fleet, keys.get("topic"), terminal),
            orders(keys.get("allow"))));
  }

  private static URI url(Setting setting) throws InvalidConfig {
    String allowed =
        "must be mqtts://HOST or mqtts://HOST:PORT, or mqtt:// to 127.0.0.1, [::1] or localhost"
            + " alone, without user, path, ? and #";
    String text = setting.text();
    try {
      URI url = new URI(text);
      boolean secure = "mqtts".equals(url.getScheme());
      boolean plain = "mqtt".equals(url.getScheme());
      if (!(secure || plain)
          || url.getHost() == null
          || url.getRawUserInfo() != null
          || url.getRawQuery() != null
          || url.getRawFragment() != null
          || !url.getRawPath().isEmpty()
          || url.getPort() == 0
          || url.getPort() > PORT_MAX) {
        throw setting.refused(allowed);
      }
      String host = url.getHost().replaceAll("[\\[\\]]", "");
      if (plain && !new Address(host, 1).isLoopback()) {
        throw setting.refused(
            "must be mqtts: over plain mqtt whoever is on the way reads what the shop sells, and can"
                + " speak for the terminal; mqtt is for 127.0.0.1, [::1] and localhost alone");
      }
      return url;
    } catch (URISyntaxException e) {
      throw setting.refused(allowed);
    }
  }

  /** The topic of this terminal, which no other may have. */
  private static String topic(Setting fleet, Setting setting, AgentConfig.TerminalId terminal)
      throws InvalidConfig {
    Setting at = setting == null ? fleet : setting;
    String template =
        setting == null
            ? USUAL_TOPIC
            : setting.text(
                TOPIC,
                "must be words of letters, digits, dots, - and _ with / between them, in which"
                    + " {merchant} and {terminal} stand for this terminal's; no + and no #");
    if (template.length() > TOPIC_MAX) {
      throw at.refused("must have at most " + TOPIC_MAX + " characters");
    }
    if (!template.contains("{terminal}")) {
      throw at.refused("must contain {terminal}: two terminals must not share a topic");
    }
    if (!IN_TOPIC.matcher(terminal.id()).matches()) {
      throw at.refused(
          "needs a terminal.id of letters, digits, dots, - and _: it becomes part of a topic");
    }
    if (template.contains("{merchant}") && !IN_TOPIC.matcher(terminal.merchant()).matches()) {
      throw at.refused(
          "needs a terminal.merchant of letters, digits, dots, - and _: it becomes part of a topic");
    }
    return template.replace("{merchant}", terminal.merchant()).replace("{terminal}", terminal.id());
  }

  private static List<String> orders(Setting setting) throws InvalidConfig {
    List<String> orders = new ArrayList<>();
    if (setting == null) {
      return orders;
    }
    for (Setting one : setting.list(ORDERS.size())) {
      String order = one.text();
      if (!ORDERS.contains(order)) {
        throw one.refused("must be one of " + String.join(", ", ORDERS));
      }
      if (orders.contains(order)) {
        throw one.refused("is there twice");
      }
      orders.add(order);
    }
    return orders;
  }

  private static Optional<File> file(Setting setting) throws InvalidConfig {
    return setting == null ? Optional.empty() : Optional.of(setting.pemFile());
  }
}
