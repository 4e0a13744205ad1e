package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

/** What waits now, read from the ledger, the queues, what is on its way, and the line. */
final class WaitingNow implements Waiting {
  private static final Set<State> RECORDED = EnumSet.of(State.RECORDED);

  private final Ledger ledger;
  private final WorkingKeys keys;
  private final Agenda agenda;
  private final Sending sending;
  private final RetryWindows windows;
  private final Line line;
  private final TerminalMessages own;
  private final LineProof proof;
  private final BooleanSupplier stalled;

  /**
   * @param stalled whether the ledger cannot be written for now
   */
  WaitingNow(
      Ledger ledger,
      WorkingKeys keys,
      Agenda agenda,
      Sending sending,
      RetryWindows windows,
      Line line,
      TerminalMessages own,
      LineProof proof,
      BooleanSupplier stalled) {
    this.ledger = ledger;
    this.keys = keys;
    this.agenda = agenda;
    this.sending = sending;
    this.windows = windows;
    this.line = line;
    this.own = own;
    this.proof = proof;
    this.stalled = stalled;
  }

  @Override
  public boolean isStalled() {
    return stalled.getAsBoolean();
  }

  @Override
  public boolean isFree() {
    return line.isFree();
  }

  @Override
  public boolean isOnline() {
    return line.online();
  }

  @Override
  public boolean isOnlineOrMoving() {
    return line.online() || line.isMoving();
  }

  @Override
  public boolean isOwnUnderWay() {
    return sending.ownMessage().isPresent();
  }

  @Override
  public boolean isEchoUnderWay() {
    return sending.ownMessage().equals(Optional.of(own.echo()));
  }

  @Override
  public boolean isOwnGivingWay() {
    return sending.ownMessage().flatMap(OwnMessage::givesWayAfter).isPresent();
  }

  @Override
  public boolean isNothingUnderWay() {
    return sending.areNone();
  }

  @Override
  public boolean provesByEcho() {
    return proof.byEcho();
  }

  @Override
  public boolean hasKeys() {
    return keys.exist();
  }

  @Override
  public boolean isSignedOff() {
    return agenda.signIn.isSignedOff();
  }

  @Override
  public Due<Boolean> signIn(long now) {
    if (!agenda.signIn.isDue()) {
      return Due.nothing();
    }
    Duration pause = agenda.signIn.pause(now);
    return pause.isZero() ? Due.now(true) : Due.after(pause);
  }

  @Override
  public Due<OwnMessage> scriptResult(long now) {
    return own.scripts().next(now);
  }

  @Override
  public Due<AttemptKey> reversal(long now) {
    return agenda.reversals.next(now, sending::isBusy);
  }

  @Override
  public Due<AttemptKey> reversedEarly(long now) {
    return agenda.reversals.nextEarly(now, sending::isBusy);
  }

  @Override
  public boolean isReversalUnanswered() {
    return agenda.reversals.blocksSales();
  }

  @Override
  public boolean isReversalOpen() {
    return agenda.reversals.isOpen();
  }

  @Override
  public Due<RepeatQueue.Task> unknownOutcome(long now) {
    return agenda.repeats.sales(now, sending::isBusy);
  }

  @Override
  public boolean isOutcomeUnknown(long now) {
    return agenda.repeats.sales(now, busy -> false).isOpen();
  }

  @Override
  public Due<Payment> sale(long now) {
    return waitingSale(now);
  }

  @Override
  public Due<Payment> shownCode(long now) {
    return agenda.codes.next(now, sending::isBusy);
  }

  @Override
  public boolean isCodeOpen() {
    return agenda.codes.isAnyOpen();
  }

  @Override
  public boolean isSaleRecorded() {
    return ledger.open(RECORDED).iterator().hasNext();
  }

  @Override
  public boolean isChangeOfBatchRecorded() {
    for (Payment payment : ledger.open(RECORDED)) {
      if (payment.type().changesOpenBatch()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Due<RepeatQueue.Task> notice(long now) {
    return agenda.repeats.notices(now, sending::isBusy);
  }

  @Override
  public boolean hasNotices() {
    return agenda.repeats.hasNotices();
  }

  @Override
  public boolean hasNoticesInOrder(long now) {
    return agenda.repeats.hasNoticesInOrder(now);
  }

  @Override
  public SettlementMessages settlement() {
    return own.settlement();
  }

  @Override
  public Due<OwnMessage> other(long now) {
    return own.others().next(now);
  }

  private Due<Payment> waitingSale(long now) {
    long generation = keys.generation();
    Soonest soonest = new Soonest();
    for (Payment payment : ledger.open(RECORDED)) {
      boolean pinStillGood =
          payment.instrument().pinKeys() == 0 || payment.instrument().pinKeys() == generation;
      if (payment.maySendNow()
          && pinStillGood
          && windows.isOpen(payment.id())
          && !sending.isBusy(payment.id())) {
        Duration left = agenda.attempts.left(payment.id(), now);
        if (left.isZero()) {
          return Due.now(payment);
        }
        soonest.of(left);
      }
    }
    return Due.after(soonest.pause());
  }
}
