package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;
import org.tillkeeper.tools.reconcile.Findings;
import org.tillkeeper.tools.reconcile.Matching;
import org.tillkeeper.tools.reconcile.Report;
import org.tillkeeper.tools.reconcile.ReportFiles;
import org.tillkeeper.tools.reconcile.ReportJson;
import org.tillkeeper.tools.reconcile.Statement;
import org.tillkeeper.tools.words.Console;
import org.tillkeeper.tools.words.TypedTime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A statement of the acquirer or of a payment service against the ledger. */
@Command(
    name = "reconcile",
    footer = "tools/tillkeeper reconcile --statement pos-20261128.csv --html differences.html")
final class ReconcileCommand implements Callable<Integer> {
  @Option(names = "--statement", paramLabel = "FILE", required = true)
  private Path statement;

  @Option(names = "--layout", paramLabel = "LAYOUT")
  private String layout;

  @Option(names = "--date", paramLabel = "DAY")
  private String date;

  @Option(names = "--csv", paramLabel = "FILE")
  private Path csv;

  @Option(names = "--html", paramLabel = "FILE")
  private Path html;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = AgentCall.DEFAULT_CONFIG,
      order = AgentCall.LAST)
  private Path config;

  @Option(names = "--json", order = AgentCall.LAST)
  private boolean json;

  @Override
  public Integer call() throws IOException, InvalidSettings {
    ZoneId zone = ShopClock.of(config).zone();
    AgentApi api = AgentApi.of(config);
    Instant now = Instant.now();
    Optional<TypedTime> day =
        date == null ? Optional.empty() : Optional.of(TypedTime.day("--date", date, zone, now));
    Findings found;
    try (BookedPayments booked = BookedPayments.begin(config, api)) {
      Statement read =
          Statement.read(
              statement,
              Optional.ofNullable(layout),
              zone,
              api.currency(),
              day.map(TypedTime::to).orElse(now));
      TypedTime compared = day.isPresent() ? day.get() : days(read, zone);
      found =
          new Matching(terminal(), zone, compared.from(), compared.to())
              .of(read, booked.of(compared), api.currency());
    }
    tell(found, new Report(found, zone));
    return found.allMatch() ? 0 : 1;
  }

  private TypedTime days(Statement read, ZoneId zone) throws InvalidSettings {
    LocalDate[] days =
        Matching.days(read, zone)
            .orElseThrow(() -> new InvalidSettings(say("reconcile.no-day", statement)));
    return new TypedTime(
        days[0].atStartOfDay(zone).toInstant(), days[1].plusDays(1).atStartOfDay(zone).toInstant());
  }

  private String terminal() throws InvalidSettings {
    Optional<Settings> group = Settings.ofFile(config).group("terminal");
    return group.isPresent()
        ? group.get().text("id", ".{1,8}", "8 characters, given by the acquirer", "")
        : "";
  }

  private void tell(Findings found, Report report) throws IOException {
    PrintStream out = Console.out();
    if (json) {
      out.println(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(ReportJson.of(found)));
    } else {
      for (String line : report.text()) {
        out.println(line);
      }
    }
    if (csv != null) {
      ReportFiles.csv(report, csv);
    }
    if (html != null) {
      ReportFiles.html(report, html);
    }
  }
}
