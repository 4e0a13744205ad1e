package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Receipts as pictures, as a till asks for them, over HTTP. */
class ReceiptPictureCallsTest extends TillCallsBench {
  @Test
  void a_receipt_is_there_as_a_picture_for_both_papers() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    String path = "/v1/payments/" + id + "/receipt?format=png";
    assertProblem(till.get(path), 409, "not-final");
    till.terminal.send(id);
    till.terminal.approve(id);
    HttpResponse<byte[]> narrow = bytes(path);
    assertEquals(200, narrow.statusCode());
    Map<String, String> headers = new TreeMap<>();
    for (String name : List.of("Content-Type", "Cache-Control", "X-Content-Type-Options")) {
      headers.put(name, narrow.headers().firstValue(name).orElse(""));
    }
    assertEquals(
        Map.of(
            "Content-Type", "image/png",
            "Cache-Control", "no-store",
            "X-Content-Type-Options", "nosniff"),
        headers);
    BufferedImage before = ImageIO.read(new ByteArrayInputStream(narrow.body()));
    assertEquals(384, before.getWidth());
    assertEquals(
        576, ImageIO.read(new ByteArrayInputStream(bytes(path + "&columns=48").body())).getWidth());
    assertEquals(
        200, till.post("/v1/payments/" + id + "/receipt", "{\"copy\":\"customer\"}").status());
    BufferedImage again = ImageIO.read(new ByteArrayInputStream(bytes(path).body()));
    assertEquals(before.getHeight() + 30, again.getHeight(), "a line says that it is a reprint");
    assertProblem(till.get(path + "&columns=40"), 400, "invalid-request");
    assertEquals(200, till.get(path).status(), "as the document says");
  }

  @Test
  void a_signature_that_is_kept_is_in_the_picture_of_the_merchants_copy_alone() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    String path = "/v1/payments/" + id + "/receipt?format=png&copy=";
    till.terminal.send(id);
    till.terminal.approve(id);
    till.terminal.signatureSides = Optional.of(new int[] {240, 120});
    int unsigned = height(path + "merchant");
    till.send(
        till.request("/v1/payments/" + id + "/signature")
            .header("Content-Type", "application/json")
            .PUT(
                HttpRequest.BodyPublishers.ofString(
                    "{\"width\":240,\"height\":100,\"strokes\":[[[10,60],[90,20]]]}"))
            .build());
    int customer = height(path + "customer");
    int kept = height(path + "merchant");
    till.terminal.signatureSides = Optional.empty();
    int delivered = height(path + "merchant");
    assertEquals(customer, delivered, "each says signed electronically");
    assertEquals(delivered + 120, kept);
    assertTrue(unsigned > delivered, "room to sign on paper instead");
  }

  @Test
  void of_many_pictures_asked_for_at_once_each_is_drawn_or_told_to_come_again() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    String path = "/v1/payments/" + id + "/receipt?format=png";
    till.terminal.send(id);
    till.terminal.approve(id);
    HttpClient client = HttpClient.newHttpClient();
    List<CompletableFuture<HttpResponse<byte[]>>> asked = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      asked.add(
          client.sendAsync(till.request(path).build(), HttpResponse.BodyHandlers.ofByteArray()));
    }
    int drawn = 0;
    for (CompletableFuture<HttpResponse<byte[]>> one : asked) {
      HttpResponse<byte[]> answer = one.get(60, TimeUnit.SECONDS);
      if (answer.statusCode() == 503) {
        assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
      } else {
        assertEquals(200, answer.statusCode());
        drawn++;
      }
    }
    assertTrue(drawn >= 5, drawn + " were drawn");
    assertEquals(200, till.get(path).status());
  }

  private int height(String path) throws Exception {
    return ImageIO.read(new ByteArrayInputStream(bytes(path).body())).getHeight();
  }

  private HttpResponse<byte[]> bytes(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(till.request(path).build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
