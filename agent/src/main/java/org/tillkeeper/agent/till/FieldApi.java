package org.tillkeeper.agent.till;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.tillkeeper.agent.keys.DeviceKey;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.time.WrittenDuration;
import org.tillkeeper.agent.upkeep.AgentLog;
import org.tillkeeper.agent.upkeep.LogLevel;
import org.tillkeeper.agent.upkeep.LogLevels;
import org.tillkeeper.agent.upkeep.LogSearch;

/** The calls of a field engineer: the log, its level, and the bundle. Safe for any thread. */
final class FieldApi {
  private static final Log LOG = Log.of(FieldApi.class);
  private static final WrittenDuration TIME = new WrittenDuration(6, "s", "m", "h");
  private static final Pattern WORD = Pattern.compile("[a-z]{1,20}");
  private static final int LINES = 1000;
  private static final int LINES_MOST = 10_000;

  /** Unless it is asked for more. */
  private static final Duration USUAL = Duration.ofDays(7);

  private final Terminal terminal;
  private final Replies replies;
  private final Field field;
  private final String currency;

  FieldApi(Terminal terminal, Replies replies, Field field, String currency) {
    this.terminal = terminal;
    this.replies = replies;
    this.field = field;
    this.currency = currency;
  }

  void addTo(Router router) {
    addReadsTo(router);
    router.path("/v1/log-level").put(this::level).bySupervisor();
  }

  /** What only looks. */
  void addReadsTo(Router router) {
    router.path("/v1/logs").get(this::logs);
    router.path("/v1/bundle").get(this::bundle).bySupervisor().withoutHead();
  }

  private CompletableFuture<Reply> level(Call call) {
    call.refuseParameters();
    JsonObject body = JsonObject.parse(call.body());
    String allowed = "must be one of " + LogLevel.labels();
    LogLevel level =
        LogLevel.labelled(body.text("level", WORD, allowed))
            .orElseThrow(() -> body.invalid("level", allowed));
    String parts = "must be one of " + String.join(", ", LogLevels.PARTS);
    Optional<String> part = body.optionalText("logger", WORD, parts);
    if (part.isPresent() && !LogLevels.PARTS.contains(part.get())) {
      throw body.invalid("logger", parts);
    }
    String times = "must be a time with its unit (s, m, h) such as 10m, 1s to 24h";
    Duration time = TIME.read(body.text("for", TIME.form(), times)).orElse(Duration.ZERO);
    if (time.isZero() || time.compareTo(LogLevels.LONGEST) > 0) {
      throw body.invalid("for", times);
    }
    body.refuseUnread();
    return field.change(level, part, time).thenApply(FieldApi::changed);
  }

  private static Reply changed(LogLevels.Change change) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("level", change.level().label());
    json.put("logger", change.part().orElse(null));
    json.put("until", PaymentJson.time(change.until()));
    return Replies.ok(json);
  }

  private CompletableFuture<Reply> logs(Call call) {
    Query query = call.query();
    LogSearch.Wanted wanted = query.lines();
    int limit = query.newest(LINES, LINES_MOST);
    query.refuseUnread();
    return field.work(() -> lines(wanted, limit));
  }

  /** The newest, oldest of them first; each as it stands in the file, which is JSON. */
  private Reply lines(LogSearch.Wanted wanted, int limit) {
    Deque<String> newest = new ArrayDeque<>();
    try (LogSearch search = new LogSearch(field.logs(), AgentLog.AGENT, wanted)) {
      for (Optional<LogSearch.Line> line = search.next(); line.isPresent(); line = search.next()) {
        newest.addLast(line.get().text());
        if (newest.size() > limit) {
          newest.removeFirst();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] all =
        ("{\"lines\":[" + String.join(",\n", newest) + "]}").getBytes(StandardCharsets.UTF_8);
    body.write(all, 0, all.length);
    return new Reply.Document(200, "application/json", body.toByteArray(), Collections.emptyMap());
  }

  private CompletableFuture<Reply> bundle(Call call) {
    Query query = call.query();
    Optional<String> payment = query.payment();
    Optional<Instant> since = query.since();
    query.refuseUnread();
    DeviceKey key =
        field
            .key()
            .orElseThrow(
                () ->
                    Problem.of(
                        503,
                        "no-device-key",
                        "The device key cannot be used, so nothing can be signed. The log's first"
                            + " lines say why; start the agent again once that is mended."));
    if (!payment.isPresent()) {
      return begin(
          new BundleMaking(terminal, replies.json(), field, key, currency, wanted(since, payment)));
    }
    return terminal
        .payment(payment.get())
        .thenCompose(
            found -> {
              if (!found.isPresent()) {
                throw Problem.notFound(org.tillkeeper.agent.words.ProblemText.NO_SUCH_PAYMENT);
              }
              return begin(
                  new BundleMaking(
                      terminal, replies.json(), field, key, currency, wanted(since, payment)));
            });
  }

  private BundleMaking.Wanted wanted(Optional<Instant> since, Optional<String> payment) {
    Instant usual = field.now().minus(USUAL);
    return new BundleMaking.Wanted(
        payment.isPresent() ? since : Optional.of(since.orElse(usual)), payment);
  }

  private CompletableFuture<Reply> begin(BundleMaking making) {
    LOG.info("a bundle is made", Fact.event("bundle"));
    return field
        .work(() -> piece(making))
        .thenApply(first -> new Reply.Listed(first, "application/gzip"));
  }

  private Reply.Piece piece(BundleMaking making) {
    byte[] bytes = making.next();
    return new Reply.Piece(
        bytes,
        making.isEnded() ? Optional.empty() : Optional.of(() -> field.work(() -> piece(making))));
  }
}
