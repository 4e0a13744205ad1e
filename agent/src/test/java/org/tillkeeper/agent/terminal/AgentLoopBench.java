package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

/** The agent's own loop, core, ledger and dialect in virtual time, signed in and online. */
abstract class AgentLoopBench {
  @TempDir File folder;
  TerminalOnBench bench;

  @BeforeEach
  void signedInAndOnline() throws Exception {
    bench = new TerminalOnBench(folder).online();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  void pass(Duration time) {
    bench.time.advance(time);
  }

  static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  void assertEnds(State state, Payment payment, long charged) {
    assertEquals(state, bench.payment(payment).state());
    assertEquals(charged, bench.acquirer.charged());
  }

  long count(String mti) {
    return bench.acquirer.receivedMtis().stream().filter(mti::equals).count();
  }

  List<String> kinds(Payment payment) {
    return bench.now(bench.agent().history(payment.id())).get().stream()
        .map(Terminal.HistoryEvent::kind)
        .toList();
  }

  static Refused refusal(CompletableFuture<?> future) {
    try {
      future.get();
      throw new AssertionError("was not refused");
    } catch (InterruptedException | ExecutionException e) {
      return (Refused) e.getCause();
    }
  }
}
