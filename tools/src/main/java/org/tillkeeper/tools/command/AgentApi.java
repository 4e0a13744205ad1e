package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tillkeeper.iso8583.CurrencyCode;
import org.tillkeeper.tools.config.GivenFile;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;
import org.tillkeeper.tools.words.Language;

/** Asks the agent that a configuration names, by its HTTP API. */
final class AgentApi {
  private static final int TIMEOUT_MILLIS = 10_000;

  /** Longer than a call that waits for a payment's end. */
  private static final int ANSWER_MILLIS = 75_000;

  private static final String CURRENCIES =
      CurrencyCode.all().stream().map(CurrencyCode::letters).collect(Collectors.joining("|"));

  private final String base;
  private final Path tokenFile;
  private final String currency;

  private AgentApi(String base, Path tokenFile, String currency) {
    this.base = base;
    this.tokenFile = tokenFile;
    this.currency = currency;
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
    return new AgentApi(
        "http://" + address,
        settings.path("data", "./data").resolve("api-token"),
        currency(settings));
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
    byte[] bytes = JSON.std.asBytes(body);
    return call(
        path,
        connection -> {
          connection.setReadTimeout(ANSWER_MILLIS);
          connection.setRequestMethod("POST");
          connection.setDoOutput(true);
          connection.setRequestProperty("Content-Type", "application/json");
          headers.forEach(connection::setRequestProperty);
          try (OutputStream out = connection.getOutputStream()) {
            out.write(bytes);
          }
        });
  }

  /** The agent has answered, and says no. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String text) {
      super(text);
    }
  }

  private interface Request {
    void send(HttpURLConnection connection) throws IOException;
  }

  private String call(String path, Request request) throws IOException {
    String token;
    try {
      token = GivenFile.text(tokenFile, "a token file", 1).trim();
    } catch (IOException e) {
      throw new IOException(say("no-token", tokenFile), e);
    } catch (InvalidSettings e) {
      throw new IOException(e.getMessage(), e);
    }
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(base + path).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setRequestProperty("Authorization", "Bearer " + token);
    int status;
    try {
      request.send(connection);
      status = connection.getResponseCode();
    } catch (IOException e) {
      throw new IOException(say("no-answer", base, e.getMessage()), e);
    }
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (status >= 400) {
        throw new Refused(path + ": " + status + " " + problem(body, Language.ofReader()));
      }
      return body;
    }
  }

  /** One GET, parsed. */
  static Map<String, Object> parsed(String body) throws IOException {
    return JSON.std.mapFrom(body);
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
