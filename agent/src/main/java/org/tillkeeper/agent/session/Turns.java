package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.Optional;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;

/**
 * The order of messages: what may be sent next, and why. One list of places answers each question
 * about it: what goes next, whether a new sale would go now, what goes before a settlement. It
 * computes and changes nothing. For example an unanswered reversal stands above a waiting sale, so
 * the sale waits, and a new sale would too.
 */
final class Turns {
  /** The order. What stands above goes first. */
  enum Place {
    SIGN_IN(Turn.Reason.SIGN_IN_DUE),
    SCRIPT_RESULT(Turn.Reason.SCRIPT_RESULT),
    REVERSAL(Turn.Reason.REVERSAL),
    UNKNOWN_OUTCOME(Turn.Reason.OUTCOME_UNKNOWN),
    SALE(Turn.Reason.SALE),
    SHOWN_CODE(Turn.Reason.SHOWN_CODE),
    NOTICE(Turn.Reason.NOTICE),
    REVERSED_EARLY(Turn.Reason.REVERSED_EARLY),
    SETTLEMENT(Turn.Reason.SETTLEMENT),
    OTHER(Turn.Reason.OTHER);

    private final Turn.Reason reason;

    Place(Turn.Reason reason) {
      this.reason = reason;
    }
  }

  private final Waiting waiting;

  Turns(Waiting waiting) {
    this.waiting = waiting;
  }

  // ---- The questions

  /** What the line is used for next. */
  Turn next(long nowNanos) {
    if (waiting.isStalled()) {
      return new Turn.Nothing(Turn.Reason.LEDGER_STALLED);
    }
    if (!waiting.isFree()) {
      return new Turn.Nothing(Turn.Reason.LINE_BUSY);
    }
    if (waiting.isOwnUnderWay()) {
      return new Turn.Nothing(Turn.Reason.OWN_MESSAGE_UNDER_WAY);
    }
    if (!waiting.isOnline()) {
      return alone(proof(nowNanos));
    }
    Rest rest = new Rest();
    for (Place place : Place.values()) {
      Optional<Turn> turn = at(place, nowNanos, rest);
      if (turn.isPresent()) {
        return rest.or(signedIn(turn.get()));
      }
    }
    return rest.or(new Turn.Nothing(Turn.Reason.NOTHING_WAITS));
  }

  /** Why a sale that is started now would not be sent at once; empty where it would be. */
  Optional<Turn.Reason> holdsUpNewSale(long nowNanos) {
    if (!waiting.isOnline()) {
      return Optional.of(Turn.Reason.NOT_PROVEN);
    }
    if (!waiting.isFree()) {
      return Optional.of(Turn.Reason.LINE_BUSY);
    }
    return waiting.isOwnUnderWay()
        ? Optional.of(Turn.Reason.OWN_MESSAGE_UNDER_WAY)
        : goesBeforeNewSale(nowNanos);
  }

  /**
   * Whether a sale that is started now would be sent as soon as what is under way has its answer.
   * That is an echo of our own, which tests an idle line or a new route, a message of another
   * payment, for example a notice, or one that gives way to a payment. The line is as good as free
   * then.
   */
  boolean onlyWhatIsUnderWayHoldsUpNewSale(long nowNanos) {
    boolean echo = waiting.isEchoUnderWay() && waiting.isOnlineOrMoving();
    boolean payment = waiting.isOnline() && !waiting.isFree() && !waiting.isOwnUnderWay();
    boolean yielding = waiting.isOnline() && waiting.isOwnGivingWay();
    Optional<Turn.Reason> before = goesBeforeNewSale(nowNanos);
    boolean next = !before.isPresent() || before.get() == Turn.Reason.EARLIER_SALE;
    return (echo || payment || yielding) && next;
  }

  /**
   * Whether anything that stands above a place would go now, were what is under way there not in
   * its way.
   */
  boolean areKeptWaitingBy(Place under, long nowNanos) {
    if (!waiting.isOnline() || (waiting.isFree() && !waiting.isOwnUnderWay())) {
      return false;
    }
    for (Place place : Place.values()) {
      if (place == under) {
        return false;
      }
      if (at(place, nowNanos, new Rest()).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether anything goes before a settlement however long it takes: what went unanswered, and
   * notices. What the acquirer puts off again and again is waited for only a while.
   */
  boolean hasOpenBeforeSettlement(long nowNanos) {
    for (Place place : Place.values()) {
      if (place == Place.SETTLEMENT) {
        return false;
      }
      if (isOpenBeforeSettlement(place, nowNanos)) {
        return true;
      }
    }
    return false;
  }

  // ---- The places

  /** What goes at a place now; empty where the places below have their turn. */
  private Optional<Turn> at(Place place, long now, Rest rest) {
    return switch (place) {
      case SIGN_IN -> signIn(now);
      case SCRIPT_RESULT -> own(waiting.scriptResult(now), place, rest);
      case REVERSAL -> reverse(waiting.reversal(now), place, rest);
      case UNKNOWN_OUTCOME ->
          rest.of(waiting.unknownOutcome(now), place)
              .map(task -> new Turn.Resolve(task, place.reason));
      case SALE -> sale(now, rest);
      case SHOWN_CODE -> rest.of(waiting.shownCode(now), place).map(Turn.AskOfCode::new);
      case NOTICE -> notice(now, rest);
      case REVERSED_EARLY -> reverse(waiting.reversedEarly(now), place, rest);
      case SETTLEMENT -> settlement(now, rest);
      case OTHER -> own(waiting.other(now), place, rest);
    };
  }

  /** A sign-in that may not be tried yet keeps everything waiting. */
  private Optional<Turn> signIn(long now) {
    Due<Boolean> due = waiting.signIn(now);
    if (due.now().isPresent()) {
      return Optional.of(alone(new Turn.SignIn(Turn.Reason.SIGN_IN_DUE)));
    }
    return due.pause().map(pause -> new Turn.Wait(pause, Turn.Reason.SIGN_IN_DUE));
  }

  private Optional<Turn> reverse(Due<AttemptKey> due, Place place, Rest rest) {
    return rest.of(due, place).map(attempt -> new Turn.Reverse(attempt, place.reason));
  }

  private Optional<Turn> sale(long now, Rest rest) {
    if (holdsSales().isPresent()) {
      return Optional.empty();
    }
    Optional<Payment> sale = rest.of(waiting.sale(now), Place.SALE);
    return sale.map(Turn.Sale::new);
  }

  /** A notice taken while the batch is being settled belongs to the next one, as a sale does. */
  private Optional<Turn> notice(long now, Rest rest) {
    if (waiting.settlement().holdsPayments()) {
      return Optional.empty();
    }
    return rest.of(waiting.notice(now), Place.NOTICE)
        .map(task -> new Turn.Resolve(task, Place.NOTICE.reason));
  }

  private Optional<Turn> settlement(long now, Rest rest) {
    SettlementMessages settlement = waiting.settlement();
    if (settlement.isWaiting()) {
      if (!settlement.hasBegun()) {
        return Optional.of(new Turn.BeginSettlement());
      }
      if (hasOpenBeforeSettlement(now)) {
        return Optional.empty();
      }
      Duration left = settlement.waitLeft(now);
      if (!left.isZero() && (waiting.isReversalOpen() || waiting.hasNotices())) {
        return rest.of(Due.<Turn>after(left), Place.SETTLEMENT);
      }
    }
    return own(settlement.next(now), Place.SETTLEMENT, rest);
  }

  private Optional<Turn> own(Due<OwnMessage> due, Place place, Rest rest) {
    return rest.of(due, place).map(message -> alone(new Turn.Own(message, place.reason)));
  }

  /** Why no sale may be sent although nothing above it has its turn; empty where one may be. */
  private Optional<Turn.Reason> holdsSales() {
    if (waiting.settlement().holdsPayments()) {
      return Optional.of(Turn.Reason.SETTLEMENT);
    }
    return waiting.isReversalUnanswered()
        ? Optional.of(Turn.Reason.REVERSAL_UNANSWERED)
        : Optional.empty();
  }

  private Optional<Turn.Reason> goesBeforeNewSale(long now) {
    if (waiting.isStalled()) {
      return Optional.of(Turn.Reason.LEDGER_STALLED);
    }
    if (!waiting.hasKeys()) {
      return Optional.of(Turn.Reason.SIGN_IN_DUE);
    }
    if (waiting.isSignedOff()) {
      return Optional.of(Turn.Reason.SIGNED_OFF);
    }
    for (Place place : Place.values()) {
      if (place == Place.SALE) {
        break;
      }
      Optional<Turn> turn = at(place, now, new Rest());
      if (turn.isPresent()) {
        return turn.map(Turn::reason);
      }
    }
    Optional<Turn.Reason> held = holdsSales();
    boolean earlier = !held.isPresent() && waiting.isSaleRecorded();
    return earlier ? Optional.of(Turn.Reason.EARLIER_SALE) : held;
  }

  private boolean isOpenBeforeSettlement(Place place, long now) {
    return switch (place) {
      case SCRIPT_RESULT -> waiting.scriptResult(now).isOpen();
      case REVERSAL -> waiting.isReversalUnanswered();
      case UNKNOWN_OUTCOME -> waiting.isOutcomeUnknown(now);
      case SHOWN_CODE -> waiting.isCodeOpen();
      case NOTICE -> waiting.hasNoticesInOrder(now);
      case REVERSED_EARLY -> waiting.reversedEarly(now).isOpen();
      // Sales go on while a settlement waits, but what changes its batch comes first.
      case SALE -> waiting.isChangeOfBatchRecorded();
      // A sign-in comes first by itself.
      case SIGN_IN, SETTLEMENT, OTHER -> false;
    };
  }

  // ---- What goes alone

  /** What proves a line that is connected. */
  private Turn proof(long now) {
    boolean due = waiting.signIn(now).isOpen();
    boolean signsIn = due || !(waiting.hasKeys() || waiting.isSignedOff());
    if (!signsIn && waiting.provesByEcho()) {
      return new Turn.Echo(Turn.Reason.NOT_PROVEN);
    }
    // A terminal that was signed off does not sign in for a proof alone.
    return !signsIn && waiting.isSignedOff()
        ? new Turn.TakeForProven()
        : new Turn.SignIn(Turn.Reason.NOT_PROVEN);
  }

  /** What was signed off signs in before anything that waits. */
  private Turn signedIn(Turn turn) {
    boolean sends = !turn.rests() && !(turn instanceof Turn.BeginSettlement);
    return sends && waiting.isSignedOff() ? alone(new Turn.SignIn(Turn.Reason.SIGNED_OFF)) : turn;
  }

  /**
   * A message of the terminal's own goes alone. It waits until everything on its way has its end,
   * and nothing more is sent until then.
   */
  private Turn alone(Turn turn) {
    return waiting.isNothingUnderWay() ? turn : new Turn.Nothing(Turn.Reason.OTHERS_UNDER_WAY);
  }

  /** How long the line rests where nothing is due: until the first of what has its turn later. */
  private static final class Rest {
    private Optional<Duration> pause = Optional.empty();
    private Turn.Reason reason = Turn.Reason.NOTHING_WAITS;

    /** What is due; else its pause is remembered. */
    <T> Optional<T> of(Due<T> due, Place place) {
      Optional<Duration> later = due.pause();
      boolean sooner =
          later.isPresent() && (!pause.isPresent() || later.get().compareTo(pause.get()) < 0);
      if (sooner) {
        pause = later;
        reason = place.reason;
      }
      return due.now();
    }

    /** The turn; a rest without an end of its own lasts no longer than the remembered pause. */
    Turn or(Turn turn) {
      boolean endless = turn instanceof Turn.Nothing;
      return endless && pause.isPresent() ? new Turn.Wait(pause.get(), reason) : turn;
    }
  }
}
