package org.tillkeeper.tools.simulate;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.terminal.Refused;
import org.tillkeeper.agent.terminal.Terminal;

/** The tills' calls to settle: each asks with its key until it has an answer. */
@SuppressWarnings("FutureReturnValueIgnored") // every answer is looked at where it completes
final class SettleCalls {
  private final Run run;

  /** The settlement that each key began; empty before there was an answer. */
  private final Map<Long, Optional<String>> began = new LinkedHashMap<>();

  private final Set<Long> asking = new HashSet<>();

  SettleCalls(Run run) {
    this.run = run;
  }

  boolean isAsking() {
    return !asking.isEmpty();
  }

  /** A process runs again: whoever had no answer asks again. */
  void born() {
    for (long number : new HashSet<>(asking)) {
      ask(number);
    }
  }

  void ask(long number) {
    asking.add(number);
    began.putIfAbsent(number, Optional.empty());
    if (!run.isAlive()) {
      return;
    }
    int life = run.life();
    byte[] body = ("settle " + number).getBytes(StandardCharsets.US_ASCII);
    CompletableFuture<Terminal.SettlementStarted> unused =
        run.agent()
            .settle("settle-" + number, body)
            .whenComplete(
                (started, problem) -> {
                  if (run.life() != life) {
                    return;
                  }
                  asking.remove(number);
                  if (problem == null) {
                    started(number, started);
                  } else if (!(problem instanceof Refused)) {
                    StackTraceElement[] trace = problem.getStackTrace();
                    run.violated(
                        Invariant.NO_DEFECT,
                        "a settlement fails with "
                            + problem
                            + (trace.length == 0 ? "" : " at " + trace[0]));
                  }
                });
  }

  private void started(long number, Terminal.SettlementStarted started) {
    if (started.how() == Terminal.SettlementStarted.How.ANOTHER_IS_OPEN) {
      return;
    }
    String id = started.settlement().settlement().id();
    Optional<String> before = began.put(number, Optional.of(id));
    if (before.isPresent() && !before.get().equals(id) && !run.hasLost()) {
      run.violated(
          Invariant.SAME_KEY_SAME_PAYMENT,
          "settlement " + number + " was " + before + ", is " + id);
    }
  }

  /** What was begun is in the ledger and has its end. */
  void verifyEnd(Ledger ledger) {
    if (run.hasLost()) {
      return;
    }
    began.forEach(
        (number, id) -> {
          boolean ended =
              !id.isPresent()
                  || ledger
                      .settlements()
                      .settlement(id.get())
                      .filter(it -> it.result().isPresent())
                      .isPresent();
          if (!ended) {
            run.violated(Invariant.CONVERGES, "settlement " + number + " has no end");
          }
        });
  }
}
