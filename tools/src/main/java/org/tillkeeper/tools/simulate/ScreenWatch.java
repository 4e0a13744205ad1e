package org.tillkeeper.tools.simulate;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.State;

/**
 * The invariants of what a till is shown, checked at every change. What must be shown it knows from
 * the acquirer's books.
 */
final class ScreenWatch {
  private static final Set<Verb> CHANGES_A_BATCH =
      EnumSet.of(Verb.VOID, Verb.TIP, Verb.COMPLETION_VOID);

  private final Run run;
  private final Customers customers;
  private final Shown shown;
  private final WireWatch wire;
  private final SettlementWatch settlements;

  ScreenWatch(
      Run run, Customers customers, Shown shown, WireWatch wire, SettlementWatch settlements) {
    this.run = run;
    this.customers = customers;
    this.shown = shown;
    this.wire = wire;
    this.settlements = settlements;
  }

  void changed(Payment now) {
    Payment before = shown.show(now).orElse(null);
    Customer customer = customers.of(now);
    if (customer == null || customer.tainted) {
      return;
    }
    run.check(
        !customer.id.isPresent() || customer.id.get().equals(now.id()),
        Invariant.SAME_KEY_SAME_PAYMENT,
        customer + " is " + customer.id + " and " + now.id());
    customer.id = Optional.of(now.id());
    if (before != null && run.isErased(now.id())) {
      run.check(
          before.state() == now.state() && before.amount() == now.amount(),
          Invariant.FINAL_STATES_STAY,
          customer + " was shown " + before.state().label() + " and is erased as " + now);
    } else if (before != null) {
      kept(customer, before, now);
    }
    if (before == null || before.state() != now.state()) {
      entered(customer, Optional.ofNullable(before), now);
    }
    reached(Optional.ofNullable(before), now);
  }

  private void kept(Customer customer, Payment before, Payment now) {
    run.check(
        now.attempts().size() >= before.attempts().size(),
        Invariant.REVERSAL_NEVER_LOST,
        customer + " has lost an attempt");
    for (Attempt was : before.attempts()) {
      Attempt is = now.attempt(was.number());
      if (was.reversal().isPresent()) {
        run.check(
            is.reversal().isPresent()
                && is.reversal().get().reason() == was.reversal().get().reason()
                && is.reversal().get().authCode().equals(was.reversal().get().authCode())
                && is.reversal().get().sends() >= was.reversal().get().sends()
                && (was.reversal().get().stage() != Reversal.Stage.REVERSED
                    || is.reversal().get().stage() == Reversal.Stage.REVERSED
                    || isApprovedSince(was, is)),
            Invariant.REVERSAL_NEVER_LOST,
            customer + ": " + was.reversal() + " became " + is.reversal());
        run.check(
            is.outcome() != Attempt.Outcome.CONFIRMED,
            Invariant.REVERSED_NEVER_CONFIRMED,
            customer + ": attempt " + was.number() + " has a reversal and is confirmed");
      }
    }
    if (before.state().isFinal() && before.state() != now.state()) {
      run.check(
          mayChange(before, now),
          Invariant.FINAL_STATES_STAY,
          customer + " was shown " + before.state().label() + ", then " + now.state().label());
    }
  }

  /** What the acquirer approves after it undid it is undone once more. */
  private boolean isApprovedSince(Attempt was, Attempt is) {
    return is.reversal().get().stage() == Reversal.Stage.OPEN
        && customers.hasHeardApproval(was.request().stan());
  }

  /**
   * Verifies that no notice but the one its acquirer puts off still waits.
   *
   * @param putOff STAN of that one; empty where the acquirer has put off none
   */
  void verifyNoticesGoOn(String putOff, long nowMillis) {
    if (putOff.isEmpty() || run.hasLost() || !run.isAlive()) {
      return;
    }
    for (Payment payment : run.ledger().open()) {
      boolean notice = payment.type() == PaymentType.TIP || payment.terms().acceptedOffline();
      // What the acquirer says that it has already waits for the settlement alone.
      boolean waits = notice && !payment.delivered();
      boolean itself =
          payment.attempts().stream().anyMatch(it -> it.request().stan().equals(putOff));
      run.check(
          !waits || itself,
          Invariant.NOTICES_GO_ON,
          customers.of(payment) + " waits at " + nowMillis + " ms for the notice of " + putOff);
    }
    run.tally().reached(Path.NOTICES_PASSED_ANOTHER);
  }

  /**
   * Only evidence that comes later, or a chip that refuses, changes what was shown. A notice that
   * got nowhere is delivered again at a later sign-in.
   */
  private static boolean mayChange(Payment before, Payment now) {
    if (before.state() == State.ATTENTION) {
      boolean deliveredAgain = now.state() == State.STORED && now.terms().acceptedOffline();
      boolean delivered = now.state() == State.SENT || now.state() == State.STORED;
      return now.state() == State.CONFIRMED
          || now.state() == State.CANCELLED
          || deliveredAgain
          || (delivered && before.isParkedNotice());
    }
    if (before.state() == State.CONFIRMED && now.cardResult() == CardResult.REFUSED) {
      return true;
    }
    if (now.state() == State.ATTENTION) {
      for (Attempt attempt : now.attempts()) {
        boolean open = attempt.outcome() == Attempt.Outcome.OPEN;
        // The acquirer undid it once, and does not stand by that when it is asked again.
        boolean undone = attempt.reversal().flatMap(Reversal::undoneAt).isPresent();
        if (open && (attempt.approved() || undone)) {
          return true;
        }
      }
    }
    return false;
  }

  private void entered(Customer customer, Optional<Payment> before, Payment now) {
    if (!before.isPresent() && CHANGES_A_BATCH.contains(customer.verb)) {
      settlements.changesBatch(customer);
    }
    if (now.state() == State.CANCELLED) {
      settlements.takenBack(now);
    }
    if (before.filter(it -> it.state() == State.CONFIRMED).isPresent()) {
      settlements.isNoLongerConfirmed(now);
    }
    if (now.state() == State.RECORDED) {
      settlements.held();
    }
    List<Booking> standing = customers.knowable(customer, shown, now.state());
    run.check(
        standing.size() <= 1,
        Invariant.NO_DOUBLE_CHARGE,
        customer + " is " + now.state().label() + " and booked as " + standing);
    switch (now.state()) {
      case CONFIRMED -> {
        if (customer.verb == Verb.BALANCE) {
          return;
        }
        run.check(
            !customers.standing(customer).isEmpty(),
            Invariant.CONFIRMED_MEANS_CHARGED,
            customer + " is shown confirmed and not booked");
        boolean heard = false;
        for (Booking booking : customers.standing(customer)) {
          heard |= booking.heard;
        }
        run.check(
            heard || now.resolution().isPresent(),
            Invariant.CONFIRMED_ONLY_BY_ACQUIRER,
            customer + " is confirmed, and no whole approval with a right MAC has arrived");
      }
      case DECLINED, CANCELLED, NOT_SENT -> {
        List<ScannedCodes.Code> payable = customers.payable(customer);
        run.check(
            payable.isEmpty(),
            Invariant.NO_PAYABLE_CODE_LEFT,
            customer + " is shown " + now.state().label() + ", and can be paid by " + payable);
        run.check(
            standing.isEmpty(),
            Invariant.NOT_CONFIRMED_MEANS_UNCHARGED,
            customer + " is shown " + now.state().label() + " and booked as " + standing);
        run.check(
            !customer.goodsGone || customer.calledOff || now.resolution().isPresent(),
            Invariant.GOODS_COLLECTED_OR_TOLD,
            customer + " went with the goods, and is shown " + now.state().label());
      }
      case STORED -> stored(customer);
      default -> {
        // Nothing is said yet.
      }
    }
    run.check(
        now.state() != State.CONFIRMED || !before.isPresent() || confirmable(now),
        Invariant.REVERSED_NEVER_CONFIRMED,
        customer + " is confirmed by an attempt that has a reversal");
  }

  private static boolean confirmable(Payment now) {
    for (Attempt attempt : now.attempts()) {
      if (attempt.outcome() == Attempt.Outcome.CONFIRMED && attempt.reversal().isPresent()) {
        return false;
      }
    }
    return true;
  }

  private void stored(Customer customer) {
    customer.goodsGone = true;
    long total = 0;
    int count = 0;
    for (Payment payment : shown.all()) {
      if (payment.state() == State.STORED && !payment.delivered()) {
        total += payment.amount();
        count++;
      }
    }
    run.check(
        run.stage().offlineAllows(customer.amount, total, count),
        Invariant.OFFLINE_LIMITS_EXACT,
        customer + " makes it " + count + " and " + total);
    run.tally().reached(Path.STORED_OFFLINE);
  }

  private void reached(Optional<Payment> before, Payment now) {
    boolean entered = !before.isPresent() || before.get().state() != now.state();
    if (entered && now.state() == State.CONFIRMED && !now.attempts().isEmpty()) {
      confirmedBy(before, now);
    }
    if (entered && now.isByShownCode()) {
      shownCodeReached(now);
    }
    if (entered && now.attention().equals(Optional.of(Attention.DECLINED_OFFLINE))) {
      run.tally().reached(Path.DECLINED_AFTER_OFFLINE);
    }
    if (now.cardResult() == CardResult.REFUSED && entered && now.state() == State.REVERSING) {
      run.tally().reached(Path.CARD_REFUSED);
    }
    for (Attempt is : now.attempts()) {
      if (is.reversal().isPresent()) {
        Optional<Attempt> was =
            before
                .filter(payment -> payment.attempts().size() >= is.number())
                .map(payment -> payment.attempt(is.number()));
        reversalReached(was, is, is.reversal().get());
      }
    }
  }

  private void confirmedBy(Optional<Payment> before, Payment now) {
    Attempt last = now.attempt(now.attempts().size());
    if (now.attempts().size() > 1) {
      run.tally().reached(Path.CONFIRMED_BY_SECOND_ATTEMPT);
    }
    if (last.sends() > 1) {
      run.tally().reached(Path.CONFIRMED_BY_REPEAT);
    }
    if (before.isPresent() && before.get().state() == State.INQUIRING) {
      run.tally().reached(Path.CONFIRMED_BY_INQUIRY);
    }
    if (now.terms().acceptedOffline()) {
      run.tally().reached(Path.DELIVERED_AFTER_OFFLINE);
    }
    switch (now.type()) {
      case VOID, PREAUTH_VOID, COMPLETION_VOID -> {
        run.tally().reached(Path.VOID_CONFIRMED);
        Customer original = customers.numbered(customers.of(now).of);
        if (original != null && original.isShown()) {
          run.tally().reached(Path.CODE_VOIDED);
        }
      }
      case COMPLETION -> run.tally().reached(Path.COMPLETION_CONFIRMED);
      case REFUND -> run.tally().reached(Path.REFUND_CONFIRMED);
      default -> {
        // No path of its own.
      }
    }
  }

  private void shownCodeReached(Payment now) {
    if (now.state() == State.ATTENTION) {
      run.tally().reached(Path.CODE_LEFT_TO_A_PERSON);
    } else if (now.state() == State.CONFIRMED && !now.attempts().isEmpty()) {
      String stan = now.attempt(now.attempts().size()).request().stan();
      if (wire.lifeOfSend(stan).orElse(run.life()) != run.life()) {
        run.tally().reached(Path.CODE_CONFIRMED_AFTER_RESTART);
      }
    }
  }

  private void reversalReached(Optional<Attempt> was, Attempt is, Reversal reversal) {
    Optional<Reversal> earlier = was.flatMap(Attempt::reversal);
    boolean wasOpen = earlier.isPresent() && earlier.get().stage() == Reversal.Stage.OPEN;
    if (earlier.isPresent() && earlier.get().sends() == 1 && reversal.sends() == 2) {
      run.tally().reached(Path.REVERSAL_SENT_AGAIN);
    }
    if (is.approved() && was.isPresent() && !was.get().approved() && earlier.isPresent()) {
      run.tally().reached(Path.LATE_APPROVAL_AFTER_REVERSAL);
    }
    if (earlier.isPresent() && !wasOpen && reversal.stage() == Reversal.Stage.OPEN) {
      run.tally().reached(Path.REVERSAL_OPENED_AGAIN);
    }
    if (wasOpen
        && !earlier.get().responseCode().equals("25")
        && reversal.stage() == Reversal.Stage.OPEN
        && reversal.responseCode().equals("25")) {
      run.tally().reached(Path.NO_ORIGINAL_TOO_EARLY);
    }
    boolean otherLife = wire.lifeOfSend(is.request().stan()).orElse(run.life()) != run.life();
    if (wasOpen && reversal.stage() == Reversal.Stage.REVERSED && otherLife) {
      run.tally().reached(Path.REVERSED_AFTER_RESTART);
    }
  }
}
