package org.tillkeeper.tools.fleet;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tillkeeper.agent.fleet.Broker;
import org.tillkeeper.agent.fleet.Message;

/**
 * One look at what a broker keeps of a fleet: the retained messages of all its terminals, and
 * nothing of its own.
 *
 * @param terminals by topic
 * @param unreadable topic to what is wrong with what is kept there
 */
public record Look(List<TerminalState> terminals, Map<String, String> unreadable) {
  private static final String STATUS = "/status";
  private static final String PRESENCE = "/presence";
  private static final int UNREADABLE_MOST = 100;

  /** More terminals than a broker keeps messages of. */
  private static final int TERMINALS_MOST = 1_000_000;

  /**
   * Looks.
   *
   * @param topic of a terminal, with + where each has its own
   * @param quiet all has come once nothing comes for so long
   */
  public static Look at(Broker broker, String topic, Duration quiet)
      throws IOException, InterruptedException {
    Map<String, TerminalState> terminals = new TreeMap<>();
    Map<String, String> presences = new LinkedHashMap<>();
    Map<String, String> unreadable = new TreeMap<>();
    try (BrokerVisit visit = BrokerVisit.to(broker)) {
      visit.subscribe(List.of(topic + STATUS, topic + PRESENCE), Message.Kept.RETAINED);
      Optional<Message> next = visit.next(quiet);
      while (next.isPresent()) {
        take(next.get(), terminals, presences, unreadable);
        next = visit.next(quiet);
      }
    }
    List<TerminalState> all = new ArrayList<>();
    terminals.forEach(
        (base, state) ->
            all.add(presences.containsKey(base) ? state.with(presences.get(base)) : state));
    return new Look(all, unreadable);
  }

  private static void take(
      Message message,
      Map<String, TerminalState> terminals,
      Map<String, String> presences,
      Map<String, String> unreadable) {
    String topic = message.topic();
    if (terminals.size() > TERMINALS_MOST || presences.size() > TERMINALS_MOST) {
      return;
    }
    if (topic.endsWith(PRESENCE)) {
      presences.put(
          topic.substring(0, topic.length() - PRESENCE.length()), presence(message.payload()));
      return;
    }
    if (!topic.endsWith(STATUS) || message.payload().length == 0) {
      return; // an empty payload is how a retained message is taken away
    }
    String base = topic.substring(0, topic.length() - STATUS.length());
    try {
      terminals.put(base, TerminalState.read(base, message.payload()));
    } catch (TerminalState.Unreadable e) {
      if (unreadable.size() < UNREADABLE_MOST) {
        unreadable.put(base, e.getMessage());
      }
    }
  }

  private static String presence(byte[] payload) {
    try {
      Map<String, Object> json = JSON.std.mapFrom(payload);
      if (Boolean.TRUE.equals(json.get("online"))) {
        return "here";
      }
      return "stopped".equals(json.get("why")) ? "stopped" : "lost";
    } catch (IOException | RuntimeException e) {
      return "lost";
    }
  }
}
