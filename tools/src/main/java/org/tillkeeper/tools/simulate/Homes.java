package org.tillkeeper.tools.simulate;

import java.io.File;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnusable;

/**
 * Where the lives of one terminal keep their ledger: each finds the files as the last one left them
 * and what its disk made of them.
 */
final class Homes implements AutoCloseable {
  private final Run run;
  private final Templates templates;
  private final boolean deep;
  private Place home;

  /** Where the life before this one died, until its ledger is closed. */
  private Optional<Place> left = Optional.empty();

  private boolean isNew = true;

  /** A page of its disk is gone. */
  private boolean rotten;

  Homes(Run run, Templates templates) throws IOException {
    this.run = run;
    this.templates = templates;
    deep = run.stage().schedule().number("deep", 0) == 1;
    home = templates.begin(run.stage().dialect(), run.stage().isFresh());
  }

  /** Opens the ledger for a life. */
  Ledger open() throws LedgerUnusable {
    if (isNew && run.stage().schedule().settings().containsKey("stan")) {
      run.tally().reached(Path.STAN_WRAPPED);
      try (Ledger first = home.open(run.time().wallClock())) {
        first.transaction(
            () -> first.facts().set("stan", run.stage().schedule().setting("stan", "0")));
      }
    }
    isNew = false;
    return home.open(run.time().wallClock());
  }

  /**
   * Moves to a copy of the files.
   *
   * @param death of the last life, with what the disk loses
   * @return how many commits it lost
   */
  long move(Optional<Happening> death) throws IOException {
    Place next = templates.place();
    next.fill(home.folder());
    left = Optional.of(home);
    home = next;
    long lost = 0;
    if (taken(death, 1) > 0) {
      lost = Disk.loseCommits(next.folder(), taken(death, 1));
    }
    if (taken(death, 2) > 0) {
      run.tally().fault("page lost");
      Disk.losePage(next.folder(), taken(death, 2));
      rotten = true;
    }
    if (lost > 0 || rotten) {
      next.isNotWhole();
    }
    return lost;
  }

  private static long taken(Optional<Happening> death, int which) {
    return death.filter(it -> it.with().size() > which).map(it -> it.number(which)).orElse(0L);
  }

  /** The ledger of the last life is closed. */
  void leave() {
    left.ifPresent(templates::giveBack);
    left = Optional.empty();
  }

  File folder() {
    return home.folder();
  }

  boolean isRotten() {
    return rotten;
  }

  /** What the files alone say, for SQLite alone. */
  void verifySent(String stan, boolean reversal, int sends) {
    if (!deep) {
      return;
    }
    try {
      long recorded = Disk.sends(home.folder(), templates.look(), stan, reversal);
      if (recorded < sends) {
        run.violated(
            recorded < 0 ? Invariant.NOTHING_SENT_BEFORE_DURABLE : Invariant.SEND_COUNT_DURABLE,
            (reversal ? "reversal of " : "") + "STAN " + stan + ": the files say " + recorded);
      }
    } catch (IOException | SQLException e) {
      run.violated(Invariant.NO_DEFECT, "the files cannot be looked at: " + e.getMessage());
    }
  }

  /** At the end nothing that identifies a card is readable. */
  void verifySecretsErased() {
    if (!deep) {
      return;
    }
    try {
      if (Disk.holds(home.folder(), Customer.PAN)) {
        run.violated(Invariant.SECRETS_ERASED, "a PAN is readable in the ledger's files");
      }
    } catch (IOException e) {
      run.violated(Invariant.NO_DEFECT, e.getMessage());
    }
  }

  /** Every ledger in it is closed. */
  @Override
  public void close() {
    templates.giveBack(home);
    leave();
  }
}
