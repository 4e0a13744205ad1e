package org.tillkeeper.tools.control;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** Speaks to a control server, for tests. */
public final class ControlClient {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private final String base;

  public ControlClient(InetSocketAddress address) {
    base = "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** Status and text of one call. */
  public record Said(int status, String text) {
    public Map<String, Object> map() {
      try {
        return JSON.std.mapFrom(text);
      } catch (IOException e) {
        throw new AssertionError(text, e);
      }
    }

    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> list() {
      try {
        return (List<Map<String, Object>>) (List<?>) JSON.std.listFrom(text);
      } catch (IOException e) {
        throw new AssertionError(text, e);
      }
    }
  }

  public Said call(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      return new Said(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public Said get(String path) {
    return call("GET", path, "");
  }

  /** A POST that has to succeed. */
  public Map<String, Object> post(String path, String body) {
    Said said = call("POST", path, body);
    if (said.status() != 200) {
      throw new AssertionError(said.text());
    }
    return said.map();
  }
}
