package org.tillkeeper.agent.till;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.receipt.Shop;
import org.tillkeeper.agent.terminal.Refused;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.upkeep.Status;
import org.tillkeeper.iso8583.Hex;

/**
 * The calls of the till API: which there are, what each takes, and what of the terminal it asks.
 * Knows nothing of connections. Safe for any thread.
 */
final class TillApi {
  private static final Logger LOG = LoggerFactory.getLogger(TillApi.class);
  private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);
  private static final String PAYMENTS = "/v1/payments";
  private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[!-~]{1,255}");
  private static final Pattern EVENT_ID = Pattern.compile("[0-9]{1,18}");
  private static final Pattern BY = Pattern.compile("(?=.*[^\\p{Z}])[^\\p{Cc}\\p{Cs}]{1,100}");
  private static final Pattern EVIDENCE =
      Pattern.compile("(?=.*[^\\p{Z}])[^\\p{Cc}\\p{Cs}]{1,1000}");
  private static final Pattern EMV = Pattern.compile("(?:[0-9A-Fa-f]{2}){1,255}");
  private static final Pattern OUTCOME = Pattern.compile("confirmed|cancelled");

  private final Terminal terminal;
  private final PaymentJson json;
  private final String currency;
  private final CashierPage page;
  private final ReceiptCalls receipts;
  private final SettlementApi settlements;

  TillApi(Terminal terminal, PaymentJson json, String currency, Shop shop, CashierPage page) {
    this.terminal = terminal;
    receipts = new ReceiptCalls(terminal, shop);
    this.json = json;
    this.currency = currency;
    this.page = page;
    settlements = new SettlementApi(terminal);
  }

  /**
   * One call, already authorised where it has to be.
   *
   * @param method of HTTP
   * @param uri path and query as received
   * @param headers as received
   * @param body empty if there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Call(String method, String uri, HttpHeaders headers, byte[] body) {
    String path() {
      return TillApi.path(uri);
    }
  }

  /** The path of an address, without its query. */
  static String path(String uri) {
    int end = uri.indexOf('?');
    return end < 0 ? uri : uri.substring(0, end);
  }

  /** Whether a call may be answered without the token: the page is, it holds no data. */
  static boolean isPublic(String method, String path) {
    return path.equals("/") && (method.equals("GET") || method.equals("HEAD"));
  }

  /** Answers a call. The future never fails: what goes wrong is a problem. */
  CompletableFuture<Reply> answer(Call call) {
    CompletableFuture<Reply> reply;
    try {
      reply = action(call).apply(call);
    } catch (RuntimeException e) {
      reply = failed(e);
    }
    return reply.exceptionally(this::problem);
  }

  /** A problem as an answer. */
  Reply.Document document(Problem problem) {
    return new Reply.Document(
        problem.status(), "application/problem+json", bytes(problem.json(json)), problem.headers());
  }

  /** An event's data. */
  byte[] event(Payment payment) {
    return bytes(json.payment(payment));
  }

  /** An event's data. */
  byte[] event(Status status) {
    return bytes(json.status(status));
  }

  /** What answers one method of a path. */
  interface Action {
    CompletableFuture<Reply> apply(Call call);
  }

  private Action action(Call call) {
    Map<String, Action> methods = methods(call.path());
    if (methods.isEmpty()) {
      throw notFound("There is no such call.");
    }
    // A HEAD is answered as its GET; the codec leaves the body out.
    boolean head = call.method().equals("HEAD") && !call.path().equals("/v1/events");
    Action action = methods.get(head ? "GET" : call.method());
    if (action == null) {
      String allowed = String.join(", ", methods.keySet());
      throw Problem.of(405, "method-not-allowed", "Allowed here: " + allowed + ".")
          .with("Allow", allowed);
    }
    return action;
  }

  /** The methods of a path; empty if there is no such path. */
  private Map<String, Action> methods(String path) {
    return switch (path) {
      case "/" -> Map.of("GET", call -> done(page.document()));
      case PAYMENTS -> {
        Map<String, Action> both = new LinkedHashMap<>();
        both.put("GET", this::list);
        both.put("POST", this::start);
        yield both;
      }
      case "/v1/status" ->
          Map.of("GET", call -> plain(call, () -> terminal.status().thenApply(json::status)));
      case "/v1/diagnosis" ->
          Map.of("GET", call -> plain(call, () -> terminal.diagnosis().thenApply(json::diagnosis)));
      case "/v1/emv-parameters" ->
          Map.of(
              "GET",
              call -> plain(call, () -> terminal.downloaded().thenApply(EmvParametersJson::of)));
      case "/v1/sign-off" ->
          Map.of("POST", call -> order(call, () -> terminal.signOff().thenApply(json::status)));
      case "/v1/events" -> Map.of("GET", this::events);
      case "/v1/ledger-loss/accept" -> Map.of("POST", this::acceptLedgerLoss);
      default -> path.startsWith(PAYMENTS + "/") ? ofPayment(path) : settlements.methods(path);
    };
  }

  private Map<String, Action> ofPayment(String path) {
    String[] parts = path.split("/", -1);
    if (parts.length > 5 || !Query.isId(parts[3])) {
      return Collections.emptyMap();
    }
    String id = parts[3];
    if (parts.length == 4) {
      return Map.of(
          "GET",
          call ->
              plain(call, () -> terminal.payment(id).thenCompose(found -> withChip(found(found)))));
    }
    return switch (parts[4]) {
      case "history" ->
          Map.of(
              "GET", call -> plain(call, () -> terminal.history(id).thenApply(this::foundHistory)));
      case "cancel" ->
          Map.of("POST", call -> order(call, () -> terminal.cancel(id).thenApply(json::payment)));
      case "retry" ->
          Map.of("POST", call -> order(call, () -> terminal.retry(id).thenApply(json::payment)));
      case "resolve" -> Map.of("POST", call -> resolve(call, id));
      case "void" -> Map.of("POST", call -> startOf(call, PaymentType.VOID, id));
      case "refund" -> Map.of("POST", call -> startOf(call, PaymentType.REFUND, id));
      case "receipt" -> receipt(id);
      case "card-result" -> Map.of("POST", call -> cardResult(call, id));
      default -> Collections.emptyMap();
    };
  }

  private Map<String, Action> receipt(String id) {
    Map<String, Action> both = new LinkedHashMap<>();
    both.put("GET", call -> receipts.show(call.uri(), id));
    both.put(
        "POST",
        call ->
            receipts
                .printed(call.uri(), call.body(), id)
                .thenApply(payment -> ok(json.payment(payment))));
    return both;
  }

  private CompletableFuture<Reply> start(Call call) {
    return start(
        call, () -> JsonObject.parse(call.body()), body -> PaymentRequest.order(body, currency));
  }

  private CompletableFuture<Reply> startOf(Call call, PaymentType type, String original) {
    return start(
        call,
        () -> JsonObject.parseOrNone(call.body()),
        body -> PaymentRequest.ofPath(body, type, original, currency));
  }

  private CompletableFuture<Reply> start(
      Call call, Supplier<JsonObject> parsed, Function<JsonObject, PaymentOrder> read) {
    String key = idempotencyKey(call.headers());
    Query query = Query.of(call.uri());
    Duration wait = query.waitTime();
    query.refuseUnread();
    JsonObject body = parsed.get();
    byte[] canonical = body.canonical(call.method() + " " + call.path());
    PaymentOrder order;
    try {
      order = read.apply(body);
    } catch (Problem refused) {
      // What a key has started stays its answer for ever, whatever this version thinks of a body.
      return terminal
          .started(key, canonical)
          .thenCompose(
              known ->
                  startedReply(
                      new Terminal.Started(known.orElseThrow(() -> refused), false), wait));
    }
    return terminal
        .start(order, key, canonical)
        .thenCompose(started -> startedReply(started, wait));
  }

  private CompletableFuture<Reply> cardResult(Call call, String id) {
    Query.of(call.uri()).refuseUnread();
    JsonObject body = JsonObject.parse(call.body());
    boolean accepted = body.bool("accepted");
    String emv = body.text("emv", EMV, "must be the chip's data, 1 to 255 bytes in hex");
    body.refuseUnread();
    if (!BerTlv.isWellFormed(Hex.decode(emv))) {
      throw Problem.invalid("emv", "must be whole BER-TLV data objects, tag, length and value.");
    }
    return terminal.cardResult(id, accepted, emv).thenApply(payment -> ok(json.payment(payment)));
  }

  private CompletableFuture<Reply> startedReply(Terminal.Started started, Duration wait) {
    Payment payment = started.payment();
    if (wait.isZero() || payment.state().isFinal()) {
      return startedDocument(started, payment);
    }
    // The payment is recorded whatever becomes of the waiting, and the till must learn its id.
    return terminal
        .whenFinal(payment.id(), wait)
        .exceptionally(failure -> payment)
        .thenCompose(now -> startedDocument(started, now));
  }

  private CompletableFuture<Reply> startedDocument(Terminal.Started started, Payment now) {
    Map<String, String> headers =
        Collections.singletonMap("Location", PAYMENTS + "/" + started.payment().id());
    int status = started.created() ? 201 : 200;
    return withChip(now)
        .exceptionally(failure -> json.payment(now))
        .thenApply(body -> new Reply.Document(status, "application/json", bytes(body), headers));
  }

  /** With what the acquirer said to the chip, as long as the chip is waited for. */
  private CompletableFuture<Map<String, Object>> withChip(Payment payment) {
    return payment.cardResult() == CardResult.AWAITED
        ? terminal.chipAnswer(payment.id()).thenApply(said -> json.payment(payment, said))
        : CompletableFuture.completedFuture(json.payment(payment));
  }

  private CompletableFuture<Reply> list(Call call) {
    Query query = Query.of(call.uri());
    Terminal.Query payments = query.payments();
    query.refuseUnread();
    return terminal.payments(payments).thenApply(found -> ok(json.page(found)));
  }

  private CompletableFuture<Reply> events(Call call) {
    Query.of(call.uri()).refuseUnread();
    List<String> ids = call.headers().getAll("Last-Event-ID");
    if (ids.isEmpty()) {
      return done(new Reply.Events(Optional.empty()));
    }
    if (ids.size() > 1 || !EVENT_ID.matcher(ids.get(0)).matches()) {
      throw Problem.invalid("Last-Event-ID", "must be the id of an event, digits alone.");
    }
    return done(new Reply.Events(Optional.of(Long.valueOf(ids.get(0)))));
  }

  private CompletableFuture<Reply> resolve(Call call, String id) {
    Query.of(call.uri()).refuseUnread();
    JsonObject body = JsonObject.parse(call.body());
    String label = body.text("outcome", OUTCOME, "must be confirmed or cancelled");
    Resolution.Outcome outcome =
        label.equals(Resolution.Outcome.CONFIRMED.label())
            ? Resolution.Outcome.CONFIRMED
            : Resolution.Outcome.CANCELLED;
    Resolution resolution = new Resolution(outcome, by(body), evidence(body));
    body.refuseUnread();
    return terminal.resolve(id, resolution).thenApply(payment -> ok(json.payment(payment)));
  }

  private CompletableFuture<Reply> acceptLedgerLoss(Call call) {
    Query.of(call.uri()).refuseUnread();
    JsonObject body = JsonObject.parse(call.body());
    String by = by(body);
    String evidence = evidence(body);
    body.refuseUnread();
    return terminal.acceptLedgerLoss(by, evidence).thenApply(status -> ok(json.status(status)));
  }

  private static String by(JsonObject body) {
    return withoutCardNumber(
        body, "by", BY, "must say who decides, in 1 to 100 characters without control characters");
  }

  private static String evidence(JsonObject body) {
    return withoutCardNumber(
        body,
        "evidence",
        EVIDENCE,
        "must say what was looked at, in 1 to 1000 characters without control characters");
  }

  /** A text of a person that is kept in plain, for good. */
  private static String withoutCardNumber(
      JsonObject body, String name, Pattern form, String allowed) {
    String text = body.text(name, form, allowed);
    if (CardNumber.mayBeIn(text)) {
      throw Problem.invalid(
          "card-number",
          name,
          "must not hold a card number, since it is kept in plain, and 13 to 19 digits of it may be"
              + " one: write the last four digits alone, or the reference number (RRN).");
    }
    return text;
  }

  private CompletableFuture<Reply> order(
      Call call, Supplier<CompletableFuture<Map<String, Object>>> order) {
    Query.of(call.uri()).refuseUnread();
    JsonObject.refuseContent(call.body());
    return order.get().thenApply(TillApi::ok);
  }

  private static CompletableFuture<Reply> plain(
      Call call, Supplier<CompletableFuture<Map<String, Object>>> question) {
    Query.of(call.uri()).refuseUnread();
    return question.get().thenApply(TillApi::ok);
  }

  private static Payment found(Optional<Payment> payment) {
    return payment.orElseThrow(TillApi::noSuchPayment);
  }

  private Map<String, Object> foundHistory(Optional<List<Terminal.HistoryEvent>> history) {
    return json.history(history.orElseThrow(TillApi::noSuchPayment));
  }

  static String idempotencyKey(HttpHeaders headers) {
    List<String> keys = headers.getAll("Idempotency-Key");
    if (keys.isEmpty()) {
      throw Problem.invalid(
          "idempotency-key-required",
          "Idempotency-Key",
          "is missing: a header of 1 to 255 visible ASCII characters, new for each payment and the"
              + " same when it is asked for again.");
    }
    if (keys.size() > 1 || !IDEMPOTENCY_KEY.matcher(keys.get(0)).matches()) {
      throw Problem.invalid(
          "Idempotency-Key", "must be one header of 1 to 255 visible ASCII characters.");
    }
    return keys.get(0);
  }

  /** What went wrong, as an answer. */
  Reply.Document problem(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Problem problem) {
      return document(problem);
    }
    if (cause instanceof Refused refused) {
      return document(Problem.of(refused));
    }
    // Its text is left out: nobody has looked whether it quotes a card.
    StackTraceElement[] trace = cause.getStackTrace();
    LOG.error(
        "A call failed with {} at {}",
        cause.getClass().getName(),
        trace.length == 0 ? "an unknown place" : trace[0]);
    return document(
        Problem.of(
            500,
            "internal-error",
            "The agent failed on this call. Ask for the payment's state before trying again."));
  }

  private static Problem notFound(String detail) {
    return Problem.of(404, "not-found", detail);
  }

  static Problem noSuchPayment() {
    return notFound("There is no payment with that id.");
  }

  static Reply ok(Map<String, Object> body) {
    return document(200, body, Collections.emptyMap());
  }

  static Reply document(int status, Map<String, Object> body, Map<String, String> headers) {
    return new Reply.Document(status, "application/json", bytes(body), headers);
  }

  static Reply problemDocument(int status, Map<String, Object> body) {
    return new Reply.Document(
        status, "application/problem+json", bytes(body), Collections.emptyMap());
  }

  private static CompletableFuture<Reply> done(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }

  private static CompletableFuture<Reply> failed(Throwable failure) {
    CompletableFuture<Reply> future = new CompletableFuture<>();
    future.completeExceptionally(failure);
    return future;
  }

  private static byte[] bytes(Map<String, Object> body) {
    try {
      return WRITER.asBytes(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
