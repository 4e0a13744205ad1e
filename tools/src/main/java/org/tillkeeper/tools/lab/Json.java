package org.tillkeeper.tools.lab;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Calls to one address that take and give JSON. Safe for any thread. */
public final class Json {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final List<Watch> WATCHES =
      ServiceLoader.load(Watch.class).stream().map(ServiceLoader.Provider::get).toList();

  private final String base;
  private final Map<String, String> headers;

  /**
   * Looks at what was said and heard, from whichever thread. Found as a service: tests compare it
   * with the API's document, a program has none.
   */
  public interface Watch {
    /** An answer came. */
    void exchanged(HttpRequest request, HttpResponse<String> response);

    /** An event of the agent's stream came. */
    void heard(String event, String data);
  }

  /** An answer that is neither 200 nor 201. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(int status, String message) {
      super(message);
      this.status = status;
    }

    /** The HTTP status code. */
    public int status() {
      return status;
    }
  }

  Json(InetSocketAddress address, Map<String, String> headers) {
    base = "http://" + address.getHostString() + ":" + address.getPort();
    this.headers = Map.copyOf(headers);
  }

  /** The address, such as {@code http://127.0.0.1:8583}. */
  public String base() {
    return base;
  }

  /**
   * One GET.
   *
   * @throws IOException if there is no answer, or another than 200
   */
  public String get(String path) throws IOException, InterruptedException {
    return text(request(path).timeout(TIMEOUT).GET());
  }

  /** One GET whose answer is an object. */
  public Map<String, Object> object(String path) throws IOException, InterruptedException {
    return JSON.std.mapFrom(get(path));
  }

  /** One GET whose answer is a list. */
  public List<Object> list(String path) throws IOException, InterruptedException {
    return JSON.std.listFrom(get(path));
  }

  /**
   * One POST.
   *
   * @param more headers of this call
   * @throws Refused if the answer is another than 200 or 201
   * @throws IOException if there is none
   */
  public Map<String, Object> post(String path, Map<String, ?> body, Map<String, String> more)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path).timeout(TIMEOUT);
    more.forEach(request::header);
    request.header("Content-Type", "application/json");
    String sent = JSON.std.asString(body);
    return JSON.std.mapFrom(text(request.POST(HttpRequest.BodyPublishers.ofString(sent))));
  }

  /** One POST without headers of its own. */
  public Map<String, Object> post(String path, Map<String, ?> body)
      throws IOException, InterruptedException {
    return post(path, body, Map.of());
  }

  /** One DELETE. */
  public void delete(String path) throws IOException, InterruptedException {
    text(request(path).timeout(TIMEOUT).DELETE());
  }

  /** A request to which headers may be added, for {@link #stream}. */
  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    headers.forEach(request::header);
    return request;
  }

  /** An answer read while it is still coming. */
  static HttpResponse<InputStream> stream(HttpRequest request)
      throws IOException, InterruptedException {
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
  }

  /** An event was read from such an answer. */
  static void heard(String event, String data) {
    WATCHES.forEach(watch -> watch.heard(event, data));
  }

  private String text(HttpRequest.Builder builder) throws IOException, InterruptedException {
    HttpRequest request = builder.build();
    HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    WATCHES.forEach(watch -> watch.exchanged(request, response));
    if (response.statusCode() / 100 != 2) {
      throw new Refused(
          response.statusCode(),
          request.method()
              + " "
              + request.uri()
              + ": "
              + response.statusCode()
              + " "
              + response.body());
    }
    return response.body();
  }
}
