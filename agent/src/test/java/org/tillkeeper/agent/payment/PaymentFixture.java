package org.tillkeeper.agent.payment;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.ResponseCode.Meaning;
import org.tillkeeper.iso8583.ReversalMeaning;

/** Payments and events to reason with: UnionPay's response codes, one terminal, 12.34 yuan. */
final class PaymentFixture {
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
          "97", Meaning.SIGN_IN_AGAIN);
  private static final Map<String, ReversalMeaning> REVERSAL =
      Map.of(
          "00", ReversalMeaning.REVERSED,
          "25", ReversalMeaning.NO_ORIGINAL,
          "12", ReversalMeaning.ENDED_WITHOUT_PROOF,
          "96", ReversalMeaning.TRY_AGAIN,
          "97", ReversalMeaning.SIGN_IN_AGAIN,
          "58", ReversalMeaning.REFUSED);

  private PaymentFixture() {}

  static Payment recorded(Entry entry) {
    return Payment.recorded(
        "p",
        new PaymentOrder(
            PaymentType.SALE, AMOUNT, "CNY", Optional.empty(), entry, new SensitiveData(Map.of())),
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
        mac,
        Optional.of(TERMINAL),
        Optional.of(MERCHANT),
        amount,
        Optional.of("123456789012"),
        code.equals("00") ? Optional.of("654321") : Optional.empty());
  }

  static Answer answer(String code) {
    return answer(code, MacVerdict.RIGHT, OptionalLong.of(AMOUNT));
  }

  static Event answered(int attempt, String code) {
    return new Event.Answered(attempt, answer(code));
  }

  static Event.Circumstances late() {
    return new Event.Circumstances(true, true, false);
  }

  static Event.Circumstances early() {
    return new Event.Circumstances(true, false, false);
  }

  static Event.Circumstances otherHost() {
    return new Event.Circumstances(false, true, false);
  }

  static Event.Circumstances nextDay() {
    return new Event.Circumstances(true, true, true);
  }

  static Event reversalAnswered(int attempt, String code, Event.Circumstances circumstances) {
    return new Event.ReversalAnswered(attempt, answer(code), circumstances);
  }

  static Event resolved(Resolution.Outcome outcome) {
    return new Event.Resolved(new Resolution(outcome, "A. Person", "the acquirer's statement"));
  }

  static Payment after(Payment payment, Event... events) {
    Recovery recovery = new Recovery(true);
    Payment now = payment;
    for (Event event : events) {
      now = recovery.after(now, event).payment();
    }
    return now;
  }
}
