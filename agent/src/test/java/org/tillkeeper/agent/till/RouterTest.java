package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.iso8583.Dialect;

/** Which call a method and a path find, and what is said where there is none. */
class RouterTest {
  private final Router router =
      new Router(
          new Replies(
              new PaymentJson(
                  new PaymentText(Dialect.named("unionpay-pos")::responseCode),
                  payment -> Set.of(),
                  "CNY")));

  RouterTest() {
    router.path("/").get(call -> said("page")).readWithoutToken().post(call -> said("posted"));
    router.path("/things").post(call -> said("made")).get(call -> said("all"));
    router.path("/things/ID").get((call, id) -> said("one " + id));
    router.path("/things/ID/end").post((call, id) -> said("end " + id));
    router.path("/events").stream(call -> said("events"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, page",
    "HEAD, /, page",
    "GET, /things?x=1, all",
    "POST, /things, made",
    "GET, /things/a-1, one a-1",
    "HEAD, /things/a-1, one a-1",
    "POST, /things/end/end?y, end end",
    "GET, /events, events",
  })
  void a_call_is_found_by_its_method_and_its_path(String method, String uri, String body) {
    assertEquals(body, answer(method, uri).body());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, ''",
    "GET, /thing",
    "GET, /things/",
    "GET, /things/a_1",
    "GET, /things/a/b",
    "GET, /things/a/end/",
    "GET, /things/%61",
  })
  void what_is_no_path_is_not_found(String method, String uri) {
    assertEquals(404, answer(method, uri).status());
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /things, 'POST, GET'",
    "POST, /things/a, GET",
    "HEAD, /things/a/end, POST",
    "HEAD, /events, GET",
    "get, /things/a, GET",
  })
  void a_method_that_a_path_does_not_have_is_told_which_it_has(
      String method, String uri, String allowed) {
    Answer answer = answer(method, uri);
    assertEquals(405, answer.status());
    assertEquals(allowed, answer.allow());
  }

  @Test
  void only_reading_is_open_to_all_and_only_where_it_is_said() {
    assertTrue(router.isOpen("GET", "/"));
    assertTrue(router.isOpen("HEAD", "/"));
    assertFalse(router.isOpen("POST", "/"));
    assertFalse(router.isOpen("GET", "/things"));
    assertFalse(router.isOpen("GET", "/nothing"));
  }

  private record Answer(int status, String body, String allow) {}

  private Answer answer(String method, String uri) {
    Reply reply =
        router.answer(new Call(method, uri, new DefaultHttpHeaders(), new byte[0])).join();
    Reply.Document document = (Reply.Document) reply;
    return new Answer(
        document.status(),
        new String(document.body(), StandardCharsets.UTF_8),
        document.headers().getOrDefault("Allow", ""));
  }

  private static CompletableFuture<Reply> said(String text) {
    return CompletableFuture.completedFuture(
        new Reply.Document(
            200, "text/plain", text.getBytes(StandardCharsets.UTF_8), Collections.emptyMap()));
  }
}
