package org.tillkeeper.agent.nexo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Answers to what this terminal does not do: {@code UnavailableService}, in the form that each
 * category has for its answer.
 */
final class Unavailable {
  private static final String NOT_HERE = "This terminal does not do it.";

  private Unavailable() {}

  /**
   * Of a category's response.
   *
   * @param time the present
   */
  static Map<String, Object> body(String category, Fields request, String time) {
    Map<String, Object> response =
        Verdict.failure(Condition.UNAVAILABLE_SERVICE).response(NOT_HERE);
    Map<String, Object> json = new LinkedHashMap<>();
    switch (category) {
      case "Display" ->
          json.put(
              "OutputResult",
              Collections.singletonList(device("CashierDisplay", "Display", response)));
      case "Input" -> json.put("InputResult", device("CashierInput", "Input", response));
      case "Print" -> {
        json.put("DocumentQualifier", "Document");
        json.put("Response", response);
      }
      case "CardAcquisition", "StoredValue" -> {
        json.put("Response", response);
        json.put("SaleData", sale(category, request).json(time));
        Map<String, Object> id = new LinkedHashMap<>();
        id.put("TransactionID", "none");
        id.put("TimeStamp", time);
        json.put("POIData", Collections.singletonMap("POITransactionID", id));
      }
      default -> json.put("Response", response);
    }
    return json;
  }

  private static Sale sale(String category, Fields request) {
    try {
      return request.object(category + "Request").map(Sale::readable).orElse(Sale.UNKNOWN);
    } catch (Faulty e) {
      return Sale.UNKNOWN;
    }
  }

  private static Map<String, Object> device(
      String device, String about, Map<String, Object> response) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("Device", device);
    json.put("InfoQualify", about);
    json.put("Response", response);
    return json;
  }
}
