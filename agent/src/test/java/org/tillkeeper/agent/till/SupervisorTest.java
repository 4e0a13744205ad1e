package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.till.TillFixture.Answered;
import org.tillkeeper.iso8583.ReversalMeaning;

/** What a session of the page may do as a cashier's and as a supervisor's, over real sockets. */
@Timeout(60)
class SupervisorTest {
  private static final String KEY = "0123456789abcdef".repeat(4);
  private static final String PIN = "{\"pin\":\"271828\"}";
  private static final String WRONG = "{\"pin\":\"314159\"}";

  @TempDir Path data;
  private TillFixture till;
  private int keys;

  @BeforeEach
  void start() throws Exception {
    till = new TillFixture(data.toFile(), TillFixture.SHORT);
  }

  @AfterEach
  void stop() {
    till.close();
  }

  private String session() throws Exception {
    HttpRequest visit = HttpRequest.newBuilder(URI.create(till.pageAddress())).GET().build();
    String cookie = till.send(visit).raw().headers().firstValue("Set-Cookie").get();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private HttpRequest.Builder page(String path, String cookie) {
    return HttpRequest.newBuilder(URI.create(till.address() + path))
        .timeout(Duration.ofSeconds(20))
        .header("Origin", till.address())
        .header("Cookie", cookie)
        .header("Page-Key", KEY)
        .header("Idempotency-Key", "key-" + keys++);
  }

  private Answered get(String path, String cookie) throws Exception {
    return till.send(page(path, cookie).GET().build());
  }

  private Answered post(String path, String cookie, String body) throws Exception {
    return till.send(page(path, cookie).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private Answered setPin(String body) throws Exception {
    return till.send(
        till.request("/v1/pin").PUT(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private void restart() throws Exception {
    int port = till.server.port();
    till.close();
    till = new TillFixture(data.toFile(), TillFixture.SHORT, port);
  }

  @Test
  void every_call_that_changes_something_says_who_may_make_it() throws Exception {
    try (FakeTerminal terminal = new FakeTerminal()) {
      Replies replies =
          new Replies(
              new PaymentJson(
                  new org.tillkeeper.agent.words.PaymentText(code -> null),
                  payment -> Set.of(),
                  "CNY"));
      Router router = TillFixture.router(terminal, data.toFile(), replies);
      new FieldApi(terminal, replies, null, "CNY").addTo(router);
      assertEquals(List.of(), router.undecided());
      assertTrue(new TreeSet<>(router.calls()).contains("PUT /v1/pin"));
    }
  }

  @Test
  void without_a_pin_a_session_may_do_what_it_always_might() throws Exception {
    String cookie = session();
    Answered who = get("/v1/session", cookie);
    assertEquals(
        "{\"role\":\"supervisor\",\"supervisorUntil\":null,\"pinSet\":false}", who.raw().body());
    assertEquals(201, post("/v1/settlements", cookie, "{}").status());
    Answered none = post("/v1/session/supervisor", cookie, PIN);
    assertEquals(409, none.status());
    assertEquals("no-pin", none.text("type"));
  }

  @Test
  void a_cashier_sells_and_looks_and_is_refused_what_takes_back_or_settles() throws Exception {
    assertEquals(200, setPin(PIN).status());
    String cookie = session();
    assertEquals(
        "{\"role\":\"cashier\",\"supervisorUntil\":null,\"pinSet\":true}",
        get("/v1/session", cookie).raw().body());
    Answered sale = post("/v1/payments", cookie, TillFixture.SWIPE);
    assertEquals(201, sale.status(), sale.raw().body());
    String id = "/v1/payments/" + sale.text("id");
    for (String looked :
        List.of(id, id + "/history", id + "/why", "/v1/status", "/v1/report", "/v1/notices")) {
      assertEquals(200, get(looked, cookie).status(), looked);
    }
    assertEquals(200, post(id + "/retry", cookie, "").status());
    assertEquals(200, post(id + "/cancel", cookie, "").status());
    Map<String, String> refused =
        Map.of(
            id + "/void",
            "",
            id + "/refund",
            "{}",
            id + "/resolve",
            "{\"outcome\":\"confirmed\",\"by\":\"A\",\"evidence\":\"slip\"}",
            "/v1/payments",
            TillFixture.SWIPE.replace("\"sale\"", "\"refund\""),
            "/v1/settlements",
            "{}",
            "/v1/settlements/x/acknowledge",
            "{\"by\":\"A\",\"evidence\":\"slip\"}",
            "/v1/sign-off",
            "",
            "/v1/ledger-loss/accept",
            "{\"by\":\"A\",\"evidence\":\"slip\"}",
            "/v1/no-original/accept",
            "{\"by\":\"A\",\"evidence\":\"slip\"}");
    for (Map.Entry<String, String> call : refused.entrySet()) {
      Answered answer = post(call.getKey(), cookie, call.getValue());
      assertEquals(403, answer.status(), call.getKey());
      assertEquals("supervisor-needed", answer.text("type"), call.getKey());
      assertNotNull(((Map<?, ?>) answer.json().get("message")).get("zh"));
    }
    for (String type : List.of("void", "refund", "preauth-void", "completion-void")) {
      Answered answer =
          post("/v1/payments", cookie, "{\"type\":\"" + type + "\",\"original\":\"x\"}");
      assertEquals("supervisor-needed", answer.text("type"), type);
    }
    for (String wrong : List.of("{", "[]", "{\"type\":\"viod\"}", "{\"type\":7}")) {
      assertEquals(400, post("/v1/payments", cookie, wrong).status(), wrong);
    }
    assertEquals(1, till.terminal.count());
  }

  @Test
  void the_token_needs_no_pin() throws Exception {
    setPin(PIN);
    assertEquals("supervisor", till.get("/v1/session").text("role"));
    String id = till.pay("one", TillFixture.SWIPE).text("id");
    assertEquals(201, till.refer(id + "/void", "").status());
    assertEquals("no-session", till.post("/v1/session/supervisor", PIN).text("type"));
    assertEquals("no-session", till.post("/v1/session/cashier", "").text("type"));
  }

  @Test
  void the_pin_makes_this_session_a_supervisors_until_it_is_given_up() throws Exception {
    setPin(PIN);
    String cookie = session();
    String other = session();
    Answered is = post("/v1/session/supervisor", cookie, PIN);
    assertEquals(200, is.status(), is.raw().body());
    assertEquals("supervisor", is.text("role"));
    assertTrue(is.text("supervisorUntil").endsWith("Z"), is.raw().body());
    assertEquals(201, post("/v1/settlements", cookie, "{}").status());
    assertEquals("supervisor-needed", post("/v1/settlements", other, "{}").text("type"));
    assertEquals("cashier", post("/v1/session/cashier", cookie, "").text("role"));
    assertEquals("supervisor-needed", post("/v1/sign-off", cookie, "").text("type"));
  }

  @Test
  void what_a_supervisor_asks_names_the_session_and_what_a_cashier_or_the_token_asks_does_not()
      throws Exception {
    setPin(PIN);
    String cookie = session();
    post("/v1/session/supervisor", cookie, PIN);
    String id = "/v1/payments/" + post("/v1/payments", cookie, TillFixture.SWIPE).text("id");
    assertEquals(Optional.empty(), till.terminal.lastOrder.manner().supervisor());
    Optional<String> named = Optional.of(Access.named(cookie.substring(cookie.indexOf('=') + 1)));
    post(id + "/void", cookie, "");
    assertEquals(named, till.terminal.lastOrder.manner().supervisor());
    post("/v1/payments", cookie, TillFixture.SWIPE.replace("\"sale\"", "\"refund\""));
    assertEquals(named, till.terminal.lastOrder.manner().supervisor());
    till.refer(id.substring("/v1/payments/".length()) + "/refund", "{}");
    assertEquals(Optional.empty(), till.terminal.lastOrder.manner().supervisor());
    String doubtful = till.pay("two", TillFixture.SWIPE).text("id");
    till.terminal.send(doubtful);
    till.terminal.loseAnswer(doubtful);
    till.terminal.answerReversal(doubtful, "12", ReversalMeaning.ENDED_WITHOUT_PROOF);
    post(
        "/v1/payments/" + doubtful + "/resolve",
        cookie,
        "{\"outcome\":\"confirmed\",\"by\":\"A\",\"evidence\":\"slip\"}");
    assertEquals(named, till.terminal.lastSupervisor);
    post("/v1/settlements", cookie, "{}");
    assertEquals(named, till.terminal.lastSupervisor);
  }

  @Test
  void a_restart_and_another_pin_make_everybody_a_cashier() throws Exception {
    setPin(PIN);
    String cookie = session();
    post("/v1/session/supervisor", cookie, PIN);
    restart();
    assertEquals("cashier", get("/v1/session", cookie).text("role"));
    post("/v1/session/supervisor", cookie, PIN);
    setPin("{\"pin\":\"998877\"}");
    assertEquals("cashier", get("/v1/session", cookie).text("role"));
    assertEquals("wrong-pin", post("/v1/session/supervisor", cookie, PIN).text("type"));
  }

  @Test
  void wrong_pins_are_counted_over_all_sessions_and_restarts() throws Exception {
    setPin(PIN);
    String cookie = session();
    Answered first = post("/v1/session/supervisor", cookie, WRONG);
    assertEquals(403, first.status());
    assertEquals("wrong-pin", first.text("type"));
    assertTrue(first.raw().headers().firstValue("Retry-After").isEmpty());
    post("/v1/session/supervisor", session(), WRONG);
    restart();
    Answered third = post("/v1/session/supervisor", cookie, WRONG);
    assertEquals("wrong-pin", third.text("type"));
    assertEquals("30", third.raw().headers().firstValue("Retry-After").get());
    Answered early = post("/v1/session/supervisor", cookie, PIN);
    assertEquals(429, early.status());
    assertEquals("pin-delayed", early.text("type"));
    int left = Integer.parseInt(early.raw().headers().firstValue("Retry-After").get());
    assertTrue(left > 0 && left <= 30, "left: " + left);
    assertEquals("cashier", get("/v1/session", cookie).text("role"));
  }

  @Test
  void a_session_cannot_set_the_pin_and_a_weak_one_is_refused() throws Exception {
    String cookie = session();
    Answered refused =
        till.send(page("/v1/pin", cookie).PUT(HttpRequest.BodyPublishers.ofString(PIN)).build());
    assertEquals("token-needed", refused.text("type"));
    for (String weak : List.of("1234", "0000", "12", "abcd")) {
      Answered answer = setPin("{\"pin\":\"" + weak + "\"}");
      assertEquals(400, answer.status(), weak);
      assertEquals("pin", answer.text("field"));
      assertTrue(!weak.matches("0000|12|abcd") || !answer.text("detail").contains(weak + "\""));
    }
    assertEquals(false, till.get("/v1/session").json().get("pinSet"));
  }

  @Test
  void a_session_that_has_ended_since_its_call_was_admitted_is_not_taken_for_the_token()
      throws Exception {
    Access access = Access.ensure(data.toFile(), Clock.systemUTC());
    for (Need need : Need.values()) {
      Problem lacks = access.right(() -> need, "GET /x", new DefaultHttpHeaders()).lacks().get();
      assertEquals(401, lacks.status(), need.name());
    }
  }

  @Test
  void another_site_in_the_same_browser_guesses_no_pin() throws Exception {
    setPin(PIN);
    String cookie = session();
    get("/v1/session", cookie);
    for (int i = 0; i < 5; i++) {
      Answered refused =
          till.send(
              HttpRequest.newBuilder(URI.create(till.address() + "/v1/session/supervisor"))
                  .header("Origin", "http://evil.example")
                  .header("Cookie", cookie)
                  .header("Page-Key", KEY)
                  .POST(HttpRequest.BodyPublishers.ofString(WRONG))
                  .build());
      assertEquals("foreign-origin", refused.text("type"));
    }
    assertEquals(200, post("/v1/session/supervisor", cookie, PIN).status());
  }
}
