package org.tillkeeper.tools.simulate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Enumerated, not sampled: for one and two payments of each recovery policy, for codes that
 * customers scan and for settlements, a death at every place, every single fault of the network at
 * every frame, and on request every death with every fault.
 */
final class Exhaustive {
  private static final String[] UPS = {
    "lose 0",
    "cut-before 0",
    "cut-after 0",
    "late 9000",
    "delay 9000",
    "twice 9000",
    "corrupt 70",
    "never-left 0"
  };
  private static final String[] DOWNS = {
    "lose 0",
    "cut 0",
    "delay 40000",
    "twice 500",
    "corrupt 70",
    "wrong-mac",
    "no-mac",
    "other-amount",
    "no-code",
    "other-stan-first"
  };
  private static final String[] CODES = {"51", "10", "68", "96", "97"};

  /** How much is enumerated. */
  enum Size {
    /** Each death and each fault alone. */
    SINGLE,
    /** Each death with each fault of the network. */
    PAIRS
  }

  private final Templates templates;
  private final Tally tally;
  private Optional<Simulation.Failure> failure = Optional.empty();

  private Exhaustive(Templates templates, Tally tally) {
    this.templates = templates;
    this.tally = tally;
  }

  /** The first schedule that breaks an invariant; empty where none does. */
  static Optional<Simulation.Failure> run(Size size, Tally tally) throws IOException {
    Simulation.quiet();
    try (Templates templates = new Templates()) {
      Exhaustive exhaustive = new Exhaustive(templates, tally);
      for (Schedule base : bases()) {
        exhaustive.around(base, size);
      }
      return exhaustive.failure;
    }
  }

  private static List<Schedule> bases() {
    List<Schedule> bases = new ArrayList<>();
    for (String policy : new String[] {"", "reverse", "repeat", "inquire"}) {
      Map<String, String> settings =
          policy.isEmpty()
              ? Map.of("dialect", "unionpay-pos", "calm", "45000")
              : Map.of("dialect", "iso1987-ascii", "option.recovery.sale", policy, "calm", "45000");
      for (String first : new String[] {"swipe", "chip"}) {
        Happening one = Happening.of("till", 100, "sale", 1, first, 1007);
        bases.add(new Schedule(settings, List.of(one)));
        if (first.equals("swipe")) {
          Happening two = Happening.of("till", 110, "sale", 2, "chip", 1014);
          bases.add(new Schedule(settings, List.of(one, two)));
        }
      }
    }
    bases.addAll(codes());
    bases.addAll(settlements());
    return bases;
  }

  /** A code that is paid, one that nobody pays, and one that is paid while it is being closed. */
  private static List<Schedule> codes() {
    Map<String, String> settings =
        Map.of("dialect", Dialects.SHOWN_CODES, "calm", "45000", "one-way", "40");
    Happening sale = Happening.of("till", 100, "sale", 1, "shown", 1007, 10);
    Happening paid = Happening.of("customer", 2_000, "pays", 1);
    Happening givenUp = Happening.of("till", 2_190, "cancel", 1);
    return List.of(
        new Schedule(settings, List.of(sale, paid)),
        new Schedule(settings, List.of(sale)),
        new Schedule(settings, List.of(sale, paid, givenUp)));
  }

  /** A payment and its settlement: agreed, not agreed and uploaded, and without batches. */
  private static List<Schedule> settlements() {
    Happening sale = Happening.of("till", 100, "sale", 1, "swipe", 1007);
    Happening settle = Happening.of("till", 1_000, "settle", 1);
    Happening unbalanced = Happening.of("settlement", 1, "unbalanced");
    Map<String, String> batches = Map.of("dialect", "unionpay-pos", "calm", "45000");
    Map<String, String> none = Map.of("dialect", "iso1987-ascii", "calm", "45000");
    return List.of(
        new Schedule(batches, List.of(sale, settle)),
        new Schedule(batches, List.of(sale, settle, unbalanced)),
        new Schedule(none, List.of(sale, settle)));
  }

  private void around(Schedule base, Size size) throws IOException {
    World calm = attempt(base);
    long places = calm.placesOfFirstLife();
    List<Happening> faults = faults(calm.framesSent());
    for (Happening fault : faults) {
      attempt(with(base, fault));
    }
    for (long place = 1; place <= places; place++) {
      Happening death = Happening.of("death", 1, Long.toString(place), 50, 0);
      attempt(with(base, death));
      if (size == Size.PAIRS) {
        for (Happening fault : faults) {
          attempt(with(base, fault, death));
        }
      }
    }
  }

  private static List<Happening> faults(long frames) {
    List<Happening> faults = new ArrayList<>();
    for (long frame = 1; frame <= frames; frame++) {
      for (String up : UPS) {
        faults.add(Happening.read("up " + frame + " " + up));
      }
      for (String down : DOWNS) {
        faults.add(Happening.read("down " + frame + " " + down));
      }
    }
    for (String code : CODES) {
      faults.add(Happening.read("request 1 " + code));
    }
    return faults;
  }

  private static Schedule with(Schedule base, Happening... more) {
    List<Happening> all = new ArrayList<>(base.happenings());
    all.addAll(List.of(more));
    return base.with(all);
  }

  private World attempt(Schedule schedule) throws IOException {
    try (World world = new World(schedule, templates, tally, World.SILENT)) {
      Optional<Violation> violation = world.run();
      if (violation.isPresent() && !failure.isPresent()) {
        failure =
            Optional.of(
                new Simulation.Failure(
                    0, schedule, violation.get().invariant(), violation.get().what()));
      }
      return world;
    }
  }
}
