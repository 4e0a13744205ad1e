package org.tillkeeper.tools.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.nexo.NexoPort;
import org.tillkeeper.agent.nexo.Presented;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.reader.CardReader;
import org.tillkeeper.agent.receipt.Shop;
import org.tillkeeper.agent.terminal.Ground;
import org.tillkeeper.agent.terminal.Refusal;
import org.tillkeeper.agent.terminal.Refused;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.till.MessagePort;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.iso8583.Dialect;

/** A message of a till that speaks nexo, plain, at a terminal that takes nothing. */
final class NexoMessageTarget implements Target {
  private static final String POI = "TK-00000001";

  private final List<PaymentOrder> orders = new ArrayList<>();
  private final MessagePort.Service service;

  NexoMessageTarget() throws InvalidConfig {
    Terminal terminal = takesNothing(orders);
    service =
        NexoPort.service(
            new AgentConfig.Nexo(
                "127.0.0.1", 0, new File("c"), new File("k"), POI, Optional.empty(), true),
            new NexoPort.Merchant(
                "CNY",
                new Shop(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "952718182217875",
                    "00000001",
                    ZoneOffset.UTC),
                new PaymentText(Dialect.named("unionpay-pos")::responseCode)),
            terminal,
            Presented.at(CardReader.none(terminal)),
            new VirtualTime(),
            new SecureRandom());
  }

  private static Terminal takesNothing(List<PaymentOrder> orders) {
    return (Terminal)
        Proxy.newProxyInstance(
            Terminal.class.getClassLoader(),
            new Class<?>[] {Terminal.class},
            (self, method, arguments) -> {
              return switch (method.getName()) {
                case "started", "startedBy", "mayStart", "payment" ->
                    CompletableFuture.completedFuture(Optional.empty());
                case "subscribe" -> (Terminal.Subscription) () -> {};
                default -> {
                  if (method.getName().equals("start")) {
                    orders.add((PaymentOrder) arguments[0]);
                  }
                  CompletableFuture<Object> refused = new CompletableFuture<>();
                  refused.completeExceptionally(new Refused(Refusal.of(Ground.SHUTTING_DOWN)));
                  yield refused;
                }
              };
            });
  }

  @Override
  public String name() {
    return "nexo-message";
  }

  @Override
  public void check(byte[] input) throws IOException {
    orders.clear();
    MessagePort.Answer answer = service.answer(input, (what, end) -> {}).join();
    for (PaymentOrder order : orders) {
      assertTrue(order.amount() >= 0 && order.amount() <= 999_999_999_999L, order::toString);
      assertEquals("CNY", order.currency());
    }
    byte[] json = assertInstanceOf(MessagePort.Answer.Message.class, answer).json();
    if (json.length > 0) {
      String text = new String(json, UTF_8);
      Map<String, Object> message = JSON.std.mapFrom(text);
      assertEquals(1, message.size(), text);
      Map<?, ?> content = (Map<?, ?>) message.values().iterator().next();
      assertTrue(content.containsKey("MessageHeader"), text);
      assertEquals(2, content.size(), text);
      Object event = content.get("EventNotification");
      if (event instanceof Map<?, ?> reject) {
        Said.onOneLine(String.valueOf(reject.get("EventDetails")));
        Said.noCard(String.valueOf(reject.get("EventDetails")));
      }
    }
  }

  private static byte[] message(String category, String body) {
    return ("{\"SaleToPOIRequest\":{\"MessageHeader\":{\"ProtocolVersion\":\"3.0\","
            + "\"MessageClass\":\"Service\",\"MessageCategory\":\""
            + category
            + "\",\"MessageType\":\"Request\",\"SaleID\":\"POS-1\",\"ServiceID\":\"1\",\"POIID\":\""
            + POI
            + "\"},\""
            + category
            + "Request\":"
            + body
            + "}}")
        .getBytes(UTF_8);
  }

  @Override
  public List<byte[]> seeds() {
    String sale = "\"SaleData\":{\"SaleTransactionID\":{\"TransactionID\":\"O-1\"}},";
    String amounts =
        "\"PaymentTransaction\":{\"AmountsReq\":{\"Currency\":\"CNY\",\"RequestedAmount\":12.34}}";
    String card = ",\"PaymentData\":{\"PaymentInstrumentData\":{\"CardData\":";
    return List.of(
        message("Payment", "{" + sale + amounts + "}"),
        message(
            "Payment",
            "{"
                + sale
                + amounts
                + card
                + "{\"SensitiveCardData\":{\"TrackData\":[{\"TrackNumb\":2,\"TrackValue\":"
                + "\"6225000000000006=3012520\"}]}}}}}"),
        message(
            "Payment",
            "{"
                + sale
                + amounts
                + card
                + "{\"EntryMode\":[\"Keyed\"],\"SensitiveCardData\":{\"PAN\":6225000000000006,"
                + "\"ExpiryDate\":3012}}}}}"),
        message(
            "Payment",
            "{"
                + sale
                + amounts
                + card
                + "{\"EntryMode\":[\"Scanned\"],\"PaymentToken\":{\"TokenValue\":"
                + "\"6212345678901234567\"}}}}}"),
        message(
            "Reversal",
            "{\"OriginalPOITransaction\":{\"POITransactionID\":{\"TransactionID\":\"p-1\"}},"
                + "\"ReversedAmount\":1,\"ReversalReason\":\"CustCancel\"}"),
        message("TransactionStatus", "{\"MessageReference\":{\"ServiceID\":\"1\"}}"),
        message("Abort", "{\"MessageReference\":{\"ServiceID\":\"2\"},\"AbortReason\":\"x\"}"),
        message("Diagnosis", "{\"HostDiagnosisFlag\":true}"),
        message("Login", "{\"TrainingModeFlag\":true}"),
        message("Print", "{}"));
  }

  @Override
  public List<String> words() {
    return List.of(
        "\"RequestedAmount\":",
        "1e9",
        "1e-9",
        "-0",
        "0.001",
        "null",
        "true",
        "[",
        "]",
        "{",
        "}",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\uFEFF",
        "\"PaymentType\":\"Refund\",",
        "\"OriginalPOITransaction\":{",
        "\"HostTransactionID\":{\"TransactionID\":\"123456789012\",\"TimeStamp\":"
            + "\"2026-03-04T10:15:30Z\"}",
        "\"ForceEntryMode\":[\"ICC\"]",
        "Completion");
  }
}
