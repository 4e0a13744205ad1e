package org.tillkeeper.agent.story;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;

/**
 * One payment's story.
 *
 * @param payment whose
 * @param verdict what is to be said of its money
 * @param proof what shows that, in order
 * @param change a later payment that may have taken it back or completed it; empty where there is
 *     none
 */
public record Story(Payment payment, Verdict verdict, List<Proof> proof, Optional<Payment> change) {
  /** Makes the list read-only. */
  public Story {
    proof = Collections.unmodifiableList(new ArrayList<>(proof));
  }

  /** A story that no later payment changes. */
  public Story(Payment payment, Verdict verdict, List<Proof> proof) {
    this(payment, verdict, proof, Optional.empty());
  }

  /** Where the money is. */
  public Whereabouts where() {
    return verdict.where();
  }

  /**
   * The story of a payment.
   *
   * @param batch that it belongs to; empty where it belongs to none
   * @param signing of the signature on the screen; empty where none is taken
   * @param change a later payment that takes it back or completes it, was sent and has no certain
   *     end; empty where there is none
   */
  public static Story of(
      Payment payment,
      Optional<BatchFacts> batch,
      Optional<SigningFacts> signing,
      Optional<Payment> change) {
    Verdict own = verdict(payment, batch);
    boolean stands = payment.state() == State.CONFIRMED && change.isPresent();
    Verdict verdict = stands ? changing(change.get()) : own;
    return new Story(
        payment, verdict, Proofs.of(payment, batch, signing), stands ? change : Optional.empty());
  }

  private static Verdict changing(Payment change) {
    return change.state() == State.ATTENTION
        ? Verdict.CHANGE_NEEDS_PERSON
        : Verdict.CHANGE_UNANSWERED;
  }

  private static Verdict verdict(Payment payment, Optional<BatchFacts> batch) {
    boolean damaged =
        payment.state() == State.ATTENTION
            && payment.attention().equals(Optional.of(Attention.RECORD_DAMAGED));
    if (damaged) {
      return Verdict.NEEDS_PERSON;
    }
    boolean money = payment.type() != PaymentType.BALANCE;
    return switch (payment.state()) {
      case RECORDED -> recorded(payment);
      case SENT -> payment.delivered() ? Verdict.DELIVERED : Verdict.UNANSWERED;
      case STORED -> payment.delivered() ? Verdict.STORED_AND_DELIVERED : Verdict.STORED;
      case INQUIRING, CLOSING -> Verdict.UNANSWERED;
      case SHOWN -> Verdict.SHOWN;
      case REVERSING -> Verdict.REVERSING;
      case CONFIRMED -> money ? confirmed(payment, batch) : Verdict.NO_MONEY;
      case DECLINED -> uncharged(payment, batch, Verdict.DECLINED);
      case CANCELLED ->
          uncharged(
              payment,
              batch,
              payment.resolution().isPresent() ? Verdict.REVERSED_BY_PERSON : Verdict.REVERSED);
      case NOT_SENT -> Verdict.NOT_SENT;
      case ATTENTION -> money ? attention(payment, batch) : Verdict.NO_MONEY;
    };
  }

  private static Verdict recorded(Payment payment) {
    if (payment.reversalMayStillSucceed()) {
      return Verdict.REVERSING;
    }
    return payment.lastSent().isPresent() ? Verdict.TO_BE_SENT_AGAIN : Verdict.TO_BE_SENT;
  }

  /** What is uncharged as far as the terminal knows, unless the acquirer's totals say otherwise. */
  private static Verdict uncharged(Payment payment, Optional<BatchFacts> batch, Verdict known) {
    if (payment.reversalMayStillSucceed()) {
      return Verdict.REVERSING;
    }
    boolean mayBeMeant = batch.filter(it -> it.leftOut(payment)).isPresent();
    return mayBeMeant && batch.get().hasOneMore(payment) ? meant(payment, batch.get()) : known;
  }

  private static Verdict meant(Payment payment, BatchFacts batch) {
    return batch.mayBeTheOneMore(payment) == 1
        ? Verdict.VERY_PROBABLY_CHARGED
        : Verdict.POSSIBLY_CHARGED;
  }

  private static Verdict confirmed(Payment payment, Optional<BatchFacts> batch) {
    if (payment.links().voidedBy().isPresent()) {
      return Verdict.TAKEN_BACK;
    }
    if (payment.type() == PaymentType.PREAUTH) {
      return payment.links().completedBy().isPresent() ? Verdict.COMPLETED : Verdict.HELD;
    }
    boolean twice =
        batch
            .filter(it -> it.leftOut(payment) && it.hasOneMore(payment))
            .filter(it -> it.mayBeTheOneMore(payment) == 1)
            .isPresent();
    if (twice) {
      return Verdict.VERY_PROBABLY_CHARGED_TWICE;
    }
    if (!payment.batchClosed()) {
      return Verdict.IN_BATCH;
    }
    return batch.isPresent() ? ofClosedBatch(payment, batch.get()) : Verdict.SETTLED;
  }

  private static Verdict ofClosedBatch(Payment payment, BatchFacts batch) {
    if (batch.hasOneLess(payment)) {
      return Verdict.POSSIBLY_MISSING;
    }
    return switch (batch.end()) {
      case CLOSED_BY_ACQUIRER, CLOSED_BY_CHANGE -> Verdict.CLOSED_WITHOUT_SETTLEMENT;
      case NONE, SETTLED -> isWhole(batch) ? Verdict.SETTLED : Verdict.SETTLED_UNEQUAL;
    };
  }

  /** An upload names every payment, whatever the totals were. */
  private static boolean isWhole(BatchFacts batch) {
    Optional<Result> result = batch.ended().flatMap(Settlement::result);
    return !result.isPresent() || result.get() == Result.UPLOADED || !batch.disputed().isPresent();
  }

  private static Verdict attention(Payment payment, Optional<BatchFacts> batch) {
    if (payment.attention().equals(Optional.of(Attention.DECLINED_OFFLINE))) {
      return Verdict.DECLINED_AFTER_OFFLINE_ACCEPTANCE;
    }
    if (!batch.isPresent() || payment.type().money() == PaymentType.Money.NONE) {
      return Verdict.NEEDS_PERSON;
    }
    boolean counted = batch.get().counted(payment);
    if (batch.get().hasOneMore(payment)) {
      return counted ? Verdict.VERY_PROBABLY_CHARGED_TWICE : meant(payment, batch.get());
    }
    if (batch.get().isAgreed()) {
      return counted ? Verdict.VERY_PROBABLY_CHARGED_ONCE : Verdict.VERY_PROBABLY_NOT_CHARGED;
    }
    return Verdict.NEEDS_PERSON;
  }
}
