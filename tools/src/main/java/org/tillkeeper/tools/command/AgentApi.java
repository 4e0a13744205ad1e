package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.tillkeeper.iso8583.CurrencyCode;
import org.tillkeeper.tools.config.GivenFile;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;
import org.tillkeeper.tools.words.Language;

/** Asks the agent that a configuration names, by its HTTP API. */
final class AgentApi {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int ENGINEERS_PORT = 8584;

  /** Longer than a call that waits for a payment's end. */
  private static final int ANSWER_MILLIS = 75_000;

  private static final String CURRENCIES =
      CurrencyCode.all().stream().map(CurrencyCode::letters).collect(Collectors.joining("|"));

  private final String base;
  private final Door door;
  private final String currency;

  private AgentApi(String base, Door door, String currency) {
    this.base = base;
    this.door = door;
    this.currency = currency;
  }

  /** How who asks is let in. */
  private interface Door {
    void open(HttpURLConnection connection) throws IOException;
  }

  /**
   * Another terminal's engineer's port.
   *
   * @param url https, host and port
   * @throws InvalidSettings if it is none, or the files do not hold what they should
   */
  static AgentApi from(URI url, Path certificate, Path key, Path ca)
      throws InvalidSettings, IOException {
    boolean isWhole = "https".equals(url.getScheme()) && url.getHost() != null;
    String path = url.getPath();
    if (!isWhole || url.getRawQuery() != null || !(path == null || path.matches("/?"))) {
      throw new InvalidSettings(
          "--from is \"" + url + "\": allowed is a terminal's engineer's port, https://HOST:8584");
    }
    SSLSocketFactory tls = EngineerTls.of(certificate, key, ca);
    int port = url.getPort() < 0 ? ENGINEERS_PORT : url.getPort();
    String base = "https://" + url.getHost() + ":" + port;
    Door door = connection -> ((HttpsURLConnection) connection).setSSLSocketFactory(tls);
    Object currency = parsed(new AgentApi(base, door, "CNY").get("/v1/status")).get("currency");
    return new AgentApi(base, door, currency == null ? "CNY" : currency.toString());
  }

  /**
   * Reads what is needed from an agent's configuration; the rest is the agent's to check.
   *
   * @param config agent.yaml
   */
  static AgentApi of(Path config) throws InvalidSettings {
    Settings settings = Settings.ofFile(config);
    String address = "127.0.0.1:8583";
    if (settings.has("api")) {
      Settings api = settings.group("api").orElseThrow();
      if (api.has("listen")) {
        InetSocketAddress listen = api.address("listen");
        String host = listen.getAddress().getHostAddress();
        address = (host.contains(":") ? "[" + host + "]" : host) + ":" + listen.getPort();
      }
    }
    Path tokenFile = settings.path("data", "./data").resolve("api-token");
    return new AgentApi(
        "http://" + address,
        connection -> connection.setRequestProperty("Authorization", "Bearer " + token(tokenFile)),
        currency(settings));
  }

  private static String token(Path file) throws IOException {
    try {
      return GivenFile.text(file, "a token file", 1).trim();
    } catch (IOException e) {
      throw new IOException(say("no-token", file), e);
    } catch (InvalidSettings e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static String currency(Settings settings) throws InvalidSettings {
    Optional<Settings> terminal = settings.group("terminal");
    String allowed = "the 3 capital letters of an ISO 4217 currency";
    return terminal.isPresent()
        ? terminal.get().text("currency", CURRENCIES, allowed, "CNY")
        : "CNY";
  }

  /** The terminal's only currency, for sums that the agent tells without one. */
  String currency() {
    return currency;
  }

  /**
   * One GET.
   *
   * @return the body as sent
   * @throws IOException with a text for the person who asked, if the agent cannot be reached or
   *     refuses
   */
  String get(String path) throws IOException {
    return call(path, connection -> {});
  }

  /**
   * One POST.
   *
   * @param headers beside the token
   * @param body JSON
   * @return the body as sent
   * @throws IOException as {@link #get}
   */
  String post(String path, Map<String, String> headers, Map<String, Object> body)
      throws IOException {
    return post(path, headers, body, Duration.ZERO);
  }

  /** As {@link #post(String, Map, Map)}, which may take this much longer to answer. */
  String post(String path, Map<String, String> headers, Map<String, Object> body, Duration longer)
      throws IOException {
    byte[] bytes = JSON.std.asBytes(body);
    return call(
        path,
        connection -> {
          connection.setReadTimeout(ANSWER_MILLIS + (int) longer.toMillis());
          connection.setRequestMethod("POST");
          connection.setDoOutput(true);
          connection.setRequestProperty("Content-Type", "application/json");
          headers.forEach(connection::setRequestProperty);
          try (OutputStream out = connection.getOutputStream()) {
            out.write(bytes);
          }
        });
  }

  /** One PUT; otherwise as {@link #post}. */
  String put(String path, Map<String, Object> body) throws IOException {
    byte[] bytes = JSON.std.asBytes(body);
    return call(
        path,
        connection -> {
          connection.setRequestMethod("PUT");
          connection.setDoOutput(true);
          connection.setRequestProperty("Content-Type", "application/json");
          try (OutputStream out = connection.getOutputStream()) {
            out.write(bytes);
          }
        });
  }

  /**
   * One GET of what may be long.
   *
   * @return the body as it comes; to be closed
   */
  InputStream stream(String path) throws IOException {
    return answered(path, connection -> connection.setReadTimeout(ANSWER_MILLIS));
  }

  /** One GET that waits for something to come; otherwise as {@link #get}. */
  String await(String path) throws IOException {
    return call(path, connection -> connection.setReadTimeout(ANSWER_MILLIS));
  }

  /**
   * The events, as they come; to be closed. They have no end of their own.
   *
   * @param lastId of the last event that was seen; empty to begin with the present
   */
  InputStream events(Optional<String> lastId) throws IOException {
    return answered(
        "/v1/events",
        connection -> {
          connection.setReadTimeout(ANSWER_MILLIS);
          lastId.ifPresent(id -> connection.setRequestProperty("Last-Event-ID", id));
        });
  }

  /** Nobody answers. */
  static final class NoAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    NoAnswer(String text, IOException why) {
      super(text, why);
    }
  }

  /** The agent has answered, and says no. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;

    /**
     * @param status of HTTP
     * @param type the problem's stable word; empty where it has none
     */
    Refused(String text, int status, String type) {
      super(text);
      this.status = status;
      this.type = type;
    }

    int status() {
      return status;
    }

    String type() {
      return type;
    }
  }

  private interface Request {
    void send(HttpURLConnection connection) throws IOException;
  }

  private String call(String path, Request request) throws IOException {
    try (InputStream in = answered(path, request)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private InputStream answered(String path, Request request) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(base + path).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    door.open(connection);
    int status;
    try {
      request.send(connection);
      status = connection.getResponseCode();
    } catch (IOException e) {
      throw new NoAnswer(noAnswer(e), e);
    }
    if (status < 400) {
      return connection.getInputStream();
    }
    try (InputStream in = connection.getErrorStream()) {
      String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      throw new Refused(
          path + ": " + status + " " + problem(body, Language.ofReader()), status, type(body));
    }
  }

  private String noAnswer(IOException why) {
    if (!base.startsWith("https")) {
      return say("no-answer", base, why.getMessage());
    }
    for (Throwable one = why; one != null; one = one.getCause()) {
      if (one instanceof CertificateException) {
        return say("from.not-trusted", base, one.getMessage());
      }
    }
    boolean isUnreached =
        why instanceof ConnectException
            || why instanceof NoRouteToHostException
            || why instanceof UnknownHostException
            || why instanceof SocketTimeoutException;
    // In TLS 1.3 a client hears only after its own part that its certificate is not taken, or finds
    // the connection ended.
    return say(isUnreached ? "from.no-answer" : "from.refused", base, why.getMessage());
  }

  /** An object as JSON on one line. */
  static String written(Map<?, ?> object) throws IOException {
    return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(object);
  }

  /** One GET, parsed. */
  static Map<String, Object> parsed(String body) throws IOException {
    return JSON.std.mapFrom(body);
  }

  private static String type(String body) {
    try {
      return String.valueOf(JSON.std.mapFrom(body).getOrDefault("type", ""));
    } catch (IOException notJson) {
      return "";
    }
  }

  /** What the agent refuses, in this language where it has a text in it. */
  static String problem(String body, Language language) {
    try {
      Map<String, Object> problem = JSON.std.mapFrom(body);
      if (problem.get("message") instanceof Map<?, ?> texts && texts.containsKey(language.code())) {
        return String.valueOf(texts.get(language.code()));
      }
      Object detail = problem.getOrDefault("detail", problem.get("title"));
      return detail == null ? body : String.valueOf(detail);
    } catch (IOException notJson) {
      return body;
    }
  }
}
