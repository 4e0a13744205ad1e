package org.tillkeeper.agent.till;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The agent's figures for a monitoring system. Safe for any thread.
 *
 * <p>They may be open to every program of this machine. A browser can be made to ask by any site,
 * so what comes from another site, or under a name that is not this machine's, is refused even
 * then.
 */
final class MetricsApi {
  static final String PATH = "/metrics";

  private final Field.Figures figures;

  private MetricsApi(Field.Figures figures) {
    this.figures = figures;
  }

  /** For tills, and where the configuration says so for every program of this machine. */
  static void addTo(Router router, Field field, Access access) {
    if (!field.showsFiguresToAll()) {
      addTo(router, field);
      return;
    }
    field
        .figures()
        .map(MetricsApi::new)
        .ifPresent(api -> router.path(PATH).get(call -> api.open(call, access)).readWithoutToken());
  }

  /** For callers that are let in. */
  static void addTo(Router router, Field field) {
    field.figures().map(MetricsApi::new).ifPresent(api -> router.path(PATH).get(api::answer));
  }

  private CompletableFuture<Reply> open(Call call, Access access) {
    Optional<Problem> refusal =
        access.byToken(call.headers()) ? Optional.empty() : refusalOfBrowsers(call);
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    return answer(call);
  }

  private static Optional<Problem> refusalOfBrowsers(Call call) {
    boolean byHand =
        !call.headers().contains(HttpHeaderNames.ORIGIN)
            && SameOrigin.one(call.headers(), "Sec-Fetch-Site").equals(Optional.of("none"));
    if (!byHand) {
      return SameOrigin.refusal(call.method(), call.headers());
    }
    return SameOrigin.host(call.headers()).isPresent()
        ? Optional.empty()
        : Optional.of(SameOrigin.misdirected());
  }

  private CompletableFuture<Reply> answer(Call call) {
    call.refuseParameters();
    return figures
        .text()
        .get()
        .thenApply(
            text -> new Reply.Document(200, figures.contentType(), text, Collections.emptyMap()));
  }
}
