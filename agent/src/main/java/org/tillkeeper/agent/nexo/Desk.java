package org.tillkeeper.agent.nexo;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.till.MessagePort;
import org.tillkeeper.agent.words.Bilingual;
import org.tillkeeper.agent.words.NexoText;

/**
 * Answers a till's messages, whatever the protocol may ask. What cannot be read is answered with a
 * Reject, what is read and cannot be done with a Failure that says why. Safe for any thread.
 */
final class Desk {
  private static final Pattern CATEGORY =
      Pattern.compile(
          "BalanceInquiry|CardAcquisition|CardReaderAPDU|Admin|EnableService|GetTotals|Loyalty"
              + "|Reconciliation|StoredValue|Batch|CardReaderInit|CardReaderPowerOff|PIN|Sound"
              + "|Transmit|Input|InputUpdate|Display|Print");
  private static final Pattern MONEY = Pattern.compile("Payment|Reversal");

  private final String poiId;
  private final Terminal terminal;
  private final Reading reading;
  private final Conduct conduct;
  private final Pairs pairs;
  private final Holding holding;
  private final Bodies bodies;
  private final Standing standing;

  Desk(
      String poiId,
      Terminal terminal,
      Reading reading,
      Conduct conduct,
      Pairs pairs,
      Holding holding,
      Bodies bodies,
      Standing standing) {
    this.poiId = poiId;
    this.terminal = terminal;
    this.reading = reading;
    this.conduct = conduct;
    this.pairs = pairs;
    this.holding = holding;
    this.bodies = bodies;
    this.standing = standing;
  }

  /** Answers a message; the future never fails. */
  CompletableFuture<Written> answer(Fields message, MessagePort.Held held) {
    Optional<Fields> request = Optional.empty();
    try {
      request = Optional.of(message.required("SaleToPOIRequest"));
      return answer(Header.of(request.get(), poiId), request.get(), held);
    } catch (Faulty e) {
      return done(reject(Header.eventFor(request, poiId), e.getMessage()));
    }
  }

  /** A message of which not even the envelope can be read. */
  Written unreadable(Faulty why) {
    return reject(Header.eventFor(Optional.empty(), poiId), why.getMessage());
  }

  private CompletableFuture<Written> answer(Header header, Fields request, MessagePort.Held held)
      throws Faulty {
    return switch (header.category()) {
      case "Payment" -> payment(header, request.required("PaymentRequest"), held);
      case "Reversal" -> reversal(header, request.required("ReversalRequest"), held);
      case "TransactionStatus" -> status(header, request.required("TransactionStatusRequest"));
      case "Abort" -> abort(header, request.required("AbortRequest"));
      case "Diagnosis" ->
          standing
              .diagnosis(request.required("DiagnosisRequest"), pairs.isBusy())
              .thenApply(body -> Written.response(header.response(), "DiagnosisResponse", body));
      case "Login" ->
          standing
              .login(request.required("LoginRequest"), pairs.isBusy())
              .thenApply(body -> Written.response(header.response(), "LoginResponse", body));
      case "Logout" ->
          done(
              Written.response(
                  header.response(),
                  "LogoutResponse",
                  Collections.singletonMap("Response", Verdict.SUCCESS.response(""))));
      case "Event" -> {
        request.required("EventNotification");
        yield done(Written.nothing());
      }
      default -> {
        if (!CATEGORY.matcher(header.category()).matches()) {
          throw Faulty.format("MessageHeader.MessageCategory is none of the protocol's.");
        }
        yield done(
            Written.response(
                header.response(),
                header.category() + "Response",
                Unavailable.body(header.category(), request, bodies.time())));
      }
    };
  }

  private CompletableFuture<Written> payment(Header header, Fields request, MessagePort.Held held) {
    Function<Told, Function<Sale, Written>> written =
        told ->
            sale ->
                Written.response(
                    header.response(), "PaymentResponse", bodies.payment(told, sale, false));
    return money(header, request, held, () -> reading.payment(request), written);
  }

  private CompletableFuture<Written> reversal(
      Header header, Fields request, MessagePort.Held held) {
    Function<Told, Function<Sale, Written>> written =
        told ->
            sale ->
                Written.response(
                    header.response(), "ReversalResponse", bodies.reversal(told, sale, false));
    return money(header, request, held, () -> reading.reversal(request), written);
  }

  private interface WishReading {
    Wish read() throws Faulty;
  }

  private CompletableFuture<Written> money(
      Header header,
      Fields request,
      MessagePort.Held held,
      WishReading read,
      Function<Told, Function<Sale, Written>> written) {
    Pair pair = new Pair(header.saleId(), header.serviceId().orElse(""));
    Wish wish;
    try {
      if (pair.serviceId().isEmpty()) {
        throw Faulty.format("MessageHeader.ServiceID is missing.");
      }
      wish = read.read();
    } catch (Faulty e) {
      return refused(pair, e).thenApply(told -> written.apply(told).apply(Sale.readable(request)));
    }
    return holding
        .until(pair, conduct.take(pair, wish), held)
        .thenApply(told -> written.apply(told).apply(wish.sale()));
  }

  /**
   * What cannot be read does nothing. It says so, unless the pair has started a payment before:
   * then a till might take the refusal for that one's.
   */
  private CompletableFuture<Told> refused(Pair pair, Faulty why) {
    Told told = Told.without(why.condition(), new Bilingual(why.getMessage(), why.getMessage()));
    return terminal
        .startedBy(pair.key())
        .thenApply(known -> known.isPresent() ? Told.ofAnother() : told)
        .exceptionally(failed -> told);
  }

  private CompletableFuture<Written> status(Header header, Fields request) throws Faulty {
    Fields reference = request.required("MessageReference");
    Optional<String> category =
        reference.has("MessageCategory") ? reference.text("MessageCategory") : Optional.empty();
    Pair pair = pair(header, reference);
    boolean ofMoney = !category.isPresent() || MONEY.matcher(category.get()).matches();
    CompletableFuture<Optional<Told>> found =
        ofMoney ? found(pair) : CompletableFuture.completedFuture(Optional.empty());
    return found
        .exceptionally(failed -> Optional.of(Told.notKnownYet(false)))
        .thenApply(
            told ->
                Written.response(
                    header.response(),
                    "TransactionStatusResponse",
                    statusBody(header, pair, category, told)));
  }

  /** Under way first, and the ledger last: what ends in between is recorded by then. */
  private CompletableFuture<Optional<Told>> found(Pair pair) {
    Optional<Pairs.Work> work = pairs.open(pair);
    if (work.isPresent()) {
      return holding.now(work.get().taken()).thenApply(Optional::of);
    }
    Optional<Taken.Nothing> ended = pairs.ended(pair);
    return terminal
        .startedBy(pair.key())
        .thenCompose(
            known ->
                known.isPresent()
                    ? holding.of(known.get()).thenApply(Optional::of)
                    : CompletableFuture.completedFuture(ended.map(Told::of)));
  }

  private Map<String, Object> statusBody(
      Header header, Pair pair, Optional<String> category, Optional<Told> found) {
    Optional<Told> told = found.filter(it -> fits(category, it));
    Map<String, Object> json = new LinkedHashMap<>();
    if (told.isPresent() && !told.get().verdict().isInProgress()) {
      json.put("Response", Verdict.SUCCESS.response(""));
    } else {
      Told not = told.orElseGet(() -> Told.without(Condition.NOT_FOUND, NexoText.NO_SUCH_MESSAGE));
      json.put("Response", not.verdict().response(Sale.UNKNOWN.said(not.said())));
    }
    Map<String, Object> reference = new LinkedHashMap<>();
    category.ifPresent(it -> reference.put("MessageCategory", it));
    reference.put("SaleID", pair.saleId());
    reference.put("ServiceID", pair.serviceId());
    json.put("MessageReference", reference);
    told.filter(it -> !it.verdict().isInProgress())
        .ifPresent(
            it -> {
              boolean reversal = category.map("Reversal"::equals).orElse(isReversal(it));
              Map<String, Object> repeated = new LinkedHashMap<>();
              repeated.put(
                  Header.NAME, header.of(reversal ? "Reversal" : "Payment", pair).response());
              repeated.put(
                  "RepeatedResponseMessageBody",
                  reversal
                      ? Collections.singletonMap(
                          "ReversalResponse", bodies.reversal(it, Sale.UNKNOWN, true))
                      : Collections.singletonMap(
                          "PaymentResponse", bodies.payment(it, Sale.UNKNOWN, true)));
              json.put("RepeatedMessageResponse", repeated);
            });
    return json;
  }

  /** Whether what was found is what the till says it was. */
  private static boolean fits(Optional<String> category, Told told) {
    if (!category.isPresent() || !told.payment().isPresent()) {
      return true;
    }
    boolean refund = told.payment().get().type() == PaymentType.REFUND;
    return refund || category.get().equals(isReversal(told) ? "Reversal" : "Payment");
  }

  private static boolean isReversal(Told told) {
    Optional<Payment> payment = told.payment();
    return payment.isPresent()
        && payment.get().terms().original().isPresent()
        && Arrays.asList(
                PaymentType.VOID,
                PaymentType.PREAUTH_VOID,
                PaymentType.COMPLETION_VOID,
                PaymentType.REFUND)
            .contains(payment.get().type());
  }

  /** The protocol has no answer to it: what became of the payment is the payment's answer. */
  private CompletableFuture<Written> abort(Header header, Fields request) throws Faulty {
    Pair pair = pair(header, request.required("MessageReference"));
    Optional<Pairs.Work> work = pairs.open(pair);
    CompletableFuture<Optional<String>> recorded =
        work.isPresent()
            ? CompletableFuture.completedFuture(Optional.empty())
            : terminal.startedBy(pair.key()).thenApply(known -> known.map(Payment::id));
    return recorded
        .thenCompose(payment -> payment.isPresent() ? cancel(payment.get()) : abort(pair))
        .handle((done, failed) -> Written.nothing());
  }

  private CompletableFuture<Void> abort(Pair pair) {
    Optional<Pairs.Work> work = pairs.abort(pair);
    return work.isPresent()
        ? work.get()
            .taken()
            .thenCompose(
                taken ->
                    taken instanceof Taken.Recorded recorded
                        ? cancel(recorded.payment())
                        : CompletableFuture.completedFuture(null))
        : CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<Void> cancel(String payment) {
    return terminal.cancel(payment).thenApply(cancelled -> null);
  }

  private static Pair pair(Header header, Fields reference) throws Faulty {
    String saleId =
        reference.has("SaleID")
            ? reference.text("SaleID", Header.SALE_ID, "must be 1 to 64 characters")
            : header.saleId();
    return new Pair(
        saleId,
        reference.text("ServiceID", Header.SERVICE_ID, "must be 1 to 10 letters and digits"));
  }

  private Written reject(Map<String, Object> header, String why) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("TimeStamp", bodies.time());
    json.put("EventToNotify", "Reject");
    json.put("EventDetails", why);
    return Written.event(header, json);
  }

  private static CompletableFuture<Written> done(Written answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
