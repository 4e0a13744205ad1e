package org.tillkeeper.agent.nexo;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.reader.NotCollected;
import org.tillkeeper.agent.receipt.Shop;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.till.FakeTerminal;
import org.tillkeeper.agent.till.MembersRefused;
import org.tillkeeper.agent.till.MessagePort;
import org.tillkeeper.agent.till.OrderMembers;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.iso8583.Dialect;

/** A till, the nexo port's rooms behind the socket, a reader and a terminal in memory. */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it shows in what the terminal does
final class Talk implements AutoCloseable, Scheduler {
  static final String POI = "TK-00000001";
  static final String TRACK = "6225000000000006=30125200000000000000";

  static final Shop SHOP =
      new Shop(
          Optional.of("老王面馆"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "952718182217875",
          "00000001",
          ZoneId.of("Asia/Shanghai"));

  final FakeTerminal terminal;

  /** What the reader was asked for, and has not answered. */
  final List<Asked> asked = new CopyOnWriteArrayList<>();

  private final List<Runnable> timers = new CopyOnWriteArrayList<>();
  private final MessagePort.Service service;

  /** Waits that another may end. */
  final List<CompletableFuture<?>> held = new CopyOnWriteArrayList<>();

  /** The customer is asked for a card. */
  final class Asked {
    private final Presented.Wanted wanted;
    private final String key;
    private final byte[] canonical;
    private final CompletableFuture<Terminal.Started> answer = new CompletableFuture<>();

    private Asked(Presented.Wanted wanted, String key, byte[] canonical) {
      this.wanted = wanted;
      this.key = key;
      this.canonical = canonical;
    }

    Presented.Wanted wanted() {
      return wanted;
    }

    void presents(String name, Map<String, Object> value) throws MembersRefused {
      PaymentOrder order = wanted.order();
      Map<String, Object> members =
          members(
              "type",
              order.type().label(),
              "amount",
              BigInteger.valueOf(order.amount()),
              "currency",
              order.currency(),
              "reference",
              order.reference().orElse(null),
              name,
              value);
      terminal
          .start(OrderMembers.order(members, order.currency()), key, canonical)
          .thenAccept(answer::complete);
    }

    void swipes() throws MembersRefused {
      presents("card", Map.of("entry", "swipe", "track2", TRACK));
    }

    void fails(NotCollected.Why why) {
      answer.completeExceptionally(new NotCollected(why));
    }

    boolean isGivenUp() {
      return answer.isCompletedExceptionally();
    }
  }

  private final class Reader implements Presented {
    @Override
    public CompletableFuture<Terminal.Started> collect(
        Wanted wanted, String key, byte[] canonical) {
      Asked one = new Asked(wanted, key, canonical);
      asked.add(one);
      return one.answer;
    }

    @Override
    public void giveUp(String key) {
      asked.stream()
          .filter(one -> one.key.equals(key))
          .forEach(one -> one.fails(NotCollected.Why.CANCELLED_BY_TILL));
    }
  }

  Talk() throws Exception {
    this("CNY");
  }

  Talk(String currency) throws Exception {
    terminal = new FakeTerminal(currency);
    service =
        NexoPort.service(
            new AgentConfig.Nexo(
                "127.0.0.1", 0, new File("c"), new File("k"), POI, Optional.empty(), true),
            new NexoPort.Merchant(
                currency, SHOP, new PaymentText(Dialect.named("unionpay-pos")::responseCode)),
            terminal,
            new Reader(),
            this,
            new SecureRandom());
  }

  // ---- What a till sends

  static Map<String, Object> header(String category, String serviceId) {
    return members(
        "ProtocolVersion", "3.0",
        "MessageClass", "Service",
        "MessageCategory", category,
        "MessageType", "Request",
        "SaleID", "POS-1",
        "ServiceID", serviceId,
        "POIID", POI);
  }

  static Map<String, Object> message(String category, String serviceId, Object body) {
    String name = category.equals("Event") ? "EventNotification" : category + "Request";
    return members(
        "SaleToPOIRequest", members("MessageHeader", header(category, serviceId), name, body));
  }

  /** A payment for which this terminal asks the customer for a card. */
  static Map<String, Object> payment(String serviceId, Object amount) {
    return payment(serviceId, amount, members("PaymentType", "Normal"));
  }

  static Map<String, Object> payment(String serviceId, Object amount, Map<String, Object> data) {
    return message(
        "Payment",
        serviceId,
        members(
            "SaleData", saleData("ORDER-" + serviceId),
            "PaymentTransaction",
                members("AmountsReq", members("Currency", "CNY", "RequestedAmount", amount)),
            "PaymentData", data));
  }

  static Map<String, Object> saleData(String transaction) {
    return members(
        "SaleTransactionID",
        members("TransactionID", transaction, "TimeStamp", "2026-03-04T10:15:30.000Z"));
  }

  /** What a till that reads cards itself sends with a payment. */
  static Map<String, Object> swiped() {
    return members(
        "PaymentInstrumentData",
        members(
            "PaymentInstrumentType",
            "Card",
            "CardData",
            members(
                "EntryMode", List.of("MagStripe"),
                "SensitiveCardData",
                    members("TrackData", List.of(members("TrackNumb", 2, "TrackValue", TRACK))))));
  }

  static Map<String, Object> reversal(String serviceId, String transaction, Object... more) {
    Map<String, Object> body =
        members(
            "OriginalPOITransaction",
            members(
                "POITransactionID",
                members("TransactionID", transaction, "TimeStamp", "2026-03-04T10:15:30Z")),
            "ReversalReason",
            "CustCancel");
    body.putAll(members(more));
    return message("Reversal", serviceId, body);
  }

  static Map<String, Object> status(String serviceId, String about, String category) {
    return message(
        "TransactionStatus",
        serviceId,
        members(
            "MessageReference",
            members("MessageCategory", category, "SaleID", "POS-1", "ServiceID", about)));
  }

  static Map<String, Object> abort(String serviceId, String about) {
    return message(
        "Abort",
        serviceId,
        members(
            "MessageReference",
            members("MessageCategory", "Payment", "SaleID", "POS-1", "ServiceID", about),
            "AbortReason",
            "MerchantAbort"));
  }

  /** Names and values in turn; a name with null is left out. */
  static Map<String, Object> members(Object... namesAndValues) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] != null) {
        members.put((String) namesAndValues[i], namesAndValues[i + 1]);
      }
    }
    return members;
  }

  // ---- What it is told

  CompletableFuture<byte[]> send(Map<String, Object> message) throws IOException {
    return send(JSON.std.asString(message));
  }

  CompletableFuture<byte[]> send(String message) {
    return service
        .answer(message.getBytes(StandardCharsets.UTF_8), (what, end) -> held.add(end))
        .thenApply(answer -> ((MessagePort.Answer.Message) answer).json());
  }

  /** The answer, which has what every such answer must have. */
  static Map<String, Object> read(CompletableFuture<byte[]> answer) throws Exception {
    Map<String, Object> message = JSON.std.mapFrom(answer.get(20, TimeUnit.SECONDS));
    RequiredMembers.check(message);
    return message;
  }

  Map<String, Object> told(Map<String, Object> message) throws Exception {
    return read(send(message));
  }

  /** Result and condition of an answer to a payment, in one word each. */
  static String verdict(Map<String, Object> answer) {
    Map<?, ?> content = (Map<?, ?>) answer.values().iterator().next();
    for (Map.Entry<?, ?> one : content.entrySet()) {
      if (!one.getKey().equals("MessageHeader")) {
        Object condition = RequiredMembers.at(one.getValue(), "Response.ErrorCondition");
        return RequiredMembers.at(one.getValue(), "Response.Result")
            + (condition == null ? "" : "/" + condition);
      }
    }
    throw new AssertionError(answer);
  }

  static Object at(Map<String, Object> answer, String path) {
    return RequiredMembers.at(answer.values().iterator().next(), path);
  }

  static BigDecimal decimal(Object number) {
    return new BigDecimal(String.valueOf(number));
  }

  /** The next thing the reader is asked for. */
  Asked asks(int number) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (asked.size() < number) {
      if (System.nanoTime() > until) {
        throw new AssertionError("the reader was asked " + asked.size() + " times");
      }
      Thread.onSpinWait();
    }
    return asked.get(number - 1);
  }

  /** Until so many payments are recorded. */
  void recorded(int number) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (terminal.count() < number) {
      if (System.nanoTime() > until) {
        throw new AssertionError(terminal.count() + " payments");
      }
      Thread.onSpinWait();
    }
  }

  // ---- Time

  /** Every time limit there is now is over. */
  void timePasses() {
    List<Runnable> due = new ArrayList<>(timers);
    timers.removeAll(due);
    due.forEach(Runnable::run);
  }

  @Override
  public Instant wallClock() {
    return Instant.parse("2026-03-04T10:15:30Z");
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    timers.add(task);
    return () -> timers.remove(task);
  }

  @Override
  public void close() {
    terminal.close();
  }
}
