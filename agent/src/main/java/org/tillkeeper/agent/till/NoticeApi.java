package org.tillkeeper.agent.till;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.words.NoticeText;

/**
 * The calls about what nobody has been told: {@code GET /v1/notices} and {@code POST
 * /v1/payments/ID/acknowledge}. Safe for any thread.
 */
final class NoticeApi {
  /** Who has more reads the first of them, and asks again. */
  private static final int MOST = 500;

  private static final int LISTED_AT_ONCE = 50;

  private final Terminal terminal;
  private final Replies replies;

  NoticeApi(Terminal terminal, Replies replies) {
    this.terminal = terminal;
    this.replies = replies;
  }

  void addTo(Router router) {
    router.path("/v1/notices").get(this::notices);
    router.path("/v1/payments/ID/acknowledge").post(this::acknowledge).byCashier();
  }

  private CompletableFuture<Reply> notices(Call call) {
    call.refuseParameters();
    return terminal
        .unseen(MOST)
        .thenApply(
            found -> LongList.reply("notices", LongList.of(found, LISTED_AT_ONCE, this::notice)));
  }

  private Map<String, Object> notice(Payment payment) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("payment", payment.id());
    json.put("at", payment.unseenSince().map(PaymentJson::time).orElse(null));
    json.put("display", Display.of(payment).label());
    json.putAll(PaymentJson.bilingual(new NoticeText(replies.json().text()).of(payment)));
    return json;
  }

  private CompletableFuture<Reply> acknowledge(Call call, String id) {
    call.refuseParameters();
    JsonObject body = JsonObject.parseOrNone(call.body());
    Optional<String> by = Attestation.optionalBy(body);
    body.refuseUnread();
    return terminal.seen(id, by).thenApply(replies::ok);
  }
}
