package org.tillkeeper.agent.till;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One call as it was received, already authorised where it has to be.
 *
 * @param method of HTTP
 * @param uri path and query
 * @param headers of the request
 * @param body empty if there is none
 * @param waiting what it may wait for
 * @param supervisor the session in which a supervisor's PIN was given for it, as the log names it
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record Call(
    String method,
    String uri,
    HttpHeaders headers,
    byte[] body,
    Waits.Waiting waiting,
    Optional<String> supervisor) {
  private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[!-~]{1,255}");

  /** One of which nobody has asked yet who may make it. */
  Call(String method, String uri, HttpHeaders headers, byte[] body, Waits.Waiting waiting) {
    this(method, uri, headers, body, waiting, Optional.empty());
  }

  /** One that is on no connection. */
  Call(String method, String uri, HttpHeaders headers, byte[] body) {
    this(method, uri, headers, body, Waits.unlimited());
  }

  /** The same, with what its caller may. */
  Call under(Right right) {
    return new Call(method, uri, headers, body, waiting, right.supervisor());
  }

  /** The address without its query. */
  String path() {
    return path(uri);
  }

  /** An address without its query. */
  static String path(String uri) {
    int end = uri.indexOf('?');
    return end < 0 ? uri : uri.substring(0, end);
  }

  /** Without the headers, which hold the token, and without the body, which may hold a card. */
  @Override
  public String toString() {
    return method + " " + path();
  }

  Query query() {
    return Query.of(uri);
  }

  /** For a call that has no parameters. */
  void refuseParameters() {
    query().refuseUnread();
  }

  /** For a call that has neither parameters nor anything to say in its body. */
  void refuseContent() {
    refuseParameters();
    JsonObject.refuseContent(body);
  }

  /** The key under which this call is carried out once, however often it arrives. */
  String idempotencyKey() {
    List<String> keys = headers.getAll("Idempotency-Key");
    if (keys.isEmpty()) {
      throw Problem.invalid(
          "idempotency-key-required",
          "Idempotency-Key",
          "is missing: a header of 1 to 255 visible ASCII characters, new for each payment and the"
              + " same when it is asked for again.");
    }
    if (keys.size() > 1 || !IDEMPOTENCY_KEY.matcher(keys.get(0)).matches()) {
      throw Problem.invalid(
          "Idempotency-Key", "must be one header of 1 to 255 visible ASCII characters.");
    }
    return keys.get(0);
  }
}
