package org.tillkeeper.agent.till;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.words.ProblemText;

/**
 * The cashier's page and how a browser comes to it. Whoever has the token asks for a one-time
 * address; the browser that opens it gets a session by cookie. Nothing that lasts ever stands in an
 * address. Safe for any thread.
 */
final class PageAccess {
  private static final Log LOG = Log.of(PageAccess.class);

  /** Wrong codes that wait for their answer; they hold connections. */
  private static final int MOST_WAITING = 2;

  private final CashierPage page;
  private final CashierPage engineers;
  private final Access access;
  private final Pause pause;
  private final AtomicInteger waiting = new AtomicInteger();

  /** Runs something later. */
  interface Pause {
    void after(Duration time, Runnable then);
  }

  PageAccess(CashierPage page, CashierPage engineers, Access access, Pause pause) {
    this.page = page;
    this.engineers = engineers;
    this.access = access;
    this.pause = pause;
  }

  void addTo(Router router) {
    router.path("/").get(call -> page(call, page)).readWithoutToken();
    router.path("/engineer").get(call -> page(call, engineers)).readWithoutToken();
    // Asking for the head alone would use the code up.
    router.path("/open/ID").get(this::open).withoutHead().readWithoutToken();
    router.path("/v1/page-address").post(this::address).byToken();
    SupervisorApi supervisors = new SupervisorApi(access);
    // A session that could make another would never end.
    router.path("/v1/session").get(supervisors::session).post(this::begin).byToken();
    router.path("/v1/session/end").post(this::end).byCashier();
    router.path("/v1/sessions/end-all").post(this::endAll).byToken();
    supervisors.addTo(router);
  }

  /** Open to all: it holds no data. */
  private static CompletableFuture<Reply> page(Call call, CashierPage shown) {
    refuseOtherHosts(call);
    return CompletableFuture.completedFuture(shown.document(200));
  }

  private CompletableFuture<Reply> address(Call call) {
    call.refuseContent();
    String host = SameOrigin.host(call.headers()).orElseThrow(SameOrigin::misdirected);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("address", "http://" + host + "/open/" + access.codes().give());
    json.put("validSeconds", OneTimeCodes.VALID.toMillis() / 1000);
    return CompletableFuture.completedFuture(Replies.document(201, json, Collections.emptyMap()));
  }

  private CompletableFuture<Reply> open(Call call, String code) {
    refuseOtherHosts(call);
    if (call.headers().contains("Sec-Purpose") || call.headers().contains("Purpose")) {
      throw Problem.of(
          403, "not-in-advance", "A one-time address is opened by a person, not in advance.");
    }
    call.refuseParameters();
    if (access.codes().use(code)) {
      for (String before : Access.sessionSecrets(call.headers())) {
        endSession(before);
      }
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Location", "/");
      headers.put("Set-Cookie", cookie(call, access.sessions().begin(), PageSessions.AGE_LIMIT));
      LOG.info("The cashier's page was opened in a browser");
      return CompletableFuture.completedFuture(
          new Reply.Document(303, "text/plain", new byte[0], headers));
    }
    return later(page.document(403));
  }

  /**
   * Whoever guesses waits, and few wait at once; a right code is answered at once whatever waits.
   */
  private CompletableFuture<Reply> later(Reply wrong) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      throw Problem.of(429, "too-many-codes", "Too many wrong one-time addresses; try later.")
          .with("Retry-After", "10");
    }
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    pause.after(
        access.codes().pause(),
        () -> {
          waiting.decrementAndGet();
          reply.complete(wrong);
        });
    return reply;
  }

  /** For the address with the token behind {@code #}, which the page changes into a session. */
  private CompletableFuture<Reply> begin(Call call) {
    call.refuseContent();
    String cookie = cookie(call, access.sessions().begin(), PageSessions.AGE_LIMIT);
    return CompletableFuture.completedFuture(
        Replies.document(
            201, Collections.emptyMap(), Collections.singletonMap("Set-Cookie", cookie)));
  }

  private CompletableFuture<Reply> end(Call call) {
    call.refuseContent();
    for (String secret : Access.sessionSecrets(call.headers())) {
      endSession(secret);
    }
    String cookie = cookie(call, "", Duration.ZERO);
    return CompletableFuture.completedFuture(
        Replies.document(
            200, Collections.emptyMap(), Collections.singletonMap("Set-Cookie", cookie)));
  }

  private CompletableFuture<Reply> endAll(Call call) {
    call.refuseContent();
    try {
      int ended = access.sessions().endAll();
      LOG.info("The cashier's page was closed", Fact.of("browsers", ended));
      return CompletableFuture.completedFuture(
          Replies.ok(Collections.singletonMap("ended", ended)));
    } catch (IOException e) {
      throw notKept();
    }
  }

  private void endSession(String secret) {
    try {
      access.supervisors().end(secret);
      access.sessions().end(secret);
    } catch (IOException e) {
      throw notKept();
    }
  }

  private static Problem notKept() {
    return Problem.of(503, "not-kept", ProblemText.SESSION_END_NOT_KEPT);
  }

  /** Only a browser that was led here under another name names another host. */
  private static void refuseOtherHosts(Call call) {
    if (call.headers().contains("Host") && !SameOrigin.host(call.headers()).isPresent()) {
      throw SameOrigin.misdirected();
    }
  }

  private static String cookie(Call call, String secret, Duration age) {
    String host = SameOrigin.host(call.headers()).orElseThrow(SameOrigin::misdirected);
    return Access.cookieName(host)
        + "="
        + secret
        + "; Path=/; Max-Age="
        + age.toMillis() / 1000
        + "; HttpOnly; SameSite=Strict";
  }
}
