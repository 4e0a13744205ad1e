package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.bundle.ChainLine;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.ReceiptFacts;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Search;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.signature.Drawing;
import org.tillkeeper.agent.story.Story;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.agent.upkeep.Status;
import org.tillkeeper.iso8583.jbig.Bitmap;

/**
 * The terminal as a till sees it. It is safe from any thread. Every future completes on the agent's
 * thread, so that what is chained to it must not block. A future fails with {@link Refused} where
 * the call is refused and with nothing else.
 */
public interface Terminal {
  /**
   * Starts a payment, or finds the one this key started before.
   *
   * @param order checked by the caller
   * @param idempotencyKey from the till
   * @param canonicalRequest method, path and parsed body in one canonical form; only its HMAC is
   *     kept, and once the answer is there the caller may wipe it
   */
  CompletableFuture<Started> start(
      PaymentOrder order, String idempotencyKey, byte[] canonicalRequest);

  /**
   * The payment that a key started before; empty if there is none. Refused as {@link #start} where
   * the request is another.
   */
  CompletableFuture<Optional<Payment>> started(String idempotencyKey, byte[] canonicalRequest);

  /**
   * The payment that a key started before; empty if there is none. Refused as {@link #start} where
   * no card could help: while nothing is taken, of a type that the acquirer has not, with a batch
   * that is full.
   *
   * @param order without entry, before the customer is asked for a card
   */
  CompletableFuture<Optional<Payment>> mayStart(
      PaymentOrder order, String idempotencyKey, byte[] canonicalRequest);

  /** The payment that a key started, whatever was asked; empty if there is none. */
  CompletableFuture<Optional<Payment>> startedBy(String idempotencyKey);

  /** One payment; empty if there is none with that id. */
  CompletableFuture<Optional<Payment>> payment(String id);

  /** Payments, newest first by ledger sequence. */
  CompletableFuture<Page> payments(Query query);

  /** A payment's history in order; empty if there is no such payment. */
  CompletableFuture<Optional<List<HistoryEvent>>> history(String id);

  /** Where a payment's money is, and what proves it; empty if there is no such payment. */
  CompletableFuture<Optional<Story>> story(String id);

  /**
   * The history's rows with their places in its chain, in order.
   *
   * @param after seq of the last row already read, 0 for none
   * @param payment only its rows; empty for all
   * @param limit how many at most
   */
  CompletableFuture<List<ChainLine>> chain(long after, Optional<String> payment, int limit);

  /** Seq of the last row of the history before a time; 0 if there is none. */
  CompletableFuture<Long> lastRowBefore(Instant time);

  /** The cashier gives up on a payment. */
  CompletableFuture<Payment> cancel(String id);

  /** Its open message is tried now rather than at its next turn. */
  CompletableFuture<Payment> retry(String id);

  /**
   * A person settles an attention by evidence.
   *
   * @param supervisor the session in which a supervisor's PIN was given for it, for the history
   */
  CompletableFuture<Payment> resolve(String id, Resolution resolution, Optional<String> supervisor);

  /** The same, where no PIN was given. */
  default CompletableFuture<Payment> resolve(String id, Resolution resolution) {
    return resolve(id, resolution, Optional.empty());
  }

  /**
   * Payments that show what nobody has been told, the latest change first.
   *
   * @param limit how many at most
   */
  CompletableFuture<List<Payment>> unseen(int limit);

  /**
   * Somebody has seen what a payment shows.
   *
   * @param by who, where that is known
   */
  CompletableFuture<Payment> seen(String id, Optional<String> by);

  /**
   * What the chip said to the acquirer's approval.
   *
   * @param emv what the chip gave with it, BER-TLV in hex
   */
  CompletableFuture<Payment> cardResult(String id, boolean accepted, String emv);

  /**
   * The cardholder has signed on the screen. The same drawing again is taken once.
   *
   * @param drawing white again once this has completed
   */
  CompletableFuture<Payment> sign(String id, Drawing drawing);

  /** What the acquirer said to the chip, BER-TLV in hex; empty once the chip has answered. */
  CompletableFuture<Optional<String>> chipAnswer(String id);

  /**
   * A code that the terminal shows.
   *
   * @param code what a customer scans
   * @param expiresAt until when it is shown, by the wall clock
   */
  record Shown(String code, Instant expiresAt) {}

  /** The code that a payment shows now; empty where it shows none. */
  CompletableFuture<Optional<Shown>> shownCode(String id);

  /** What a receipt says of the chip and of the device; none where nothing is known. */
  CompletableFuture<ReceiptFacts> receiptFacts(String id);

  /**
   * What the cardholder drew, as the acquirer will see it; empty where nothing was drawn, and once
   * the acquirer has it. A secret: who is done with it wipes it.
   */
  CompletableFuture<Optional<Bitmap>> signature(String id);

  /**
   * Notes in the payment's history that a till has printed a receipt. Nothing else changes.
   *
   * @param kind stable word of the event
   * @param copy which one, in English
   */
  CompletableFuture<Payment> receiptPrinted(String id, String kind, String copy);

  /**
   * Completes with the payment once it is final, or as it is when the time is up. Who cancels it
   * waits no more, and nothing is kept for it.
   */
  CompletableFuture<Payment> whenFinal(String id, Duration atMost);

  /** How the terminal stands. */
  CompletableFuture<Status> status();

  /** The health checks, and what each means. */
  CompletableFuture<List<Finding>> diagnosis();

  /** What the acquirer let the terminal download for its payment application. */
  CompletableFuture<List<Downloaded>> downloaded();

  /**
   * Signs the terminal off; it signs in again before the next message that needs it. Refused while
   * there is no line or something is open.
   */
  CompletableFuture<Status> signOff();

  /**
   * Settles the open batch, or finds the settlement this key started before.
   *
   * @param idempotencyKey from the till
   * @param canonicalRequest as in {@link #start}
   * @param supervisor the session in which a supervisor's PIN was given for it, for the history
   */
  CompletableFuture<SettlementStarted> settle(
      String idempotencyKey, byte[] canonicalRequest, Optional<String> supervisor);

  /** The same, where no PIN was given. */
  default CompletableFuture<SettlementStarted> settle(
      String idempotencyKey, byte[] canonicalRequest) {
    return settle(idempotencyKey, canonicalRequest, Optional.empty());
  }

  /** One settlement; empty if there is none with that id. */
  CompletableFuture<Optional<SettlementView>> settlement(String id);

  /**
   * Completes with the settlement once it has ended, or as it is when the time is up. Who cancels
   * it waits no more, and nothing is kept for it.
   */
  CompletableFuture<Optional<SettlementView>> whenSettled(String id, Duration atMost);

  /**
   * A person has looked at what acquirer and terminal do not agree on after a settlement. Empty if
   * there is no settlement with that id.
   */
  CompletableFuture<Optional<SettlementView>> acknowledge(String id, String by, String evidence);

  /** The newest settlements, newest first, at most {@code limit}. */
  CompletableFuture<List<SettlementView>> settlements(int limit);

  /**
   * The report of a batch.
   *
   * @param batch as the ledger numbers them; empty for the open one
   */
  CompletableFuture<DayReport> report(Optional<Long> batch);

  /**
   * Accepts that the ledger lost records, for a person who has compared. New payments are taken
   * again.
   */
  CompletableFuture<Status> acceptLedgerLoss(String by, String evidence);

  /**
   * Accepts that the acquirer finds its requests again, for a person who has settled with it why it
   * approved one that it had said it did not have. Its <em>no original</em> counts again.
   */
  CompletableFuture<Status> acceptNoOriginal(String by, String evidence);

  /**
   * Follows changes. The subscriber is first given what it missed since {@code after}, then
   * everything new, on the agent's thread, each change exactly once and in order. What it missed is
   * read at once: who may be slow, or have missed much, reads {@link #changes} before.
   *
   * @param after id of the last change already seen; empty to begin with the present
   */
  Subscription subscribe(Optional<Long> after, Subscriber subscriber);

  /**
   * What has changed since, the first of it; costs by the page and not by what there is. Payments
   * that changed long ago come once, as they are now.
   *
   * @param after id of the last change already seen; empty for the present, with no changes
   * @param limit how many at most
   */
  CompletableFuture<Changes> changes(Optional<Long> after, int limit);

  /**
   * @param payment as it is now
   * @param created false if the key was used before, with the same body
   */
  record Started(Payment payment, boolean created) {}

  /**
   * @param settlement as it is now
   * @param how what became of the call
   */
  record SettlementStarted(SettlementView settlement, How how) {
    /** What became of a call to settle. */
    public enum How {
      /** It is new. */
      CREATED,
      /** The key was used before, with the same body. */
      KNOWN,
      /** Nothing was started: this one, of another key, has not ended. */
      ANOTHER_IS_OPEN
    }
  }

  /**
   * @param state only these, empty for all
   * @param display only these by {@link org.tillkeeper.agent.payment.Display} label, empty for all
   * @param search what else they are looked for by
   * @param limit 1 to 500
   * @param after id of the last payment of the page before
   */
  record Query(
      Optional<State> state,
      Optional<org.tillkeeper.agent.payment.Display> display,
      Search search,
      int limit,
      Optional<String> after) {
    /** The same from another payment on. */
    public Query from(Optional<String> other, int many) {
      return new Query(state, display, search, many, other);
    }
  }

  /**
   * @param payments newest first
   * @param next to continue after; empty at the end
   */
  record Page(List<Payment> payments, Optional<String> next) {}

  /**
   * @param at wall clock
   * @param kind a stable word
   * @param attempt number, 0 for none
   * @param message one English sentence without secrets
   */
  record HistoryEvent(java.time.Instant at, String kind, int attempt, String message) {}

  /**
   * A payment's change.
   *
   * @param id of this change, ascending; durable across restarts
   * @param payment as it is then or later
   */
  record Change(long id, Payment payment) {}

  /**
   * @param changes in order
   * @param more whether others follow
   * @param upTo id of the last change there is; of the last of these where others follow
   */
  record Changes(List<Change> changes, boolean more, long upTo) {}

  /** Follows changes; called on the agent's thread and must not block. */
  interface Subscriber {
    /**
     * A payment has changed.
     *
     * @param id of this change, ascending; durable across restarts
     */
    void payment(long id, Payment payment);

    /**
     * The terminal's status has changed, or the subscription begins.
     *
     * @param id of the last change of a payment before it
     */
    void status(long id, Status status);
  }

  /** A subscription that can end. */
  interface Subscription {
    /** No more calls follow once this has run on the agent's thread. */
    void cancel();
  }
}
