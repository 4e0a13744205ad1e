package org.tillkeeper.agent.contract;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Exchanges of the JDK's client. */
public final class JdkExchanges {
  private JdkExchanges() {}

  /**
   * Checks one.
   *
   * @param request with a body that can be published again, or none
   * @throws AssertionError saying what is not as the document has it
   */
  public static void check(HttpRequest request, HttpResponse<String> response) {
    String query = request.uri().getRawQuery();
    String target = request.uri().getRawPath() + (query == null ? "" : "?" + query);
    ApiContract.ofAgent()
        .check(
            new Exchange(
                new Exchange.Request(
                    request.method(),
                    target.isEmpty() ? "/" : target,
                    request.headers().map(),
                    request.bodyPublisher().map(JdkExchanges::text).orElse("")),
                new Exchange.Answer(
                    response.statusCode(), response.headers().map(), response.body())));
  }

  private static String text(HttpRequest.BodyPublisher body) {
    CompletableFuture<String> whole = new CompletableFuture<>();
    body.subscribe(
        new Flow.Subscriber<ByteBuffer>() {
          private final StringBuilder text = new StringBuilder();

          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(ByteBuffer bytes) {
            text.append(StandardCharsets.UTF_8.decode(bytes));
          }

          @Override
          public void onError(Throwable failure) {
            whole.completeExceptionally(failure);
          }

          @Override
          public void onComplete() {
            whole.complete(text.toString());
          }
        });
    return whole.join();
  }
}
