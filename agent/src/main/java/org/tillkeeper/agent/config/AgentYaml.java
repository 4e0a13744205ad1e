package org.tillkeeper.agent.config;

import java.io.File;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.tillkeeper.agent.config.AgentConfig.Api;
import org.tillkeeper.agent.config.AgentConfig.Host;
import org.tillkeeper.agent.config.AgentConfig.Keys;
import org.tillkeeper.agent.config.AgentConfig.TerminalId;
import org.tillkeeper.agent.host.LineSettings;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.Source;
import org.tillkeeper.agent.host.TlsSettings;
import org.tillkeeper.iso8583.CurrencyCode;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.yaml.Printable;

/** Every key that {@code agent.yaml} may hold, with its default and its range. */
final class AgentYaml {
  private static final int LAST_NUMBER = 999_999;
  private static final int ROUTES_MAX = 16;
  private static final Duration ZERO = Duration.ZERO;
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private static final Pattern ROUTE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,32}");
  private static final Pattern INTERFACE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,15}");
  private static final Pattern SERVER_NAME = Pattern.compile("[A-Za-z0-9.-]{1,253}");
  private static final Pattern SHA_256 = Pattern.compile("[0-9A-Fa-f]{64}");

  private final File file;

  private AgentYaml(File file) {
    this.file = file;
  }

  static AgentConfig read(File file) throws InvalidConfig {
    return new AgentYaml(file).config(YamlFile.read(file));
  }

  private AgentConfig config(Setting root) throws InvalidConfig {
    Map<String, Setting> keys =
        root.map(
            "terminal",
            "data",
            "api",
            "host",
            "line",
            "keys",
            "guards",
            "offline",
            "receipt",
            "settlement",
            "retention",
            "log",
            "engineer",
            "metrics",
            "device",
            "nexo",
            "webhooks",
            "fleet");
    TerminalId terminal = terminal(root.required(keys, "terminal", "a map of id and merchant"));
    File data = path(keys, "data", "data");
    Api api = api(keys.get("api"));
    LineSettings.Connections connections = connections(keys.get("line"));
    Host host = host(root.required(keys, "host", "a map with at least routes"), connections);
    Keys keyFiles = keys(root.required(keys, "keys", "a map with at least masterKeyFile"));
    return new AgentConfig(
        terminal,
        data,
        api,
        host,
        keyFiles,
        MerchantYaml.guards(keys.get("guards")),
        MerchantYaml.offline(keys.get("offline"), host.dialect().kinds(), host.dialect().name()),
        MerchantYaml.receipt(keys.get("receipt")),
        UpkeepYaml.settlement(
            keys.get("settlement"), host.dialect().kinds(), host.dialect().name()),
        UpkeepYaml.retention(keys.get("retention")),
        LogYaml.log(keys.get("log")),
        LogYaml.engineer(keys.get("engineer")),
        WatchersYaml.metrics(keys.get("metrics")),
        DeviceYaml.device(keys.get("device"), root, host.dialect()),
        NexoYaml.nexo(keys.get("nexo"), terminal.id()),
        WatchersYaml.webhooks(keys.get("webhooks")),
        FleetYaml.fleet(keys.get("fleet"), terminal),
        new AgentConfig.Source(file, YamlFile.bytes(file)));
  }

  private static TerminalId terminal(Setting terminal) throws InvalidConfig {
    Map<String, Setting> keys =
        terminal.map("id", "merchant", "currency", "timeZone", "firstStan", "firstBatch");
    return new TerminalId(
        printable(terminal.required(keys, "id", "8 characters, given by the acquirer"), 8),
        printable(terminal.required(keys, "merchant", "15 characters, given by the acquirer"), 15),
        currency(keys.get("currency")),
        timeZone(keys.get("timeZone")),
        first(keys.get("firstStan")),
        first(keys.get("firstBatch")));
  }

  private static OptionalInt first(Setting number) throws InvalidConfig {
    return number == null
        ? OptionalInt.empty()
        : OptionalInt.of((int) number.integer(1, LAST_NUMBER));
  }

  /**
   * A name of the tz database, or an offset. A mistyped name is refused here: Java's older classes
   * would silently take {@code Asia/Shangai} for UTC.
   */
  private static ZoneId timeZone(Setting setting) throws InvalidConfig {
    if (setting == null) {
      return ZoneId.systemDefault();
    }
    try {
      return ZoneId.of(setting.text());
    } catch (DateTimeException e) {
      throw setting.refused("must be a time zone such as Asia/Shanghai or +08:00");
    }
  }

  private static String printable(Setting setting, int length) throws InvalidConfig {
    return setting.text(
        Pattern.compile("[\\x20-\\x7E]{" + length + "}"),
        "must be exactly " + length + " printable ASCII characters");
  }

  private static String currency(Setting setting) throws InvalidConfig {
    if (setting == null) {
      return "CNY";
    }
    String allowed = "must be the 3 capital letters of an ISO 4217 currency, such as CNY";
    String letters = setting.text(Pattern.compile("[A-Z]{3}"), allowed);
    if (!CurrencyCode.of(letters).isPresent()) {
      throw setting.refused(allowed);
    }
    return letters;
  }

  private static Api api(Setting api) throws InvalidConfig {
    if (api == null) {
      return new Api("127.0.0.1", 8583);
    }
    Map<String, Setting> keys = api.map("listen", "origins");
    List<String> origins = ApiYaml.origins(keys.get("origins"));
    Setting listen = keys.get("listen");
    if (listen == null) {
      return new Api("127.0.0.1", 8583, origins);
    }
    String allowed =
        "must be loopback and a port from 0 to 65535, such as 127.0.0.1:8583: the till API is never"
            + " opened to a network";
    Address address = Address.parse(listen.text(), 0).orElseThrow(() -> listen.refused(allowed));
    if (!address.isLoopback()) {
      throw listen.refused(allowed);
    }
    return new Api(address.host(), address.port(), origins);
  }

  /** Kept where the file says nothing. */
  private static LineSettings.Connections connections(Setting line) throws InvalidConfig {
    Setting connection = line == null ? null : line.map("connection").get("connection");
    if (connection == null) {
      return LineSettings.Connections.KEPT;
    }
    String word = connection.text(Pattern.compile("kept|single"), "must be kept or single");
    return LineSettings.Connections.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private Host host(Setting host, LineSettings.Connections connections) throws InvalidConfig {
    Map<String, Setting> keys =
        host.map(
            "dialect",
            "options",
            "routes",
            "tpdu",
            "header",
            "connectTimeout",
            "responseTimeout",
            "originalLifetime",
            "retry",
            "keepAlive");
    Map<String, String> options = options(keys.get("options"));
    Dialect dialect = dialect(keys.get("dialect"), keys.get("options"), options);
    List<Route> routes =
        routes(
            host.required(keys, "routes", "a list such as [{name: primary, address: HOST:PORT}]"));
    if (!dialect.macAlgorithm().isPresent() && !routes.stream().allMatch(AgentYaml::isMutual)) {
      Setting at = keys.getOrDefault("options", keys.getOrDefault("dialect", host));
      throw at.refused(
          "names a dialect whose messages carry no MAC, and no approval could be believed; set"
              + " mac.messages to the MTIs that carry one, or give every route tls with certificate"
              + " and key, so that the connection vouches for both sides");
    }
    return new Host(
        dialect,
        options,
        routes,
        hex(keys.get("tpdu"), dialect.tpdu()),
        hex(keys.get("header"), dialect.header()),
        time(keys.get("connectTimeout"), SHORTEST, Duration.ofMinutes(5), Duration.ofSeconds(10)),
        time(keys.get("responseTimeout"), SHORTEST, Duration.ofMinutes(10), Duration.ofSeconds(30)),
        time(keys.get("originalLifetime"), ZERO, Duration.ofMinutes(10), Duration.ofSeconds(15)),
        retryWithin(keys.get("retry")),
        time(keys.get("keepAlive"), ZERO, Duration.ofHours(24), Duration.ofSeconds(60)),
        connections);
  }

  /** Whether each side shows the other a certificate. */
  private static boolean isMutual(Route route) {
    return route.tls().flatMap(TlsSettings::certificateFile).isPresent();
  }

  private static Map<String, String> options(Setting options) throws InvalidConfig {
    Map<String, String> values = new LinkedHashMap<>();
    if (options != null) {
      for (Map.Entry<String, Setting> option : options.anyMap().entrySet()) {
        values.put(option.getKey(), option.getValue().written());
      }
    }
    return values;
  }

  /** Only the dialect itself knows its options, so it is asked. */
  private Dialect dialect(Setting dialect, Setting optionsAt, Map<String, String> options)
      throws InvalidConfig {
    Dialect chosen = dialect == null ? Dialect.named("unionpay-pos") : dialect(dialect);
    if (optionsAt == null) {
      return chosen;
    }
    try {
      return chosen.with(options);
    } catch (IllegalArgumentException e) {
      throw optionsAt.refused(
          "does not fit " + chosen.name() + ": " + Printable.withoutKeys(e.getMessage()));
    }
  }

  /** One that ships with Tillkeeper, or else a file. */
  private Dialect dialect(Setting setting) throws InvalidConfig {
    String name = setting.text();
    String none;
    try {
      return Dialect.named(name);
    } catch (IllegalArgumentException e) {
      none = Printable.withoutKeys(e.getMessage());
    }
    File own = setting.path();
    if (!own.isFile()) {
      throw setting.refused(
          "is no dialect: "
              + none
              + ", or a dialect file; looked for "
              + Printable.withoutKeys(own.getPath()));
    }
    try {
      return Dialect.read(YamlFile.dialect(own), own.getName());
    } catch (IllegalArgumentException e) {
      throw setting.refused("is no dialect: " + Printable.withoutKeys(e.getMessage()));
    }
  }

  /** What replaces a value of the dialect has as many hex digits as that value. */
  private static String hex(Setting setting, String otherwise) throws InvalidConfig {
    int digits = otherwise.length();
    if (setting != null && digits == 0) {
      throw setting.refused("must be left out: the dialect has none");
    }
    return setting == null
        ? otherwise
        : setting
            .text(
                Pattern.compile("[0-9A-Fa-f]{" + digits + "}"),
                "must be exactly " + digits + " hex digits")
            .toUpperCase(Locale.ROOT);
  }

  private static Duration retryWithin(Setting retry) throws InvalidConfig {
    Setting within = retry == null ? null : retry.map("within").get("within");
    return time(within, ZERO, Duration.ofHours(1), Duration.ofSeconds(60));
  }

  private static Duration time(Setting setting, Duration min, Duration max, Duration otherwise)
      throws InvalidConfig {
    return setting == null ? otherwise : setting.duration(min, max);
  }

  private static List<Route> routes(Setting list) throws InvalidConfig {
    List<Route> routes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Setting route : list.list(ROUTES_MAX)) {
      Map<String, Setting> keys = route.map("name", "address", "tls", "interface", "source");
      Setting name = route.required(keys, "name", "a word of its own");
      if (!names.add(name.text(ROUTE_NAME, "must be 1 to 32 letters, digits, dots, - or _"))) {
        throw name.refused("is the name of an earlier route; each must have its own");
      }
      Setting at = route.required(keys, "address", "HOST:PORT");
      Address address =
          Address.parse(at.text(), 1)
              .orElseThrow(
                  () ->
                      at.refused(
                          "must be HOST:PORT with a port from 1 to 65535, such as"
                              + " pos.example.com:8600 or [::1]:8600"));
      routes.add(
          new Route(
              name.text(),
              address.host(),
              address.port(),
              tls(keys.get("tls")),
              source(keys.get("interface"), keys.get("source"))));
    }
    return routes;
  }

  /**
   * What a route goes out from. Whether the device has such an interface or address is seen at each
   * connect, not here: a modem may be plugged in later.
   */
  private static Optional<Source> source(Setting byInterface, Setting byAddress)
      throws InvalidConfig {
    if (byInterface != null && byAddress != null) {
      throw byAddress.refused(
          "must not be set beside interface: a route goes out from one of them");
    }
    if (byInterface != null) {
      return Optional.of(
          new Source.OfInterface(
              byInterface.text(
                  INTERFACE_NAME,
                  "must be the system's name of a network interface, such as wlan0: 1 to 15"
                      + " letters, digits, dots, - or _")));
    }
    if (byAddress == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Source.OfAddress(
            Address.literal(byAddress.text())
                .orElseThrow(
                    () ->
                        byAddress.refused(
                            "must be an IPv4 or IPv6 address of this device, such as"
                                + " 192.0.2.7"))));
  }

  private static Optional<TlsSettings> tls(Setting tls) throws InvalidConfig {
    if (tls == null) {
      return Optional.empty();
    }
    if (!tls.isMap()) {
      return tls.trueOrFalse(
              "must be true, false or a map of ca, pin, certificate, key, serverName")
          ? Optional.of(
              new TlsSettings(
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty()))
          : Optional.empty();
    }
    Map<String, Setting> keys = tls.map("ca", "pin", "certificate", "key", "serverName");
    if (keys.containsKey("certificate")) {
      tls.required(keys, "key", "a client certificate needs its private key, a PEM PKCS#8 file");
    }
    if (keys.containsKey("key")) {
      tls.required(keys, "certificate", "a private key needs its certificate, a PEM file");
    }
    return Optional.of(
        new TlsSettings(
            file(keys.get("ca")),
            text(keys.get("pin"), SHA_256, "must be 64 hex digits, the SHA-256 of a public key")
                .map(pin -> pin.toLowerCase(Locale.ROOT)),
            file(keys.get("certificate")),
            file(keys.get("key")),
            text(keys.get("serverName"), SERVER_NAME, "must be a host name")));
  }

  private static Optional<String> text(Setting setting, Pattern pattern, String allowed)
      throws InvalidConfig {
    return setting == null ? Optional.empty() : Optional.of(setting.text(pattern, allowed));
  }

  private static Optional<File> file(Setting setting) throws InvalidConfig {
    return setting == null ? Optional.empty() : Optional.of(setting.pemFile());
  }

  private Keys keys(Setting setting) throws InvalidConfig {
    Map<String, Setting> keys = setting.map("masterKeyFile", "ledgerKeyFile", "serialKeyFile");
    File master = setting.required(keys, "masterKeyFile", "the terminal master key's file").path();
    File ledger = path(keys, "ledgerKeyFile", "ledger.key");
    if (ledger.equals(master)) {
      throw keys.get("masterKeyFile").refused("must not be the file of keys.ledgerKeyFile too");
    }
    return new Keys(master, ledger, serialKey(keys.get("serialKeyFile"), master, ledger));
  }

  private static Optional<File> serialKey(Setting setting, File master, File ledger)
      throws InvalidConfig {
    if (setting == null) {
      return Optional.empty();
    }
    File file = setting.path();
    if (file.equals(master) || file.equals(ledger)) {
      throw setting.refused("must be a file of its own: each key has one use");
    }
    return Optional.of(file);
  }

  private File path(Map<String, Setting> keys, String name, String otherwise) throws InvalidConfig {
    Setting setting = keys.get(name);
    return setting == null ? Setting.beside(file, otherwise) : setting.path();
  }
}
