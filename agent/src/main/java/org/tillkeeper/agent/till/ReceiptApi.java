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
import org.tillkeeper.agent.receipt.ReceiptPicture;
import org.tillkeeper.agent.receipt.Shop;
import org.tillkeeper.agent.terminal.Ground;
import org.tillkeeper.agent.terminal.Refusal;
import org.tillkeeper.agent.terminal.Refused;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.iso8583.jbig.Bitmap;

/**
 * The calls about receipts. Asking for one changes nothing, however often. The till prints, and
 * says afterwards that a copy came out; from then on that copy is a reprint. A printer that jams
 * leaves no trace: what it should have printed is still the first copy.
 */
final class ReceiptApi {
  private static final Pattern COPY = Pattern.compile("merchant|customer");

  private final Terminal terminal;
  private final Replies replies;
  private final Shop shop;
  private final PictureQueue pictures;

  ReceiptApi(Terminal terminal, Replies replies, Shop shop, PictureQueue pictures) {
    this.terminal = terminal;
    this.replies = replies;
    this.shop = shop;
    this.pictures = pictures;
  }

  void addTo(Router router) {
    router.path("/v1/payments/ID/receipt").get(this::show).post(this::printed).byCashier();
  }

  /** How the receipt is wanted. */
  private record Form(Copy copy, Language language, int columns, String format, String reprint) {}

  private CompletableFuture<Reply> show(Call call, String id) {
    Query query = call.query();
    Form form =
        new Form(
            copy(query.oneOf("copy", "customer", "merchant")),
            query.oneOf("lang", "zh", "en").equals("zh") ? Language.ZH : Language.EN,
            Integer.parseInt(
                query.oneOf("columns", String.valueOf(Paper.NARROW), String.valueOf(Paper.WIDE))),
            query.oneOf("format", "json", "text", "png"),
            query.oneOf("reprint", "auto", "true", "false"));
    query.refuseUnread();
    return printable(id)
        .thenCompose(
            payment ->
                original(payment)
                    .thenCombine(
                        terminal.receiptFacts(id),
                        (original, facts) ->
                            new Receipt(
                                shop,
                                payment,
                                original,
                                facts,
                                form.copy(),
                                form.language(),
                                form.reprint().equals("true"))))
        .thenCompose(
            receipt ->
                copies(id, form.copy()).thenCompose(printed -> replied(receipt, form, printed)));
  }

  private CompletableFuture<Reply> printed(Call call, String id) {
    call.refuseParameters();
    JsonObject body = JsonObject.parse(call.body());
    Copy copy = copy(body.text("copy", COPY, "must be merchant or customer"));
    body.refuseUnread();
    return printable(id)
        .thenCompose(payment -> terminal.receiptPrinted(id, kind(copy), copy.label() + " copy"))
        .thenApply(replies::ok);
  }

  private CompletableFuture<Payment> printable(String id) {
    return terminal
        .payment(id)
        .thenApply(
            found -> {
              Payment payment = found.orElseThrow(PaymentApi::unknown);
              if (!Receipt.isFor(payment)) {
                throw new Refused(Refusal.of(Ground.NOT_FINAL, payment));
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
  private CompletableFuture<Integer> copies(String id, Copy copy) {
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

  private CompletableFuture<Reply> replied(Receipt asked, Form form, int printed) {
    boolean auto = form.reprint().equals("auto");
    Receipt receipt = auto && printed > 0 ? asked.again() : asked;
    return form.format().equals("png")
        ? picture(receipt, form.columns())
        : CompletableFuture.completedFuture(reply(receipt, form, printed));
  }

  /** With the signature on the copy that the merchant keeps, until the acquirer has it. */
  private CompletableFuture<Reply> picture(Receipt receipt, int columns) {
    CompletableFuture<Optional<Bitmap>> signature =
        receipt.copy() == Copy.MERCHANT && receipt.signedElectronically()
            ? terminal.signature(receipt.payment().id())
            : CompletableFuture.completedFuture(Optional.empty());
    return signature.thenCompose(
        drawn -> pictures.inTurn(() -> drawn(new ReceiptPicture(receipt, columns), drawn)));
  }

  private static Reply drawn(ReceiptPicture picture, Optional<Bitmap> signature) {
    try {
      return new Reply.Document(200, "image/png", picture.png(signature), Collections.emptyMap());
    } finally {
      signature.ifPresent(Bitmap::wipe);
    }
  }

  private static Reply reply(Receipt receipt, Form form, int printed) {
    Payment payment = receipt.payment();
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
    json.put("reprint", receipt.reprint());
    json.put("printed", printed);
    json.put("outcome", receipt.outcome().label());
    json.put("title", receipt.title());
    json.put("amount", receipt.total());
    PaymentJson.putCurrency(json, payment.currency());
    json.put("signature", receipt.signed());
    json.put("signedElectronically", receipt.signedElectronically());
    json.put("lines", lines(receipt));
    json.put("columns", form.columns());
    json.put("text", new Replies.Lines(text));
    return Replies.ok(json);
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
