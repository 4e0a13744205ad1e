package org.tillkeeper.agent.till;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Optional;

/**
 * What speaks against a request before its body is looked at: that it is not HTTP/1.1, or may not
 * be asked by this caller. Safe for any thread.
 */
final class Admission {
  private final Router router;
  private final Callers callers;

  /** Who may call. */
  interface Callers {
    /** What speaks against a call that is not open to all. */
    Optional<Problem> refusal(String method, HttpHeaders headers);
  }

  Admission(Router router, Callers callers) {
    this.router = router;
    this.callers = callers;
  }

  /** Whether a request that can be read shows the token, or a session of the page. */
  boolean isCaller(HttpRequest request) {
    return !request.decoderResult().isFailure()
        && !callers.refusal(request.method().name(), request.headers()).isPresent();
  }

  /** The first thing that speaks against a request; empty if nothing does. */
  Optional<Problem> refusal(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return Optional.of(unreadable(request.decoderResult().cause()));
    }
    if (request.protocolVersion().majorVersion() != 1) {
      return Optional.of(
          Problem.of(505, "http-version-not-supported", "This server speaks HTTP/1.1."));
    }
    boolean hostNeeded = request.protocolVersion().isKeepAliveDefault();
    int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (hostNeeded && hosts == 0)) {
      return Optional.of(
          Problem.of(
              400, "malformed-request", "A request has one Host header, not " + hosts + "."));
    }
    return router.isOpen(request.method().name(), Call.path(request.uri()))
        ? Optional.empty()
        : callers.refusal(request.method().name(), request.headers());
  }

  private static Problem unreadable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return Problem.of(414, "uri-too-long", "The first line of the request is too long.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return Problem.of(431, "headers-too-large", "The headers of the request are too long.");
    }
    return Problem.of(400, "malformed-request", "The request is not HTTP/1.1.");
  }
}
