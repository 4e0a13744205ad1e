package org.tillkeeper.agent.nexo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which members an answer must have, by the protocol's tables. A dot goes into an object. */
final class RequiredMembers {
  private static final List<String> HEADER =
      List.of(
          "MessageClass", "MessageCategory", "MessageType", "SaleID", "POIID", "ProtocolVersion");

  private static final Map<String, List<String>> OF =
      Map.ofEntries(
          Map.entry(
              "PaymentResponse",
              List.of(
                  "Response.Result",
                  "SaleData.SaleTransactionID.TransactionID",
                  "SaleData.SaleTransactionID.TimeStamp",
                  "POIData.POITransactionID.TransactionID",
                  "POIData.POITransactionID.TimeStamp")),
          Map.entry("ReversalResponse", List.of("Response.Result")),
          Map.entry("TransactionStatusResponse", List.of("Response.Result")),
          Map.entry("DiagnosisResponse", List.of("Response.Result", "POIStatus.GlobalStatus")),
          Map.entry("LoginResponse", List.of("Response.Result")),
          Map.entry("LogoutResponse", List.of("Response.Result")),
          Map.entry(
              "CardAcquisitionResponse",
              List.of(
                  "Response.Result",
                  "SaleData.SaleTransactionID.TransactionID",
                  "POIData.POITransactionID.TransactionID")),
          Map.entry("PrintResponse", List.of("DocumentQualifier", "Response.Result")),
          Map.entry(
              "InputResponse",
              List.of(
                  "InputResult.Device", "InputResult.InfoQualify", "InputResult.Response.Result")),
          Map.entry("DisplayResponse", List.of("OutputResult")),
          Map.entry("BalanceInquiryResponse", List.of("Response.Result")),
          Map.entry("EventNotification", List.of("TimeStamp", "EventToNotify", "EventDetails")));

  private RequiredMembers() {}

  /** Fails unless a message has them all; inside of what it repeats too. */
  static void check(Map<String, Object> message) {
    assertTrue(message.size() == 1, message.toString());
    Map<?, ?> content = (Map<?, ?>) message.values().iterator().next();
    checkContent(content);
  }

  private static void checkContent(Map<?, ?> content) {
    Map<?, ?> header = (Map<?, ?>) content.get("MessageHeader");
    HEADER.forEach(name -> assertTrue(header.containsKey(name), name + " in " + header));
    content.forEach(
        (name, body) -> {
          if (!name.equals("MessageHeader")) {
            assertTrue(OF.containsKey(name), "no table of " + name);
            OF.get(name)
                .forEach(path -> assertTrue(at(body, path) != null, path + " in " + content));
          }
        });
    Object repeated = at(content, "TransactionStatusResponse.RepeatedMessageResponse");
    if (repeated instanceof Map<?, ?> again) {
      Map<String, Object> inner = new LinkedHashMap<>();
      inner.put("MessageHeader", again.get("MessageHeader"));
      ((Map<?, ?>) again.get("RepeatedResponseMessageBody"))
          .forEach((name, body) -> inner.put(String.valueOf(name), body));
      checkContent(inner);
    }
  }

  /** What stands at a path; null where there is nothing. */
  static Object at(Object from, String path) {
    Object at = from;
    for (String name : path.split("\\.")) {
      at = at instanceof Map<?, ?> members ? members.get(name) : null;
    }
    return at;
  }
}
