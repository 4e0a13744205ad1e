package org.tillkeeper.agent.till;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.terminal.Ground;
import org.tillkeeper.agent.terminal.Refusal;
import org.tillkeeper.agent.terminal.SettlementView;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.terminal.Terminal.SettlementStarted;
import org.tillkeeper.agent.upkeep.Status;
import org.tillkeeper.agent.words.ProblemText;

/**
 * The calls about settlement and the day: {@code POST} and {@code GET /v1/settlements}, {@code GET
 * /v1/settlements/ID}, {@code POST /v1/settlements/ID/acknowledge}, {@code GET /v1/report}. Safe
 * for any thread.
 */
final class SettlementApi {
  private static final String SETTLEMENTS = "/v1/settlements";
  private static final int LISTED = 20;
  private static final int LISTED_AT_ONCE = 4;

  private final Terminal terminal;
  private final String currency;

  /**
   * @param currency the terminal's own, ISO 4217 letters
   */
  SettlementApi(Terminal terminal, String currency) {
    this.terminal = terminal;
    this.currency = currency;
  }

  void addTo(Router router) {
    router.path(SETTLEMENTS).get(this::list).post(this::settle).bySupervisor();
    router.path(SETTLEMENTS + "/ID").get(this::one);
    router.path(SETTLEMENTS + "/ID/acknowledge").post(this::acknowledge).bySupervisor();
    router.path("/v1/report").get(this::report);
  }

  private CompletableFuture<Reply> settle(Call call) {
    String key = call.idempotencyKey();
    Query query = call.query();
    Duration wait = query.waitTime();
    query.refuseUnread();
    JsonObject body = JsonObject.parseOrNone(call.body());
    body.refuseUnread();
    return terminal
        .settle(key, body.canonical(call.method() + " " + call.path()), call.supervisor())
        .thenCompose(started -> waited(started, wait, call.waiting()))
        .thenCompose(now -> terminal.status().thenApply(status -> started(now, status)));
  }

  private CompletableFuture<SettlementStarted> waited(
      SettlementStarted started, Duration wait, Waits.Waiting waiting) {
    if (wait.isZero() || started.how() == SettlementStarted.How.ANOTHER_IS_OPEN) {
      return CompletableFuture.completedFuture(started);
    }
    // It is recorded whatever becomes of the waiting, and the till must learn its id.
    return ended(started.settlement().settlement().id(), wait, waiting)
        .exceptionally(failure -> Optional.empty())
        .thenApply(now -> new SettlementStarted(now.orElse(started.settlement()), started.how()));
  }

  /** A settlement at its end, or as it is when nobody waits any more. */
  private CompletableFuture<Optional<SettlementView>> ended(
      String id, Duration wait, Waits.Waiting waiting) {
    CompletableFuture<Optional<SettlementView>> end = terminal.whenSettled(id, wait);
    waiting.until(id, end);
    return Waits.orElse(end, () -> terminal.settlement(id));
  }

  private Reply started(SettlementStarted started, Status status) {
    Map<String, Object> json = settlement(started.settlement(), status);
    String id = started.settlement().settlement().id();
    Map<String, String> headers = Collections.singletonMap("Location", SETTLEMENTS + "/" + id);
    return switch (started.how()) {
      case CREATED -> Replies.document(201, json, headers);
      case KNOWN -> Replies.document(200, json, headers);
      case ANOTHER_IS_OPEN -> {
        Problem open = Problem.of(Refusal.of(Ground.SETTLEMENT_OPEN).with(id));
        Map<String, Object> problem = open.json();
        problem.put("settlement", json);
        yield Replies.problem(open.status(), problem);
      }
    };
  }

  private Map<String, Object> settlement(SettlementView view, Status status) {
    return inCurrency(SettlementJson.settlement(view, status));
  }

  private Map<String, Object> inCurrency(Map<String, Object> json) {
    PaymentJson.putCurrency(json, currency);
    return json;
  }

  private CompletableFuture<Reply> one(Call call, String id) {
    Query query = call.query();
    Duration wait = query.waitTime();
    query.refuseUnread();
    return shown(wait.isZero() ? terminal.settlement(id) : ended(id, wait, call.waiting()));
  }

  private CompletableFuture<Reply> shown(CompletableFuture<Optional<SettlementView>> settlement) {
    return settlement.thenCompose(
        found -> {
          SettlementView view =
              found.orElseThrow(() -> Problem.notFound(ProblemText.NO_SUCH_SETTLEMENT));
          return terminal.status().thenApply(status -> Replies.ok(settlement(view, status)));
        });
  }

  private CompletableFuture<Reply> acknowledge(Call call, String id) {
    call.refuseParameters();
    JsonObject body = JsonObject.parse(call.body());
    Attestation said = Attestation.of(body);
    body.refuseUnread();
    return shown(terminal.acknowledge(id, said.by(), said.evidence()));
  }

  private CompletableFuture<Reply> list(Call call) {
    call.refuseParameters();
    return terminal
        .settlements(LISTED)
        .thenCombine(
            terminal.status(),
            (found, status) ->
                LongList.reply(
                    "settlements",
                    LongList.of(found, LISTED_AT_ONCE, view -> settlement(view, status))));
  }

  private CompletableFuture<Reply> report(Call call) {
    Query query = call.query();
    Optional<Long> batch = query.batch();
    query.refuseUnread();
    return terminal
        .report(batch)
        .thenCombine(
            terminal.status(),
            (report, status) -> Replies.ok(inCurrency(SettlementJson.report(report, status))));
  }
}
