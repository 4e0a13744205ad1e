package org.tillkeeper.agent.till;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.reader.CardReader;
import org.tillkeeper.agent.reader.NotCollected;
import org.tillkeeper.agent.reader.NotOpen;
import org.tillkeeper.agent.reader.NotTaken;
import org.tillkeeper.agent.reader.ReaderRequest;
import org.tillkeeper.agent.terminal.Refused;
import org.tillkeeper.agent.words.ReaderText;
import org.tillkeeper.iso8583.CurrencyCode;

/**
 * The calls of the payment application that owns the card reader, {@code /v1/reader} and below, and
 * the call by which a till gives up on a card. Safe for any thread.
 */
final class ReaderApi {
  private static final String READER = "/v1/reader";
  private static final String REQUESTS = READER + "/requests";

  private final CardReader reader;
  private final PaymentEnds ends;

  /** Of this process alone: what marks an answer says nothing of the card in it. */
  private final byte[] markKey = new byte[32];

  ReaderApi(CardReader reader, PaymentEnds ends) {
    this.reader = reader;
    this.ends = ends;
    new SecureRandom().nextBytes(markKey);
  }

  void addTo(Router router) {
    router.path(READER).get(this::standing);
    // A HEAD would take a request that nobody then sees.
    router.path(REQUESTS).get(this::requests).withoutHead();
    router.path(REQUESTS + "/ID").post(this::answer).byCashier();
    router.path("/v1/collections/cancel").post(this::cancel).byCashier();
  }

  private CompletableFuture<Reply> standing(Call call) {
    call.refuseParameters();
    return reader
        .standing()
        .thenApply(
            standing ->
                Replies.ok(
                    Collections.singletonMap("reader", standing.name().toLowerCase(Locale.ROOT))));
  }

  private CompletableFuture<Reply> requests(Call call) {
    Query query = call.query();
    Duration wait = query.waitTime();
    Optional<String> seen = query.seen();
    query.refuseUnread();
    CompletableFuture<Optional<ReaderRequest>> found = reader.request(seen, wait);
    call.waiting().until("reader", found);
    return Collecting.failing(Waits.orElse(found, this::asItIs), ReaderApi::noReader)
        .thenApply(
            open -> {
              List<Object> requests = new ArrayList<>();
              open.ifPresent(it -> requests.add(json(it)));
              return Replies.ok(Collections.singletonMap("requests", requests));
            });
  }

  /** A poll that had to give up its place is answered before its time. */
  private CompletableFuture<Optional<ReaderRequest>> asItIs() {
    return reader.request(Optional.empty(), Duration.ZERO);
  }

  private static Throwable noReader(Throwable failure) {
    return failure instanceof NotCollected none ? problem(none) : failure;
  }

  private static Map<String, Object> json(ReaderRequest request) {
    PaymentOrder order = request.wish().order();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", request.id());
    json.put("type", order.type().label());
    json.put("amount", order.amount());
    json.put("currency", order.currency());
    json.put("minorUnits", CurrencyCode.minorUnits(order.currency()));
    List<Object> entries = new ArrayList<>();
    for (Entry entry : request.wish().entries()) {
      entries.add(entry.label());
    }
    json.put("entries", entries);
    json.put("expiresAt", PaymentJson.time(request.expiresAt()));
    return json;
  }

  private CompletableFuture<Reply> answer(Call call, String id) {
    Query query = call.query();
    Duration wait = query.waitTime();
    query.refuseUnread();
    JsonObject answer = JsonObject.parse(call.body());
    int said = 0;
    for (String one : new String[] {"card", "qr", "refused"}) {
      said += answer.has(one) ? 1 : 0;
    }
    if (said != 1) {
      throw Problem.invalid(
          "card", "or qr or refused must be there, and only one of them: what came of it.");
    }
    byte[] mark = mark(answer, call.method() + " " + call.path());
    if (answer.has("refused")) {
      CollectRequest.Refusal refusal = CollectRequest.Refusal.of(answer);
      return said(reader.refuse(id, mark, refusal.why()))
          .thenApply(
              none -> {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("id", id);
                json.put("refused", refusal.label());
                return Replies.ok(json);
              });
    }
    return said(reader.present(id, mark, request -> CollectRequest.presented(request, answer)))
        .thenCompose(payment -> ends.await(started(payment), wait, call.waiting()))
        .thenCompose(ends::shown)
        .thenApply(payment -> Replies.ok(Collections.singletonMap("payment", payment)));
  }

  /** A mark is of one answer, and only what presents a card leads to a payment. */
  private static Payment started(Optional<Payment> payment) {
    return payment.orElseThrow(() -> new IllegalStateException("a card without a payment"));
  }

  private byte[] mark(JsonObject answer, String call) {
    byte[] canonical = answer.canonical(call);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(markKey, "HmacSHA256"));
      return mac.doFinal(canonical);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    } finally {
      Arrays.fill(canonical, (byte) 0);
    }
  }

  /** As the reader is told it. */
  private static <T> CompletableFuture<T> said(CompletableFuture<T> answered) {
    return Collecting.failing(
        answered,
        failure -> {
          if (failure instanceof NotOpen open) {
            return switch (open.how()) {
              case UNKNOWN -> Problem.notFound(ReaderText.NO_SUCH_REQUEST);
              case OVER -> Problem.of(409, "request-over", ReaderText.REQUEST_OVER);
            };
          }
          return failure instanceof NotTaken ? notTaken(failure.getCause()) : failure;
        });
  }

  private static Throwable notTaken(Throwable why) {
    if (why instanceof Refused refused) {
      return noPayment(Problem.of(refused));
    }
    return why instanceof NotCollected none ? noPayment(problem(none)) : why;
  }

  private static Problem noPayment(Problem why) {
    return why.as(409, "payment-refused");
  }

  private static Problem problem(NotCollected none) {
    return Collecting.problem(none.why());
  }

  private CompletableFuture<Reply> cancel(Call call) {
    String key = call.idempotencyKey();
    call.refuseContent();
    return reader
        .cancel(key)
        .thenApply(
            cancelled -> {
              if (!cancelled) {
                throw Problem.of(409, "not-collecting", ReaderText.NOT_COLLECTING);
              }
              return Replies.ok(Collections.singletonMap("cancelled", true));
            });
  }
}
