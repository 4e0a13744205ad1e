package org.tillkeeper.agent.till;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.terminal.Terminal.SettlementStarted;
import org.tillkeeper.agent.terminal.Terminal.SettlementView;
import org.tillkeeper.agent.upkeep.Status;
import org.tillkeeper.agent.words.RefusalText;

/**
 * The calls about settlement and the day: {@code POST} and {@code GET /v1/settlements}, {@code GET
 * /v1/settlements/ID}, {@code GET /v1/report}. Safe for any thread.
 */
final class SettlementApi {
  private static final String SETTLEMENTS = "/v1/settlements";
  private static final int LISTED = 20;

  private final Terminal terminal;

  SettlementApi(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The methods of a path; empty if there is no such path here. */
  Map<String, TillApi.Action> methods(String path) {
    if (path.equals(SETTLEMENTS)) {
      Map<String, TillApi.Action> both = new LinkedHashMap<>();
      both.put("GET", this::list);
      both.put("POST", this::settle);
      return Collections.unmodifiableMap(both);
    }
    if (path.equals("/v1/report")) {
      return Collections.singletonMap("GET", this::report);
    }
    if (path.startsWith(SETTLEMENTS + "/")) {
      String id = path.substring(SETTLEMENTS.length() + 1);
      return Query.isId(id)
          ? Collections.singletonMap("GET", call -> one(call, id))
          : Collections.emptyMap();
    }
    return Collections.emptyMap();
  }

  private CompletableFuture<Reply> settle(TillApi.Call call) {
    String key = TillApi.idempotencyKey(call.headers());
    Query.of(call.uri()).refuseUnread();
    JsonObject body =
        JsonObject.parse(call.body().length == 0 ? new byte[] {'{', '}'} : call.body());
    body.refuseUnread();
    return terminal
        .settle(key, body.canonical(call.method() + " " + call.path()))
        .thenCombine(terminal.status(), SettlementApi::started);
  }

  private static Reply started(SettlementStarted started, Status status) {
    Map<String, Object> json = SettlementJson.settlement(started.settlement(), status);
    String id = started.settlement().settlement().id();
    Map<String, String> headers = Collections.singletonMap("Location", SETTLEMENTS + "/" + id);
    return switch (started.how()) {
      case CREATED -> TillApi.document(201, json, headers);
      case KNOWN -> TillApi.document(200, json, headers);
      case ANOTHER_IS_OPEN -> {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "settlement-open");
        problem.put("title", "Settlement open");
        problem.put("status", 409);
        String detail =
            "Settlement " + id + " has not ended; ask for its state, and settle again after it.";
        problem.put("detail", detail);
        RefusalText.of("settlement-open", detail)
            .ifPresent(text -> problem.put("message", PaymentJson.bilingual(text)));
        problem.put("settlement", json);
        yield TillApi.problemDocument(409, problem);
      }
    };
  }

  private CompletableFuture<Reply> one(TillApi.Call call, String id) {
    Query.of(call.uri()).refuseUnread();
    return terminal
        .settlement(id)
        .thenCombine(
            terminal.status(),
            (found, status) ->
                TillApi.ok(
                    SettlementJson.settlement(
                        found.orElseThrow(
                            () ->
                                Problem.of(
                                    404, "not-found", "There is no settlement with that id.")),
                        status)));
  }

  private CompletableFuture<Reply> list(TillApi.Call call) {
    Query.of(call.uri()).refuseUnread();
    return terminal
        .settlements(LISTED)
        .thenCombine(
            terminal.status(),
            (found, status) -> {
              List<Object> settlements = new ArrayList<>();
              for (SettlementView view : found) {
                settlements.add(SettlementJson.settlement(view, status));
              }
              return TillApi.ok(Collections.singletonMap("settlements", settlements));
            });
  }

  private CompletableFuture<Reply> report(TillApi.Call call) {
    Query query = Query.of(call.uri());
    Optional<Long> batch = query.batch();
    query.refuseUnread();
    return terminal
        .report(batch)
        .thenCombine(
            terminal.status(),
            (report, status) -> TillApi.ok(SettlementJson.report(report, status)));
  }
}
