package org.tillkeeper.agent.till;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.reader.CardReader;
import org.tillkeeper.agent.reader.Wish;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.words.HistoryText;
import org.tillkeeper.agent.words.ProblemText;
import org.tillkeeper.iso8583.BerTlv;

/** The calls about payments, {@code /v1/payments} and below. Safe for any thread. */
final class PaymentApi {
  private static final String PAYMENTS = "/v1/payments";
  private static final String PAYMENT = PAYMENTS + "/ID";

  /** Some 40 kB, and a few milliseconds of the agent's thread. */
  private static final int LISTED_AT_ONCE = 20;

  private static final int LINES_AT_ONCE = 100;

  private static final Pattern EMV = Pattern.compile("(?:[0-9A-Fa-f]{2}){1,255}");
  private static final Pattern OUTCOME = Pattern.compile("confirmed|cancelled");

  private final Terminal terminal;
  private final Replies replies;
  private final PaymentEnds ends;
  private final Collecting collecting;
  private final PaymentJson json;
  private final String currency;
  private final PictureQueue pictures;

  /** Where no card reader is attached. */
  PaymentApi(Terminal terminal, Replies replies, String currency) {
    this(
        terminal,
        replies,
        currency,
        new PaymentEnds(terminal, replies.json()),
        new Collecting(CardReader.none(terminal)),
        new PictureQueue());
  }

  /**
   * @param currency the terminal's own, ISO 4217 letters
   */
  PaymentApi(
      Terminal terminal,
      Replies replies,
      String currency,
      PaymentEnds ends,
      Collecting collecting,
      PictureQueue pictures) {
    this.terminal = terminal;
    this.replies = replies;
    this.ends = ends;
    this.collecting = collecting;
    this.pictures = pictures;
    json = replies.json();
    this.currency = currency;
  }

  void addTo(Router router) {
    router.path(PAYMENTS).get(this::list).post(this::start).by(PaymentRequest::need);
    router.path(PAYMENT).get(this::one);
    router.path(PAYMENT + "/history").get(this::history);
    router.path(PAYMENT + "/why").get(this::why);
    router.path(PAYMENT + "/cancel").post(this::cancel).byCashier();
    router.path(PAYMENT + "/retry").post(this::retry).byCashier();
    router.path(PAYMENT + "/resolve").post(this::resolve).bySupervisor();
    router
        .path(PAYMENT + "/void")
        .post((call, original) -> startOf(call, PaymentType.VOID, original))
        .bySupervisor();
    router
        .path(PAYMENT + "/refund")
        .post((call, original) -> startOf(call, PaymentType.REFUND, original))
        .bySupervisor();
    router.path(PAYMENT + "/card-result").post(this::cardResult).byCashier();
    router.path(PAYMENT + "/signature").put(this::sign).byCashier();
  }

  private CompletableFuture<Reply> list(Call call) {
    Query query = call.query();
    Terminal.Query payments = query.payments();
    query.refuseUnread();
    return part(payments).thenApply(first -> LongList.reply("payments", first));
  }

  /** Payments from one on, a few at a time. */
  private CompletableFuture<LongList.Part> part(Terminal.Query query) {
    int many = Math.min(query.limit(), LISTED_AT_ONCE);
    return terminal
        .payments(query.from(query.after(), many))
        .thenApply(
            found -> {
              List<Map<String, Object>> items = new ArrayList<>();
              for (Payment payment : found.payments()) {
                items.add(json.payment(payment));
              }
              int left = query.limit() - items.size();
              return new LongList.Part(
                  items,
                  Collections.singletonMap("next", found.next().orElse(null)),
                  found.next().isPresent() && left > 0
                      ? Optional.of(() -> part(query.from(found.next(), left)))
                      : Optional.empty());
            });
  }

  private CompletableFuture<Reply> one(Call call, String id) {
    call.refuseParameters();
    return terminal
        .payment(id)
        .thenCompose(found -> ends.withChip(found.orElseThrow(PaymentApi::unknown)))
        .thenApply(Replies::ok);
  }

  private CompletableFuture<Reply> history(Call call, String id) {
    call.refuseParameters();
    return terminal
        .history(id)
        .thenApply(found -> found.orElseThrow(PaymentApi::unknown))
        .thenApply(
            all ->
                LongList.reply(
                    "events",
                    LongList.of(
                        all, LINES_AT_ONCE, event -> PaymentJson.event(event, named(all)))));
  }

  private String named(List<Terminal.HistoryEvent> history) {
    return history.isEmpty()
        ? currency
        : HistoryText.currency(history.get(0).message()).orElse(currency);
  }

  private CompletableFuture<Reply> why(Call call, String id) {
    call.refuseParameters();
    return terminal
        .story(id)
        .thenApply(found -> StoryJson.of(found.orElseThrow(PaymentApi::unknown), json.text()))
        .thenApply(Replies::ok);
  }

  private CompletableFuture<Reply> start(Call call) {
    return pay(call, JsonObject::parse, body -> alone(call, body));
  }

  private Beginning alone(Call call, JsonObject body) {
    if (body.has(CollectRequest.COLLECT)) {
      Wish wish = CollectRequest.wish(body, currency).askedBy(call.supervisor());
      return (key, canonical, waiting) -> collecting.begin(wish, key, canonical, waiting);
    }
    return by(call, PaymentRequest.order(body, currency));
  }

  private Beginning by(Call call, PaymentOrder asked) {
    PaymentOrder order = asked.askedBy(call.supervisor());
    return (key, canonical, waiting) -> terminal.start(order, key, canonical);
  }

  /** How a payment begins, once its body has been read. */
  private interface Beginning {
    CompletableFuture<Terminal.Started> begin(String key, byte[] canonical, Waits.Waiting waiting);
  }

  private CompletableFuture<Reply> startOf(Call call, PaymentType type, String original) {
    return pay(
        call,
        JsonObject::parseOrNone,
        body -> by(call, PaymentRequest.ofPath(body, type, original, currency)));
  }

  private CompletableFuture<Reply> pay(
      Call call, Function<byte[], JsonObject> parse, Function<JsonObject, Beginning> read) {
    String key = call.idempotencyKey();
    Query query = call.query();
    Duration wait = query.waitTime();
    query.refuseUnread();
    JsonObject body = parse.apply(call.body());
    byte[] canonical = body.canonical(call.method() + " " + call.path());
    Beginning beginning;
    try {
      beginning = read.apply(body);
    } catch (Problem refused) {
      // What a key has started stays its answer for ever, whatever this version thinks of a body.
      return wiping(canonical, terminal.started(key, canonical))
          .thenCompose(
              known ->
                  started(
                      new Terminal.Started(known.orElseThrow(() -> refused), false),
                      wait,
                      call.waiting()));
    }
    return wiping(canonical, beginning.begin(key, canonical, call.waiting()))
        .thenCompose(started -> started(started, wait, call.waiting()));
  }

  /** Once a call is answered, nothing of its body is left. */
  private static <T> CompletableFuture<T> wiping(byte[] canonical, CompletableFuture<T> answer) {
    return answer.whenComplete((done, failed) -> Arrays.fill(canonical, (byte) 0));
  }

  private CompletableFuture<Reply> started(
      Terminal.Started started, Duration wait, Waits.Waiting waiting) {
    return ends.await(started.payment(), wait, waiting).thenCompose(now -> started(started, now));
  }

  private CompletableFuture<Reply> started(Terminal.Started started, Payment now) {
    Map<String, String> headers =
        Collections.singletonMap("Location", PAYMENTS + "/" + started.payment().id());
    int status = started.created() ? 201 : 200;
    return ends.shown(now).thenApply(body -> Replies.document(status, body, headers));
  }

  private CompletableFuture<Reply> cardResult(Call call, String id) {
    call.refuseParameters();
    JsonObject body = JsonObject.parse(call.body());
    boolean accepted = body.bool("accepted");
    String emv = body.text("emv", EMV, "must be the chip's data, 1 to 255 bytes in hex");
    body.refuseUnread();
    if (!BerTlv.isWellFormed(emv)) {
      throw Problem.invalid("emv", "must be whole BER-TLV data objects, tag, length and value.");
    }
    return terminal.cardResult(id, accepted, emv).thenApply(replies::ok);
  }

  private CompletableFuture<Reply> sign(Call call, String id) {
    call.refuseParameters();
    return pictures
        .drawing(call)
        .thenCompose(drawing -> terminal.sign(id, drawing))
        .thenApply(replies::ok);
  }

  private CompletableFuture<Reply> cancel(Call call, String id) {
    call.refuseContent();
    return terminal.cancel(id).thenApply(replies::ok);
  }

  private CompletableFuture<Reply> retry(Call call, String id) {
    call.refuseContent();
    return terminal.retry(id).thenApply(replies::ok);
  }

  private CompletableFuture<Reply> resolve(Call call, String id) {
    call.refuseParameters();
    JsonObject body = JsonObject.parse(call.body());
    String label = body.text("outcome", OUTCOME, "must be confirmed or cancelled");
    Resolution.Outcome outcome =
        label.equals(Resolution.Outcome.CONFIRMED.label())
            ? Resolution.Outcome.CONFIRMED
            : Resolution.Outcome.CANCELLED;
    Attestation said = Attestation.of(body);
    body.refuseUnread();
    return terminal
        .resolve(id, new Resolution(outcome, said.by(), said.evidence()), call.supervisor())
        .thenApply(replies::ok);
  }

  static Problem unknown() {
    return Problem.notFound(ProblemText.NO_SUCH_PAYMENT);
  }
}
