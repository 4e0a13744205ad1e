package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.iso8583.ResponseCode;

/**
 * What the cashier reads in each situation: always something, in both languages, and never false.
 */
class PaymentTextTest {
  private static final Reversal OPEN =
      new Reversal(ReversalReason.NO_ANSWER, Reversal.Stage.OPEN, 1, false, "", 1, "");

  private final PaymentText text =
      new PaymentText(
          code ->
              new ResponseCode(code, ResponseCode.Meaning.DECLINED, "码" + code, "code " + code));

  @Test
  void every_situation_has_a_text_in_both_languages() {
    for (Payment payment : everySituation()) {
      Bilingual message = text.of(payment);
      assertFalse(message.zh().isBlank(), payment.toString());
      assertFalse(message.en().isBlank(), payment.toString());
      assertTrue(message.zh().codePoints().noneMatch(c -> c == ',' || c == '?' || c == ':'));
    }
  }

  @Test
  void only_an_approval_is_called_paid() {
    for (Payment payment : everySituation()) {
      Bilingual message = text.of(payment);
      boolean approved =
          payment.state() == State.CONFIRMED
              || payment.attention().equals(Optional.of(Attention.MAY_BE_CHARGED_TWICE));
      assertEquals(approved, message.en().startsWith("Paid"), message.en());
      assertEquals(
          approved, message.zh().contains("收款成功") || message.zh().startsWith("已收款"), message.zh());
    }
  }

  @Test
  void only_a_refusal_is_called_a_decline() {
    for (Payment payment : everySituation()) {
      if (payment.state() != State.DECLINED) {
        Bilingual message = text.of(payment);
        assertFalse(message.en().contains("eclined") || message.en().contains("code 51"));
        assertFalse(message.zh().contains("交易被拒绝") || message.zh().contains("码51"));
      }
    }
  }

  @Test
  void whoever_may_be_charged_is_not_told_to_be_charged_again() {
    Set<State> unknown =
        EnumSet.of(State.SENT, State.INQUIRING, State.REVERSING, State.STORED, State.ATTENTION);
    for (Payment payment : everySituation()) {
      if (unknown.contains(payment.state())) {
        Bilingual message = text.of(payment);
        assertFalse(message.en().contains("not charged"), message.en());
        assertFalse(message.en().contains(" Charge again"), message.en());
        assertFalse(message.zh().contains("请重新收款"), message.zh());
      }
    }
  }

  @Test
  void a_refusal_says_what_its_code_says() {
    Payment declined = payment(State.DECLINED, false, false, Optional.empty(), Optional.empty());
    assertEquals("code 51", text.of(declined).en());
    assertEquals("码51", text.of(declined).zh());
  }

  @Test
  void a_final_payment_with_an_open_reversal_says_so() {
    Payment payment = payment(State.CONFIRMED, false, false, Optional.of(OPEN), Optional.empty());
    assertEquals(
        "Paid. Another request of it is being reversed; nothing to do.", text.of(payment).en());
  }

  private static List<Payment> everySituation() {
    List<Payment> all = new ArrayList<>();
    for (State state : State.values()) {
      for (boolean retryOpen : new boolean[] {false, true}) {
        for (boolean cancelled : new boolean[] {false, true}) {
          for (Optional<Reversal> reversal :
              List.of(Optional.<Reversal>empty(), Optional.of(OPEN))) {
            if (state == State.ATTENTION) {
              for (Attention attention : Attention.values()) {
                all.add(payment(state, retryOpen, cancelled, reversal, Optional.of(attention)));
              }
            } else {
              all.add(payment(state, retryOpen, cancelled, reversal, Optional.empty()));
            }
          }
        }
      }
    }
    return all;
  }

  private static Payment payment(
      State state,
      boolean retryOpen,
      boolean cancelled,
      Optional<Reversal> reversal,
      Optional<Attention> attention) {
    Attempt attempt =
        Samples.attempt(
            1,
            Samples.request("000001", "000001", 1, Instant.EPOCH),
            Attempt.Outcome.OPEN,
            Attempt.Heard.NOTHING,
            reversal);
    Payment recorded =
        Payment.recorded(
            "0193",
            Samples.sale(1234, Optional.empty()),
            new Instrument(Entry.SWIPE, "622500******0006", 0),
            Optional.empty(),
            Instant.EPOCH);
    return Samples.decided(
        Samples.with(
            recorded, state, retryOpen, cancelled, Collections.singletonList(attempt), attention),
        Samples.decision(Optional.of("51")));
  }
}
