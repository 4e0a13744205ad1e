package org.tillkeeper.tools.simulate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.ledger.Batches;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.upkeep.Finding;

/**
 * The invariants of settlement, checked at every message of one and at the end. What a settlement
 * must name it knows from the acquirer's books and from what the till was shown. Messages of a
 * settlement carry no MAC, so an answer that arrived changed may have been believed: after one,
 * only what holds either way is asked for.
 */
final class SettlementWatch {
  /** From then on a terminal may have given up what nobody answered. */
  private static final long GIVEN_UP_NANOS = 9L * 60 * 1_000_000_000;

  private static final String SETTLED = "settled";
  private static final String SEVERAL = "several";

  private final Run run;
  private final Host host;
  private final Customers customers;
  private final UsedStans stans;
  private final Shown shown;

  /** How the terminal was told that tips count. */
  private final boolean tipsReplace;

  /** The newest of each batch; where the dialect has none, the newest. */
  private final Map<String, SettlementRound> rounds = new HashMap<>();

  /** STANs that were booked before the terminal spoke under another name. */
  private final Set<String> ofAnother = new HashSet<>();

  private boolean identityChanged;

  /** The STAN of the totals that were under way when what was confirmed was so last, by its own. */
  private final Map<String, String> toldBeforeRefused = new HashMap<>();

  /** STANs of what was in a message of the upload, sent once at least, when it was so last. */
  private final Set<String> uploadedBeforeRefused = new HashSet<>();

  private int closedRounds;
  private int passing;

  /** An answer was changed on the way: the terminal may have believed it. */
  private boolean blurred;

  /**
   * A sign-in's answer, which carries no MAC, was changed on the way: the terminal may have left
   * its batch for another number, and come back to the number with a batch that is a new one to it.
   */
  private boolean numbersBlurred;

  SettlementWatch(Run run, Host host, Customers customers, UsedStans stans, Shown shown) {
    this.run = run;
    this.host = host;
    this.customers = customers;
    this.stans = stans;
    this.shown = shown;
    tipsReplace = Habits.terminalReplaces(run.stage().schedule());
  }

  /** The terminal speaks under another name from now on. */
  void identityChanges() {
    identityChanged = true;
    // What the former one had begun nobody goes on with.
    rounds.clear();
    ofAnother.clear();
    for (Booking booking : host.books()) {
      ofAnother.add(booking.stan);
    }
  }

  /** Whether totals were sent, and the terminal has not stored how it ended. */
  boolean isUnderWay() {
    for (SettlementRound round : rounds.values()) {
      if (!round.closed && !round.maybeRefused) {
        return true;
      }
    }
    return false;
  }

  // What is sent.

  void sent(Request request, Ledger ledger) {
    if (run.hasLost()) {
      return;
    }
    SettlementRound round = round(request, ledger);
    boolean again = round != null && round.stan.equals(request.stan());
    boolean over = round != null && round.closed && (run.stage().isUnionPay() || again);
    run.check(
        !over,
        Invariant.BATCH_CLOSED_ONCE,
        request.verb().label() + " " + request.stan() + " of a batch that is closed");
    switch (request.verb()) {
      case SETTLEMENT -> {
        if (again) {
          totalsAgain(round, request);
        } else {
          totals(Optional.ofNullable(round), request, ledger);
        }
        recorded(request, ledger);
      }
      case BATCH_END -> upload(round, request, true);
      default -> upload(round, request, false);
    }
    Optional.ofNullable(round(request, ledger)).ifPresent(it -> it.waitsFor = request.stan());
  }

  /** The settlement of the batch a message says it belongs to; null where it has none. */
  private SettlementRound round(Request request, Ledger ledger) {
    SettlementRound round = rounds.get(request.batch());
    boolean another =
        numbersBlurred && round != null && round.batchSeq != ledger.batches().open().seq();
    return another ? null : round;
  }

  /** The first send of a payment's message. */
  void newPaymentSent(Request request, Ledger ledger) {
    SettlementRound round = round(request, ledger);
    if (round == null || round.maybeRefused || run.hasLost()) {
      return;
    }
    if (!round.answered && run.time().nanoTime() - round.sentNanos >= GIVEN_UP_NANOS) {
      round.maybeRefused = true;
      run.tally().reached(Path.TOTALS_NEVER_ANSWERED);
      return;
    }
    run.check(
        !run.stage().isUnionPay() && round.closing,
        Invariant.HELD_WHILE_SETTLING,
        "STAN " + request.stan() + " is new in a batch whose totals were told");
  }

  /**
   * A payment that takes back, or changes, what was told in the totals has been accepted. From the
   * totals on that is refused, until the batch is closed or the settlement has failed.
   */
  void changesBatch(Customer customer) {
    if (run.hasLost()) {
      return; // the settlement's own record may be what was lost
    }
    for (SettlementRound round : rounds.values()) {
      Customer original = customers.numbered(customer.of);
      boolean told =
          original != null
              && round.counted.values().stream().anyMatch(it -> customers.owner(it) == original);
      run.check(
          !told || round.closed || round.maybeRefused || blurred,
          Invariant.BATCH_STAYS_WHILE_SETTLING,
          customer + " was accepted while " + round.counted.values() + " are being settled");
    }
  }

  /** A chip refused what was confirmed, perhaps between the totals' commit and their first byte. */
  void isNoLongerConfirmed(Payment payment) {
    Ledger ledger = run.ledger();
    Optional<Settlement> open = ledger.settlements().open();
    Optional<String> totals = open.flatMap(Settlement::request).map(Settlement.Request::stan);
    boolean uploaded =
        open.flatMap(it -> ledger.settlements().next(it.id()))
            .filter(next -> next.sends() > 0)
            .filter(
                next -> next.attempts().stream().anyMatch(it -> it.payment().equals(payment.id())))
            .isPresent();
    for (Attempt attempt : payment.attempts()) {
      String stan = attempt.request().stan();
      totals.ifPresent(it -> toldBeforeRefused.put(stan, it));
      if (uploaded) {
        uploadedBeforeRefused.add(stan);
      }
    }
  }

  /** Totals are what stood when their first send was made durable, whichever send left. */
  private boolean stoodAtItsCommit(Booking booking, Request totals) {
    return totals.stan().equals(toldBeforeRefused.get(booking.stan));
  }

  /** A payment ended uncharged, perhaps one that was told in the totals. */
  void takenBack(Payment payment) {
    for (SettlementRound round : rounds.values()) {
      for (Attempt attempt : payment.attempts()) {
        if (!round.closed && round.counted.containsKey(attempt.request().stan())) {
          run.tally().reached(Path.REVERSED_WHILE_SETTLING);
        }
      }
    }
  }

  /** A till has asked for a payment that waits. */
  void held() {
    if (isUnderWay()) {
      run.tally().reached(Path.PAYMENT_HELD_WHILE_SETTLING);
    }
  }

  private void totals(Optional<SettlementRound> before, Request request, Ledger ledger) {
    run.check(
        before.isEmpty() || before.get().answered,
        Invariant.SAME_FIELDS_AT_RESEND,
        "totals with STAN " + request.stan() + " while those before have no answer");
    SettlementRound round =
        new SettlementRound(
            request.stan(), fields(request), ledger.batches().open().seq(), run.time().nanoTime());
    rounds.put(request.batch(), round);
    stans.take(request);
    for (Booking booking : host.batches().counted(request)) {
      if (isShownCharged(booking) && !isOfAnEarlierBatch(booking)) {
        round.counted.put(booking.stan, booking);
      }
    }
    for (Booking booking : host.books()) {
      // Undone since, perhaps before these totals came through.
      if (stoodAtItsCommit(booking, request)) {
        round.counted.put(booking.stan, booking);
      }
    }
    boolean unionPay = run.stage().isUnionPay();
    HostBatch.Halves halves = HostBatch.Halves.of(request, unionPay).get();
    List<Booking> counted = new ArrayList<>(round.counted.values());
    HostBatch.Halves due = HostBatch.Halves.of(counted, tipsReplace, unionPay);
    HostBatch.Sums told = halves.both();
    HostBatch.Sums all = due.both();
    boolean knowable = (unionPay || !blurred) && !isAmountUnheard(counted);
    if (!knowable || told.equals(all)) {
      run.check(
          !knowable || !isEachCardKnown(counted) || halves.equals(due),
          Invariant.SETTLED_ONCE,
          "the totals say " + halves + " of " + counted + ", each card known");
      return;
    }
    if (identityChanged) {
      for (Booking booking : host.books()) {
        if (isOfAnotherParty(booking, request) && isShownCharged(booking)) {
          run.violated(
              Invariant.NOTHING_OF_ANOTHER_SETTLED,
              "the totals say " + told + " of " + round.counted.values() + " beside " + booking);
        }
      }
    }
    boolean less =
        told.debitCount() < all.debitCount()
            || told.creditCount() < all.creditCount()
            || told.debitAmount() < all.debitAmount();
    run.check(
        false,
        less ? Invariant.SETTLED_WHOLE : Invariant.SETTLED_ONCE,
        "the totals say " + told + " of " + round.counted.values());
  }

  /**
   * Whether the terminal has kept an approval of each, which says whether its card is foreign. One
   * that arrived while its process died is not kept.
   */
  private static boolean isEachCardKnown(List<Booking> counted) {
    for (Booking booking : counted) {
      if (!booking.kept) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a person has settled as charged what the acquirer approved in part, in an answer that
   * never came: a person's word is about the whole amount.
   */
  private boolean isAmountUnheard(List<Booking> counted) {
    for (Booking booking : counted) {
      boolean resolved = shown(booking).flatMap(Payment::resolution).isPresent();
      if (resolved && booking.booked != booking.amount && !isKept(booking)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the terminal has kept the amount that was approved. */
  private boolean isKept(Booking booking) {
    return shown(booking).filter(it -> it.approvedAmount() == booking.booked).isPresent();
  }

  /** Whether a tip that went up stands for a booking: for its sale. */
  private boolean isNamedByItsTip(SettlementRound round, Booking booking) {
    for (Booking tip : round.counted.values()) {
      boolean its = HostBatch.saleOf(tip, List.of(booking)).isPresent();
      if (tipsReplace && its && round.uploads.containsKey(tip.stan)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfAnotherParty(Booking booking, Request request) {
    return !booking.party.equals(request.party());
  }

  /**
   * Whether the terminal shows a booking as charged: an attempt of its own that is confirmed,
   * whatever the payment needs a person for; or the payment as a whole, of which no attempt is.
   */
  private boolean isShownCharged(Booking booking) {
    return shown(booking).filter(payment -> isCharged(payment, booking.stan)).isPresent();
  }

  private static boolean isCharged(Payment payment, String stan) {
    boolean confirmed = false;
    boolean its = false;
    boolean undone = false;
    for (Attempt attempt : payment.attempts()) {
      boolean same = attempt.request().stan().equals(stan);
      boolean is = attempt.outcome() == Attempt.Outcome.CONFIRMED;
      confirmed |= is;
      its |= is && same;
      undone |= attempt.outcome() == Attempt.Outcome.REVERSED && same;
    }
    boolean byWord = payment.state() == State.CONFIRMED || payment.delivered();
    // A person's word is about what was open, and of no attempt that was undone before.
    return confirmed ? its : byWord && !undone;
  }

  /**
   * Whether the terminal has closed its batch before: too early, and the number came again, or
   * before a person settled it, and the acquirer booked it later.
   */
  private boolean isOfAnEarlierBatch(Booking booking) {
    return shown(booking)
        .filter(Payment::batchClosed)
        .filter(it -> blurred || numbersBlurred || identityChanged || it.resolution().isPresent())
        .isPresent();
  }

  private Optional<Payment> shown(Booking booking) {
    return Optional.ofNullable(customers.owner(booking)).flatMap(it -> it.id).flatMap(shown::last);
  }

  private void totalsAgain(SettlementRound round, Request request) {
    round.sends++;
    run.check(
        round.fields.equals(fields(request)),
        Invariant.SAME_FIELDS_AT_RESEND,
        "totals " + request.stan() + ": " + round.fields + ", then " + fields(request));
    run.check(
        run.stage().isUnionPay() || request.repeat(),
        Invariant.SEND_COUNT_DURABLE,
        "totals " + request.stan() + " are sent again and do not say so");
  }

  private void recorded(Request request, Ledger ledger) {
    Optional<Settlement.Request> recorded =
        ledger.settlements().open().flatMap(Settlement::request);
    run.check(
        recorded.filter(it -> it.stan().equals(request.stan())).isPresent(),
        Invariant.NOTHING_SENT_BEFORE_DURABLE,
        "totals " + request.stan() + " leave and the ledger does not know them");
    int sends = rounds.get(request.batch()).sends;
    run.check(
        recorded.filter(it -> it.sends() >= sends).isPresent(),
        Invariant.SEND_COUNT_DURABLE,
        "totals " + request.stan() + " sent " + sends + " times, recorded " + recorded);
  }

  private void upload(SettlementRound round, Request request, boolean end) {
    if (round == null || !round.answered) {
      run.violated(
          Invariant.SETTLED_ONLY_BY_ACQUIRER,
          request.verb().label() + " " + request.stan() + " before the totals were answered");
      return;
    }
    boolean refused = run.stage().isUnionPay() && !round.judged && !blurred && !numbersBlurred;
    run.check(
        !refused,
        Invariant.SETTLED_ONLY_BY_ACQUIRER,
        request.verb().label() + " " + request.stan() + " after the totals were refused");
    String fields = fields(request);
    String before = round.uploadFields.putIfAbsent(request.code() + request.stan(), fields);
    run.check(
        before == null || before.equals(fields),
        Invariant.SAME_FIELDS_AT_RESEND,
        "upload " + request.stan() + ": " + before + ", then " + fields);
    if (end) {
      ends(round, request);
      return;
    }
    if (before == null && request.code().equals("201")) {
      stans.take(request);
    }
    for (String stan : HostBatch.uploaded(request)) {
      run.check(
          !ofAnother.contains(stan) || isBookedMeanwhile(request, stan),
          Invariant.NOTHING_OF_ANOTHER_SETTLED,
          "payment " + stan + " was taken under another name and is uploaded under this");
      boolean takenBack =
          before == null
              && shown.isReversed(stan, request.batch())
              && !uploadedBeforeRefused.contains(stan);
      run.check(
          !takenBack,
          Invariant.SETTLED_ONCE,
          "payment " + stan + " is uploaded and has been reversed");
      String by = round.uploads.putIfAbsent(stan, request.code() + request.stan());
      run.check(
          by == null || by.equals(request.code() + request.stan()),
          Invariant.SETTLED_ONCE,
          "payment " + stan + " is uploaded by " + by + " and again by " + request.stan());
      run.check(
          round.counted.containsKey(stan) || isBookedMeanwhile(request, stan),
          Invariant.SETTLED_ONCE,
          "payment " + stan + " is uploaded and is none of " + round.counted.values());
    }
  }

  /** A person may have said so only after the totals. */
  private boolean isBookedMeanwhile(Request request, String stan) {
    for (Booking booking : host.batches().counted(request)) {
      if (booking.stan.equals(stan) && isShownCharged(booking)) {
        return true;
      }
    }
    return false;
  }

  private void ends(SettlementRound round, Request request) {
    if (round.endStan.isEmpty()) {
      round.endStan = request.stan();
      stans.take(request);
    }
    run.check(
        round.endStan.equals(request.stan()),
        Invariant.BATCH_CLOSED_ONCE,
        "the end of the batch is told as " + round.endStan + " and as " + request.stan());
    if (round.judged && !round.balanced) {
      for (Booking booking : round.counted.values()) {
        run.check(
            round.uploads.containsKey(booking.stan)
                || isNamedByItsTip(round, booking)
                || !host.batches().wantsUploaded(booking)
                || !isShownCharged(booking),
            Invariant.SETTLED_WHOLE,
            "the end of the batch is told and " + booking + " was not uploaded");
      }
    }
  }

  private static String fields(Request request) {
    StringBuilder fields = new StringBuilder();
    for (int field : new int[] {4, 12, 13, 48, 55, 60, 74, 76, 86, 88}) {
      fields.append(' ').append(field).append('=');
      fields.append(Integer.toHexString(Request.text(request.message(), field).hashCode()));
    }
    return fields.toString();
  }

  // What is heard.

  /** An answer arrives as the acquirer made it. */
  void arrives(HostBatch.Word word) {
    for (Booking booking : word.agreed()) {
      booking.heard = true;
    }
    SettlementRound round = rounds.get(word.batch());
    if (round == null) {
      ofAnotherBatch(word);
      return;
    }
    round.answered = true;
    boolean waited = round.waitsFor.equals(word.stan());
    round.waitsFor = waited ? "" : round.waitsFor;
    boolean ofTotals = word.part() == HostBatch.Part.TOTALS && word.stan().equals(round.stan);
    boolean ofEnd = word.part() == HostBatch.Part.END && word.stan().equals(round.endStan);
    if (!word.isTaken()) {
      refused(round, word);
    } else if (ofTotals) {
      round.judged = true;
      round.balanced = word.balanced();
    }
    if (waited && !round.maybeRefused && word.closes() && (ofEnd || ofTotals)) {
      round.closing = true;
      stored(round, run.life());
    }
  }

  private void refused(SettlementRound round, HostBatch.Word word) {
    run.tally().reached(Path.SETTLEMENT_REFUSED);
    passing++;
    // A trouble that passes is waited for, but not for ever.
    round.maybeRefused |= !HostCodes.isPassing(word.code()) || passing > 2;
  }

  /** Once the agent has had the answer, if it lives. */
  private void stored(SettlementRound round, int of) {
    run.time()
        .execute(
            () -> {
              if (!run.isAlive() || run.life() != of || round.closed || run.hasLost()) {
                return;
              }
              round.closed = true;
              closedRounds++;
              if (round.balanced) {
                run.tally().reached(Path.SETTLEMENT_BALANCED);
              } else if (!round.uploads.isEmpty()) {
                run.tally().reached(Path.SETTLEMENT_UNBALANCED_UPLOADED);
              }
              if (!run.stage().isUnionPay()) {
                run.tally().reached(Path.SETTLEMENT_WITHOUT_BATCHES);
              }
              if (closedRounds > 1 && !round.counted.isEmpty()) {
                run.tally().reached(Path.NEXT_BATCH_SETTLED_TOO);
              }
            });
  }

  /** An answer arrives with a bit changed, or with something else of it changed. */
  void arrivesChanged(HostBatch.Word word) {
    blurred = true;
    for (Booking booking : word.agreed()) {
      booking.heard = true;
    }
    SettlementRound round = rounds.get(word.batch());
    if (round != null) {
      round.answered = true;
      round.maybeRefused = true;
    } else {
      ofAnotherBatch(word);
    }
  }

  /** It read another batch in totals that had changed on their way; the STAN is right. */
  private void ofAnotherBatch(HostBatch.Word word) {
    rounds.values().forEach(it -> it.answered |= it.stan.equals(word.stan()));
  }

  /** A message without a MAC is changed on its way: the acquirer may read another one. */
  void requestChanged(Request request) {
    SettlementRound round = rounds.get(request.batch());
    if (round != null && request.verb().settles()) {
      blurred = true;
      round.maybeRefused = true;
    }
  }

  /** The answer to a sign-in arrives changed. */
  void signInChanged() {
    numbersBlurred = true;
  }

  // The end.

  /** A difference that the terminal was told is shown as long as nobody has acknowledged it. */
  void verifyDifferenceShown(List<Finding> findings) {
    boolean differs = false;
    for (SettlementRound round : rounds.values()) {
      differs |= round.closed && round.judged && !round.balanced;
    }
    if (!differs || blurred || numbersBlurred || run.hasLost()) {
      return;
    }
    run.tally().reached(Path.DIFFERENCE_SHOWN);
    boolean shownOk = false;
    for (Finding finding : findings) {
      shownOk |= finding instanceof Finding.LastSettlement && finding.ok();
    }
    run.check(
        !shownOk,
        Invariant.DIFFERENCE_VISIBLE,
        "the acquirer called the totals unequal, nobody acknowledged it, and all is well");
  }

  /** Once everything has come to its end. */
  void verifyEnd(Ledger ledger, Iterable<Customer> customers) {
    if (rounds.isEmpty() || run.hasLost()) {
      return;
    }
    int settled = 0;
    Map<String, String> states = new HashMap<>();
    for (long seq = 1; seq <= ledger.batches().open().seq(); seq++) {
      Optional<Batches.Batch> batch = ledger.batches().batch(seq);
      if (batch.isPresent()) {
        // After a sign-in whose answer was changed on the way a number may come again.
        states.merge(batch.get().number(), batch.get().state(), (before, now) -> SEVERAL);
        settled += batch.get().state().equals(SETTLED) ? 1 : 0;
      }
    }
    if (run.stage().isUnionPay()) {
      states.forEach(this::verifyBatch);
    } else {
      run.check(
          blurred || settled <= host.batches().ended(),
          Invariant.SETTLED_ONLY_BY_ACQUIRER,
          settled + " batches are settled, by the acquirer " + host.batches().ended());
      run.check(
          blurred || settled >= closedRounds,
          Invariant.SETTLED_ONLY_BY_ACQUIRER,
          settled + " batches are settled, the acquirer has said it of " + closedRounds);
    }
    for (Customer customer : customers) {
      customer.id.flatMap(ledger::payment).ifPresent(it -> verifyPayment(customer, it, states));
    }
  }

  private void verifyBatch(String number, String state) {
    if (state.equals(SEVERAL)) {
      return;
    }
    SettlementRound round = rounds.get(number);
    boolean ended =
        round != null
            && !round.maybeRefused
            && !round.endStan.isEmpty()
            && host.batches().endedBy(number).equals(round.endStan);
    run.check(
        !ended || state.equals(SETTLED),
        Invariant.SETTLED_ONLY_BY_ACQUIRER,
        "the acquirer took the end of batch " + number + ", and it is " + state);
    run.check(
        blurred || !state.equals(SETTLED) || host.batches().maySettle(number),
        Invariant.SETTLED_ONLY_BY_ACQUIRER,
        "batch " + number + " shows settled, and is not");
  }

  /** A payment is closed with its batch and not before. */
  private void verifyPayment(Customer customer, Payment payment, Map<String, String> states) {
    List<Booking> standing = customers.standing(customer);
    if (!run.stage().isUnionPay() || standing.size() != 1 || payment.state() != State.CONFIRMED) {
      return;
    }
    String batch = standing.get(0).batch;
    String state = states.getOrDefault(batch, "open");
    if (state.equals(SEVERAL)) {
      return;
    }
    boolean closed = !state.equals("open");
    run.check(
        closed == payment.batchClosed(),
        closed ? Invariant.SETTLED_ONCE : Invariant.SETTLED_WHOLE,
        customer + " is of batch " + batch + ", which is " + state + "; " + payment);
  }
}
