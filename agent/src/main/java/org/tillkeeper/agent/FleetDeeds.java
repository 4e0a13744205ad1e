package org.tillkeeper.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.fleet.Deeds;
import org.tillkeeper.agent.fleet.Order;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.log.Digest;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.terminal.AgentLoop;
import org.tillkeeper.agent.till.BundleMaking;
import org.tillkeeper.agent.till.Field;
import org.tillkeeper.agent.till.PaymentJson;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.upkeep.LogLevel;
import org.tillkeeper.agent.upkeep.LogLevels;

/** What the agent does for who asks from afar. None of it can reach a payment. */
final class FleetDeeds implements Deeds {
  private static final Log LOG = Log.of(FleetDeeds.class);

  /** Of a bundle, unless more is asked for. */
  private static final Duration USUAL = Duration.ofDays(7);

  private final AgentConfig config;
  private final AgentLoop loop;
  private final Ledger ledger;
  private final Scheduler scheduler;
  private volatile Optional<Source> source = Optional.empty();

  private record Source(Field field, PaymentJson json) {}

  FleetDeeds(AgentConfig config, AgentLoop loop, Ledger ledger, Scheduler scheduler) {
    this.config = config;
    this.loop = loop;
    this.ledger = ledger;
    this.scheduler = scheduler;
  }

  /** What bundles are made from, and who has the log's level. */
  void bundlesFrom(Field field, PaymentJson json) {
    source = Optional.of(new Source(field, json));
  }

  @Override
  public CompletableFuture<Void> record(Order order) {
    return onAgent(
        () -> {
          String what = order.kind().label();
          LOG.warn("this is asked from afar", Fact.event("fleet-order"), Fact.text("order", what));
          ledger.transaction(
              () ->
                  ledger.journal(
                      scheduler.wallClock(), "asked-from-afar", "Asked from afar: " + what + "."));
          return null;
        });
  }

  @Override
  public CompletableFuture<Map<String, Object>> logLevel(Order order) {
    Optional<LogLevel> level = LogLevel.labelled(order.level());
    boolean known = order.logger().map(LogLevels.PARTS::contains).orElse(true);
    boolean inTime = !order.time().isZero() && order.time().compareTo(LogLevels.LONGEST) <= 0;
    if (!level.isPresent() || !known || !inTime) {
      return failed(
          "level must be one of "
              + LogLevel.labels()
              + ", logger left out or one of "
              + String.join(", ", LogLevels.PARTS)
              + ", for from 1s to 24h");
    }
    return source
        .get()
        .field()
        .change(level.get(), order.logger(), order.time())
        .thenApply(
            change -> {
              Map<String, Object> json = new LinkedHashMap<>();
              json.put("level", change.level().label());
              json.put("logger", change.part().orElse(null));
              json.put("until", change.until().toString());
              return json;
            });
  }

  private static <T> CompletableFuture<T> failed(String why) {
    CompletableFuture<T> failed = new CompletableFuture<>();
    failed.completeExceptionally(new NotDone(why));
    return failed;
  }

  @Override
  public CompletableFuture<Map<String, Object>> digest() {
    return source.get().field().work(this::digests);
  }

  /** That of the file too: it may have been changed since the agent was started. */
  private Map<String, Object> digests() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("inForce", Digest.of(config.source().content()).toString());
    try {
      byte[] onDisk = Files.readAllBytes(config.source().file().toPath());
      json.put("onDisk", Digest.of(onDisk).toString());
    } catch (IOException e) {
      json.put("onDisk", null);
    }
    return json;
  }

  @Override
  public Pieces bundle(Order order) {
    Source from = source.get();
    if (!from.field().fingerprint().isPresent()) {
      throw new NotDone("the device key cannot be used, so nothing can be signed");
    }
    Instant usual = scheduler.wallClock().minus(USUAL);
    BundleMaking making =
        BundleMaking.of(
            loop,
            from.json(),
            from.field(),
            config.terminal().currency(),
            new BundleMaking.Wanted(Optional.of(order.since().orElse(usual)), Optional.empty()));
    return new Pieces() {
      @Override
      public CompletableFuture<Optional<byte[]>> next() {
        return from.field()
            .work(() -> making.isEnded() ? Optional.empty() : Optional.of(making.next()));
      }

      @Override
      public String name() {
        return making.name() + ".tar.gz";
      }
    };
  }

  private <T> CompletableFuture<T> onAgent(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    scheduler.execute(
        () -> {
          try {
            result.complete(work.get());
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }
}
