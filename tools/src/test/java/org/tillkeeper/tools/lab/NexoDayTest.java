package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.adyen.model.nexo.ErrorConditionType;
import com.adyen.model.nexo.PaymentResponse;
import com.adyen.model.nexo.Response;
import com.adyen.model.nexo.ResultType;
import com.adyen.model.nexo.ReversalResponse;
import com.adyen.model.nexo.TransactionStatusResponse;
import com.adyen.service.exception.ApiException;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A till with Adyen's own client at the agent's nexo port, the agent's process against the
 * acquirer's, through lost answers, a cut line and a killed agent.
 */
@Timeout(600)
class NexoDayTest {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int PATIENT = 60_000;
  private static final String PASSPHRASE = "correct horse battery staple";

  @TempDir private Path folder;

  private SmallLab lab;
  private int lives;

  /** A till at the port of the agent that runs now. */
  private interface Connecting {
    NexoTill till(NexoTill.Terminal terminal, int waitMillis) throws Exception;
  }

  private static SmallLab.Setup setup(String more) {
    return new SmallLab.Setup(
        "unionpay-pos",
        "{}",
        "masterKeyFile",
        "",
        "nexo: {listen: \"127.0.0.1:0\", certificate: ./n.pem, key: ./n.key" + more + "}");
  }

  private void certificate() throws Exception {
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + NexoTill.CERTIFIED,
                "-keyout",
                "n.key",
                "-out",
                "n.pem")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, openssl.waitFor(), said);
  }

  /** As the agent says in its log once it is ready. */
  private NexoTill.Terminal terminal() throws Exception {
    lives++;
    assertTrue(Deadline.in(SOON).await(() -> ports().size() >= lives), "the agent is ready");
    return new NexoTill.Terminal("TK-00000001", ports().get(lives - 1), folder.resolve("n.pem"));
  }

  /** Of every life, in order. */
  private List<Integer> ports() throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("data/logs/agent.jsonl"))) {
      Map<String, Object> read = JSON.std.mapFrom(line);
      if ("ready".equals(read.get("event"))) {
        ports.add(((Number) read.get("nexoPort")).intValue());
      }
    }
    return ports;
  }

  private static String said(Response response) {
    ErrorConditionType condition = response.getErrorCondition();
    return response.getResult() + (condition == null ? "" : "/" + condition);
  }

  private static String transaction(PaymentResponse payment) {
    return payment.getPOIData().getPOITransactionID().getTransactionID();
  }

  private static PaymentResponse repeated(TransactionStatusResponse status) {
    assertEquals(ResultType.SUCCESS, status.getResponse().getResult());
    return status
        .getRepeatedMessageResponse()
        .getRepeatedResponseMessageBody()
        .getPaymentResponse();
  }

  private void online() throws Exception {
    assertTrue(Deadline.in(SOON).await(() -> lab.till().isOnline()), "online");
  }

  private void booksAgree(int payments) throws Exception {
    assertEquals(payments, lab.till().payments().size());
    assertTrue(Deadline.in(SOON).await(() -> lab.compare().agrees()), () -> "the books differ");
  }

  @Test
  void an_encrypted_till_has_its_day() throws Exception {
    Path file = folder.resolve("n.pass");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, PASSPHRASE + "\n");
    hasItsDay(
        ", passphrase: {identifier: key1, version: 1, file: ./n.pass}",
        (terminal, wait) -> NexoTill.encrypted(terminal, "key1", PASSPHRASE, wait));
  }

  @Test
  void a_plain_till_with_the_token_has_its_day() throws Exception {
    hasItsDay(
        "",
        (terminal, wait) ->
            NexoTill.plain(
                terminal,
                Optional.of(Files.readString(folder.resolve("data/api-token")).trim()),
                wait));
  }

  private void hasItsDay(String more, Connecting connecting) throws Exception {
    certificate();
    try (SmallLab started = new SmallLab(folder, setup(more))) {
      lab = started;
      online();
      NexoTill.Terminal terminal = terminal();
      NexoTill till = connecting.till(terminal, PATIENT);
      morning(till);
      answersAreLost(till, connecting.till(terminal, 1000));
      String open = theAgentIsKilled(till);
      online();
      afterwards(connecting.till(terminal(), PATIENT), open);
    }
  }

  private void morning(NexoTill till) throws Exception {
    assertEquals(
        "SUCCESS", said(till.logIn().getSaleToPOIResponse().getLoginResponse().getResponse()));
    assertEquals(
        "OK",
        till.diagnose()
            .getSaleToPOIResponse()
            .getDiagnosisResponse()
            .getPOIStatus()
            .getGlobalStatus()
            .value());
    PaymentResponse paid = till.pay("1", "12.34");
    assertEquals("SUCCESS", said(paid.getResponse()), paid.getResponse().getAdditionalResponse());
    assertEquals(
        new BigDecimal("12.34"), paid.getPaymentResult().getAmountsResp().getAuthorizedAmount());
    assertEquals("ORDER-1", paid.getSaleData().getSaleTransactionID().getTransactionID());
    assertEquals(2, paid.getPaymentReceipt().size());
    assertNotNull(paid.getPaymentResult().getPaymentAcquirerData().getApprovalCode());

    lab.acquirer()
        .post("/faults", Map.of("fault", "decline", "on", "sale", "count", 1, "code", "51"));
    assertEquals("FAILURE/REFUSAL", said(till.pay("2", "20.00").getResponse()));

    ReversalResponse voided = till.reverse("3", transaction(paid), Optional.empty());
    assertEquals("SUCCESS", said(voided.getResponse()));
    assertEquals(new BigDecimal("12.34"), voided.getReversedAmount());
    assertEquals(
        "FAILURE/NOT_ALLOWED",
        said(till.reverse("4", transaction(paid), Optional.empty()).getResponse()));
    PaymentResponse half = till.pay("5", "30.00");
    ReversalResponse part = till.reverse("6", transaction(half), Optional.of("10.00"));
    assertEquals("SUCCESS", said(part.getResponse()), part.getResponse().getAdditionalResponse());
    assertEquals(new BigDecimal("10.00"), part.getReversedAmount());

    assertEquals("FAILURE/MESSAGE_FORMAT", said(till.pay("7", "12.345").getResponse()));
    assertEquals("FAILURE/NOT_ALLOWED", said(till.pay("1", "99.00").getResponse()));
    assertEquals("FAILURE/NOT_FOUND", said(till.status("8").getResponse()));
    assertEquals(
        "FAILURE/UNAVAILABLE_SERVICE",
        said(
            till.input().getSaleToPOIResponse().getInputResponse().getInputResult().getResponse()));
    assertEquals(
        "REJECT",
        till.astray().getSaleToPOIRequest().getEventNotification().getEventToNotify().name());
    booksAgree(5);
  }

  /** The till gives up, asks, and sends the same again; meanwhile the line is cut and mended. */
  private void answersAreLost(NexoTill till, NexoTill hasty) throws Exception {
    lab.cut();
    assertThrows(SocketTimeoutException.class, () -> hasty.pay("20", "45.67"));
    assertEquals("FAILURE/IN_PROGRESS", said(till.status("20").getResponse()));
    lab.mend();
    PaymentResponse again = till.pay("20", "45.67");
    assertEquals("SUCCESS", said(again.getResponse()));
    PaymentResponse asked = repeated(till.status("20"));
    assertEquals("SUCCESS", said(asked.getResponse()));
    assertEquals(transaction(again), transaction(asked));
    assertEquals("ORDER-20", asked.getSaleData().getSaleTransactionID().getTransactionID());

    lab.cut();
    CompletableFuture<PaymentResponse> given =
        CompletableFuture.supplyAsync(() -> waited(till, "21", "5.00"));
    assertTrue(
        Deadline.in(SOON)
            .await(
                () ->
                    said(till.status("21").getResponse()).equals("FAILURE/IN_PROGRESS")
                        && lab.till().payments().size() == 7));
    assertNull(till.abort("21"));
    lab.mend();
    assertEquals("FAILURE/ABORTED", said(given.get(60, TimeUnit.SECONDS).getResponse()));
    online();
    booksAgree(7);
  }

  private static PaymentResponse waited(NexoTill till, String serviceId, String amount) {
    try {
      return till.pay(serviceId, amount);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** While a payment is under way; which is not known to anybody but its ledger then. */
  private String theAgentIsKilled(NexoTill till) throws Exception {
    lab.acquirer().post("/faults", Map.of("fault", "no-answer-after", "on", "sale", "count", 1));
    CompletableFuture<PaymentResponse> lost =
        CompletableFuture.supplyAsync(() -> waited(till, "30", "66.00"));
    assertTrue(Deadline.in(SOON).await(() -> lab.till().payments().size() == 8), "it was recorded");
    lab.killAgent();
    assertThrows(Exception.class, () -> lost.get(60, TimeUnit.SECONDS));
    lab.startAgent();
    return "30";
  }

  private void afterwards(NexoTill till, String open) throws Exception {
    List<String> uncharged = Arrays.asList("FAILURE/UNREACHABLE_HOST", "FAILURE/ABORTED");
    assertTrue(
        Deadline.in(SOON)
            .await(() -> till.status(open).getResponse().getResult() == ResultType.SUCCESS));
    String end = said(repeated(till.status(open)).getResponse());
    assertTrue(uncharged.contains(end), end);
    assertEquals(end, said(till.pay(open, "66.00").getResponse()), "the same pair, the same end");
    assertEquals("SUCCESS", said(repeated(till.status("20")).getResponse()));
    assertEquals("SUCCESS", said(till.pay("20", "45.67").getResponse()));
    assertEquals("FAILURE/NOT_ALLOWED", said(till.pay("20", "45.68").getResponse()));
    assertEquals(
        "SUCCESS", said(till.logOut().getSaleToPOIResponse().getLogoutResponse().getResponse()));
    booksAgree(8);
  }

  @Test
  void who_shows_no_secret_gets_nothing() throws Exception {
    certificate();
    try (SmallLab started = new SmallLab(folder, setup(""))) {
      lab = started;
      NexoTill.Terminal terminal = terminal();
      NexoTill stranger = NexoTill.plain(terminal, Optional.empty(), PATIENT);
      assertEquals(
          401, assertThrows(ApiException.class, () -> stranger.pay("1", "1.00")).getStatusCode());
      NexoTill encrypted = NexoTill.encrypted(terminal, "key1", PASSPHRASE, PATIENT);
      assertEquals(
          401, assertThrows(ApiException.class, () -> encrypted.pay("1", "1.00")).getStatusCode());
      assertEquals(0, lab.till().payments().size());
    }
  }
}
