package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.till.TillFixture.Answered;

/** The cardholder's signature, as a till sends it. */
class SignatureCallsTest {
  private static final String STROKES =
      "{\"width\":240,\"height\":100,\"strokes\":[[[10,60],[90,20],[180,70]]]}";

  @TempDir File data;
  private TillFixture till;
  private String id;

  @BeforeEach
  void a_confirmed_sale() throws Exception {
    till = new TillFixture(data, Limits.DEFAULT);
    id = till.pay("one", TillFixture.SWIPE).text("id");
    till.terminal.send(id);
    till.terminal.approve(id);
  }

  @AfterEach
  void close() {
    till.close();
  }

  private Answered put(String type, byte[] body) throws Exception {
    return till.send(
        till.request("/v1/payments/" + id + "/signature")
            .header("Content-Type", type)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  private Answered json(String body) throws Exception {
    return put("application/json; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] png() throws Exception {
    BufferedImage image = new BufferedImage(300, 120, BufferedImage.TYPE_INT_ARGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.BLUE.darker());
    pen.drawLine(10, 10, 250, 90);
    pen.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  @Test
  void a_png_and_strokes_are_taken_and_the_payment_says_that_it_is_signed() throws Exception {
    Answered before = till.get("/v1/payments/" + id);
    assertEquals("none", before.text("signature"));
    assertTrue(((List<?>) before.json().get("next")).contains("sign"), before.raw().body());
    // 00001234 XOR 56789012
    assertEquals("56788226", before.text("transactionCode"));
    Answered signed = put("image/png", png());
    assertEquals(200, signed.status(), signed.raw().body());
    assertEquals("kept", signed.text("signature"));
    assertEquals("56788226", signed.text("transactionCode"));
    assertFalse(((List<?>) signed.json().get("next")).contains("sign"), signed.raw().body());
    assertEquals(200, json(STROKES).status());
    assertEquals(200, json(STROKES.replace("180,70", "180,70],[999,999")).status());
  }

  @Test
  void a_receipt_says_signed_electronically_with_the_transaction_code() throws Exception {
    json(STROKES);
    String path = "/v1/payments/" + id + "/receipt?copy=merchant&lang=";
    Answered en = till.get(path + "en");
    assertEquals("true", en.text("signedElectronically"));
    assertEquals("false", en.text("signature"));
    String text = en.json().get("text").toString();
    assertTrue(text.contains("SIGNED ELECTRONICALLY") && text.contains("56788226"), text);
    assertFalse(text.contains("Cardholder's signature"), text);
    String zh = till.get(path + "zh").json().get("text").toString();
    assertTrue(zh.contains("已电子签名") && zh.contains("交易特征码"), zh);
  }

  @Test
  void what_is_no_drawing_is_refused_with_what_is_wrong() throws Exception {
    assertEquals(415, put("image/gif", png()).status());
    assertEquals(415, put("text/plain", STROKES.getBytes(StandardCharsets.UTF_8)).status());
    Answered bad = put("image/png", STROKES.getBytes(StandardCharsets.UTF_8));
    assertEquals(400, bad.status());
    assertEquals("signature", bad.text("field"));
    assertTrue(bad.text("detail").contains("is no PNG"), bad.text("detail"));
    assertEquals("malformed-json", put("application/json", png()).text("type"));
    assertEquals("width", json("{\"height\":100,\"strokes\":[]}").text("field"));
    assertEquals("width", json(STROKES.replace("240", "15")).text("field"));
    assertEquals("height", json(STROKES.replace("100", "2001")).text("field"));
    assertEquals("colour", json(STROKES.replace("{\"w", "{\"colour\":1,\"w")).text("field"));
    for (String strokes :
        List.of("7", "[[[1]]]", "[[[1,2,3]]]", "[[[1,2.5]]]", "[[[1,\"2\"]]]", "[[1,2]]", "{}")) {
      Answered refused = json("{\"width\":240,\"height\":100,\"strokes\":" + strokes + "}");
      assertEquals("strokes", refused.text("field"), strokes);
    }
    Answered blank = json("{\"width\":240,\"height\":100,\"strokes\":[]}");
    assertTrue(blank.text("detail").contains("nothing drawn"), blank.text("detail"));
    assertEquals(
        400,
        till.send(
                till.request("/v1/payments/" + id + "/signature?x=1")
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString(STROKES))
                    .build())
            .status());
  }

  @Test
  void a_body_that_is_too_large_is_refused_and_so_are_too_many_points() throws Exception {
    assertEquals(413, put("image/png", new byte[17_000]).status());
    StringBuilder points = new StringBuilder("[1,1]");
    for (int i = 0; i < 2700; i++) {
      points.append(",[1,1]");
    }
    String many = "{\"width\":99,\"height\":99,\"strokes\":[[" + points + "]]}";
    assertTrue(many.length() > 16_000);
    assertEquals(413, json(many + " ".repeat(500)).status());
  }

  @Test
  void a_payment_that_is_not_confirmed_is_refused_with_the_payment_and_an_unknown_one_not_found()
      throws Exception {
    String other = till.pay("two", TillFixture.SWIPE).text("id");
    till.terminal.send(other);
    String mine = id;
    id = other;
    Answered refused = json(STROKES);
    assertEquals(409, refused.status());
    assertEquals("not-signable", refused.text("type"));
    assertTrue(refused.raw().body().contains(other));
    id = "0193-9999";
    assertEquals(404, json(STROKES).status());
    id = mine;
    assertEquals(405, till.get("/v1/payments/" + id + "/signature").status());
  }

  @Test
  void no_answer_repeats_what_was_drawn() throws Exception {
    Answered bad = json(STROKES.replace("180,70", "180,70.125"));
    assertFalse(bad.raw().body().contains("70.125"), bad.raw().body());
  }

  @Test
  void large_pictures_hold_up_no_other_call() throws Exception {
    List<Wire> pads = new ArrayList<>();
    byte[] large = largest();
    for (int i = 0; i < 4; i++) {
      Wire pad = till.connect();
      pads.add(pad);
      pad.send(
          till.head("PUT", "/v1/payments/" + id + "/signature")
              + "Content-Type: image/png\r\nContent-Length: "
              + large.length
              + "\r\n\r\n"
              + new String(large, StandardCharsets.ISO_8859_1));
    }
    assertEquals(400, pads.get(0).answer().status(), "nothing is drawn on it");
    assertEquals(200, till.get("/v1/status").status());
    assertFalse(pads.get(3).in.ready(), "a status waited for the last of the pictures");
    for (Wire pad : pads.subList(1, 4)) {
      assertEquals(400, pad.answer().status());
    }
  }

  @Test
  void who_sends_more_pictures_than_are_read_at_once_is_told_to_come_again() throws Exception {
    List<Wire> pads = new ArrayList<>();
    byte[] large = largest();
    for (int i = 0; i < 30; i++) {
      Wire pad = till.connect();
      pads.add(pad);
      pad.send(
          till.head("PUT", "/v1/payments/" + id + "/signature")
              + "Content-Type: image/png\r\nContent-Length: "
              + large.length
              + "\r\n\r\n"
              + new String(large, StandardCharsets.ISO_8859_1));
    }
    Map<Integer, Integer> answers = new TreeMap<>();
    for (Wire pad : pads) {
      answers.merge(pad.answer().status(), 1, Integer::sum);
    }
    assertTrue(answers.get(400) >= 5 && answers.get(503) >= 1, answers.toString());
    assertEquals(30, answers.get(400) + answers.get(503));
    assertEquals(200, json(STROKES).status());
  }

  /** As many pixels as are taken, in as few bytes as can be. */
  private static byte[] largest() throws Exception {
    BufferedImage image = new BufferedImage(1000, 2000, BufferedImage.TYPE_INT_ARGB);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
