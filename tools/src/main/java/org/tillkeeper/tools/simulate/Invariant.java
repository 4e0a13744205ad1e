package org.tillkeeper.tools.simulate;

import java.util.Locale;

/** What must hold in every run, whatever fails. The names are what a failing run prints. */
enum Invariant {
  /** No byte of a request leaves before its record is durable. */
  NOTHING_SENT_BEFORE_DURABLE,
  /** Only an approval that arrived whole, with a right MAC, confirms. */
  CONFIRMED_ONLY_BY_ACQUIRER,
  /** The books never hold two standing bookings of one payment. */
  NO_DOUBLE_CHARGE,
  /** A payment that shows confirmed is charged, now and at the end. */
  CONFIRMED_MEANS_CHARGED,
  /** A payment that ended otherwise is not charged. */
  NOT_CONFIRMED_MEANS_UNCHARGED,
  /** One idempotency key, one payment, for ever. */
  SAME_KEY_SAME_PAYMENT,
  /** A reversal is never given up, deleted or changed in what it says. */
  REVERSAL_NEVER_LOST,
  /** An approval that arrives is kept with its attempt, however late, and whatever that shows. */
  LATE_APPROVAL_KEPT,
  /** Once a reversal is durable its attempt is never confirmed. */
  REVERSED_NEVER_CONFIRMED,
  /** A new attempt starts only after the one before is proven uncharged. */
  NO_NEW_ATTEMPT_BEFORE_PROOF,
  /** Data with a one-time part is sent again only if the acquirer never saw it. */
  CRYPTOGRAM_USED_ONCE,
  /** A sale is tried again only in the process in which its customer waits, and in time. */
  NO_RETRY_AFTER_RESTART,
  /** Nothing new is sent of a payment the cashier gave up, or after its time. */
  NO_RETRY_AFTER_END,
  /** What the cashier gave up, or the chip refused, is confirmed by nothing but a person's word. */
  GIVEN_UP_NEVER_CONFIRMED,
  /** Of one attempt no two messages wait for an answer on one connection. */
  ONE_MESSAGE_OF_A_PAYMENT_AT_A_TIME,
  /** A STAN names one message of a batch. */
  STAN_UNIQUE_IN_BATCH,
  /** What identifies a message is the same at every resend. */
  SAME_FIELDS_AT_RESEND,
  /** The count of sends is durable before each send. */
  SEND_COUNT_DURABLE,
  /** What a cashier was shown as an end stays, except where a rule says otherwise. */
  FINAL_STATES_STAY,
  /** Once the faults are over a new sale goes, whatever else is open. */
  SALES_GO_ON,
  /** A notice that is put off for long does not hold up the others. */
  NOTICES_GO_ON,

  /** What was accepted offline is collected, or a person is told. */
  GOODS_COLLECTED_OR_TOLD,
  /** A difference in totals shows until a person has acknowledged it. */
  DIFFERENCE_VISIBLE,
  /** What was booked for one terminal or merchant is not settled as another's, nor referred to. */
  NOTHING_OF_ANOTHER_SETTLED,
  /** Secrets are gone once no message needs them, and never readable in the file. */
  SECRETS_ERASED,
  /** The limits of offline acceptance are kept exactly. */
  OFFLINE_LIMITS_EXACT,
  /** No settlement counts or uploads a payment twice, nor one that is not booked in its batch. */
  SETTLED_ONCE,
  /** A settlement leaves out no payment of its batch that the terminal shows confirmed. */
  SETTLED_WHOLE,
  /** What the acquirer has closed, and said so, is not settled again, nor is its end told again. */
  BATCH_CLOSED_ONCE,
  /** A batch shows settled where the acquirer has settled it, and nowhere else. */
  SETTLED_ONLY_BY_ACQUIRER,
  /** What takes back a payment of a batch is not accepted while the batch is being settled. */
  BATCH_STAYS_WHILE_SETTLING,

  /** From its totals on no new payment is sent in a batch. */
  HELD_WHILE_SETTLING,
  /** A code that is shown is one that the acquirer made for this payment. */
  CODE_AS_ISSUED,
  /** What ends uncharged leaves no code behind that its customer could pay. */
  NO_PAYABLE_CODE_LEFT,
  /** Another code is asked for only where nobody has seen the one before. */
  ONE_CODE_SEEN,
  /** A sale by a code is never reversed: it is closed, or given back by a void or a refund. */
  CODE_NEVER_REVERSED,
  /** No totals are sent while a code is shown or being closed. */
  NO_SETTLEMENT_WITH_OPEN_CODES,
  /** A ledger that lost commits says so, and one that did not does not. */
  WITNESS_ALARM_ON_LOSS,
  /** A 94 is never reversed: it would hit another payment. */
  NEVER_REVERSES_A_STRANGER,
  /** Nothing the agent does throws. */
  NO_DEFECT,
  /** The chain of the history holds. */
  HISTORY_UNBROKEN,
  /** When the faults are over everything comes to its end in bounded time. */
  CONVERGES;

  /** As printed. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
