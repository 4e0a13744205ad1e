package org.tillkeeper.agent.nexo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.upkeep.Status;

/**
 * How the terminal stands, as a till asks for it. A till need not log in: what it may do is decided
 * by what it shows with each message. Safe for any thread.
 */
final class Standing {
  /** The protocol numbers acquirers; a terminal has one. */
  private static final int ACQUIRER = 1;

  private final Terminal terminal;
  private final Bodies bodies;

  Standing(Terminal terminal, Bodies bodies) {
    this.terminal = terminal;
    this.bodies = bodies;
  }

  /**
   * Of {@code DiagnosisResponse}.
   *
   * @param busy whether a customer is asked for a card, or a message is carried out
   */
  CompletableFuture<Map<String, Object>> diagnosis(Fields request, boolean busy) throws Faulty {
    boolean host = request.isTrue("HostDiagnosisFlag");
    return terminal
        .status()
        .thenApply(
            status -> {
              Map<String, Object> json = success();
              json.put("POIStatus", poi(status, busy));
              if (host) {
                Map<String, Object> acquirer = new LinkedHashMap<>();
                acquirer.put("AcquirerID", ACQUIRER);
                acquirer.put("IsReachableFlag", status.online());
                json.put("HostStatus", Collections.singletonList(acquirer));
              }
              return json;
            })
        .exceptionally(
            failed -> {
              Map<String, Object> json = success();
              json.put("POIStatus", Collections.singletonMap("GlobalStatus", "Maintenance"));
              return json;
            });
  }

  /** Of {@code LoginResponse}. */
  CompletableFuture<Map<String, Object>> login(Fields request, boolean busy) throws Faulty {
    if (request.isTrue("TrainingModeFlag")) {
      // A till that trains must not take real money.
      Map<String, Object> json = new LinkedHashMap<>();
      json.put(
          "Response",
          Verdict.failure(Condition.UNAVAILABLE_SERVICE)
              .response("TrainingModeFlag: this terminal has no training mode."));
      return CompletableFuture.completedFuture(json);
    }
    return terminal
        .status()
        .thenApply(
            status -> {
              Map<String, Object> software = new LinkedHashMap<>();
              software.put("ManufacturerID", "Tillkeeper");
              software.put("ApplicationName", "Tillkeeper");
              software.put("SoftwareVersion", status.version());
              software.put("CertificationCode", "none");
              Map<String, Object> system = new LinkedHashMap<>();
              system.put("DateTime", bodies.time());
              system.put("POISoftware", software);
              system.put("POIStatus", poi(status, busy));
              Map<String, Object> json = success();
              json.put("POISystemData", system);
              return json;
            })
        .exceptionally(
            failed -> {
              Map<String, Object> json = new LinkedHashMap<>();
              json.put("Response", Verdict.failure(Condition.BUSY).response(""));
              return json;
            });
  }

  private static Map<String, Object> success() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("Response", Verdict.SUCCESS.response(""));
    return json;
  }

  private static Map<String, Object> poi(Status status, boolean busy) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("GlobalStatus", global(status, busy));
    json.put("CommunicationOKFlag", status.online());
    return json;
  }

  private static String global(Status status, boolean busy) {
    if (status.ledgerLoss()) {
      return "Maintenance";
    }
    if (!status.online()) {
      return "Unreachable";
    }
    return busy ? "Busy" : "OK";
  }
}
