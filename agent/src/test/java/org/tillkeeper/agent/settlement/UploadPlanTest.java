package org.tillkeeper.agent.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Decision;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Links;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.Signature;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.agent.settlement.Settlement.Verdict;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.SettlementMeaning;
import org.tillkeeper.iso8583.TipCounting;

/** What counts and what goes up, for each kind of payment. */
class UploadPlanTest {
  private static final String BATCH = "000001";
  private static final Instant NOW = Instant.parse("2026-03-04T10:15:30Z");
  private static final Verdict BALANCED =
      new Verdict(SettlementMeaning.BALANCED, SettlementMeaning.BALANCED, Optional.empty());
  private static final Verdict UNBALANCED =
      new Verdict(SettlementMeaning.UNBALANCED, SettlementMeaning.BALANCED, Optional.empty());

  private static Payment payment(
      String id, PaymentType type, Kind kind, Entry entry, long amount, State state) {
    return payment(id, type, kind, entry, amount, state, CardResult.NONE);
  }

  private static Payment payment(
      String id,
      PaymentType type,
      Kind kind,
      Entry entry,
      long amount,
      State state,
      CardResult card) {
    return new Payment(
        id,
        new Terms(type, kind, amount, "CNY", Optional.empty(), Optional.empty()),
        new Instrument(entry, "622500******0006", 0),
        state,
        false,
        false,
        List.of(attempt(1, id, amount, state)),
        Decision.NONE,
        card,
        Links.NONE,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Signature.NONE,
        NOW,
        NOW);
  }

  private static Attempt attempt(int number, String stan, long amount, State state) {
    Attempt.Outcome outcome =
        switch (state) {
          case CONFIRMED -> Attempt.Outcome.CONFIRMED;
          case DECLINED -> Attempt.Outcome.DECLINED;
          case CANCELLED -> Attempt.Outcome.REVERSED;
          default -> Attempt.Outcome.OPEN;
        };
    return Samples.attempt(
        number,
        new Attempt.Request(stan, BATCH, "00000001", "952718182217875", amount, "p", 1, "", NOW),
        outcome,
        Attempt.Heard.ANSWER,
        Optional.empty());
  }

  /** One of each, and whether the chip's word on it is kept. */
  private static List<Payment> mixed() {
    List<Payment> all = new ArrayList<>();
    all.add(payment("sale", PaymentType.SALE, Kind.SALE, Entry.SWIPE, 100, State.CONFIRMED));
    all.add(
        payment(
            "chip",
            PaymentType.SALE,
            Kind.SALE,
            Entry.CHIP,
            200,
            State.CONFIRMED,
            CardResult.ACCEPTED));
    all.add(payment("qr", PaymentType.SALE, Kind.SALE, Entry.QR, 300, State.CONFIRMED));
    all.add(payment("tap", PaymentType.SALE, Kind.SALE, Entry.CONTACTLESS, 400, State.CONFIRMED));
    all.add(payment("void", PaymentType.VOID, Kind.VOID, Entry.SWIPE, 100, State.CONFIRMED));
    all.add(payment("refund", PaymentType.REFUND, Kind.REFUND, Entry.SWIPE, 50, State.CONFIRMED));
    all.add(
        payment("done", PaymentType.COMPLETION, Kind.COMPLETION, Entry.SWIPE, 60, State.CONFIRMED));
    all.add(
        payment(
            "told",
            PaymentType.COMPLETION,
            Kind.COMPLETION_ADVICE,
            Entry.SWIPE,
            70,
            State.CONFIRMED));
    all.add(
        payment(
            "undone",
            PaymentType.COMPLETION_VOID,
            Kind.COMPLETION_VOID,
            Entry.SWIPE,
            60,
            State.CONFIRMED));
    all.add(
        payment("offline", PaymentType.SALE, Kind.OFFLINE_SALE, Entry.SWIPE, 80, State.CONFIRMED));
    all.add(
        payment(
            "chipped", PaymentType.SALE, Kind.OFFLINE_CHIP_SALE, Entry.CHIP, 90, State.CONFIRMED));
    all.add(payment("tip", PaymentType.TIP, Kind.TIP, Entry.SWIPE, 10, State.CONFIRMED));
    all.add(payment("held", PaymentType.PREAUTH, Kind.PRE_AUTH, Entry.SWIPE, 500, State.CONFIRMED));
    all.add(payment("asked", PaymentType.BALANCE, Kind.BALANCE, Entry.SWIPE, 0, State.CONFIRMED));
    all.add(payment("no", PaymentType.SALE, Kind.SALE, Entry.SWIPE, 1000, State.DECLINED));
    all.add(payment("gone", PaymentType.SALE, Kind.SALE, Entry.SWIPE, 2000, State.CANCELLED));
    all.add(payment("odd", PaymentType.SALE, Kind.SALE, Entry.SWIPE, 4000, State.ATTENTION));
    all.add(
        payment(
            "refused",
            PaymentType.SALE,
            Kind.SALE,
            Entry.CHIP,
            8000,
            State.CANCELLED,
            CardResult.REFUSED));
    return all;
  }

  private static String planned(Verdict verdict, List<Payment> payments) {
    return planned(verdict, payments, TipCounting.ADDS);
  }

  private static String planned(Verdict verdict, List<Payment> payments, TipCounting tips) {
    UploadPlan plan = new UploadPlan(verdict, BATCH, counting(tips, payments));
    for (Payment payment : payments) {
      boolean certified =
          payment.id().equals("chip")
              || payment.id().equals("chipped")
              || payment.id().equals("refused");
      plan.add(payment, certified);
    }
    StringBuilder text = new StringBuilder();
    for (UploadPlan.Upload upload : plan.messages()) {
      text.append(upload.part().label()).append(names(upload)).append(' ');
    }
    return text.toString().trim();
  }

  /** Their payments, with the attempt's number where it is not the first. */
  private static List<String> names(UploadPlan.Upload upload) {
    List<String> names = new ArrayList<>();
    for (AttemptKey key : upload.attempts()) {
      names.add(key.payment() + (key.number() == 1 ? "" : "/" + key.number()));
    }
    return names;
  }

  private static Payment with(Payment payment, State state, Attempt... attempts) {
    return new Payment(
        payment.id(),
        payment.terms(),
        payment.instrument(),
        state,
        false,
        false,
        List.of(attempts),
        Decision.NONE,
        CardResult.NONE,
        Links.NONE,
        false,
        state == State.ATTENTION ? Optional.of(Attention.MAY_BE_CHARGED_TWICE) : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Signature.NONE,
        NOW,
        NOW);
  }

  private static Totals totals(Payment payment) {
    return totals(payment, BATCH);
  }

  private static Totals totals(Payment payment, String batch) {
    return counting(TipCounting.ADDS, List.of(payment))
        .plus(BatchTotals.NONE, payment, batch)
        .domestic();
  }

  private static Counting counting(TipCounting tips, List<Payment> payments) {
    return new Counting(
        new CountingRules(tips, Set.of("CUP", "000")),
        id -> payments.stream().filter(it -> it.id().equals(id)).findFirst());
  }

  @Test
  void a_confirmed_attempt_counts_whatever_its_payment_shows() {
    Payment sale = payment("a", PaymentType.SALE, Kind.SALE, Entry.SWIPE, 100, State.CONFIRMED);
    Attempt open = attempt(1, "1", 100, State.ATTENTION);
    Attempt confirmed = attempt(2, "2", 100, State.CONFIRMED);
    for (State shown : List.of(State.ATTENTION, State.CANCELLED, State.CONFIRMED)) {
      Payment twice = with(sale, shown, open, confirmed);
      assertEquals(new Totals(1, 100, 0, 0), totals(twice));
      assertEquals("rows[a/2] end[]", planned(UNBALANCED, List.of(twice)));
    }
  }

  @Test
  void each_of_two_confirmed_attempts_counts_and_goes_up() {
    Payment sale = payment("a", PaymentType.SALE, Kind.SALE, Entry.SWIPE, 100, State.CONFIRMED);
    Payment twice =
        with(
            sale,
            State.ATTENTION,
            attempt(1, "1", 100, State.CONFIRMED),
            attempt(2, "2", 100, State.CONFIRMED));
    assertEquals(new Totals(2, 200, 0, 0), totals(twice));
    assertEquals("rows[a, a/2] end[]", planned(UNBALANCED, List.of(twice)));
  }

  @Test
  void an_attempt_of_another_batch_does_not_count_in_this_one() {
    Payment sale = payment("a", PaymentType.SALE, Kind.SALE, Entry.SWIPE, 100, State.CONFIRMED);
    assertEquals(Totals.NONE, totals(sale, "000002"));
  }

  @Test
  void what_a_person_found_charged_counts_by_its_last_attempt() {
    Payment sale = payment("a", PaymentType.SALE, Kind.SALE, Entry.SWIPE, 100, State.CONFIRMED);
    Payment said = with(sale, State.CONFIRMED, attempt(1, "1", 100, State.ATTENTION));
    assertEquals(new Totals(1, 100, 0, 0), totals(said));
  }

  @Test
  void what_moved_money_counts_and_a_voided_sale_stays_a_debit() {
    List<Payment> mixed = mixed();
    Counting counting = counting(TipCounting.ADDS, mixed);
    BatchTotals totals = BatchTotals.NONE;
    for (Payment payment : mixed) {
      totals = counting.plus(totals, payment, BATCH);
    }
    // 100 + 200 + 300 + 400, 60 + 70, 80 + 90, 10; and 100 + 50 + 60.
    assertEquals(BatchTotals.ofDomestic(new Totals(9, 1310, 3, 210)), totals);
  }

  @Test
  void after_balanced_totals_only_what_chips_said_goes_up() {
    assertEquals(
        "chip-offline[chipped] chip[chip] chip-failed[refused] end[]", planned(BALANCED, mixed()));
  }

  @Test
  void after_unbalanced_totals_everything_that_counts_goes_up_once_and_in_order() {
    assertEquals(
        "offline[offline] offline[tip] chip-offline[chipped]"
            + " rows[sale, qr, tap, void, done, undone] refunds[refund] completions[told]"
            + " chip[chip] chip-failed[refused] end[]",
        planned(UNBALANCED, mixed()));
  }

  @Test
  void rows_go_eight_to_a_message() {
    List<Payment> sales = new ArrayList<>();
    for (int i = 1; i <= 17; i++) {
      sales.add(payment("" + i, PaymentType.SALE, Kind.SALE, Entry.SWIPE, i, State.CONFIRMED));
    }
    assertEquals(
        "rows[1, 2, 3, 4, 5, 6, 7, 8] rows[9, 10, 11, 12, 13, 14, 15, 16] rows[17] end[]",
        planned(UNBALANCED, sales));
  }

  @Test
  void a_verdict_of_error_on_either_half_takes_everything_too() {
    for (Verdict verdict :
        new Verdict[] {
          new Verdict(SettlementMeaning.UNBALANCED, SettlementMeaning.UNBALANCED, Optional.empty()),
          new Verdict(SettlementMeaning.BALANCED, SettlementMeaning.ERROR, Optional.empty()),
          new Verdict(SettlementMeaning.ERROR, SettlementMeaning.ERROR, Optional.empty())
        }) {
      assertEquals(planned(UNBALANCED, mixed()), planned(verdict, mixed()));
    }
  }

  @Test
  void where_only_foreign_totals_differ_no_domestic_payment_goes_up() {
    Verdict foreign =
        new Verdict(SettlementMeaning.BALANCED, SettlementMeaning.UNBALANCED, Optional.empty());
    assertEquals(planned(BALANCED, mixed()), planned(foreign, mixed()));
  }

  @Test
  void a_tip_counts_with_its_sale_and_goes_up_for_it() {
    Payment sale = payment("a", PaymentType.SALE, Kind.SALE, Entry.SWIPE, 100, State.CONFIRMED);
    Payment first = tip("b", "a", 10);
    Payment second = tip("c", "a", 5);
    List<Payment> all = List.of(sale, first, second);
    assertEquals(new Totals(1, 115, 0, 0), totals(TipCounting.REPLACES, all));
    assertEquals(new Totals(3, 115, 0, 0), totals(TipCounting.ADDS, all));
    assertEquals("offline[c] end[]", planned(UNBALANCED, all, TipCounting.REPLACES));
    assertEquals("offline[b] offline[c] rows[a] end[]", planned(UNBALANCED, all, TipCounting.ADDS));
  }

  @Test
  void a_tip_whose_sale_does_not_count_in_the_batch_is_a_debit_of_its_own() {
    Payment gone = payment("a", PaymentType.SALE, Kind.SALE, Entry.SWIPE, 100, State.CANCELLED);
    List<Payment> all = List.of(gone, tip("b", "a", 10));
    assertEquals(new Totals(1, 10, 0, 0), totals(TipCounting.REPLACES, all));
    assertEquals("offline[b] end[]", planned(UNBALANCED, all, TipCounting.REPLACES));
  }

  private static Payment tip(String id, String sale, long amount) {
    Payment plain = payment(id, PaymentType.TIP, Kind.TIP, Entry.MANUAL, amount, State.CONFIRMED);
    return new Payment(
        id,
        new Terms(PaymentType.TIP, Kind.TIP, amount, "CNY", Optional.empty(), Optional.of(sale)),
        plain.instrument(),
        State.CONFIRMED,
        false,
        false,
        plain.attempts(),
        Decision.NONE,
        CardResult.NONE,
        Links.NONE,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Signature.NONE,
        NOW,
        NOW);
  }

  private static Totals totals(TipCounting tips, List<Payment> payments) {
    Counting counting = counting(tips, payments);
    BatchTotals totals = BatchTotals.NONE;
    for (Payment payment : payments) {
      totals = counting.plus(totals, payment, BATCH);
    }
    return totals.all();
  }

  @Test
  void an_empty_batch_has_an_end_all_the_same() {
    assertEquals("end[]", planned(BALANCED, List.of()));
  }
}
