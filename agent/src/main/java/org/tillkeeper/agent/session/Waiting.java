package org.tillkeeper.agent.session;

import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;

/**
 * What waits, and how the line stands: all that {@link Turns} looks at. Each method may be asked
 * any number of times and changes nothing.
 */
public interface Waiting {
  /** Whether the ledger cannot be written for now. */
  boolean isStalled();

  /** Whether the line takes another request now. */
  boolean isFree();

  /** Whether the line is proven. */
  boolean isOnline();

  /** Whether the line is proven, or is being proven on another route after it was. */
  boolean isOnlineOrMoving();

  /** Whether a message of the terminal's own is on its way; nothing goes beside it. */
  boolean isOwnUnderWay();

  /** Whether that message is our own echo. */
  boolean isEchoUnderWay();

  /** Whether that message gives way to a payment, so that it is as good as answered. */
  boolean isOwnGivingWay();

  /** Whether nothing at all is on its way. */
  boolean isNothingUnderWay();

  /** Whether an echo proves a connection. Some hosts have none. */
  boolean provesByEcho();

  /** Whether there are working keys. */
  boolean hasKeys();

  /** Whether a person has signed the terminal off. */
  boolean isSignedOff();

  /** The sign-in that is due; open while it may not be tried yet. */
  Due<Boolean> signIn(long nowNanos);

  /** What chips did with issuers' scripts. */
  Due<OwnMessage> scriptResult(long nowNanos);

  /** Reversals, but those of payments of which something is on its way. */
  Due<AttemptKey> reversal(long nowNanos);

  /** Reversals that were answered early and are sent once more. */
  Due<AttemptKey> reversedEarly(long nowNanos);

  /** Whether a reversal was sent and never answered. */
  boolean isReversalUnanswered();

  /** Whether a reversal has no end yet, answered or not. */
  boolean isReversalOpen();

  /** Requests whose outcome somebody waits for, but those of which something is on its way. */
  Due<RepeatQueue.Task> unknownOutcome(long nowNanos);

  /** Whether there are such requests at all, those on their way too. */
  boolean isOutcomeUnknown(long nowNanos);

  /** Sales that wait for their next attempt. */
  Due<Payment> sale(long nowNanos);

  /** Codes that are shown or being closed, but those of which something is on its way. */
  Due<Payment> shownCode(long nowNanos);

  /** Whether there are such codes at all. */
  boolean isCodeOpen();

  /** Whether any sale waits, now or later. */
  boolean isSaleRecorded();

  /**
   * Whether a payment waits that is possible only while the open batch is, for example a void. It
   * ends with its customer's patience.
   */
  boolean isChangeOfBatchRecorded();

  /** Notices, in their order. */
  Due<RepeatQueue.Task> notice(long nowNanos);

  /** Whether a notice waits for its delivery. */
  boolean hasNotices();

  /** Whether one waits that has not been put off for so long that others pass it. */
  boolean hasNoticesInOrder(long nowNanos);

  SettlementMessages settlement();

  /** Everything else of the terminal's own. */
  Due<OwnMessage> other(long nowNanos);
}
