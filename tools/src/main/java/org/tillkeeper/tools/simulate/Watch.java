package org.tillkeeper.tools.simulate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.State;

/**
 * The invariants, checked at every change a till is shown and at every frame that leaves. What it
 * knows it knows from the books, the wire and what was shown; of the agent it believes nothing.
 */
final class Watch {
  private final World world;
  private final Homes homes;
  private final Host host;
  private final Tally tally;
  private final SettlementWatch settlements;
  private final Map<String, Payment> shown = new HashMap<>();
  private final Map<String, String> firstFrames = new HashMap<>();
  private final Map<String, Integer> originalSends = new HashMap<>();
  private final Map<String, Integer> reversalSends = new HashMap<>();
  private final Map<String, Integer> underWay = new HashMap<>();
  private final Map<String, Integer> reversalsUnderWay = new HashMap<>();
  private final Map<String, Integer> lifeOfSend = new HashMap<>();
  private final Set<String> strangers = new HashSet<>();

  /** STANs of payments whose message waits for its answer on the newest connection. */
  private final Set<String> unanswered = new HashSet<>();

  Watch(World world, Homes homes, Host host, Tally tally, Timeline time) {
    this.world = world;
    this.homes = homes;
    this.host = host;
    this.tally = tally;
    settlements = new SettlementWatch(world, host, this, tally, time);
  }

  SettlementWatch settlements() {
    return settlements;
  }

  private void check(boolean holds, Invariant invariant, String what) {
    if (!holds) {
      world.violated(invariant, what);
    }
  }

  // What is on the wire.

  void connected() {
    unanswered.clear();
  }

  void answered(Request answer) {
    unanswered.remove(answer.stan());
  }

  void underWay(Request request) {
    count(request, 1);
  }

  void gone(Request request) {
    count(request, -1);
  }

  private void count(Request request, int change) {
    if (request.verb().isOriginal()) {
      underWay.merge(request.stan(), change, Integer::sum);
    } else if (request.verb() == Verb.REVERSAL) {
      reversalsUnderWay.merge(request.stan(), change, Integer::sum);
    }
  }

  boolean mayStillArrive(String stan) {
    return underWay.getOrDefault(stan, 0) > 0;
  }

  boolean reversalMayStillArrive(String stan) {
    return reversalsUnderWay.getOrDefault(stan, 0) > 0;
  }

  void sent(Request request, Ledger ledger, int life) {
    switch (request.verb()) {
      case ECHO, OTHER -> {
        // Names no STAN that anybody looks up.
      }
      case SIGN_IN, INQUIRY -> firstUse(request);
      case SETTLEMENT, UPLOAD, BATCH_END -> settlements.sent(request, ledger);
      case REVERSAL -> reversalSent(request, ledger);
      default -> originalSent(request, ledger, life);
    }
  }

  /** A message takes a STAN of its own. */
  void firstUse(Request request) {
    String before =
        firstFrames.putIfAbsent(
            request.batch() + request.stan(), request.verb() + " " + request.original());
    check(
        before == null,
        Invariant.STAN_UNIQUE_IN_BATCH,
        request.verb().label() + " with STAN " + request.stan() + ", which was " + before);
  }

  private void waitsForAnswer(Request request) {
    check(
        unanswered.add(request.stan()),
        Invariant.ONE_MESSAGE_OF_A_PAYMENT_AT_A_TIME,
        request.verb().label() + " of STAN " + request.stan() + " beside another of it");
  }

  /** An approval of the attempt itself: the 94 spoke of a copy. */
  private static boolean isApproved(Request request, Ledger ledger) {
    return ledger
        .attemptOf(request.stan(), request.batch())
        .filter(key -> ledger.payment(key.payment()).get().attempt(key.number()).approved())
        .isPresent();
  }

  private void reversalSent(Request request, Ledger ledger) {
    waitsForAnswer(request);
    String key = request.batch() + request.stan();
    check(
        !strangers.contains(request.stan()) || isApproved(request, ledger),
        Invariant.NEVER_REVERSES_A_STRANGER,
        "STAN " + request.stan() + " was answered 94 and is reversed");
    int sends = reversalSends.merge(key, 1, Integer::sum);
    String fields = reversalFields(request);
    String before = firstFrames.putIfAbsent("reversal " + key, fields);
    check(
        before == null || before.equals(fields) || world.hasLost(),
        Invariant.SAME_FIELDS_AT_RESEND,
        "the reversal of " + request.stan() + ": " + before + ", then " + fields);
    Optional<Attempt> attempt = attempt(request, ledger).map(Found::attempt);
    Optional<Reversal> reversal = attempt.flatMap(Attempt::reversal);
    if (world.hasLost()) {
      return;
    }
    check(
        reversal.isPresent(),
        Invariant.NOTHING_SENT_BEFORE_DURABLE,
        "a reversal of STAN " + request.stan() + " that the ledger does not know");
    reversal.ifPresent(
        it ->
            check(
                it.sends() >= sends,
                Invariant.SEND_COUNT_DURABLE,
                "reversal of "
                    + request.stan()
                    + " sent "
                    + sends
                    + " times, recorded "
                    + it.sends()));
    homes.verifySent(world, request.stan(), true, sends);
  }

  private void originalSent(Request request, Ledger ledger, int life) {
    waitsForAnswer(request);
    String key = request.batch() + request.stan();
    int sends = originalSends.merge(key, 1, Integer::sum);
    String fields = originalFields(request);
    String before = firstFrames.putIfAbsent(key, fields);
    check(
        before == null || sends > 1,
        Invariant.STAN_UNIQUE_IN_BATCH,
        "STAN " + request.stan() + " was used for " + before);
    check(
        before == null || before.equals(fields),
        sameKind(before, fields) ? Invariant.SAME_FIELDS_AT_RESEND : Invariant.STAN_UNIQUE_IN_BATCH,
        "STAN " + request.stan() + ": " + before + ", then " + fields);
    check(
        sends == 1 || world.isUnionPay() || request.repeat(),
        Invariant.SEND_COUNT_DURABLE,
        "STAN " + request.stan() + " is sent again and does not say so");
    if (world.hasLost()) {
      return;
    }
    Optional<Found> found = attempt(request, ledger);
    check(
        found.isPresent(),
        Invariant.NOTHING_SENT_BEFORE_DURABLE,
        "STAN " + request.stan() + " leaves and the ledger does not know it");
    if (sends == 1) {
      settlements.newPaymentSent(request, ledger);
    }
    if (found.isPresent()) {
      Attempt attempt = found.get().attempt();
      check(
          attempt.sends() >= sends,
          Invariant.SEND_COUNT_DURABLE,
          "STAN " + request.stan() + " sent " + sends + " times, recorded " + attempt.sends());
      if (attempt.sends() == 1) {
        lifeOfSend.put(request.stan(), life);
        newAttempt(found.get().payment(), attempt, life);
      }
    }
    homes.verifySent(world, request.stan(), false, sends);
  }

  private record Found(Payment payment, Attempt attempt) {}

  private Optional<Found> attempt(Request request, Ledger ledger) {
    return world
        .attemptOf(request.stan(), request.batch())
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
    Customer customer = world.customer(payment);
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
            booking.stan.equals(stan) && booking.stands() && world.owner(booking) == customer;
      }
      check(
          !(mayStillArrive(stan) && !host.hasRecord(stan)) && !charged,
          Invariant.NO_NEW_ATTEMPT_BEFORE_PROOF,
          customer
              + ": attempt "
              + attempt.number()
              + " while attempt "
              + earlier.number()
              + (charged ? " is charged" : " may still arrive"));
      check(
          !payment.instrument().entry().isOneTime()
              || payment.terms().original().isPresent()
              || !host.hasSeen(stan),
          Invariant.CRYPTOGRAM_USED_ONCE,
          customer + ": the acquirer has seen attempt " + earlier.number());
      if (payment.instrument().entry().isOneTime() && !payment.terms().original().isPresent()) {
        tally.reached(Path.CHIP_SENT_AGAIN_UNSEEN);
      }
    }
    boolean offline = payment.terms().acceptedOffline();
    check(
        offline || life == customer.startedInLife,
        Invariant.NO_RETRY_AFTER_RESTART,
        customer + ": asked in life " + customer.startedInLife + ", sent in " + life);
    long waited = (world.nanos() - customer.startedNanos) / 1_000_000;
    check(
        offline || attempt.number() == 1 || waited < world.retryWithinMillis(),
        Invariant.NO_RETRY_AFTER_END,
        customer + ": attempt " + attempt.number() + " after " + waited + " ms");
    check(!payment.cancelRequested(), Invariant.NO_RETRY_AFTER_END, customer + ": was cancelled");
  }

  // What is shown.

  /** After the disk has lost commits. */
  void forget(String payment) {
    shown.remove(payment);
  }

  Optional<Payment> lastShown(String payment) {
    return Optional.ofNullable(shown.get(payment));
  }

  void changed(Payment now) {
    Payment before = shown.put(now.id(), now);
    Customer customer = world.customer(now);
    if (customer == null || customer.tainted) {
      return;
    }
    check(
        !customer.id.isPresent() || customer.id.get().equals(now.id()),
        Invariant.SAME_KEY_SAME_PAYMENT,
        customer + " is " + customer.id + " and " + now.id());
    customer.id = Optional.of(now.id());
    if (before != null && world.isErased(now.id())) {
      check(
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

  /**
   * The acquirer's 94 reaches the terminal while it waits for the answer, or has not sent the
   * reversal of what the cashier gave up: the STAN is another payment's.
   */
  void heardDuplicate(String stan) {
    for (Payment payment : shown.values()) {
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
                .attemptOf(stan, batch)
                .flatMap(
                    key ->
                        ledger
                            .payment(key.payment())
                            .map(payment -> payment.attempt(key.number()).heard()))
                .filter(heard -> heard != Attempt.Heard.NOTHING)
                .isEmpty());
  }

  private void kept(Customer customer, Payment before, Payment now) {
    check(
        now.attempts().size() >= before.attempts().size(),
        Invariant.REVERSAL_NEVER_LOST,
        customer + " has lost an attempt");
    for (Attempt was : before.attempts()) {
      Attempt is = now.attempt(was.number());
      if (was.reversal().isPresent()) {
        check(
            is.reversal().isPresent()
                && is.reversal().get().reason() == was.reversal().get().reason()
                && is.reversal().get().authCode().equals(was.reversal().get().authCode())
                && is.reversal().get().sends() >= was.reversal().get().sends()
                && (was.reversal().get().stage() != Reversal.Stage.REVERSED
                    || is.reversal().get().stage() == Reversal.Stage.REVERSED),
            Invariant.REVERSAL_NEVER_LOST,
            customer + ": " + was.reversal() + " became " + is.reversal());
        check(
            is.outcome() != Attempt.Outcome.CONFIRMED,
            Invariant.REVERSED_NEVER_CONFIRMED,
            customer + ": attempt " + was.number() + " has a reversal and is confirmed");
      }
    }
    if (before.state().isFinal() && before.state() != now.state()) {
      check(
          mayChange(before, now),
          Invariant.FINAL_STATES_STAY,
          customer + " was shown " + before.state().label() + ", then " + now.state().label());
    }
  }

  /** Only evidence that comes later, or a chip that refuses, changes what was shown. */
  private static boolean mayChange(Payment before, Payment now) {
    if (before.state() == State.ATTENTION) {
      return now.state() == State.CONFIRMED || now.state() == State.CANCELLED;
    }
    if (before.state() == State.CONFIRMED && now.cardResult() == CardResult.REFUSED) {
      return true;
    }
    if (now.state() == State.ATTENTION) {
      for (Attempt attempt : now.attempts()) {
        boolean approvedLate = attempt.approved() && attempt.outcome() == Attempt.Outcome.OPEN;
        if (approvedLate) {
          return true;
        }
      }
    }
    return false;
  }

  private void entered(Customer customer, Optional<Payment> before, Payment now) {
    if (now.state() == State.RECORDED) {
      settlements.held();
    }
    List<Booking> standing = world.standing(customer);
    check(
        standing.size() <= 1,
        Invariant.NO_DOUBLE_CHARGE,
        customer + " is " + now.state().label() + " and booked as " + standing);
    switch (now.state()) {
      case CONFIRMED -> {
        if (customer.verb == Verb.BALANCE) {
          return;
        }
        check(
            standing.size() == 1,
            Invariant.CONFIRMED_MEANS_CHARGED,
            customer + " is shown confirmed and not booked");
        boolean heard = false;
        for (Booking booking : standing) {
          heard |= booking.heard;
        }
        check(
            heard || now.resolution().isPresent(),
            Invariant.CONFIRMED_ONLY_BY_ACQUIRER,
            customer + " is confirmed, and no whole approval with a right MAC has arrived");
      }
      case DECLINED, CANCELLED, NOT_SENT ->
          check(
              standing.isEmpty(),
              Invariant.NOT_CONFIRMED_MEANS_UNCHARGED,
              customer + " is shown " + now.state().label() + " and booked as " + standing);
      case STORED -> stored(customer);
      default -> {
        // Nothing is said yet.
      }
    }
    check(
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
    long total = 0;
    int count = 0;
    for (Payment payment : shown.values()) {
      if (payment.state() == State.STORED && !payment.delivered()) {
        total += payment.amount();
        count++;
      }
    }
    check(
        world.offlineAllows(customer.amount, total, count),
        Invariant.OFFLINE_LIMITS_EXACT,
        customer + " makes it " + count + " and " + total);
    tally.reached(Path.STORED_OFFLINE);
  }

  /** What was accepted offline, also by a chip, and is undelivered now: count and sum. */
  long[] undelivered() {
    long[] sum = new long[2];
    for (Payment payment : shown.values()) {
      boolean atRisk = payment.terms().acceptedOffline() && !payment.state().isFinal();
      if (atRisk && !payment.delivered()) {
        sum[0]++;
        sum[1] += payment.amount();
      }
    }
    return sum;
  }

  /** Payments that are shown in a state. */
  List<Payment> shownAs(State state) {
    List<Payment> payments = new ArrayList<>();
    for (Payment payment : shown.values()) {
      if (payment.state() == state) {
        payments.add(payment);
      }
    }
    return payments;
  }

  private void reached(Optional<Payment> before, Payment now) {
    boolean entered = !before.isPresent() || before.get().state() != now.state();
    if (entered && now.state() == State.CONFIRMED && !now.attempts().isEmpty()) {
      confirmedBy(before, now);
    }
    if (entered && now.attention().equals(Optional.of(Attention.DECLINED_OFFLINE))) {
      tally.reached(Path.DECLINED_AFTER_OFFLINE);
    }
    if (now.cardResult() == CardResult.REFUSED && entered && now.state() == State.REVERSING) {
      tally.reached(Path.CARD_REFUSED);
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
      tally.reached(Path.CONFIRMED_BY_SECOND_ATTEMPT);
    }
    if (last.sends() > 1) {
      tally.reached(Path.CONFIRMED_BY_REPEAT);
    }
    if (before.isPresent() && before.get().state() == State.INQUIRING) {
      tally.reached(Path.CONFIRMED_BY_INQUIRY);
    }
    if (now.terms().acceptedOffline()) {
      tally.reached(Path.DELIVERED_AFTER_OFFLINE);
    }
    switch (now.type()) {
      case VOID, PREAUTH_VOID, COMPLETION_VOID -> tally.reached(Path.VOID_CONFIRMED);
      case COMPLETION -> tally.reached(Path.COMPLETION_CONFIRMED);
      case REFUND -> tally.reached(Path.REFUND_CONFIRMED);
      default -> {
        // No path of its own.
      }
    }
  }

  private void reversalReached(Optional<Attempt> was, Attempt is, Reversal reversal) {
    Optional<Reversal> earlier = was.flatMap(Attempt::reversal);
    boolean wasOpen = earlier.isPresent() && earlier.get().stage() == Reversal.Stage.OPEN;
    if (earlier.isPresent() && earlier.get().sends() == 1 && reversal.sends() == 2) {
      tally.reached(Path.REVERSAL_SENT_AGAIN);
    }
    if (is.approved() && was.isPresent() && !was.get().approved() && earlier.isPresent()) {
      tally.reached(Path.LATE_APPROVAL_AFTER_REVERSAL);
    }
    if (earlier.isPresent() && !wasOpen && reversal.stage() == Reversal.Stage.OPEN) {
      tally.reached(Path.REVERSAL_OPENED_AGAIN);
    }
    if (wasOpen
        && !earlier.get().responseCode().equals("25")
        && reversal.stage() == Reversal.Stage.OPEN
        && reversal.responseCode().equals("25")) {
      tally.reached(Path.NO_ORIGINAL_TOO_EARLY);
    }
    boolean otherLife = lifeOfSend.getOrDefault(is.request().stan(), world.life()) != world.life();
    if (wasOpen && reversal.stage() == Reversal.Stage.REVERSED && otherLife) {
      tally.reached(Path.REVERSED_AFTER_RESTART);
    }
  }
}
