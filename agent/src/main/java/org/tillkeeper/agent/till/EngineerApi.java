package org.tillkeeper.agent.till;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.words.ProblemText;

/** The calls of the engineer's port: those of the till that only look, by name. */
final class EngineerApi {
  /** A call that is not here is not there, whatever is added to the till's. */
  static final List<String> READS =
      Collections.unmodifiableList(
          Arrays.asList(
              "/v1/status",
              "/v1/diagnosis",
              "/v1/payments",
              "/v1/payments/ID",
              "/v1/payments/ID/history",
              "/v1/payments/ID/why",
              "/v1/settlements",
              "/v1/settlements/ID",
              "/v1/logs",
              "/v1/bundle",
              MetricsApi.PATH));

  private EngineerApi() {}

  static Router router(Terminal terminal, Replies replies, Field field, String currency) {
    Router all = new Router(replies);
    // Before the till's own, which also tells what the acquirer said to the chip.
    all.path("/v1/payments/ID").get((call, id) -> payment(terminal, replies, call, id));
    new PaymentApi(terminal, replies, currency).addTo(all);
    all.path("/v1/status").get(call -> status(terminal, replies, call));
    all.path("/v1/diagnosis").get(call -> diagnosis(terminal, field, replies, call));
    new SettlementApi(terminal, currency).addTo(all);
    new FieldApi(terminal, replies, field, currency).addReadsTo(all);
    MetricsApi.addTo(all, field);
    return all.onlyReading(READS);
  }

  private static CompletableFuture<Reply> payment(
      Terminal terminal, Replies replies, Call call, String id) {
    call.refuseParameters();
    return terminal
        .payment(id)
        .thenApply(
            found ->
                replies.ok(found.orElseThrow(() -> Problem.notFound(ProblemText.NO_SUCH_PAYMENT))));
  }

  private static CompletableFuture<Reply> status(Terminal terminal, Replies replies, Call call) {
    call.refuseParameters();
    return terminal.status().thenApply(replies::ok);
  }

  private static CompletableFuture<Reply> diagnosis(
      Terminal terminal, Field field, Replies replies, Call call) {
    call.refuseParameters();
    return TerminalApi.diagnosis(terminal, field.doctor(), replies.json()).thenApply(Replies::ok);
  }
}
