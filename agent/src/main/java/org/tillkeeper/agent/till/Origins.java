package org.tillkeeper.agent.till;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.cors.CorsConfig;
import io.netty.handler.codec.http.cors.CorsConfigBuilder;
import io.netty.handler.codec.http.cors.CorsHandler;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The sites whose pages may call with the token (CORS), each by its exact origin. Their browsers
 * are told so; nothing else changes. A cookie opens nothing to them: credentials are not allowed,
 * and {@link SameOrigin} refuses a session's calls from any other site.
 */
final class Origins {
  /** No other site's page may call. */
  static final Origins NONE = new Origins(Collections.emptyList());

  /** For how long a browser may remember what it was told, in seconds. */
  private static final long REMEMBERED = 600;

  private final Optional<CorsConfig> config;

  /**
   * @param origins as browsers write them; none leaves all as it is without this
   */
  Origins(List<String> origins) {
    config = origins.isEmpty() ? Optional.empty() : Optional.of(config(origins));
  }

  private static CorsConfig config(List<String> origins) {
    return CorsConfigBuilder.forOrigins(origins.toArray(new String[0]))
        .allowedRequestMethods(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT)
        .allowedRequestHeaders("Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID")
        .exposeHeaders("Location", "Retry-After", "Allow")
        .maxAge(REMEMBERED)
        // A site on the internet that calls an address of loopback is asked about apart.
        .allowPrivateNetwork()
        .build();
  }

  /** What answers browsers that ask beforehand, for one connection; empty where none may call. */
  Optional<ChannelHandler> handler() {
    return config.map(CorsHandler::new);
  }
}
