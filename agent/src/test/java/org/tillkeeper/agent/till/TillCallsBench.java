package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.till.TillFixture.Answered;
import org.tillkeeper.iso8583.ReversalMeaning;

/** The till API over HTTP, before a terminal that the test plays. */
abstract class TillCallsBench {
  @TempDir Path data;
  TillFixture till;

  @BeforeEach
  void start() throws Exception {
    till = new TillFixture(data.toFile(), Limits.DEFAULT);
  }

  @AfterEach
  void stop() {
    till.close();
  }

  String attention() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    till.terminal.send(id);
    till.terminal.loseAnswer(id);
    till.terminal.answerReversal(id, "12", ReversalMeaning.ENDED_WITHOUT_PROOF);
    return id;
  }

  Answered keyed(String path, String key, String body) throws Exception {
    return till.send(
        till.request(path)
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  static List<Object> ids(Answered page) {
    List<Object> ids = new ArrayList<>();
    for (Object payment : (List<?>) page.json().get("payments")) {
      ids.add(((Map<?, ?>) payment).get("id"));
    }
    return ids;
  }

  static void assertProblem(Answered answered, int status, String type) {
    assertEquals(status, answered.status(), answered.raw().body());
    assertEquals(type, answered.text("type"));
    assertEquals(status, answered.json().get("status"));
    assertFalse(answered.text("title").isEmpty());
    assertFalse(answered.text("detail").isEmpty());
    assertEquals(
        Optional.of("application/problem+json"),
        answered.raw().headers().firstValue("Content-Type"));
  }
}
