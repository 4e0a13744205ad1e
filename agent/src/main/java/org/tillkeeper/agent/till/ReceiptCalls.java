package org.tillkeeper.agent.till;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.receipt.Copy;
import org.tillkeeper.agent.receipt.Language;
import org.tillkeeper.agent.receipt.Line;
import org.tillkeeper.agent.receipt.Paper;
import org.tillkeeper.agent.receipt.Receipt;
import org.tillkeeper.agent.receipt.Shop;
import org.tillkeeper.agent.terminal.Refused;
import org.tillkeeper.agent.terminal.Terminal;

/**
 * The calls about receipts. Asking for one changes nothing, however often; the till prints, and
 * says afterwards that a copy came out, so that the next one of it is a reprint. A printer that
 * fails therefore leaves no trace.
 */
final class ReceiptCalls {
  private static final Pattern COPY = Pattern.compile("merchant|customer");

  private final Terminal terminal;
  private final Shop shop;

  ReceiptCalls(Terminal terminal, Shop shop) {
    this.terminal = terminal;
    this.shop = shop;
  }

  /** What was asked for beside the payment. */
  private record Form(Copy copy, Language language, int columns, String format, String reprint) {}

  CompletableFuture<Reply> show(String uri, String id) {
    Query query = Query.of(uri);
    Form form =
        new Form(
            copy(query.oneOf("copy", "customer", "merchant")),
            query.oneOf("lang", "zh", "en").equals("zh") ? Language.ZH : Language.EN,
            Integer.parseInt(
                query.oneOf("columns", String.valueOf(Paper.NARROW), String.valueOf(Paper.WIDE))),
            query.oneOf("format", "json", "text"),
            query.oneOf("reprint", "auto", "true", "false"));
    query.refuseUnread();
    return printable(id)
        .thenCompose(
            payment ->
                original(payment)
                    .thenCombine(
                        printed(id, form.copy()),
                        (original, printed) -> reply(payment, original, form, printed)));
  }

  CompletableFuture<Payment> printed(String uri, byte[] content, String id) {
    Query.of(uri).refuseUnread();
    JsonObject body = JsonObject.parse(content);
    Copy copy = copy(body.text("copy", COPY, "must be merchant or customer"));
    body.refuseUnread();
    return printable(id)
        .thenCompose(payment -> terminal.receiptPrinted(id, kind(copy), copy.label() + " copy"));
  }

  private CompletableFuture<Payment> printable(String id) {
    return terminal
        .payment(id)
        .thenApply(
            found -> {
              Payment payment = found.orElseThrow(TillApi::noSuchPayment);
              if (!Receipt.isFor(payment)) {
                throw new Refused(
                    Refused.Why.NOT_FINAL,
                    "The payment is "
                        + payment.state().label()
                        + "; its receipt is there once it has its end.",
                    Optional.of(payment));
              }
              return payment;
            });
  }

  private CompletableFuture<Optional<Payment>> original(Payment payment) {
    return payment.terms().original().isPresent()
        ? terminal.payment(payment.terms().original().get())
        : CompletableFuture.completedFuture(Optional.empty());
  }

  /** How often the till has said that it printed this copy. */
  private CompletableFuture<Integer> printed(String id, Copy copy) {
    return terminal
        .history(id)
        .thenApply(
            history -> {
              int printed = 0;
              for (Terminal.HistoryEvent event : history.orElse(Collections.emptyList())) {
                printed += event.kind().equals(kind(copy)) ? 1 : 0;
              }
              return printed;
            });
  }

  private Reply reply(Payment payment, Optional<Payment> original, Form form, int printed) {
    boolean reprint = form.reprint().equals("auto") ? printed > 0 : form.reprint().equals("true");
    Receipt receipt = new Receipt(shop, payment, original, form.copy(), form.language(), reprint);
    String text = new Paper(form.columns()).text(receipt.lines());
    if (form.format().equals("text")) {
      return new Reply.Document(
          200,
          "text/plain; charset=UTF-8",
          text.getBytes(StandardCharsets.UTF_8),
          Collections.emptyMap());
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("payment", payment.id());
    json.put("copy", form.copy().label());
    json.put("lang", form.language().label());
    json.put("reprint", reprint);
    json.put("printed", printed);
    json.put("outcome", receipt.outcome().label());
    json.put("title", receipt.title());
    json.put("amount", receipt.total());
    json.put("currency", payment.currency());
    json.put("signature", receipt.signed());
    json.put("lines", lines(receipt));
    json.put("columns", form.columns());
    json.put("text", text);
    return TillApi.ok(json);
  }

  private static List<Object> lines(Receipt receipt) {
    List<Object> lines = new ArrayList<>();
    for (Line line : receipt.lines()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("kind", line.kind().label());
      json.put("label", line.label());
      json.put("value", line.value());
      lines.add(json);
    }
    return lines;
  }

  private static Copy copy(String label) {
    return label.equals(Copy.MERCHANT.label()) ? Copy.MERCHANT : Copy.CUSTOMER;
  }

  private static String kind(Copy copy) {
    return "receipt-" + copy.label();
  }
}
