package org.tillkeeper.tools.control;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;

/**
 * A tiny HTTP server for tests, demos and people with curl: a method and a path, a JSON object in,
 * JSON out. It has no authentication and is for loopback addresses only.
 *
 * <p>A query's parameters are read like keys of the body. Errors are {@code {"error": TEXT}} with
 * 400, 404, 405 or 500. Calls run one after the other on one thread of its own.
 */
public final class ControlServer implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 65_536;

  /** What one method on one path does. */
  @FunctionalInterface
  public interface Route {
    /**
     * Answers one call.
     *
     * @param body what was sent
     * @return what becomes the answer's JSON: maps, lists, texts, numbers
     * @throws InvalidSettings if a key or value of the body is refused; becomes a 400
     */
    Object answer(Settings body) throws InvalidSettings;
  }

  private final Map<String, Map<String, Route>> routes = new LinkedHashMap<>();
  private final HttpServer server;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "control");
            made.setDaemon(true);
            return made;
          });

  /** Binds; {@link #start} begins to answer. */
  public ControlServer(InetSocketAddress listen) throws IOException {
    try {
      server = HttpServer.create(listen, 16);
    } catch (IOException e) {
      throw new IOException(listen + " cannot be listened on: " + e.getMessage(), e);
    }
    server.setExecutor(thread);
    server.createContext("/", this::handle);
  }

  /** Adds a call. To be used before {@link #start}. */
  public ControlServer on(String method, String path, Route route) {
    routes.computeIfAbsent(path, p -> new LinkedHashMap<>()).put(method, route);
    return this;
  }

  /** Begins to answer. */
  public ControlServer start() {
    server.start();
    return this;
  }

  /** The address really bound. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = 200;
      Object answer;
      try {
        // First, whoever asks: a connection closed on what it still sends would lose the answer.
        Settings body = body(exchange);
        Map<String, Route> methods = routes.get(exchange.getRequestURI().getPath());
        if (methods == null) {
          status = 404;
          answer =
              error("no such path; there are " + String.join(", ", new TreeSet<>(routes.keySet())));
        } else if (!methods.containsKey(exchange.getRequestMethod())) {
          status = 405;
          answer = error("allowed here are " + String.join(", ", new TreeSet<>(methods.keySet())));
        } else {
          answer = methods.get(exchange.getRequestMethod()).answer(body);
        }
      } catch (InvalidSettings e) {
        status = 400;
        answer = error(e.getMessage());
      } catch (RuntimeException e) {
        status = 500;
        answer = error(e.toString());
      }
      byte[] json = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asBytes(answer);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, json.length);
      exchange.getResponseBody().write(json);
    }
  }

  private static Settings body(HttpExchange exchange) throws IOException, InvalidSettings {
    byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (bytes.length > MAX_BODY_BYTES) {
      throw new InvalidSettings("the body is too large: at most " + MAX_BODY_BYTES + " bytes");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    String query = exchange.getRequestURI().getQuery();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        String key = equals < 0 ? pair : pair.substring(0, equals);
        values.put(key, value.matches("[0-9]{1,9}") ? (Object) Integer.valueOf(value) : value);
      }
    }
    if (bytes.length > 0) {
      Map<String, Object> sent;
      try {
        sent = JSON.std.mapFrom(bytes);
      } catch (IOException e) {
        throw new InvalidSettings("the body is no JSON object");
      }
      if (sent == null) {
        throw new InvalidSettings("the body is no JSON object");
      }
      values.putAll(sent);
    }
    return Settings.ofMap("request", values);
  }

  private static Map<String, String> error(String text) {
    return Map.of("error", text);
  }
}
