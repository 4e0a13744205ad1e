package org.tillkeeper.tools.simulate;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.terminal.AgentLoop;

/**
 * One run: a terminal, its till, the network and the acquirer in virtual time, from a schedule to
 * the end of everything. The agent in it is the real one; only its thread, its sockets and its
 * clock are not.
 *
 * <p>It puts the parts together and lets time pass; what each of them does is its own to know.
 */
final class World implements Run, AutoCloseable {
  /**
   * Long enough for any back-off, every answer that is waited for, the original's lifetime, and
   * twice the ten minutes after which what gets nowhere is tried again or given up.
   */
  private static final long CONVERGES_WITHIN_MILLIS = 1_500_000;

  private static final long CONVERGES_SOON_MILLIS = 600_000;

  /** After which time a notice that is put off holds up no other. */
  private static final long PASSED_MILLIS = 600_000;

  /** In which time a notice goes that nothing holds up, its pauses included. */
  private static final long NOTICES_TAKE_MILLIS = 90_000;

  private static final long STEPS_MOST = 400_000;

  /** Nobody looks. */
  static final Consumer<String> SILENT = line -> {};

  private final Stage stage;
  private final VirtualTime time;
  private final Tally tally;
  private final Cast cast;
  private final Lives lives;
  private Optional<Violation> violation = Optional.empty();
  private boolean calm;
  private long lastAct;
  private long frames;

  /** Is told what happens, line by line, for a person who looks into a run. */
  private final Consumer<String> trace;

  World(Schedule schedule, Templates templates, Tally tally, Consumer<String> trace)
      throws IOException {
    this.trace = trace;
    this.tally = tally;
    stage = new Stage(schedule, templates.dialect(schedule));
    time = new VirtualTime(schedule.number("drift-ppm", 0));
    cast = new Cast(this, templates);
    lives = new Lives(this, cast);
    for (Happening happening : schedule.happenings()) {
      plan(happening);
    }
    noticePutOff(Habits.of(schedule).noticesLaterUntilMillis());
  }

  /** While one is put off, and long after it was so for the first time, no other waits for it. */
  private void noticePutOff(long untilMillis) {
    if (untilMillis == 0) {
      return;
    }
    long looked = stage.salesGoOnAfterMillis() + NOTICES_TAKE_MILLIS;
    // The first may have come late: to a host that did not answer a sign-in for some minutes.
    long longEnough = PASSED_MILLIS + NOTICES_TAKE_MILLIS;
    time.afterMillis(
        looked, () -> cast.screen.verifyNoticesGoOn(cast.host.noticePutOff(longEnough), looked));
    lastAct = Math.max(lastAct, untilMillis + NOTICES_TAKE_MILLIS);
  }

  private void plan(Happening happening) {
    switch (happening.on()) {
      case "till" -> {
        lastAct = Math.max(lastAct, happening.at() + 1_000);
        if (happening.at() >= stage.salesGoOnAfterMillis()) {
          lastAct = happening.at() + 61_000;
        }
        time.afterMillis(happening.at(), () -> cast.till.act(happening));
      }
      case "clock" ->
          time.afterMillis(
              happening.at(),
              () -> {
                tally.fault("clock jump");
                if (happening.number(0) < 0) {
                  tally.reached(Path.CLOCK_WENT_BACK);
                }
                time.jump(Duration.ofMillis(happening.number(0)));
              });
      case "host" ->
          time.afterMillis(
              happening.at(),
              () -> {
                if (!calm) {
                  tally.fault("host " + happening.what());
                  cast.host.change(happening.what());
                }
              });
      case "net" ->
          time.afterMillis(
              happening.at(),
              () -> {
                if (!calm && happening.what().equals("changed")) {
                  tally.fault("net changed");
                  cast.till.call(AgentLoop::networkChanged);
                } else if (!calm) {
                  tally.fault("net " + happening.what());
                  cast.net.change(happening);
                }
              });
      default -> {
        // Of a death, the network or the acquirer: whoever it is about has read it.
      }
    }
  }

  /** Runs to the end; empty where every invariant held. */
  Optional<Violation> run() {
    try {
      return course();
    } catch (RuntimeException e) {
      // Of the simulation itself: it has a seed and a schedule like any other find.
      return Optional.of(Violation.defect(e));
    }
  }

  private Optional<Violation> course() {
    tally.runs++;
    lives.boot();
    long calmAt = stage.schedule().number("calm", 60_000);
    time.afterMillis(calmAt, this::calmDown);
    until(calmAt);
    if (lives.isRefused()) {
      return violation;
    }
    long deadline = Math.max(calmAt, lastAct) + CONVERGES_WITHIN_MILLIS;
    long next = time.millis();
    while (!violation.isPresent() && !lives.isRefused() && !isSettled()) {
      if (next > deadline) {
        violated(Invariant.CONVERGES, "long after the faults were over: " + open());
      }
      next += 5_000;
      until(next);
      // An acquirer that orders a sign-in each minute for long holds up sales by that alone.
      long every = next < calmAt + CONVERGES_SOON_MILLIS ? 60_000 : 600_000;
      if (isAlive() && next % every < 5_000 && !ledger().withReversalsToSend().isEmpty()) {
        // What the acquirer refused to reverse is tried again at each sign-in, or when asked for.
        cast.host.change("order-sign-in");
        cast.till.retryAll(ledger().withReversalsToSend());
      }
    }
    if (!violation.isPresent() && !lives.isRefused()) {
      until(time.millis() + 16_000); // nothing that was lost may change it any more
      cast.till.settleByEvidence();
      until(time.millis() + 1_000);
      cast.till.diagnosis(cast.settlements::verifyDifferenceShown);
      until(time.millis() + 100);
    }
    if (!violation.isPresent() && !lives.isRefused()) {
      new EndOfRun(this, cast.customers)
          .verify(cast.settlements, cast.till.settleCalls(), lives.starts());
      cast.homes.verifySecretsErased();
    }
    tally.lives += lives.count();
    return violation;
  }

  private void until(long millis) {
    boolean[] there = new boolean[1];
    time.afterMillis(Math.max(0, millis - time.millis()), () -> there[0] = true);
    long steps = 0;
    while (!there[0] && !violation.isPresent() && !lives.isRefused()) {
      time.step();
      tally.steps++;
      steps++;
      if (steps > STEPS_MOST) {
        violated(Invariant.CONVERGES, "it does something for ever at " + time.millis() + " ms");
      }
    }
  }

  private void calmDown() {
    calm = true;
    frames = cast.net.framesSent();
    lives.spare();
    cast.net.calm();
    cast.host.calm();
    cast.till.call(AgentLoop::networkChanged);
  }

  private boolean isSettled() {
    if (!isAlive() || cast.till.isAsking() || ledger().lossWaits() || time.millis() < lastAct) {
      return false;
    }
    for (Payment payment : ledger().open()) {
      if (!payment.delivered()) {
        return false;
      }
    }
    return (ledger().withReversalsToSend().isEmpty() || isHopeless())
        && !ledger().settlements().open().isPresent()
        && agent().wasOnline();
  }

  /** Whether what is to be reversed needs a person who can do nothing about it. */
  private boolean isHopeless() {
    if (!stage.leavesAttention()) {
      return false;
    }
    for (Payment payment : ledger().withReversalsToSend()) {
      for (Attempt attempt : payment.attempts()) {
        Optional<Reversal> reversal = attempt.reversal().filter(Reversal::isSentAgain);
        if (reversal.isPresent() && reversal.get().stage() != Reversal.Stage.PARKED) {
          return false;
        }
      }
    }
    return true;
  }

  private String open() {
    if (!isAlive()) {
      return "no agent runs";
    }
    List<String> open = new ArrayList<>();
    for (Payment payment : ledger().open()) {
      open.add(cast.customers.of(payment) + " is " + payment.state().label());
    }
    for (Payment payment : ledger().withReversalsToSend()) {
      open.add(cast.customers.of(payment) + " has an open reversal");
    }
    ledger().settlements().open().ifPresent(it -> open.add("settlement is " + it.stage().label()));
    return open
        + (agent().wasOnline() ? "" : ", offline")
        + (cast.till.isAsking() ? ", a till has no answer" : "")
        + (ledger().lossWaits() ? ", the loss is not accepted" : "");
  }

  /** Places its first process came by before the faults were over. */
  long placesOfFirstLife() {
    return lives.placesOfFirstLife();
  }

  /** Frames the terminal sent before the faults were over. */
  long framesSent() {
    return frames;
  }

  /** Where its terminal keeps its ledger now. */
  File folder() {
    return cast.homes.folder();
  }

  // What its parts ask and tell.

  @Override
  public Stage stage() {
    return stage;
  }

  @Override
  public VirtualTime time() {
    return time;
  }

  @Override
  public Tally tally() {
    return tally;
  }

  @Override
  public boolean isAlive() {
    return lives.isAlive();
  }

  @Override
  public int life() {
    return lives.count();
  }

  @Override
  public AgentLoop agent() {
    return lives.agent();
  }

  @Override
  public Ledger ledger() {
    return lives.ledger();
  }

  @Override
  public boolean hasLost() {
    return lives.hasLost();
  }

  @Override
  public void violated(Violation found) {
    if (!violation.isPresent()) {
      violation = Optional.of(found);
    }
  }

  @Override
  public boolean isViolated() {
    return violation.isPresent();
  }

  @Override
  public boolean isTraced() {
    return trace != SILENT;
  }

  @Override
  public void trace(String what) {
    if (isTraced()) {
      trace.accept(String.format(Locale.ROOT, "%8d ms  %s", time.millis(), what));
    }
  }

  @Override
  public void close() {
    lives.close();
    cast.close();
  }
}
