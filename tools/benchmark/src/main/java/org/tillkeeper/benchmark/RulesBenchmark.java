package org.tillkeeper.benchmark;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Recovery;
import org.tillkeeper.agent.payment.Rules;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.iso8583.AnswerRule;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.RecoveryPolicy;

/** Rules that are pure: how a payment moves, and what a dialect can say. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RulesBenchmark {
  private static final Instant NOW = Instant.parse("2026-03-04T10:15:30Z");
  private static final long AMOUNT = 1234;

  private Dialect dialect;
  private Recovery recovery;
  private Payment recorded;
  private Payment sent;
  private Event sending;
  private Event silence;

  @Setup
  public void prepare() {
    dialect = SaleMessage.dialect();
    recovery =
        new Recovery(
            new Rules(
                Map.of(Kind.SALE, RecoveryPolicy.REVERSE),
                Optional.empty(),
                Set.of(Kind.SALE),
                true,
                false,
                false,
                false,
                AnswerRule.STANDARD));
    recorded =
        Payment.recorded(
            "p",
            new Terms(
                PaymentType.SALE, Kind.SALE, AMOUNT, "CNY", Optional.empty(), Optional.empty()),
            new Instrument(Entry.SWIPE, "622500******0006", 0),
            Optional.of(NOW.plusSeconds(60)),
            NOW);
    sending =
        new Event.Sending(
            new Attempt.Request(
                "000001",
                SaleMessage.BATCH,
                SaleMessage.TERMINAL,
                SaleMessage.MERCHANT,
                AMOUNT,
                "primary",
                1,
                "0304",
                NOW));
    sent = recovery.after(recorded, sending).payment();
    silence = new Event.Unanswered(1, Event.Silence.TIMED_OUT);
  }

  /** A sale that is about to be sent. */
  @Benchmark
  public Step recoverySending() {
    return recovery.after(recorded, sending);
  }

  /** Its answer does not come. */
  @Benchmark
  public Step recoveryUnanswered() {
    return recovery.after(sent, silence);
  }

  /** Whether any request of the dialect has a PIN. */
  @Benchmark
  public boolean says() {
    return dialect.says(Element.PIN_BLOCK);
  }
}
