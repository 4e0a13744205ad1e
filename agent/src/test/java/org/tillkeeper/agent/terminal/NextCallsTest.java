package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.Ground.Why;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.iso8583.Element;

/** What a payment shows as its next calls is what the calls do. */
class NextCallsTest {
  /** Refusals that are no word on the payment: the till is told to come back, or was wrong. */
  private static final Set<Why> OTHERS =
      EnumSet.of(
          Why.NOT_FOUND,
          Why.INVALID,
          Why.NOT_ANSWERED,
          Why.LEDGER_LOSS,
          Why.LEDGER_UNAVAILABLE,
          Why.SHUTTING_DOWN);

  @TempDir Path root;
  private int benches;

  /** How a payment comes to stand where it stands, and what it takes there. */
  private enum Situation {
    WAITS_FOR_THE_LINE(State.RECORDED, "cancel", "retry") {
      @Override
      Payment reach(TerminalOnBench bench) {
        bench.network.cut();
        return bench.swipe(100);
      }
    },
    SENT(State.SENT, "cancel", "retry") {
      @Override
      Payment reach(TerminalOnBench bench) {
        bench.acquirer.saleFaults.add(Fault.SILENT);
        return bench.swipe(100);
      }
    },
    CONFIRMED(State.CONFIRMED, "void", "tip") {
      @Override
      Payment reach(TerminalOnBench bench) {
        return paid(bench);
      }
    },
    CHIP_IS_WAITED_FOR(State.CONFIRMED, "card-result", "void") {
      @Override
      Payment reach(TerminalOnBench bench) {
        return after(bench, bench.chip(100));
      }
    },
    CHIP_IS_WAITED_FOR_DURING_A_VOID(State.CONFIRMED) {
      @Override
      Payment reach(TerminalOnBench bench) {
        Payment sale = after(bench, bench.chip(100));
        bench.acquirer.reachable = false;
        bench.voiding(sale);
        return sale;
      }
    },
    BEING_VOIDED(State.CONFIRMED) {
      @Override
      Payment reach(TerminalOnBench bench) {
        Payment sale = paid(bench);
        bench.acquirer.reachable = false;
        bench.voiding(sale);
        return sale;
      }
    },
    VOID_GIVEN_UP(State.CONFIRMED, "void", "tip") {
      @Override
      Payment reach(TerminalOnBench bench) {
        Payment sale = paid(bench);
        bench.network.cut();
        bench.now(bench.agent().cancel(bench.voiding(sale).id()));
        return sale;
      }
    },
    VOIDED(State.CONFIRMED) {
      @Override
      Payment reach(TerminalOnBench bench) {
        Payment sale = paid(bench);
        after(bench, bench.voiding(sale));
        return sale;
      }
    },
    A_VOID(State.CONFIRMED) {
      @Override
      Payment reach(TerminalOnBench bench) {
        return after(bench, bench.voiding(paid(bench)));
      }
    },
    SETTLED(State.CONFIRMED, "refund") {
      @Override
      Payment reach(TerminalOnBench bench) {
        Payment sale = paid(bench);
        bench.now(bench.agent().settle("settle", new byte[0]));
        bench.time.advance(Duration.ofMinutes(2));
        return sale;
      }
    },
    DECLINED(State.DECLINED) {
      @Override
      Payment reach(TerminalOnBench bench) {
        bench.acquirer.saleCodes.add("51");
        return after(bench, bench.swipe(100));
      }
    },
    REVERSING(State.REVERSING, "cancel", "retry") {
      @Override
      Payment reach(TerminalOnBench bench) {
        bench.acquirer.saleFaults.add(Fault.SILENT);
        Payment sale = bench.swipe(100);
        bench.acquirer.reachable = false;
        bench.now(bench.agent().cancel(sale.id()));
        return sale;
      }
    },
    CANCELLED_BEFORE_IT_WAS_SENT(State.NOT_SENT) {
      @Override
      Payment reach(TerminalOnBench bench) {
        bench.network.cut();
        Payment sale = bench.swipe(100);
        bench.now(bench.agent().cancel(sale.id()));
        return sale;
      }
    },
    NEEDS_A_PERSON(State.ATTENTION, "resolve", "acknowledge") {
      @Override
      Payment reach(TerminalOnBench bench) {
        bench.acquirer.saleCodes.add("94");
        return after(bench, bench.swipe(100));
      }
    },
    PRE_AUTHORISED(State.CONFIRMED, "completion", "preauth-void") {
      @Override
      Payment reach(TerminalOnBench bench) {
        PaymentOrder swipe = TerminalOnBench.swipeOrder(100);
        PaymentOrder order =
            PaymentOrder.of(
                PaymentType.PREAUTH,
                100,
                "CNY",
                Optional.empty(),
                swipe.entry().get(),
                new SensitiveData(Map.of(Element.TRACK2, TerminalOnBench.TRACK)));
        return after(bench, bench.start(order, "preauth").payment());
      }
    };

    private final State state;
    private final String next;

    Situation(State state, String... next) {
      this.state = state;
      this.next = String.join(", ", next);
    }

    abstract Payment reach(TerminalOnBench bench);

    static Payment paid(TerminalOnBench bench) {
      return after(bench, bench.swipe(100));
    }

    static Payment after(TerminalOnBench bench, Payment payment) {
      bench.time.advance(Duration.ofSeconds(3));
      return payment;
    }
  }

  @ParameterizedTest
  @EnumSource
  void each_call_in_next_is_taken_and_each_other_is_refused(Situation situation) throws Exception {
    for (NextCall call : NextCall.values()) {
      try (TerminalOnBench bench = new TerminalOnBench(folder()).online()) {
        Payment payment = bench.payment(situation.reach(bench));
        assertEquals(situation.state, payment.state());
        Set<NextCall> next = bench.agent().next(payment);
        List<String> labels = new ArrayList<>();
        next.forEach(it -> labels.add(it.label()));
        assertEquals(situation.next, String.join(", ", labels));
        CompletableFuture<?> asked = ask(bench.agent(), call, payment.id());
        if (next.contains(call)) {
          bench.now(asked);
          assertTrue(asked.isDone(), call.label());
        } else {
          CompletionException failed =
              assertThrows(
                  CompletionException.class, () -> bench.now(asked), () -> "took " + call.label());
          Refused refused = (Refused) failed.getCause();
          assertTrue(!OTHERS.contains(refused.why()), call.label() + ": " + refused.getMessage());
        }
      }
    }
  }

  @Test
  void what_is_open_of_a_payment_is_known_again_after_a_restart() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder()).online()) {
      Payment sale = Situation.BEING_VOIDED.reach(bench);
      bench.killAndRestart();
      assertEquals(Set.of(), bench.agent().next(bench.payment(sale)));
    }
  }

  private File folder() throws Exception {
    return Files.createDirectory(root.resolve("bench" + benches++)).toFile();
  }

  private static CompletableFuture<?> ask(AgentLoop agent, NextCall call, String id) {
    return switch (call) {
      case CANCEL -> agent.cancel(id);
      case RETRY -> agent.retry(id);
      case RESOLVE ->
          agent.resolve(id, new Resolution(Resolution.Outcome.CANCELLED, "Li", "statement"));
      case CARD_RESULT -> agent.cardResult(id, true, "9F3602000195050000000000");
      case ACKNOWLEDGE -> agent.seen(id, Optional.empty());
      case SIGN -> agent.sign(id, SampleDrawings.signature());
      case VOID, REFUND, COMPLETION, PREAUTH_VOID, COMPLETION_VOID, TIP ->
          agent.start(
              PaymentOrder.referring(
                  call.type().get(), id, 0, "CNY", Optional.empty(), PaymentOrder.Manner.PLAIN),
              "next",
              "next".getBytes(StandardCharsets.UTF_8));
    };
  }
}
