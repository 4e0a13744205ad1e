package org.tillkeeper.agent.payment;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.tillkeeper.iso8583.AnswerRule;
import org.tillkeeper.iso8583.CodeMeaning;
import org.tillkeeper.iso8583.InquiryMeaning;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.RecoveryPolicy;
import org.tillkeeper.iso8583.ResponseCode.Meaning;
import org.tillkeeper.iso8583.ReversalMeaning;

/** Payments and events to reason with: UnionPay's response codes, one terminal, 12.34 yuan. */
public final class PaymentFixture {
  static final long AMOUNT = 1234;
  private static final Instant NOW = Instant.parse("2026-03-04T10:15:30Z");
  private static final String TERMINAL = "00000001";
  private static final String MERCHANT = "952718182217875";

  private static final Map<String, Meaning> SALE =
      Map.of(
          "00", Meaning.APPROVED,
          "10", Meaning.PARTIALLY_APPROVED,
          "51", Meaning.DECLINED,
          "68", Meaning.UNKNOWN_OUTCOME,
          "94", Meaning.DUPLICATE,
          "97", Meaning.SIGN_IN_AGAIN,
          "77", Meaning.OTHER_BATCH);
  private static final Map<String, ReversalMeaning> REVERSAL =
      Map.of(
          "00", ReversalMeaning.REVERSED,
          "25", ReversalMeaning.NO_ORIGINAL,
          "12", ReversalMeaning.ENDED_WITHOUT_PROOF,
          "96", ReversalMeaning.TRY_AGAIN,
          "97", ReversalMeaning.SIGN_IN_AGAIN,
          "77", ReversalMeaning.OTHER_BATCH,
          "58", ReversalMeaning.REFUSED);

  private static final Map<String, InquiryMeaning> INQUIRY =
      Map.of(
          "00", InquiryMeaning.APPROVED,
          "51", InquiryMeaning.DECLINED,
          "25", InquiryMeaning.NO_ORIGINAL);

  /** What is said of a code that is shown, in answer to a question about it and to its closing. */
  private static final Map<String, CodeMeaning> ASKED =
      Map.of(
          "00", CodeMeaning.PAID,
          "09", CodeMeaning.NOT_PAID,
          "C1", CodeMeaning.CLOSED);

  private static final Map<String, CodeMeaning> CLOSED =
      Map.of(
          "00", CodeMeaning.CLOSED,
          "C2", CodeMeaning.PAID,
          "25", CodeMeaning.NO_CODE,
          "96", CodeMeaning.TRY_AGAIN);

  /** UnionPay's own: sales are reversed, completions as notices repeated. */
  static final Rules RULES = rules(RecoveryPolicy.REVERSE);

  /** The same, where sales have another policy. */
  static Rules rules(RecoveryPolicy sale) {
    return new Rules(
        Map.of(
            Kind.SALE,
            sale,
            Kind.VOID,
            RecoveryPolicy.REVERSE,
            Kind.COMPLETION_ADVICE,
            RecoveryPolicy.REPEAT,
            Kind.OFFLINE_SALE,
            RecoveryPolicy.REPEAT,
            Kind.REFUND,
            RecoveryPolicy.PERSON,
            Kind.BALANCE,
            RecoveryPolicy.NONE),
        Optional.empty(),
        Set.of(Kind.SALE, Kind.VOID),
        true,
        false,
        false,
        false,
        AnswerRule.STANDARD);
  }

  /** Rules by which nothing follows a lost answer, and a refusal may come without a MAC. */
  public static final Rules BARE =
      new Rules(
          Map.of(), Optional.empty(), Set.of(), true, false, false, false, AnswerRule.STANDARD);

  private PaymentFixture() {}

  public static Payment recorded(Entry entry) {
    return recorded(entry, PaymentType.SALE, Kind.SALE);
  }

  /** A payment of any kind, as if it stood alone. */
  static Payment recorded(Entry entry, PaymentType type, Kind kind) {
    return Payment.recorded(
        "p",
        new Terms(type, kind, AMOUNT, "CNY", Optional.empty(), Optional.empty()),
        new Instrument(entry, "622500******0006", 0),
        Optional.of(NOW.plusSeconds(60)),
        NOW);
  }

  static Event.Sending sending(int stan) {
    return new Event.Sending(
        new Attempt.Request(
            String.format(Locale.ROOT, "%06d", stan),
            "000001",
            TERMINAL,
            MERCHANT,
            AMOUNT,
            "primary",
            1,
            "0304",
            NOW));
  }

  static Answer answer(String code, MacVerdict mac, OptionalLong amount) {
    return new Answer(
        code,
        SALE.getOrDefault(code, Meaning.DECLINED),
        REVERSAL.getOrDefault(code, ReversalMeaning.REFUSED),
        INQUIRY.getOrDefault(code, InquiryMeaning.TRY_AGAIN),
        mac,
        Optional.of(TERMINAL),
        Optional.of(MERCHANT),
        amount,
        Optional.empty(),
        Optional.empty(),
        Asked.UNKNOWN,
        Optional.of("123456789012"),
        code.equals("00") ? Optional.of("654321") : Optional.empty(),
        Optional.of("0304"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        new CodeAnswer(
            code.equals("00"),
            ASKED.getOrDefault(code, CodeMeaning.TRY_AGAIN),
            CLOSED.getOrDefault(code, CodeMeaning.REFUSED),
            Optional.of("https://pay.example/1"),
            OptionalLong.of(120)));
  }

  static Answer answer(String code) {
    return answer(code, MacVerdict.RIGHT, OptionalLong.of(AMOUNT));
  }

  static Event answered(int attempt, String code) {
    return new Event.Answered(attempt, answer(code));
  }

  static Event.Circumstances late() {
    return new Event.Circumstances(Event.Speaker.ITS_HOST, true, false, false);
  }

  static Event.Circumstances early() {
    return new Event.Circumstances(Event.Speaker.ITS_HOST, false, false, false);
  }

  static Event.Circumstances otherHost() {
    return new Event.Circumstances(Event.Speaker.ANOTHER, true, false, false);
  }

  static Event.Circumstances hostGone() {
    return new Event.Circumstances(Event.Speaker.ANOTHER_FOR_GOOD, true, false, false);
  }

  static Event.Speaker anySpeaker(Random random) {
    Event.Speaker[] all = Event.Speaker.values();
    return random.nextInt(5) > 0 ? Event.Speaker.ITS_HOST : all[1 + random.nextInt(2)];
  }

  static Event.Circumstances nextDay() {
    return new Event.Circumstances(Event.Speaker.ITS_HOST, true, true, false);
  }

  static Event reversalAnswered(int attempt, String code, Event.Circumstances circumstances) {
    return new Event.ReversalAnswered(attempt, answer(code), circumstances);
  }

  static Event resolved(Resolution.Outcome outcome) {
    return new Event.Resolved(new Resolution(outcome, "A. Person", "the acquirer's statement"));
  }

  static Payment after(Payment payment, Event... events) {
    Recovery recovery = new Recovery(RULES);
    Payment now = payment;
    for (Event event : events) {
      now = recovery.after(now, event).payment();
    }
    return now;
  }
}
