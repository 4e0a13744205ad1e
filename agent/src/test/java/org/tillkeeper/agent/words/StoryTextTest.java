package org.tillkeeper.agent.words;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.agent.story.Proof;
import org.tillkeeper.agent.story.Story;
import org.tillkeeper.agent.story.Verdict;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Kind;

/** Every verdict and every proof has its sentences, for every type of payment. */
class StoryTextTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private static final StoryText TEXT =
      new StoryText(new PaymentText(Dialect.named("unionpay-pos")::responseCode));

  private static Payment payment(PaymentType type) {
    Payment recorded =
        Payment.recorded(
            "p",
            new Terms(type, Kind.SALE, 4444, "CNY", Optional.empty(), Optional.empty()),
            new Instrument(Entry.SWIPE, "622500******0006", 0),
            Optional.empty(),
            NOW);
    Attempt attempt =
        Samples.attempt(
            1,
            Samples.request("000101", "000001", 7, NOW),
            Attempt.Outcome.OPEN,
            Attempt.Heard.NOTHING,
            Optional.empty());
    return Samples.in(recorded, State.ATTENTION, Collections.singletonList(attempt));
  }

  private static void assertWhole(Bilingual text) {
    for (String said : List.of(text.zh(), text.en())) {
      assertFalse(said.isBlank() || said.contains("{") || said.contains("%"), said);
    }
    assertTrue(text.zh().endsWith("。"), text.zh());
    assertTrue(text.en().endsWith("."), text.en());
  }

  @ParameterizedTest
  @EnumSource(Verdict.class)
  void each_verdict_is_told_to_merchant_and_customer(Verdict verdict) {
    for (PaymentType type : PaymentType.values()) {
      Story story = new Story(payment(type), verdict, List.of());
      assertWhole(TEXT.merchant(story));
      assertWhole(TEXT.customer(story));
      assertFalse(TEXT.customer(story).zh().contains("收单机构"), TEXT.customer(story).zh());
    }
  }

  @ParameterizedTest
  @EnumSource(Proof.Fact.class)
  void each_proof_is_a_sentence(Proof.Fact fact) {
    List<String> said = new ArrayList<>(List.of("51", "confirmed", "000001", "2"));
    if (fact == Proof.Fact.PERSONS_WORD) {
      said = List.of("confirmed", "Li", "statement");
    }
    Proof proof = new Proof(fact, Optional.of(NOW), OptionalLong.of(4444), said);
    Story story = new Story(payment(PaymentType.SALE), Verdict.IN_BATCH, List.of(proof));
    assertWhole(TEXT.proof(story, proof));
  }
}
