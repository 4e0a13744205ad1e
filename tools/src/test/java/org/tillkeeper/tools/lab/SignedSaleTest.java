package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.signature.Drawing;
import org.tillkeeper.agent.signature.PenPoint;
import org.tillkeeper.agent.signature.SignaturePicture;
import org.tillkeeper.tools.secrets.SecretScan;
import org.tillkeeper.tools.secrets.Secrets;

/** Cardholders sign on the screen, with real processes, an acquirer that is silent, and a kill. */
@Timeout(300)
class SignedSaleTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String STROKES =
      "{\"width\":240,\"height\":100,\"strokes\":[[[10,60],[90,20],[180,70]]]}";

  @TempDir private Path folder;

  private static Map<String, Object> sign(SmallLab lab, Object id) throws Exception {
    HttpRequest request =
        lab.till()
            .json()
            .request("/v1/payments/" + id + "/signature")
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(STROKES))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer.body());
    return JSON.std.mapFrom(answer.body());
  }

  private static Map<String, Object> swiped(SmallLab lab, int amount) throws Exception {
    Map<String, Object> card =
        Map.of("entry", "swipe", "track2", "6225000000000006=30125200000000000000");
    return lab.pay("sale", amount, new Instrument(Map.of("card", card)));
  }

  private static String signature(SmallLab lab, Object id) throws Exception {
    return String.valueOf(lab.till().json().object("/v1/payments/" + id).get("signature"));
  }

  @Test
  void a_signature_is_delivered_after_silence_and_a_kill_and_leaves_no_picture_behind()
      throws Exception {
    SmallLab.Setup setup =
        new SmallLab.Setup("unionpay-pos", "{signature.upload: \"yes\"}", "masterKeyFile", "", "");
    String code;
    try (SmallLab lab = new SmallLab(folder, setup)) {
      assertTrue(Deadline.in(SOON).await(() -> lab.till().isOnline()), "online");
      lab.acquirer().post("/faults", Map.of("fault", "no-answer-after", "on", "signature"));
      Map<String, Object> sale = swiped(lab, 1234);
      assertEquals("confirmed", sale.get("state"));
      Map<String, Object> signed = sign(lab, sale.get("id"));
      assertEquals("kept", signed.get("signature"));
      code = String.valueOf(signed.get("transactionCode"));
      lab.killAgent();
      lab.startAgent();
      // A customer who comes meanwhile is served.
      assertTrue(Deadline.in(SOON).await(() -> lab.till().isOnline()), "online again");
      assertEquals("confirmed", swiped(lab, 500).get("state"));
      assertTrue(
          Deadline.in(SOON).await(() -> signature(lab, sale.get("id")).equals("delivered")),
          "its signature is delivered");
      assertEquals("kept", signOther(lab).get("signature"));
      assertTrue(
          lab.acquirer().get("/messages").contains("signature of 240 by 100 taken"),
          "by the books");
    }
    noPicture(code);
  }

  private static Map<String, Object> signOther(SmallLab lab) throws Exception {
    lab.acquirer().post("/faults", Map.of("fault", "decline", "code", "12", "on", "signature"));
    Map<String, Object> other = swiped(lab, 700);
    Map<String, Object> signed = sign(lab, other.get("id"));
    assertTrue(
        Deadline.in(SOON).await(() -> signature(lab, other.get("id")).equals("refused")),
        "refused");
    return signed;
  }

  /** Neither the agent's files nor what the processes printed have it, in any form. */
  private void noPicture(String code) throws Exception {
    Drawing drawing =
        Drawing.ofStrokes(
            240,
            100,
            List.of(List.of(new PenPoint(10, 60), new PenPoint(90, 20), new PenPoint(180, 70))));
    byte[] picture = SignaturePicture.of(drawing, Optional.of(code), 999);
    Secrets secrets = new Secrets().bytes("picture", picture).text("strokes", "[90,20],[180,70]");
    assertEquals(List.of(), new SecretScan(secrets).folder(folder));
    assertTrue(Files.exists(folder.resolve("data/ledger.db")));
  }
}
