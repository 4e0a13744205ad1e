package org.tillkeeper.tools.acquirer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;

/**
 * Which fault strikes which request: those armed one by one come first, in the order in which they
 * were armed; then chance, from a seed. The same seed and the same requests give the same faults.
 * Safe for any thread.
 */
final class FaultPlan {
  private static final List<String> ON = on();
  private static final String CODE = "[0-9A-Z]{2,3}";
  private static final Duration DEFAULT_DELAY = Duration.ofMillis(500);

  /**
   * One fault for one request.
   *
   * @param fault what goes wrong
   * @param code the response code of {@link Fault#DECLINE}; empty: the kind's default
   * @param delay of {@link Fault#LATE_ANSWER} and {@link Fault#REFUSE_CONNECTIONS}
   */
  record Strike(Fault fault, String code, Duration delay) {}

  private static final class Armed {
    final Strike strike;
    final Set<RequestKind> on;
    long left;

    Armed(Strike strike, Set<RequestKind> on, long left) {
      this.strike = strike;
      this.on = on;
      this.left = left;
    }
  }

  /** Faults by chance. */
  private static final class Chance {
    final long seed;
    final Random random;
    final double rate;
    final List<Fault> kinds;
    final Set<RequestKind> on;
    final Duration delay;

    Chance(long seed, double rate, List<Fault> kinds, Set<RequestKind> on, Duration delay) {
      this.seed = seed;
      this.random = new Random(seed);
      this.rate = rate;
      this.kinds = kinds;
      this.on = on;
      this.delay = delay;
    }
  }

  private final List<Armed> armed = new ArrayList<>();
  private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
  private Optional<Chance> chance = Optional.empty();

  /**
   * Adds what a group of settings says: one fault ({@code fault}, {@code on}, {@code count}, {@code
   * code}, {@code delay}), or chance ({@code seed}, {@code rate}, {@code kinds}, {@code on}, {@code
   * delay}), which replaces the chance before.
   *
   * @return a fault that has to strike now, without waiting for a request
   */
  synchronized Optional<Strike> add(Settings settings) throws InvalidSettings {
    if (settings.has("rate")) {
      addChance(settings);
      return Optional.empty();
    }
    settings.only("fault", "on", "count", "code", "delay");
    String label = settings.choice("fault", Fault.labels(), "");
    if (label.isEmpty()) {
      throw settings.refused("fault", null, "one of " + String.join(", ", Fault.labels()));
    }
    Fault fault = Fault.named(label);
    boolean limited = settings.has("on");
    Set<RequestKind> on = kinds(settings.choices("on", ON, List.of("any")));
    long count = settings.number("count", 1, 1_000_000, 1);
    String code =
        settings.text(
            "code", CODE, "a response code such as \"51\", or \"116\" in the dialect of 1993", "");
    Duration delay = settings.duration("delay", DEFAULT_DELAY);
    Strike strike = new Strike(fault, code, delay);
    if (fault == Fault.REFUSE_CONNECTIONS && !limited) {
      struck.merge(fault, 1, Integer::sum);
      return Optional.of(strike);
    }
    armed.add(new Armed(strike, on, count));
    return Optional.empty();
  }

  private void addChance(Settings settings) throws InvalidSettings {
    settings.only("seed", "rate", "kinds", "on", "delay");
    double rate = settings.share("rate");
    long seed = settings.number("seed", 0, Long.MAX_VALUE, 1);
    List<Fault> kinds = new ArrayList<>();
    for (String label : settings.choices("kinds", Fault.labels(), Fault.labels())) {
      kinds.add(Fault.named(label));
    }
    Set<RequestKind> on = kinds(settings.choices("on", ON, List.of("sale", "reversal")));
    Duration delay = settings.duration("delay", DEFAULT_DELAY);
    chance = Optional.of(new Chance(seed, rate, kinds, on, delay));
  }

  /** Nothing goes wrong any more. */
  synchronized void clear() {
    armed.clear();
    chance = Optional.empty();
  }

  /** What is to go wrong with the next request, which is of this kind. */
  synchronized Optional<Strike> next(RequestKind kind) {
    Optional<Strike> strike = nextArmed(kind).or(() -> nextByChance(kind));
    strike.ifPresent(one -> struck.merge(one.fault(), 1, Integer::sum));
    return strike;
  }

  private Optional<Strike> nextArmed(RequestKind kind) {
    for (Iterator<Armed> each = armed.iterator(); each.hasNext(); ) {
      Armed one = each.next();
      if (one.on.contains(kind)) {
        one.left--;
        if (one.left == 0) {
          each.remove();
        }
        return Optional.of(one.strike);
      }
    }
    return Optional.empty();
  }

  private Optional<Strike> nextByChance(RequestKind kind) {
    if (chance.isEmpty() || !chance.get().on.contains(kind)) {
      return Optional.empty();
    }
    Chance now = chance.get();
    if (now.random.nextDouble() >= now.rate) {
      return Optional.empty();
    }
    Fault fault = now.kinds.get(now.random.nextInt(now.kinds.size()));
    return Optional.of(new Strike(fault, "", now.delay));
  }

  /** What is armed, what chance there is, and how often each fault has struck. */
  synchronized Map<String, Object> state() {
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Armed one : armed) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("fault", one.strike.fault().label());
      entry.put("on", labels(one.on));
      entry.put("left", one.left);
      shown.add(entry);
    }
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("armed", shown);
    chance.ifPresent(
        now -> {
          Map<String, Object> entry = new LinkedHashMap<>();
          entry.put("seed", now.seed);
          entry.put("rate", now.rate);
          entry.put("on", labels(now.on));
          state.put("chance", entry);
        });
    Map<String, Integer> counts = new LinkedHashMap<>();
    struck.forEach((fault, count) -> counts.put(fault.label(), count));
    state.put("struck", counts);
    return state;
  }

  private static List<String> labels(Set<RequestKind> kinds) {
    List<String> labels = new ArrayList<>();
    kinds.forEach(kind -> labels.add(kind.label()));
    return labels;
  }

  private static Set<RequestKind> kinds(List<String> labels) {
    if (labels.contains("any")) {
      return EnumSet.allOf(RequestKind.class);
    }
    Set<RequestKind> kinds = EnumSet.noneOf(RequestKind.class);
    labels.forEach(label -> kinds.add(RequestKind.named(label)));
    return kinds;
  }

  private static List<String> on() {
    List<String> all = new ArrayList<>(RequestKind.labels());
    all.add("any");
    return List.copyOf(all);
  }
}
