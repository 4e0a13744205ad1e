package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.upkeep.AgentLog;
import org.tillkeeper.agent.upkeep.LogFollow;
import org.tillkeeper.agent.upkeep.LogLevel;
import org.tillkeeper.agent.upkeep.LogSearch;
import org.tillkeeper.agent.upkeep.LogText;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The log, newest last. On the terminal itself it reads the files, whether the agent runs or not;
 * another terminal's it asks for.
 */
@Command(name = "logs", footer = "tools/tillkeeper logs --since 2h --level warn")
final class LogsCommand extends LookCall {
  private static final Duration LOOK = Duration.ofMillis(300);
  private static final int KNOWN_MOST = 20_000;

  @Option(names = "--follow")
  private boolean follow;

  @Option(names = "--since", paramLabel = "TIME", descriptionKey = "since")
  private String since;

  @Option(names = "--payment", paramLabel = "ID")
  private String payment;

  @Option(names = "--level", paramLabel = "LEVEL")
  private String level;

  @Override
  String path() throws InvalidSettings {
    return path(since(since, clockOrReaders()));
  }

  private String path(Optional<Instant> from) throws InvalidSettings {
    List<String> query = new ArrayList<>();
    from.ifPresent(time -> query.add("since=" + time));
    if (payment != null) {
      query.add("payment=" + URLEncoder.encode(payment, StandardCharsets.UTF_8));
    }
    query.add("level=" + level().label());
    query.add("limit=10000");
    return "/v1/logs?" + String.join("&", query);
  }

  private LogLevel level() throws InvalidSettings {
    if (level == null) {
      return LogLevel.DEBUG;
    }
    return LogLevel.labelled(level)
        .orElseThrow(
            () ->
                new InvalidSettings(
                    "--level is \"" + level + "\": allowed is one of " + LogLevel.labels()));
  }

  @Override
  public Integer call() throws InvalidSettings, IOException {
    PrintStream out = Console.out();
    ShopClock clock = clockOrReaders();
    Optional<Instant> from = since(since, clock);
    LogSearch.Wanted wanted = new LogSearch.Wanted(from, Optional.ofNullable(payment), level());
    if (isAfar()) {
      return afar(from, clock.zone(), out);
    }
    File folder = AgentLog.folder(data().toFile());
    ZoneId zone = clock.zone();
    LogFollow behind = new LogFollow(folder, AgentLog.AGENT);
    boolean any = false;
    try (LogSearch search = new LogSearch(folder, AgentLog.AGENT, wanted)) {
      for (Optional<LogSearch.Line> line = search.next(); line.isPresent(); line = search.next()) {
        any = true;
        print(line.get(), zone, out);
      }
    }
    if (!any && !follow) {
      Console.err().println(say("logs.none", folder));
    }
    while (follow && !out.checkError() && Pause.of(LOOK)) {
      for (String text : behind.lines()) {
        LogSearch.parsed(text)
            .filter(line -> wanted.takes(line.members()))
            .ifPresent(line -> print(line, zone, out));
      }
    }
    return any || follow ? 0 : 1;
  }

  private int afar(Optional<Instant> from, ZoneId zone, PrintStream out)
      throws InvalidSettings, IOException {
    AgentApi api = api();
    Set<String> known = new LinkedHashSet<>();
    Optional<Instant> last = from;
    do {
      for (Object one : lines(api.get(path(last)))) {
        if (one instanceof Map<?, ?> members) {
          String text = AgentApi.written(members);
          Optional<LogSearch.Line> line = LogSearch.parsed(text);
          if (line.isPresent() && known.add(text)) {
            print(line.get(), zone, out);
            last = Optional.of(Instant.parse(String.valueOf(members.get("at"))));
          }
        }
      }
      // Of those at the last moment some may be asked for again.
      while (known.size() > KNOWN_MOST) {
        known.remove(known.iterator().next());
      }
    } while (follow && !out.checkError() && Pause.of(LOOK));
    return known.isEmpty() ? 1 : 0;
  }

  private static List<?> lines(String body) throws IOException {
    return AgentApi.parsed(body).get("lines") instanceof List<?> list ? list : List.of();
  }

  private void print(LogSearch.Line line, ZoneId zone, PrintStream out) {
    out.println(isJson() ? line.text() : LogText.forPerson(line.members(), zone));
  }

  @Override
  void show(Map<String, Object> answer, AgentApi api, PrintStream out) {
    throw new IllegalStateException("lines are shown as they come");
  }
}
