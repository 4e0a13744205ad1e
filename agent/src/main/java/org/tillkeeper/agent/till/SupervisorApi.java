package org.tillkeeper.agent.till;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.words.ProblemText;

/**
 * The calls about who a session of the page is: {@code GET /v1/session}, {@code POST
 * /v1/session/supervisor} and {@code /v1/session/cashier}, {@code PUT /v1/pin}. Safe for any
 * thread.
 */
final class SupervisorApi {
  private static final Log LOG = Log.of(SupervisorApi.class);
  private static final Pattern ANY = Pattern.compile("(?s).{0,64}");

  /** Who wait for their PIN to be looked at. */
  private static final int MOST_WAITING = 4;

  private final Access access;

  /** A hash takes longer than an event loop may stand still. Its thread ends when idle. */
  private final ThreadPoolExecutor slow =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          task -> {
            Thread thread = new Thread(task, "supervisor-pin");
            thread.setDaemon(true);
            return thread;
          });

  SupervisorApi(Access access) {
    this.access = access;
    slow.allowCoreThreadTimeOut(true);
  }

  void addTo(Router router) {
    router.path("/v1/session/supervisor").post(this::supervisor).byCashier();
    router.path("/v1/session/cashier").post(this::cashier).byCashier();
    router.path("/v1/pin").put(this::set).byToken();
  }

  /** {@code GET /v1/session}. */
  CompletableFuture<Reply> session(Call call) {
    call.refuseParameters();
    return CompletableFuture.completedFuture(now(call));
  }

  private Reply now(Call call) {
    boolean pinSet = access.pin().isSet();
    Optional<String> session = access.session(call.headers());
    Optional<Instant> until = session.flatMap(access.supervisors()::until);
    boolean mayAll = !pinSet || !session.isPresent() || until.isPresent();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("role", mayAll ? "supervisor" : "cashier");
    json.put("supervisorUntil", until.filter(it -> pinSet).map(PaymentJson::time).orElse(null));
    json.put("pinSet", pinSet);
    return Replies.ok(json);
  }

  private CompletableFuture<Reply> supervisor(Call call) {
    call.refuseParameters();
    JsonObject body = JsonObject.parse(call.body());
    String pin = body.text("pin", ANY, "must be the supervisor's PIN, 4 to 12 digits");
    body.refuseUnread();
    String session = access.session(call.headers()).orElseThrow(SupervisorApi::noSession);
    if (!access.pin().isSet()) {
      throw Problem.of(409, "no-pin", ProblemText.NO_PIN);
    }
    return slowly(
        () -> {
          SupervisorPin.Checked checked = checked(pin);
          long seconds = seconds(checked.pause());
          switch (checked.verdict()) {
            case WRONG -> {
              Problem wrong = Problem.of(403, "wrong-pin", ProblemText.wrongPin(seconds));
              throw seconds == 0 ? wrong : wrong.with("Retry-After", String.valueOf(seconds));
            }
            case TOO_EARLY ->
                throw Problem.of(429, "pin-delayed", ProblemText.pinDelayed(seconds))
                    .with("Retry-After", String.valueOf(seconds));
            case RIGHT -> {
              access.supervisors().begin(session);
              LOG.info(
                  "A supervisor has entered the PIN",
                  Fact.event("supervisor"),
                  Fact.text("session", Access.named(session)));
              return now(call);
            }
          }
          throw new IllegalStateException("there is no other verdict");
        });
  }

  private SupervisorPin.Checked checked(String pin) {
    try {
      return access.pin().check(pin);
    } catch (IOException e) {
      throw notKept();
    }
  }

  private static Problem notKept() {
    return Problem.of(503, "not-kept", ProblemText.PIN_NOT_KEPT);
  }

  /** A second that has begun counts. */
  private static long seconds(Duration time) {
    return (time.toMillis() + 999) / 1000;
  }

  private CompletableFuture<Reply> cashier(Call call) {
    call.refuseContent();
    access.supervisors().end(access.session(call.headers()).orElseThrow(SupervisorApi::noSession));
    return CompletableFuture.completedFuture(now(call));
  }

  private static Problem noSession() {
    return Problem.of(
        409,
        "no-session",
        "This call is about a session of the cashier's page. The token may do all without a PIN.");
  }

  private CompletableFuture<Reply> set(Call call) {
    call.refuseParameters();
    JsonObject body = JsonObject.parse(call.body());
    String pin = body.text("pin", ANY, SupervisorPin.ALLOWED);
    body.refuseUnread();
    if (!SupervisorPin.isAllowed(pin)) {
      throw body.invalid("pin", SupervisorPin.ALLOWED);
    }
    return slowly(
        () -> {
          try {
            access.pin().set(pin);
          } catch (IOException e) {
            throw notKept();
          }
          access.supervisors().endAll();
          return now(call);
        });
  }

  private CompletableFuture<Reply> slowly(Supplier<Reply> work) {
    try {
      return CompletableFuture.supplyAsync(work, slow);
    } catch (RejectedExecutionException e) {
      throw Problem.of(429, "pin-delayed", ProblemText.pinDelayed(1)).with("Retry-After", "1");
    }
  }
}
