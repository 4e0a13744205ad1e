package org.tillkeeper.tools.simulate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.State;

/**
 * The invariants of what leaves the terminal, checked at every frame. What it knows it knows from
 * the books, the wire and what was shown; of the agent it believes nothing.
 */
final class WireWatch {
  private final Run run;
  private final Homes homes;
  private final Host host;
  private final Customers customers;
  private final UnderWay underWay;
  private final UsedStans stans;
  private final Shown shown;
  private final SettlementWatch settlements;
  private final Map<String, Integer> originalSends = new HashMap<>();
  private final Map<String, Integer> reversalSends = new HashMap<>();
  private final Map<String, Integer> lifeOfSend = new HashMap<>();
  private final Map<String, Integer> closings = new HashMap<>();
  private final Set<String> strangers = new HashSet<>();

  /** STANs of payments whose message waits for its answer on the newest connection. */
  private final Set<String> unanswered = new HashSet<>();

  WireWatch(
      Run run,
      Homes homes,
      Host host,
      Customers customers,
      UnderWay underWay,
      UsedStans stans,
      Shown shown,
      SettlementWatch settlements) {
    this.run = run;
    this.homes = homes;
    this.host = host;
    this.customers = customers;
    this.underWay = underWay;
    this.stans = stans;
    this.shown = shown;
    this.settlements = settlements;
  }

  void connected() {
    unanswered.clear();
  }

  void answered(Request answer) {
    unanswered.remove(answer.stan());
  }

  /** Number of the life in which an attempt was first sent; empty where it was not. */
  Optional<Integer> lifeOfSend(String stan) {
    return Optional.ofNullable(lifeOfSend.get(stan));
  }

  void sent(Request request, Ledger ledger, int life) {
    switch (request.verb()) {
      case ECHO, OTHER -> {
        // Names no STAN that anybody looks up.
      }
      case SIGN_IN, INQUIRY -> stans.take(request);
      case CODE_INQUIRY, CODE_CLOSE -> ofCodeSent(request, ledger);
      case SETTLEMENT, UPLOAD, BATCH_END -> {
        verifyNoCodeIsOpen(request);
        settlements.sent(request, ledger);
      }
      case REVERSAL -> reversalSent(request, ledger);
      default -> originalSent(request, ledger, life);
    }
  }

  private void verifyNoCodeIsOpen(Request request) {
    for (State state : new State[] {State.SHOWN, State.CLOSING}) {
      run.check(
          request.verb() != Verb.SETTLEMENT || shown.as(state).isEmpty() || run.hasLost(),
          Invariant.NO_SETTLEMENT_WITH_OPEN_CODES,
          "totals are sent while a code is " + state.label() + ": " + shown.as(state));
    }
  }

  /** A question about a code, or its closing. */
  private void ofCodeSent(Request request, Ledger ledger) {
    stans.take(request);
    boolean closes = request.verb() == Verb.CODE_CLOSE;
    run.check(
        !strangers.contains(request.original()),
        Invariant.NEVER_REVERSES_A_STRANGER,
        request.verb().label() + " of STAN " + request.original() + ", which was answered 94");
    if (ledger.settlements().open().isPresent()) {
      run.tally().reached(Path.SETTLEMENT_WAITED_FOR_A_CODE);
    }
    if (closes && closings.merge(request.codeBatch() + request.original(), 1, Integer::sum) == 2) {
      run.tally().reached(Path.CLOSING_SENT_AGAIN);
    }
    if (run.hasLost()) {
      return;
    }
    Optional<State> recorded =
        run.attemptOf(request.original(), request.codeBatch())
            .flatMap(key -> ledger.payment(key.payment()))
            .map(Payment::state);
    // A question may still leave while the cashier gives up: it changes nothing.
    boolean asks = !closes && recorded.equals(Optional.of(State.SHOWN));
    run.check(
        asks || recorded.equals(Optional.of(State.CLOSING)),
        Invariant.NOTHING_SENT_BEFORE_DURABLE,
        request.verb().label() + " of STAN " + request.original() + ", recorded as " + recorded);
  }

  private void waitsForAnswer(Request request) {
    run.check(
        unanswered.add(request.stan()),
        Invariant.ONE_MESSAGE_OF_A_PAYMENT_AT_A_TIME,
        request.verb().label() + " of STAN " + request.stan() + " beside another of it");
  }

  /** An approval of the attempt itself: the 94 spoke of a copy. */
  private static boolean isApproved(Request request, Ledger ledger) {
    return ledger
        .attemptOf(request.stan(), request.batch(), Optional.empty())
        .filter(key -> ledger.payment(key.payment()).get().attempt(key.number()).approved())
        .isPresent();
  }

  private void reversalSent(Request request, Ledger ledger) {
    waitsForAnswer(request);
    String key = request.batch() + request.stan();
    run.check(
        !strangers.contains(request.stan()) || isApproved(request, ledger),
        Invariant.NEVER_REVERSES_A_STRANGER,
        "STAN " + request.stan() + " was answered 94 and is reversed");
    run.check(
        host.codes().withStan(request.stan()).stream()
            .noneMatch(code -> code.request.batch().equals(request.batch())),
        Invariant.CODE_NEVER_REVERSED,
        "the sale of a code, STAN " + request.stan() + ", is reversed");
    int sends = reversalSends.merge(key, 1, Integer::sum);
    String fields = reversalFields(request);
    String before = stans.note("reversal " + key, fields).orElse(null);
    run.check(
        before == null || before.equals(fields) || run.hasLost(),
        Invariant.SAME_FIELDS_AT_RESEND,
        "the reversal of " + request.stan() + ": " + before + ", then " + fields);
    Optional<Attempt> attempt = attempt(request, ledger).map(Found::attempt);
    Optional<Reversal> reversal = attempt.flatMap(Attempt::reversal);
    if (run.hasLost()) {
      return;
    }
    run.check(
        reversal.isPresent(),
        Invariant.NOTHING_SENT_BEFORE_DURABLE,
        "a reversal of STAN " + request.stan() + " that the ledger does not know");
    reversal.ifPresent(
        it ->
            run.check(
                it.sends() >= sends,
                Invariant.SEND_COUNT_DURABLE,
                "reversal of "
                    + request.stan()
                    + " sent "
                    + sends
                    + " times, recorded "
                    + it.sends()));
    homes.verifySent(request.stan(), true, sends);
  }

  private void originalSent(Request request, Ledger ledger, int life) {
    waitsForAnswer(request);
    if (request.verb().refers()
        && originalSends.getOrDefault(request.batch() + request.stan(), 0) == 0) {
      for (Booking booking : host.books()) {
        run.check(
            !booking.stan.equals(request.original()) || booking.party.equals(request.party()),
            Invariant.NOTHING_OF_ANOTHER_SETTLED,
            request.verb().label() + " under " + request.party() + " of " + booking);
      }
    }
    String key = request.batch() + request.stan();
    int sends = originalSends.merge(key, 1, Integer::sum);
    String fields = originalFields(request);
    String before = stans.note(key, fields).orElse(null);
    run.check(
        before == null || sends > 1,
        Invariant.STAN_UNIQUE_IN_BATCH,
        "STAN " + request.stan() + " was used for " + before);
    run.check(
        before == null || before.equals(fields),
        sameKind(before, fields) ? Invariant.SAME_FIELDS_AT_RESEND : Invariant.STAN_UNIQUE_IN_BATCH,
        "STAN " + request.stan() + ": " + before + ", then " + fields);
    run.check(
        sends == 1 || run.stage().isUnionPay() || request.repeat(),
        Invariant.SEND_COUNT_DURABLE,
        "STAN " + request.stan() + " is sent again and does not say so");
    if (run.hasLost()) {
      return;
    }
    Optional<Found> found = attempt(request, ledger);
    run.check(
        found.isPresent(),
        Invariant.NOTHING_SENT_BEFORE_DURABLE,
        "STAN " + request.stan() + " leaves and the ledger does not know it");
    if (sends == 1) {
      settlements.newPaymentSent(request, ledger);
    }
    if (found.isPresent()) {
      Attempt attempt = found.get().attempt();
      run.check(
          attempt.sends() >= sends,
          Invariant.SEND_COUNT_DURABLE,
          "STAN " + request.stan() + " sent " + sends + " times, recorded " + attempt.sends());
      if (attempt.sends() == 1) {
        lifeOfSend.put(request.stan(), life);
        newAttempt(found.get().payment(), attempt, life);
      }
    }
    homes.verifySent(request.stan(), false, sends);
  }

  private record Found(Payment payment, Attempt attempt) {}

  private Optional<Found> attempt(Request request, Ledger ledger) {
    return run.attemptOf(request.stan(), request.batch())
        .flatMap(
            key ->
                ledger
                    .payment(key.payment())
                    .map(payment -> new Found(payment, payment.attempt(key.number()))));
  }

  private static boolean sameKind(String before, String now) {
    return before != null && before.split(" ")[0].equals(now.split(" ")[0]);
  }

  private static final int[] IDENTIFYING = {
    2, 3, 7, 12, 13, 14, 22, 25, 35, 41, 42, 49, 55, 61, 90
  };

  private static String originalFields(Request request) {
    StringBuilder fields = new StringBuilder(request.verb().label() + ":" + request.amount());
    for (int field : IDENTIFYING) {
      String value = Request.text(request.message(), field);
      fields.append(' ').append(field).append('=').append(Integer.toHexString(value.hashCode()));
    }
    return fields.toString();
  }

  private static String reversalFields(Request request) {
    return originalFields(request)
        + " 38="
        + Request.text(request.message(), 38)
        + " 39="
        + Request.text(request.message(), 39);
  }

  /** The first send of a new attempt. */
  private void newAttempt(Payment payment, Attempt attempt, int life) {
    Customer customer = customers.of(payment);
    if (customer == null || customer.tainted) {
      return;
    }
    for (Attempt earlier : payment.attempts()) {
      if (earlier.number() >= attempt.number() || earlier.sends() == 0) {
        continue;
      }
      String stan = earlier.request().stan();
      boolean charged = false;
      for (Booking booking : host.books()) {
        charged |=
            booking.stan.equals(stan)
                && booking.stands()
                && !(booking.excused && !booking.kept)
                && customers.owner(booking) == customer;
      }
      boolean mayArrive = underWay.mayStillArrive(stan) && !host.hasRecord(stan);
      run.check(
          (!mayArrive || host.hasGivenWrongWord(stan)) && !charged,
          Invariant.NO_NEW_ATTEMPT_BEFORE_PROOF,
          customer
              + ": attempt "
              + attempt.number()
              + " while attempt "
              + earlier.number()
              + (charged ? " is charged" : " may still arrive"));
      run.check(
          !payment.instrument().entry().isOneTime()
              || payment.terms().original().isPresent()
              || !host.hasSeen(stan),
          Invariant.CRYPTOGRAM_USED_ONCE,
          customer + ": the acquirer has seen attempt " + earlier.number());
      if (payment.instrument().entry().isOneTime() && !payment.terms().original().isPresent()) {
        run.tally().reached(Path.CHIP_SENT_AGAIN_UNSEEN);
      }
    }
    if (customer.isShown() && attempt.number() > 1) {
      run.tally().reached(Path.CODE_ASKED_FOR_AGAIN);
      for (ScannedCodes.Code code : host.codes().over(customer.amount)) {
        run.check(
            !code.seen,
            Invariant.ONE_CODE_SEEN,
            customer + ": attempt " + attempt.number() + " after a customer has seen the " + code);
      }
    }
    boolean offline = payment.terms().acceptedOffline();
    run.check(
        offline || life == customer.startedInLife,
        Invariant.NO_RETRY_AFTER_RESTART,
        customer + ": asked in life " + customer.startedInLife + ", sent in " + life);
    long waited = (run.time().nanoTime() - customer.startedNanos) / 1_000_000;
    run.check(
        offline || attempt.number() == 1 || waited < run.stage().retryWithinMillis(),
        Invariant.NO_RETRY_AFTER_END,
        customer + ": attempt " + attempt.number() + " after " + waited + " ms");
    run.check(
        !payment.cancelRequested(), Invariant.NO_RETRY_AFTER_END, customer + ": was cancelled");
  }

  /**
   * The acquirer's 94 reaches the terminal while it waits for the answer, or has not sent the
   * reversal of what the cashier gave up: the STAN is another payment's.
   */
  void heardDuplicate(String stan) {
    for (Payment payment : shown.all()) {
      for (Attempt attempt : payment.attempts()) {
        boolean first =
            attempt.request().stan().equals(stan)
                && attempt.sends() == 1
                && attempt.heard() == Attempt.Heard.NOTHING;
        boolean waiting =
            payment.state() == State.SENT && payment.underWay().filter(attempt::equals).isPresent();
        boolean givenUp =
            payment.state() == State.REVERSING
                && attempt.reversal().filter(reversal -> reversal.sends() == 0).isPresent();
        if (first && (waiting || givenUp)) {
          strangers.add(stan);
        }
      }
    }
  }

  /** What a dead process heard and had not recorded, the next one cannot know. */
  void born(Ledger ledger) {
    String batch = ledger.batches().open().number();
    strangers.removeIf(
        stan ->
            ledger
                .attemptOf(stan, batch, Optional.empty())
                .flatMap(
                    key ->
                        ledger
                            .payment(key.payment())
                            .map(payment -> payment.attempt(key.number()).heard()))
                .filter(heard -> heard != Attempt.Heard.NOTHING)
                .isEmpty());
  }
}
