package org.tillkeeper.agent.till;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.words.ProblemText;

/**
 * What speaks against a request before its body is looked at: that it is not HTTP/1.1, or does not
 * show the token. Safe for any thread.
 */
final class Admission {
  private final Router router;
  private final ApiToken token;

  Admission(Router router, ApiToken token) {
    this.router = router;
    this.token = token;
  }

  /** Whether a request that can be read shows the token. */
  boolean isCaller(HttpRequest request) {
    return !request.decoderResult().isFailure() && showsToken(request.headers());
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
    if (router.isOpen(request.method().name(), Call.path(request.uri()))
        || showsToken(request.headers())) {
      return Optional.empty();
    }
    return Optional.of(
        Problem.of(401, "unauthorized", ProblemText.UNAUTHORIZED)
            .with("WWW-Authenticate", "Bearer realm=\"tillkeeper\""));
  }

  private boolean showsToken(HttpHeaders headers) {
    List<String> values = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    if (values.size() != 1) {
      return false;
    }
    String value = values.get(0);
    String scheme = "Bearer ";
    return value.regionMatches(true, 0, scheme, 0, scheme.length())
        && token.matches(value.substring(scheme.length()).trim());
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
