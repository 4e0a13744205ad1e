package org.tillkeeper.agent.config;

import java.io.File;
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
    BrokerUrl url = url(at);
    for (String name : Arrays.asList("certificate", "key", "ca")) {
      if (!url.isSecure() && keys.containsKey(name)) {
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
    return Optional.of(
        new AgentConfig.Fleet(
            url.host(),
            url.port(),
            url.isSecure() ? Optional.of(tls) : Optional.empty(),
            topic(fleet, keys.get("topic"), terminal),
            orders(keys.get("allow"))));
  }

  private static BrokerUrl url(Setting setting) throws InvalidConfig {
    BrokerUrl url =
        BrokerUrl.parse(setting.text())
            .orElseThrow(() -> setting.refused("must be " + BrokerUrl.ALLOWED));
    if (!url.isSafe()) {
      throw setting.refused(
          "must be mqtts: over plain mqtt whoever is on the way reads what the shop sells, and can"
              + " speak for the terminal; mqtt is for 127.0.0.1, [::1] and localhost alone");
    }
    return url;
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
          "needs a terminal.merchant of letters, digits, dots, - and _: it becomes part of a"
              + " topic");
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
