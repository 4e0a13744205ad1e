package org.tillkeeper.agent.terminal;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.iso8583.Kind;

/** Refusals for every ground, each with all that it carries. */
public final class SampleRefusals {
  private SampleRefusals() {}

  /** About a confirmed sale; type void, number 7, detail 96. */
  public static Refusal of(Ground ground) {
    return about(ground, payment(PaymentType.SALE, State.CONFIRMED), PaymentType.VOID);
  }

  /** Of the first ground with this reason. */
  public static Refusal of(Ground.Why why) {
    return of(Arrays.stream(Ground.values()).filter(it -> it.why() == why).findFirst().get());
  }

  /** About this payment, where the ground is about one. */
  public static Refusal about(Ground ground, Payment payment, PaymentType type) {
    Refusal refusal = Refusal.of(ground);
    for (Ground.Value value : ground.carried()) {
      refusal =
          switch (value) {
            case PAYMENT -> Refusal.of(ground, payment);
            case TYPE -> refusal.with(type);
            case NUMBER -> refusal.with(7);
            case DETAIL -> refusal.with("96");
          };
    }
    return refusal;
  }

  /** A payment of 12.34 yuan. */
  public static Payment payment(PaymentType type, State state) {
    Terms terms = new Terms(type, Kind.SALE, 1234, "CNY", Optional.empty(), Optional.empty());
    Payment recorded =
        Payment.recorded(
            "0193-0001",
            terms,
            new Instrument(Entry.SWIPE, "622500******0006", 0),
            Optional.empty(),
            Instant.EPOCH);
    return Samples.in(recorded, state, recorded.attempts());
  }
}
