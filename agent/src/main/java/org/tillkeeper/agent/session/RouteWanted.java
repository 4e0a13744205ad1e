package org.tillkeeper.agent.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tillkeeper.agent.host.LineSettings;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.payment.AttemptKey;

/**
 * Tells which open reversals wait for another route. A host that never had the original says <em>no
 * original</em>, and that proves nothing. Only the original's own host can say what became of it.
 * This is kept in memory: after a restart each reversal is sent at once, and waits again if the
 * wrong host answers.
 */
public final class RouteWanted {
  private final LineSettings settings;
  private final Map<AttemptKey, String> waiting = new LinkedHashMap<>();
  private String at = "";

  RouteWanted(LineSettings settings) {
    this.settings = settings;
  }

  /** The reversal must be sent by this route. */
  void waits(AttemptKey key, String route) {
    waiting.put(key, route);
  }

  /** It has its answer from the right host, or needs none any more. */
  void ended(AttemptKey key) {
    waiting.remove(key);
  }

  /**
   * The route to go to next. It is the route that has been waited for longest among those of the
   * configuration.
   */
  Optional<Route> next() {
    for (String name : waiting.values()) {
      Optional<Route> route = settings.route(name);
      if (route.isPresent()) {
        return route;
      }
    }
    return Optional.empty();
  }

  /**
   * The line is online by this route.
   *
   * @return what waited for it, if the line has come here from another
   */
  List<AttemptKey> online(String route) {
    List<AttemptKey> now = new ArrayList<>();
    if (!route.equals(at)) {
      at = route;
      waiting.forEach(
          (key, wanted) -> {
            if (settings.sameHost(wanted, route)) {
              now.add(key);
            }
          });
    }
    return now;
  }

  /**
   * How many wait for which route.
   *
   * @param configured whether there still is such a route
   */
  public record Waiting(String route, int reversals, boolean configured) {}

  /** What waits, by route name. */
  List<Waiting> waiting() {
    Map<String, Integer> counts = new TreeMap<>();
    waiting.values().forEach(route -> counts.merge(route, 1, Integer::sum));
    List<Waiting> all = new ArrayList<>();
    counts.forEach(
        (route, count) -> all.add(new Waiting(route, count, settings.route(route).isPresent())));
    return all;
  }
}
