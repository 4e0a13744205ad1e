package org.tillkeeper.agent.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Decision;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Links;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.ResponseCode;

/**
 * What the cashier reads in each situation: always something, in both languages, and never false.
 */
class PaymentTextTest {
  private static final Reversal OPEN =
      Samples.reversal(ReversalReason.NO_ANSWER, Reversal.Stage.OPEN, 1, false, "", 1, "");

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
      boolean refused =
          payment.state() == State.DECLINED
              || payment.attention().equals(Optional.of(Attention.DECLINED_OFFLINE));
      if (!refused) {
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

  private static final Pattern PAID = Pattern.compile("\\b[Pp]aid\\b");

  /** Every type, in every state, for every reason a person is needed. */
  private static List<Payment> everyTypeInEverySituation() {
    List<Payment> all = new ArrayList<>();
    for (PaymentType type : PaymentType.values()) {
      for (Payment payment : everySituation()) {
        all.add(of(type, payment));
        for (Resolution.Outcome outcome : Resolution.Outcome.values()) {
          if (payment.state() == State.CONFIRMED || payment.state() == State.CANCELLED) {
            all.add(Samples.resolved(of(type, payment), new Resolution(outcome, "Li", "slip")));
          }
        }
      }
    }
    return all;
  }

  private static Payment of(PaymentType type, Payment payment) {
    Terms terms = new Terms(type, Kind.SALE, 1234, "CNY", Optional.empty(), Optional.of("0192"));
    Payment other =
        Payment.recorded("0193", terms, payment.instrument(), Optional.empty(), Instant.EPOCH);
    return Samples.decided(
        Samples.with(
            other,
            payment.state(),
            payment.retryOpen(),
            payment.cancelRequested(),
            payment.attempts(),
            payment.attention()),
        payment.decision());
  }

  @Test
  void no_type_lacks_a_text_in_any_situation() {
    for (Payment payment : everyTypeInEverySituation()) {
      for (Bilingual message : List.of(text.of(payment), text.chargeAgain(payment).why())) {
        String shown = payment.type() + " " + payment.state() + ": " + message;
        assertTrue(message.zh().endsWith("。") || message.zh().endsWith("码51"), shown);
        assertTrue(message.en().endsWith(".") || message.en().endsWith("code 51"), shown);
        assertTrue(message.zh().codePoints().noneMatch(c -> c == ',' || c == ':'), shown);
        assertTrue(message.en().codePoints().noneMatch(c -> c > 0x2fff), shown);
        assertFalse((message.zh() + message.en()).contains("%s"), shown);
        assertFalse(message.zh().contains("。。") || message.en().contains(".."), shown);
        assertTrue(message.zh().length() <= 80, shown);
        assertTrue(message.en().length() <= 250, shown);
      }
    }
  }

  @Test
  void paid_is_said_of_nothing_but_a_confirmed_charge() {
    for (Payment payment : everyTypeInEverySituation()) {
      boolean charged =
          (payment.type() == PaymentType.SALE || payment.type() == PaymentType.COMPLETION)
              && (payment.state() == State.CONFIRMED
                  || payment.attention().equals(Optional.of(Attention.MAY_BE_CHARGED_TWICE)));
      Bilingual message = text.of(payment);
      assertEquals(charged, PAID.matcher(message.en()).find(), payment.type() + ": " + message);
      boolean chinese = message.zh().contains("收款成功") || message.zh().contains("已收款");
      assertEquals(charged, chinese, payment.type() + ": " + message);
    }
  }

  @Test
  void success_is_said_of_nothing_unconfirmed() {
    for (Payment payment : everyTypeInEverySituation()) {
      boolean once = payment.attention().equals(Optional.of(Attention.MAY_BE_CHARGED_TWICE));
      if (payment.state() != State.CONFIRMED && !once) {
        Bilingual message = text.of(payment);
        TypeWords words = TypeWords.of(payment.type());
        assertFalse(message.en().contains(words.done().en()), message.toString());
        assertFalse(message.zh().contains(words.done().clause().zh()), message.toString());
        assertFalse(message.zh().replace("没有成功", "").contains("成功"), message.toString());
      }
    }
  }

  @Test
  void what_may_have_taken_place_is_not_called_undone_and_is_not_to_be_repeated() {
    Set<State> unknown = EnumSet.of(State.SENT, State.INQUIRING, State.REVERSING, State.ATTENTION);
    for (Payment payment : everyTypeInEverySituation()) {
      boolean declined = payment.attention().equals(Optional.of(Attention.DECLINED_OFFLINE));
      if (!unknown.contains(payment.state()) || declined || payment.type() == PaymentType.BALANCE) {
        continue;
      }
      TypeWords words = TypeWords.of(payment.type());
      Bilingual message = text.of(payment);
      assertFalse(message.en().contains(words.undone().en()), message.toString());
      String certain = message.zh().replace("尚不能确定未扣款", "");
      assertFalse(certain.contains(words.undone().zh()), message.toString());
      assertFalse(message.en().contains(words.again().en() + " if needed"), message.toString());
      assertFalse(
          text.chargeAgain(payment).answer() == PaymentText.ChargeAgain.Answer.YES,
          payment.type() + " " + payment.state());
    }
  }

  @Test
  void each_type_says_how_things_stand_once_it_is_undone() {
    assertEquals(
        "Cancelled. Not voided: the original charge stands.", ended(PaymentType.VOID, true).en());
    assertEquals("已取消。没有撤销，原交易仍然有效。", ended(PaymentType.VOID, true).zh());
    assertEquals("Cancelled. Not refunded.", ended(PaymentType.REFUND, true).en());
    assertEquals("已取消。没有退款。", ended(PaymentType.REFUND, true).zh());
    assertTrue(ended(PaymentType.BALANCE, false).en().contains("No money moved."));
    assertTrue(ended(PaymentType.COMPLETION, false).en().contains("the pre-authorisation stands"));
    assertTrue(ended(PaymentType.COMPLETION_VOID, false).zh().contains("预授权完成仍然有效"));
    assertTrue(ended(PaymentType.TIP, false).en().contains("the sale stands"));
  }

  private Bilingual ended(PaymentType type, boolean byCashier) {
    return text.of(
        of(type, payment(State.CANCELLED, false, byCashier, Optional.empty(), Optional.empty())));
  }

  @Test
  void a_refund_that_nobody_answered_is_not_refunded_again_before_asking() {
    Payment refund =
        of(
            PaymentType.REFUND,
            payment(
                State.ATTENTION,
                false,
                false,
                Optional.empty(),
                Optional.of(Attention.OUTCOME_UNKNOWN)));
    assertTrue(text.of(refund).en().contains("Do not refund again before."), text.of(refund).en());
    assertTrue(text.of(refund).zh().contains("核实前请勿再次退款"), text.of(refund).zh());
    assertEquals(PaymentText.ChargeAgain.Answer.NO, text.chargeAgain(refund).answer());
  }

  @Test
  void a_decline_after_offline_acceptance_is_loud_and_says_why() {
    Payment declined =
        payment(
            State.ATTENTION,
            false,
            false,
            Optional.empty(),
            Optional.of(Attention.DECLINED_OFFLINE));
    Bilingual message = text.of(declined);
    assertTrue(message.en().contains("merchant's risk") && message.en().endsWith("code 51"));
    assertTrue(message.zh().contains("风险由商户承担") && message.zh().endsWith("码51"));
    assertEquals(PaymentText.ChargeAgain.Answer.YES, text.chargeAgain(declined).answer());
  }

  @Test
  void nothing_promises_another_try() {
    for (Payment payment : everyTypeInEverySituation()) {
      String en = text.of(payment).en();
      assertFalse(en.contains("will be sent again") || en.contains("tried again by itself"), en);
      String zh = text.of(payment).zh();
      assertFalse(zh.contains("即将自动") || zh.contains("后自动重试"), zh);
    }
    Payment chip =
        Payment.recorded(
            "0193",
            Samples.sale(1234, Optional.empty()),
            new Instrument(Entry.CHIP, "622500******0006", 0),
            Optional.empty(),
            Instant.EPOCH);
    Attempt answered =
        Samples.attempt(
            1,
            Samples.request("000001", "000001", 1, Instant.EPOCH),
            Attempt.Outcome.OPEN,
            Attempt.Heard.ANSWER,
            Optional.of(OPEN));
    Payment afterWrongMac =
        Samples.with(chip, State.REVERSING, true, false, List.of(answered), Optional.empty());
    assertFalse(text.of(afterWrongMac).en().contains("again by"), text.of(afterWrongMac).en());
    assertFalse(text.of(afterWrongMac).en().contains("tried again"), text.of(afterWrongMac).en());
    assertFalse(text.of(afterWrongMac).zh().contains("重试"), text.of(afterWrongMac).zh());
  }

  @Test
  void what_became_of_a_charge_afterwards_is_said() {
    Payment paid =
        Samples.decided(
            payment(State.CONFIRMED, false, false, Optional.empty(), Optional.empty()),
            Samples.decision(Optional.of("00")));
    Payment voided = Samples.linked(paid, new Links(Optional.of("v"), Optional.empty(), 0, 0));
    assertEquals("Voided: the charge was taken back.", text.of(voided).en());
    assertEquals(PaymentText.ChargeAgain.Answer.YES, text.chargeAgain(voided).answer());
    Payment refunded = Samples.linked(paid, new Links(Optional.empty(), Optional.empty(), 234, 0));
    assertEquals("Paid. Of it 2.34 CNY is refunded.", text.of(refunded).en());
    assertEquals(PaymentText.ChargeAgain.Answer.NO, text.chargeAgain(refunded).answer());
    Payment back = Samples.linked(paid, new Links(Optional.empty(), Optional.empty(), 1234, 0));
    assertEquals("Refunded as a whole: the charge went back.", text.of(back).en());
    assertEquals(
        "Yes: refunded as a whole: the charge went back. Charge again if needed.",
        text.chargeAgain(back).why().en());
    assertEquals("可以：已全额退款，收款已退回。需要时请重新收款。", text.chargeAgain(back).why().zh());
    // Its tip did not go back.
    Payment tipped = Samples.linked(paid, new Links(Optional.empty(), Optional.empty(), 1234, 100));
    assertEquals(PaymentText.ChargeAgain.Answer.NO, text.chargeAgain(tipped).answer());
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

  private static Payment refused(PaymentType type, String code) {
    Payment declined = payment(State.DECLINED, false, false, Optional.empty(), Optional.empty());
    return Samples.decided(
        of(type, declined),
        new Decision(
            Optional.of(code),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty()));
  }

  /**
   * What a code says to do is said of a sale. After a void, refund or completion that was refused
   * "charge again" would take the money twice, and another card changes nothing.
   */
  @Test
  void a_refusal_of_what_changes_another_payment_does_not_say_to_charge_again() {
    Pattern ofSales = Pattern.compile("[Cc]harge again|[Aa]nother card|way to pay|收款|换卡|支付");
    for (String name : List.of("unionpay-pos", "iso1987-ascii", "iso1993-binary")) {
      Dialect dialect = Dialect.named(name);
      PaymentText texts = new PaymentText(dialect::responseCode);
      for (PaymentType type : PaymentType.values()) {
        TypeWords words = TypeWords.of(type);
        for (ResponseCode code : dialect.responseCodes().values()) {
          if (type != PaymentType.SALE
              && type != PaymentType.PREAUTH
              && type != PaymentType.BALANCE
              && code.meaning() == ResponseCode.Meaning.DECLINED) {
            Bilingual said = texts.of(refused(type, code.code()));
            assertFalse(ofSales.matcher(said.en()).find(), said.en());
            assertFalse(ofSales.matcher(said.zh()).find(), said.zh());
            assertTrue(said.en().contains(words.undone().en()), said.en());
          }
        }
      }
    }
  }

  @Test
  void a_refusal_that_may_pass_says_to_do_the_same_again() {
    PaymentText texts = new PaymentText(Dialect.named("unionpay-pos")::responseCode);
    assertEquals(
        new Bilingual(
            "发卡方状态不正常。没有撤销，原交易仍然有效。需要时请重新撤销。",
            "The card's bank cannot be reached. Not voided: the original charge stands. Void again if"
                + " needed."),
        texts.of(refused(PaymentType.VOID, "91")));
    assertEquals(
        "Wrong PIN. Nothing is held. Pre-authorise again if needed.",
        texts.of(refused(PaymentType.PREAUTH, "55")).en());
    assertEquals(
        "Original not found; check its trace number and batch and date. Not refunded.",
        texts.of(refused(PaymentType.REFUND, "25")).en());
    assertEquals(
        "The card's bank cannot be reached. Charge again later or use another card.",
        texts.of(refused(PaymentType.SALE, "91")).en());
  }

  @Test
  void a_refusal_is_spoken_of_only_where_there_was_one() {
    Payment approvedLate =
        payment(
            State.ATTENTION, false, false, Optional.empty(), Optional.of(Attention.MAY_BE_CHARGED));
    Payment nobodyRefused = Samples.decided(of(PaymentType.REFUND, approvedLate), Decision.NONE);
    assertTrue(
        text.of(nobodyRefused)
            .en()
            .startsWith(
                "May be refunded: it was taken for undone, and the acquirer approved it afterwards."),
        text.of(nobodyRefused).en());
  }
}
