package org.tillkeeper.tools.simulate;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.bench.BenchVault;
import org.tillkeeper.agent.bench.MortalProcess;
import org.tillkeeper.agent.keys.LedgerCipher;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnusable;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.terminal.AgentLoop;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.upkeep.Status;

/**
 * The lives of one terminal, one process of the agent after another: how each dies, what its disk
 * keeps of it, and whether the next one says so where something is gone.
 */
final class Lives implements AutoCloseable {
  private final Run run;
  private final Cast cast;
  private final Map<Integer, Happening> deaths = new HashMap<>();
  private final List<CompletableFuture<Void>> starts = new ArrayList<>();
  private MortalProcess life;
  private Ledger ledger;
  private AgentLoop agent;
  private int lives;
  private long places;

  /** Whom the configuration names. */
  private Stage.As as = Stage.As.ITSELF;

  /** The start under another name was refused, and the configuration is as it was. */
  private boolean putBack;

  /** Nobody is killed any more. */
  private boolean spared;

  /** A disk has lost commits, and the agent has said so. */
  private boolean lossKnown;

  private boolean lossy;

  /** The ledger does not open any more, and says so. */
  private boolean refused;

  Lives(Run run, Cast cast) {
    this.run = run;
    this.cast = cast;
    for (Happening happening : run.stage().schedule().happenings()) {
      if (happening.on().equals("death")) {
        deaths.put((int) happening.at(), happening);
      }
    }
  }

  /** A process is started, on what the one before has left. */
  void boot() {
    if (run.isViolated()) {
      return;
    }
    lives++;
    run.trace("life " + lives);
    Optional<Ledger> old = Optional.ofNullable(ledger);
    long lost = 0;
    try {
      lost = old.isPresent() ? cast.homes.move(Optional.ofNullable(deaths.get(lives - 1))) : 0;
      long seqBefore = old.isPresent() ? old.get().lastSeq() : 0;
      int stanBefore = old.isPresent() ? old.get().stans().last() : 0;
      List<Payment> before = lost > 0 ? payments(old.get()) : List.of();
      ledger = cast.homes.open();
      old.ifPresent(Ledger::close);
      cast.homes.leave();
      cast.wire.born(ledger);
      if (old.isPresent()) {
        if (lost > 0) {
          cast.host.terminalLostCommits();
        }
        verifyAlarm(lost, seqBefore, stanBefore);
        taint(before);
      }
    } catch (LedgerUnusable | IOException e) {
      if (lost > 0 || cast.homes.isRotten()) {
        // What is left does not fit together: it is refused, loudly, and kept for evidence.
        run.tally().reached(Path.DAMAGED_LEDGER_REFUSED);
        refused = true;
      } else {
        run.violated(Invariant.NO_DEFECT, "the ledger does not open: " + e.getMessage());
      }
      return;
    }
    configured();
    Happening death = spared ? null : deaths.get(lives);
    life =
        new MortalProcess(
            run.time(), cast.net.transport(), this::died, e -> run.violated(Violation.defect(e)));
    if (death != null) {
      life.dieAt(Long.parseLong(death.what()));
    }
    if (lives == 1 && run.stage().isFresh()) {
      run.tally().reached(Path.FIRST_SIGN_IN);
    }
    byte[] dataKey = new byte[32];
    Arrays.fill(dataKey, (byte) 7);
    try {
      agent =
          new AgentLoop(
              run.stage().settings(as),
              life,
              run.stage().chance(lives),
              ledger,
              life,
              run.stage().dialect(),
              new BenchVault(BenchKeys.MASTER_KEY, BenchKeys.staticMak()),
              new LedgerCipher(dataKey, new SecureRandom()));
    } catch (MortalProcess.Death e) {
      return; // before it had begun
    }
    starts.add(agent.start());
    agent.subscribe(Optional.of(0L), new Screen());
    cast.till.born();
  }

  /** The configuration may name another terminal by now, which is refused or accepted. */
  private void configured() {
    Stage.As now = run.stage().as(lives);
    if (now == as || putBack) {
      return;
    }
    boolean refused = run.stage().identity(now).refusal(ledger).isPresent();
    if (refused && !run.stage().acceptsIdentity()) {
      run.tally().reached(Path.IDENTITY_REFUSED);
      putBack = true;
      return;
    }
    run.tally().reached(refused ? Path.IDENTITY_ACCEPTED : Path.IDENTITY_CHANGED_UNASKED);
    as = now;
    cast.host.identityChanges();
    cast.settlements.identityChanges();
  }

  /** Every payment of a ledger. */
  static List<Payment> payments(Ledger ledger) {
    return ledger.page(Set.of(), Optional.empty(), Optional.empty(), 500);
  }

  private void verifyAlarm(long lost, long seqBefore, int stanBefore) {
    boolean rowsLost = seqBefore > ledger.lastSeq() || ledger.opening() == Ledger.Opening.LOSS;
    boolean alarmed = ledger.opening() == Ledger.Opening.LOSS;
    if (lost > 0) {
      run.tally().reached(Path.VANISHED_COMMITS);
      run.tally().fault("vanished commits");
      boolean missing = seqBefore > ledger.lastSeq() && !alarmed;
      boolean stanMissing = ledger.stans().last() < stanBefore && !alarmed;
      if (missing || stanMissing) {
        run.violated(
            Invariant.WITNESS_ALARM_ON_LOSS,
            lost
                + " commits are gone, of history "
                + seqBefore
                + " it has "
                + ledger.lastSeq()
                + ", of STAN "
                + stanBefore
                + " it has "
                + ledger.stans().last()
                + ", and it says "
                + ledger.opening());
      }
    } else if (rowsLost) {
      run.violated(Invariant.WITNESS_ALARM_ON_LOSS, "nothing is gone and it says a loss");
    }
    lossy |= alarmed;
    lossKnown = ledger.lossWaits();
    if (lossKnown) {
      cast.till.personAcceptsLoss();
    }
  }

  private void taint(List<Payment> before) {
    for (Payment payment : before) {
      Optional<Payment> now = ledger.payment(payment.id());
      if (!now.equals(Optional.of(payment))) {
        Customer customer = cast.customers.of(payment);
        if (customer != null) {
          customer.tainted = true;
        }
        cast.shown.forget(payment.id());
      }
    }
  }

  private void died() {
    run.trace("the process dies");
    Happening death = deaths.get(lives);
    run.tally().fault("death");
    Optional<MortalProcess.Where> where = life.diedAt();
    if (where.equals(Optional.of(MortalProcess.Where.BEFORE_SEND))) {
      run.tally().reached(Path.DEATH_BETWEEN_COMMIT_AND_SEND);
    }
    if (where.equals(Optional.of(MortalProcess.Where.CLOCK)) && isWithinTransaction()) {
      run.tally().reached(Path.DEATH_WITHIN_A_COMMIT);
    }
    if (lives > 1) {
      run.tally().reached(Path.DEATH_WHILE_RECOVERING);
    }
    if (cast.settlements.isUnderWay()) {
      run.tally().reached(Path.DEATH_WHILE_SETTLING);
    }
    cast.net.processDied();
    long down = death == null || death.with().isEmpty() ? 50 : death.number(0);
    run.time().afterMillis(down, this::boot);
  }

  /** Transactions do not nest, and the ledger says so. */
  private boolean isWithinTransaction() {
    try {
      ledger.transaction(() -> {});
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /** What a cashier sees. */
  private final class Screen implements Terminal.Subscriber {
    private final int of = lives;

    @Override
    public void payment(long id, Payment payment) {
      if (of == lives) {
        if (run.isTraced()) {
          run.trace(
              "shown: "
                  + cast.customers.of(payment)
                  + " "
                  + payment.state().label()
                  + " "
                  + payment.attempts());
        }
        cast.screen.changed(payment);
        cast.telephones.look(payment);
      }
    }

    @Override
    public void status(long id, Status status) {
      // A host may say in the middle of a life that records are missing: it knows a STAN.
      if (of == lives && status.ledgerLoss() && !lossKnown) {
        cast.till.personAcceptsLoss();
      }
      lossKnown = status.ledgerLoss();
    }
  }

  /** From now on nobody is killed. */
  void spare() {
    spared = true;
    places = lives == 1 ? life.places() : places;
    life.spare();
  }

  /** Places its first process came by before it was spared; 0 where that one had died. */
  long placesOfFirstLife() {
    return places;
  }

  boolean isAlive() {
    return life != null && life.isAlive();
  }

  boolean isRefused() {
    return refused;
  }

  boolean hasLost() {
    return lossy;
  }

  int count() {
    return lives;
  }

  AgentLoop agent() {
    return agent;
  }

  Ledger ledger() {
    return ledger;
  }

  /** What each start came to. */
  List<CompletableFuture<Void>> starts() {
    return starts;
  }

  @Override
  public void close() {
    if (ledger != null) {
      ledger.close();
    }
  }
}
