package org.tillkeeper.agent.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.Signature;
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

  /** What decides whether someone pays twice, or gives goods away, stands in the sentence. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SETTLED|is settled with batch 000001|was charged",
        "SETTLED_UNEQUAL|has ended with other totals|was charged",
        "IN_BATCH|is not settled yet|was charged",
        "CLOSED_WITHOUT_SETTLEMENT|closed without a settlement|was charged",
        "POSSIBLY_MISSING|44.44 CNY less|was charged",
        "REVERSED|So no money of it will arrive|was not kept",
        "REVERSED_BY_PERSON|So no money of it will arrive|was not kept",
        "DECLINED|So no money of it will arrive|refused by the bank and not charged",
        "NOT_SENT|So no money of it will arrive|never sent and not charged",
        "TO_BE_SENT||is not charged",
        "TO_BE_SENT_AGAIN||was not kept",
        "TAKEN_BACK||was charged and then taken back",
        "STORED||will be charged later",
        "STORED_AND_DELIVERED||will be charged later",
        "UNANSWERED||not known yet whether 44.44 CNY was charged",
        "DELIVERED||not known yet whether 44.44 CNY was charged",
        "REVERSING||is being taken back",
        "VERY_PROBABLY_CHARGED|exactly this 44.44 CNY more|was very probably charged.",
        "POSSIBLY_CHARGED|one of several that it may be|not known whether 44.44 CNY was charged",
        "NEEDS_PERSON||not known whether 44.44 CNY was charged",
        "VERY_PROBABLY_CHARGED_TWICE|give the second one back|very probably charged twice",
        "VERY_PROBABLY_NOT_CHARGED|this is not in it|very probably not charged",
        "VERY_PROBABLY_CHARGED_ONCE|counts once|very probably once only",
        "DECLINED_AFTER_OFFLINE_ACCEPTANCE||refused by the bank later and not charged",
      })
  void a_sale_is_told_for_what_it_is(Verdict verdict, String merchant, String customer) {
    Story story = new Story(payment(PaymentType.SALE), verdict, List.of());
    String toMerchant = TEXT.merchant(story).en();
    assertTrue(merchant == null || toMerchant.contains(merchant), toMerchant);
    assertTrue(TEXT.customer(story).en().contains(customer), TEXT.customer(story).en());
  }

  /** The same in Chinese, where one character makes the difference. */
  @ParameterizedTest
  @CsvSource({
    "SETTLED, 已扣款",
    "DECLINED, 没有扣款",
    "NOT_SENT, 没有扣款",
    "TO_BE_SENT, 没有扣款",
    "STORED, 稍后扣款",
    "UNANSWERED, 还不清楚",
    "REVERSED, 没有收取",
    "VERY_PROBABLY_CHARGED, 很可能已扣款",
    "VERY_PROBABLY_CHARGED_TWICE, 扣了两次",
    "VERY_PROBABLY_NOT_CHARGED, 很可能没有扣款",
    "VERY_PROBABLY_CHARGED_ONCE, 只扣了一次",
    "POSSIBLY_CHARGED, 是否扣款还不清楚",
  })
  void a_customer_is_told_the_same_in_chinese(Verdict verdict, String said) {
    Story story = new Story(payment(PaymentType.SALE), verdict, List.of());
    assertTrue(TEXT.customer(story).zh().contains(said), TEXT.customer(story).zh());
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

  private static Bilingual of(Proof.Fact fact, String... said) {
    Proof proof = new Proof(fact, Optional.of(NOW), OptionalLong.empty(), List.of(said));
    Story story = new Story(payment(PaymentType.SALE), Verdict.IN_BATCH, List.of(proof));
    assertWhole(TEXT.proof(story, proof));
    return TEXT.proof(story, proof);
  }

  @Test
  void a_signature_is_told_with_its_transaction_code_where_there_is_one() {
    assertEquals(
        "The acquirer has the cardholder's signature (transaction code 557C8226).",
        of(Proof.Fact.SIGNATURE_DELIVERED, "557C8226").en());
    assertEquals("收单机构已收到持卡人的电子签名。", of(Proof.Fact.SIGNATURE_DELIVERED, "").zh());
    assertEquals(
        "The cardholder has signed on the screen; that is not sent yet.",
        of(Proof.Fact.SIGNATURE_WAITS, "", "0").en());
    assertEquals(
        "持卡人已在屏幕上签名（交易特征码 557C8226），已上送 3 次，收单机构还没有接受，将再次上送。",
        of(Proof.Fact.SIGNATURE_WAITS, "557C8226", "3").zh());
    assertEquals(
        "The acquirer did not take the signature (transaction code 557C8226), response code 12: the"
            + " one on paper counts.",
        of(Proof.Fact.SIGNATURE_REFUSED, "557C8226", "12").en());
    assertEquals("收单机构没有接受电子签名；以纸质签名为准。", of(Proof.Fact.SIGNATURE_REFUSED, "", "").zh());
  }

  @ParameterizedTest
  @EnumSource(Signature.class)
  void a_merchant_is_told_to_keep_a_slip_where_the_screens_signature_does_not_count(
      Signature signature) {
    Payment signed = payment(PaymentType.SALE).signed(signature);
    Bilingual told = TEXT.merchant(new Story(signed, Verdict.IN_BATCH, List.of()));
    boolean lost = signature == Signature.REFUSED || signature == Signature.GIVEN_UP;
    assertEquals(lost, told.en().endsWith("does not count: keep one on paper."), told.en());
    assertEquals(lost, told.zh().endsWith("屏幕上的签名无效，请保存纸质签名。"), told.zh());
  }

  @Test
  void a_customer_is_not_told_that_a_completed_pre_authorisation_charges_nothing() {
    Story story = new Story(payment(PaymentType.PREAUTH), Verdict.COMPLETED, List.of());
    assertEquals(
        new Bilingual("预授权已完成，款项见完成交易。", "Completed: its completion shows the charge."),
        TEXT.customer(story));
  }

  @Test
  void the_proof_of_a_refused_void_does_not_say_to_charge_again() {
    Story story = new Story(payment(PaymentType.VOID), Verdict.DECLINED, List.of());
    assertEquals(
        new Bilingual(
            "收单机构拒绝，应答码 91：发卡方状态不正常。",
            "The acquirer refused it with response code 91: The card's bank cannot be reached."),
        TEXT.proof(
            story,
            new Proof(Proof.Fact.REFUSED, Optional.empty(), OptionalLong.empty(), List.of("91"))));
  }
}
