package org.tillkeeper.agent.webhook;

import java.net.URI;
import java.util.Map;
import java.util.function.Consumer;

/** Sends one request and tells what came of it. */
public interface Post extends AutoCloseable {
  /**
   * A request.
   *
   * @param to http or https
   * @param headers of its own, beside those that every request has
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Request(URI to, Map<String, String> headers, byte[] body) {}

  /**
   * What came of it.
   *
   * @param status of HTTP; 0 where no answer came
   * @param why no answer came, in one line; empty where one did
   */
  record Result(int status, String why) {
    public static Result answered(int status) {
      return new Result(status, "");
    }

    public static Result failed(String why) {
      return new Result(0, why);
    }

    public boolean isDelivered() {
      return status >= 200 && status < 300;
    }

    public boolean isGone() {
      return status == 410;
    }

    /** For the log. */
    public String text() {
      return status == 0 ? why : "answered " + status;
    }
  }

  /**
   * Sends a request.
   *
   * @param then is called once, on any thread
   */
  void send(Request request, Consumer<Result> then);

  @Override
  void close();
}
