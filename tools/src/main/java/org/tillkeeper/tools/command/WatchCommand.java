package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Console;
import picocli.CommandLine.Command;

/**
 * What changes, a line each, until it is ended. Where the agent goes it comes back by itself, and
 * misses nothing: it asks for what came after the last event it saw.
 */
@Command(name = "watch", footer = "tools/tillkeeper watch --config agent.yaml")
final class WatchCommand extends AgentCall {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private Optional<String> lastId = Optional.empty();
  private String standing = "";

  @Override
  String path() {
    return "/v1/events";
  }

  @Override
  public Integer call() throws InvalidSettings, IOException {
    AgentApi api = api();
    clock = clock();
    PrintStream out = Console.out();
    boolean everAnswered = false;
    boolean isLost = false;
    while (!out.checkError()) {
      try (BufferedReader events =
          new BufferedReader(new InputStreamReader(api.events(lastId), StandardCharsets.UTF_8))) {
        everAnswered = true;
        isLost = false;
        follow(events, out);
      } catch (AgentApi.Refused e) {
        if (e.status() != 503) {
          throw e;
        }
      } catch (IOException e) {
        if (!everAnswered) {
          throw e;
        }
      }
      if (!isLost && !out.checkError()) {
        isLost = true;
        Console.err().println(say("watch.lost"));
      }
      if (!Pause.of(PAUSE)) {
        break;
      }
    }
    return 0;
  }

  /** Until the stream ends. An event is whole at its empty line; what is cut off comes again. */
  private void follow(BufferedReader events, PrintStream out) throws IOException {
    String name = "";
    Optional<String> id = Optional.empty();
    StringBuilder data = new StringBuilder();
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.isEmpty()) {
        if (data.length() > 0) {
          event(name, id, data.toString(), out);
        }
        lastId = id.isPresent() ? id : lastId;
        name = "";
        id = Optional.empty();
        data.setLength(0);
      } else if (line.startsWith("event:")) {
        name = value(line);
      } else if (line.startsWith("id:")) {
        id = Optional.of(value(line));
      } else if (line.startsWith("data:")) {
        data.append(value(line));
      }
      if (out.checkError()) {
        return; // Nobody reads it any more.
      }
    }
  }

  private static String value(String line) {
    return line.substring(line.indexOf(':') + 1).trim();
  }

  private void event(String name, Optional<String> id, String data, PrintStream out)
      throws IOException {
    Map<String, Object> value = AgentApi.parsed(data);
    if (isJson()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("event", name);
      line.put("id", id.orElse(""));
      line.put("data", value);
      out.println(AgentApi.written(line));
    } else if (name.equals("payment")) {
      out.println(payment(value));
    } else if (name.equals("status")) {
      status(value, out);
    }
  }

  private String payment(Map<String, Object> payment) {
    return String.join(
        "  ",
        List.of(
            clock.shown(payment.get("updatedAt")),
            type(payment.get("type")),
            money(payment.get("amount"), payment.get("currency")),
            standing(payment),
            text(payment, "reference"),
            card(payment),
            text(payment, "id")));
  }

  /** Only where it is another than before: it comes after each payment. */
  private void status(Map<String, Object> status, PrintStream out) {
    boolean online = Boolean.TRUE.equals(status.get("online"));
    String now =
        say(online ? "watch.online" : "watch.offline", clock.shown(status.get("since")))
            + (status.get("attention") instanceof Number n && n.longValue() > 0
                ? "  " + say("watch.attention", n)
                : "");
    if (!now.equals(standing)) {
      standing = now;
      out.println(now);
    }
  }

  @Override
  void show(Map<String, Object> answer, AgentApi api, PrintStream out) {
    throw new IllegalStateException("events are shown as they come");
  }
}
