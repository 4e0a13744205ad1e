package org.tillkeeper.tools.simulate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

/**
 * What must hold when everything has come to its end: the ledger and the acquirer's books say the
 * same of every payment, and nothing is kept that is not needed any more.
 */
final class EndOfRun {
  private final Run run;
  private final Customers customers;
  private final Ledger ledger;

  EndOfRun(Run run, Customers customers) {
    this.run = run;
    this.customers = customers;
    ledger = run.ledger();
  }

  /** Whatever does not hold is a violation of the run's. */
  void verify(
      SettlementWatch settlements, SettleCalls settleCalls, List<CompletableFuture<Void>> starts) {
    Map<String, Payment> ended = new LinkedHashMap<>();
    for (Payment payment : Lives.payments(ledger)) {
      ended.put(payment.id(), payment);
    }
    for (Customer customer : customers.all()) {
      Optional<Payment> payment = customer.id.map(ended::remove);
      if (customer.tainted) {
        continue;
      }
      if (customer.id.isPresent() && !payment.isPresent()) {
        run.violated(Invariant.SAME_KEY_SAME_PAYMENT, customer + " is not in the ledger any more");
      }
      verify(customer, payment);
    }
    if (!ended.isEmpty() && !run.hasLost()) {
      run.violated(Invariant.SAME_KEY_SAME_PAYMENT, "payments nobody asked for: " + ended.keySet());
    }
    settlements.verifyEnd(ledger, customers.all());
    settleCalls.verifyEnd(ledger);
    for (CompletableFuture<Void> start : starts) {
      if (start.isCompletedExceptionally()) {
        run.violated(Invariant.NO_DEFECT, "it does not start: " + start);
      }
    }
    if (ledger.firstBrokenLink() != 0) {
      run.violated(Invariant.HISTORY_UNBROKEN, "row " + ledger.firstBrokenLink());
    }
  }

  private void verify(Customer customer, Optional<Payment> payment) {
    List<Booking> standing = customers.standing(customer);
    State state = payment.map(Payment::state).orElse(State.NOT_SENT);
    run.tally().payments += payment.isPresent() ? 1 : 0;
    run.tally().ended(payment.isPresent() ? state.label() : "never-recorded");
    boolean charged =
        (state == State.CONFIRMED && customer.verb != Verb.BALANCE)
            || payment.filter(Payment::delivered).isPresent();
    int expected = charged ? 1 : 0;
    // Of what its acquirer denied and never approved nobody can know.
    List<Booking> unknowable = new ArrayList<>(standing);
    unknowable.removeIf(booking -> !booking.denied || booking.kept);
    while (standing.size() > expected && !unknowable.isEmpty()) {
      standing.remove(unknowable.remove(0));
    }
    boolean told = state == State.ATTENTION && run.stage().leavesAttention();
    if (told) {
      run.tally().reached(Path.LEFT_IN_ATTENTION);
      return;
    }
    run.check(
        !customer.goodsGone
            || customer.calledOff
            || charged
            || payment.flatMap(Payment::resolution).isPresent(),
        Invariant.GOODS_COLLECTED_OR_TOLD,
        customer + " went with the goods, and ends " + state.label());
    if (standing.size() != expected) {
      run.violated(
          standing.size() > 1
              ? Invariant.NO_DOUBLE_CHARGE
              : charged
                  ? Invariant.CONFIRMED_MEANS_CHARGED
                  : Invariant.NOT_CONFIRMED_MEANS_UNCHARGED,
          customer + " ends " + state.label() + " and is booked as " + standing);
    }
    boolean unexplained =
        payment.filter(it -> !it.resolution().isPresent() && !run.isErased(it.id())).isPresent();
    // A code may be paid until it is closed, whoever gave up.
    boolean stays = customer.givenUp && !customer.isShown();
    if (state == State.CONFIRMED && stays && unexplained) {
      run.violated(Invariant.GIVEN_UP_NEVER_CONFIRMED, customer + " was given up and is confirmed");
    }
    if (state == State.ATTENTION) {
      run.violated(Invariant.CONVERGES, customer + " is still in attention");
    }
    payment.ifPresent(it -> verifySecrets(customer, it));
  }

  private void verifySecrets(Customer customer, Payment payment) {
    boolean kept = ledger.sealed().card(payment.id()).isPresent();
    for (int number = 1; number <= payment.attempts().size(); number++) {
      kept |= ledger.sealed().request(new AttemptKey(payment.id(), number)).isPresent();
    }
    boolean needed = payment.delivered();
    if (kept && !needed) {
      run.violated(
          Invariant.SECRETS_ERASED,
          customer + " is " + payment.state().label() + " and its card data is kept");
    }
    boolean chip = ledger.sealed().chipAnswer(payment.id()).isPresent();
    if (chip && payment.cardResult() != CardResult.AWAITED) {
      run.violated(Invariant.SECRETS_ERASED, customer + " keeps what the issuer said to the chip");
    }
  }
}
