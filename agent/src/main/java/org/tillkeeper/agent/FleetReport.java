package org.tillkeeper.agent;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.fleet.Reports;
import org.tillkeeper.agent.ledger.PaymentSum;
import org.tillkeeper.agent.metrics.Metrics;
import org.tillkeeper.agent.terminal.AgentLoop;
import org.tillkeeper.agent.upkeep.Exposure;
import org.tillkeeper.agent.upkeep.Measures;
import org.tillkeeper.agent.upkeep.Status;

/**
 * How this terminal stands, as the fleet's broker keeps it: {@code tillkeeper/status/1} of {@code
 * docs/fleet.md}. Sums, counts and times, and nothing of any one payment or card.
 */
final class FleetReport implements Reports {
  private static final String SCHEMA = "tillkeeper/status/1";

  private final AgentConfig config;
  private final String version;
  private final AgentLoop loop;
  private final Supplier<Optional<Long>> battery;
  private final Instant since;

  /**
   * @param battery its charge in per cent, where the system shows one
   * @param since when this life began
   */
  FleetReport(
      AgentConfig config,
      String version,
      AgentLoop loop,
      Supplier<Optional<Long>> battery,
      Instant since) {
    this.config = config;
    this.version = version;
    this.loop = loop;
    this.battery = battery;
    this.since = since;
  }

  @Override
  public CompletableFuture<Report> take() {
    // The battery is read on the caller's thread, which nobody waits for.
    Optional<Long> charge = battery.get();
    return loop.measures().thenApply(now -> report(now, charge));
  }

  private Report report(Measures now, Optional<Long> charge) {
    Exposure exposure = now.exposure();
    Map<String, Object> still = still(now, charge);
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("schema", SCHEMA);
    whole.put("at", now.at().toString());
    whole.putAll(still);
    whole.put("figures", Metrics.plain(now));
    boolean open =
        exposure.pending().count() > 0
            || exposure.attention().count() > 0
            || exposure.openReversals() > 0;
    try {
      return new Report(JSON.std.asBytes(whole), JSON.std.asString(still), open);
    } catch (IOException e) {
      throw new IllegalStateException("texts and numbers are JSON", e);
    }
  }

  /** What changes only where something happens. */
  private Map<String, Object> still(Measures now, Optional<Long> charge) {
    Status status = now.status();
    Exposure exposure = now.exposure();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("terminal", config.terminal().id());
    json.put("merchant", config.terminal().merchant());
    json.put("since", since.toString());
    json.put("version", version);
    json.put("dialect", config.host().dialect().name());
    json.put("java", System.getProperty("java.version", ""));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("online", status.online());
    line.put("since", status.since().toString());
    line.put("route", status.route().orElse(null));
    line.put("signedIn", status.signedIn());
    json.put("line", line);
    json.put("batch", status.batch());
    json.put("currency", config.terminal().currency());
    json.put("pending", sum(exposure.pending()));
    json.put("attention", sum(exposure.attention()));
    Map<String, Object> reversals = new LinkedHashMap<>();
    reversals.put("count", exposure.openReversals());
    reversals.put("oldest", exposure.oldestReversal().map(Instant::toString).orElse(null));
    json.put("reversals", reversals);
    json.put("settlementDifferences", exposure.differences());
    json.put("ledgerLoss", status.ledgerLoss());
    json.put("battery", charge.orElse(null));
    json.put("allow", config.fleet().get().allow());
    return json;
  }

  private static Map<String, Object> sum(PaymentSum sum) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("count", sum.count());
    json.put("amount", sum.amount());
    json.put("oldest", sum.oldest().map(Instant::toString).orElse(null));
    return json;
  }
}
