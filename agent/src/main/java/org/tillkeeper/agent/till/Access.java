package org.tillkeeper.agent.till;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.io.File;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.words.ProblemText;

/**
 * Who may call: tills by the token, browsers by a session of the cashier's page. Safe for any
 * thread.
 */
public final class Access {
  /** Of a session's calls; no other site can send it without being asked first. */
  static final String PAGE_KEY = "Page-Key";

  private static final String SESSIONS_FILE = "page-sessions";
  private static final String PIN_FILE = "supervisor-pin";
  private static final Log LOG = Log.of(Access.class);

  private final ApiToken token;
  private final PageSessions sessions;
  private final OneTimeCodes codes;
  private final SupervisorPin pin;
  private final Supervisors supervisors;

  private Access(
      ApiToken token,
      PageSessions sessions,
      OneTimeCodes codes,
      SupervisorPin pin,
      Supervisors supervisors) {
    this.token = token;
    this.sessions = sessions;
    this.codes = codes;
    this.pin = pin;
    this.supervisors = supervisors;
  }

  /**
   * Reads the token and the sessions of the page, or makes a token at the first start.
   *
   * @param dataFolder must exist
   * @param clock ends sessions that are too old
   * @throws InvalidConfig if the token's file is open to others or holds no token
   * @throws IOException if the folder cannot be read or written
   */
  public static Access ensure(File dataFolder, Clock clock) throws IOException, InvalidConfig {
    SecureRandom random = new SecureRandom();
    return new Access(
        ApiToken.ensure(dataFolder),
        PageSessions.in(dataFolder.toPath().resolve(SESSIONS_FILE), random, clock),
        new OneTimeCodes(random, System::nanoTime),
        new SupervisorPin(dataFolder.toPath().resolve(PIN_FILE), random, System::nanoTime),
        new Supervisors(clock, System::nanoTime));
  }

  PageSessions sessions() {
    return sessions;
  }

  OneTimeCodes codes() {
    return codes;
  }

  SupervisorPin pin() {
    return pin;
  }

  Supervisors supervisors() {
    return supervisors;
  }

  /** Whether a call shows the token. */
  boolean byToken(HttpHeaders headers) {
    String scheme = "Bearer ";
    return SameOrigin.one(headers, HttpHeaderNames.AUTHORIZATION)
        .filter(value -> value.regionMatches(true, 0, scheme, 0, scheme.length()))
        .filter(value -> token.matches(value.substring(scheme.length()).trim()))
        .isPresent();
  }

  /** Whether a call shows the token in the header that clients of other protocols have for it. */
  boolean byKey(HttpHeaders headers) {
    return SameOrigin.one(headers, "X-API-Key").filter(token::matches).isPresent();
  }

  /** The open session of the page that a call shows; empty where it shows the token. */
  Optional<String> session(HttpHeaders headers) {
    Optional<String> shown = Optional.empty();
    if (!headers.contains(HttpHeaderNames.AUTHORIZATION)) {
      String pageKey = SameOrigin.one(headers, PAGE_KEY).orElse("");
      for (String secret : sessionSecrets(headers)) {
        if (sessions.admits(secret, pageKey)) {
          shown = Optional.of(secret);
        }
      }
    }
    return shown;
  }

  /** What a session is called in the log. */
  static String named(String session) {
    return Secret.digest(session).substring(0, 8);
  }

  /**
   * What the caller of a call may. It was admitted already, but a session may have ended since: who
   * shows neither it nor the token may nothing.
   *
   * @param call its path as it is declared, such as {@code POST /v1/payments/ID/void}
   */
  Right right(Supplier<Need> asked, String call, HttpHeaders headers) {
    if (byToken(headers)) {
      return Right.GIVEN;
    }
    Optional<String> session = session(headers);
    if (!session.isPresent()) {
      return Right.lacking(unauthorized());
    }
    Need need = asked.get();
    if (need == Need.CASHIER) {
      return Right.GIVEN;
    }
    if (need == Need.TOKEN) {
      return Right.lacking(
          Problem.of(
              403, "token-needed", "This call takes the token alone, not a session of the page."));
    }
    if (!pin.isSet()) {
      return Right.GIVEN;
    }
    if (!supervisors.until(session.get()).isPresent()) {
      return Right.lacking(Problem.of(403, "supervisor-needed", ProblemText.SUPERVISOR_NEEDED));
    }
    supervisors.begin(session.get());
    LOG.info(
        "A supervisor asks",
        Fact.event("supervisor-call"),
        Fact.text("call", call),
        Fact.text("session", named(session.get())));
    return Right.ofSupervisor(named(session.get()));
  }

  /** What speaks against a call that is not open to all. */
  Optional<Problem> refusal(String method, HttpHeaders headers) {
    if (byToken(headers)) {
      return Optional.empty();
    }
    if (!headers.contains(HttpHeaderNames.AUTHORIZATION) && !sessionSecrets(headers).isEmpty()) {
      // Before the session is looked at: another site must not even bind it.
      Optional<Problem> foreign = SameOrigin.refusal(method, headers);
      if (foreign.isPresent() || session(headers).isPresent()) {
        return foreign;
      }
    }
    return Optional.of(unauthorized());
  }

  private static Problem unauthorized() {
    return Problem.of(401, "unauthorized", ProblemText.NO_TOKEN, ProblemText.UNAUTHORIZED)
        .with("WWW-Authenticate", "Bearer");
  }

  /** What the cookie of a session is called: one browser may show the pages of several agents. */
  static String cookieName(String host) {
    int colon = host.lastIndexOf(':');
    String port = host.substring(colon + 1);
    return "tillkeeper-" + (colon > 0 && port.matches("[0-9]+") ? port : "80");
  }

  /** Another site of this machine may have added a cookie of the same name. */
  static List<String> sessionSecrets(HttpHeaders headers) {
    List<String> secrets = new ArrayList<>();
    Optional<String> host = SameOrigin.host(headers);
    if (host.isPresent()) {
      for (String line : headers.getAll(HttpHeaderNames.COOKIE)) {
        for (Cookie cookie : ServerCookieDecoder.STRICT.decodeAll(line)) {
          if (cookie.name().equals(cookieName(host.get()))) {
            secrets.add(cookie.value());
          }
        }
      }
    }
    return secrets;
  }
}
