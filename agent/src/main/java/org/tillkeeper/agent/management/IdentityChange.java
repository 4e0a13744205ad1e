package org.tillkeeper.agent.management;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.ledger.Batches.OpenBatch;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.ScriptNotices;
import org.tillkeeper.agent.messages.Identity;
import org.tillkeeper.agent.messages.Station;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.session.PaymentBook;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Dialect;

/**
 * Carries a ledger over to another identity, once a person has accepted that or nothing is open.
 * The batch is closed, because nobody can settle it any more, and the working keys are forgotten.
 * What is open is sent as it was taken: its messages keep their terminal and merchant. Under
 * another dialect no such message can be made, so it needs a person.
 */
public final class IdentityChange {
  private final Identity identity;
  private final Ledger ledger;
  private final Dialect dialect;
  private final PaymentBook book;
  private final SettlementRun settlementRun;
  private final BatchClosing closing;
  private final Signatures signatures;
  private final Scheduler scheduler;
  private volatile Instant dialectSince = Instant.EPOCH;

  /**
   * @param station of this start, with {@code dialect} its identity
   */
  public IdentityChange(
      Station station,
      Dialect dialect,
      Ledger ledger,
      Scheduler scheduler,
      PaymentBook book,
      SettlementRun settlementRun,
      BatchClosing closing,
      Signatures signatures) {
    this.signatures = signatures;
    identity = Identity.of(station, dialect.name());
    this.ledger = ledger;
    this.dialect = dialect;
    this.book = book;
    this.settlementRun = settlementRun;
    this.closing = closing;
    this.scheduler = scheduler;
  }

  /** Carries the ledger over where it has to be. Done before anything else of a start. */
  public void carryOver() {
    Optional<Identity> former = identity.former(ledger);
    if (former.isPresent() && !identity.differences(former.get()).isEmpty()) {
      change(former.get());
    } else if (!Identity.remembered(ledger).isPresent()) {
      ledger.transaction(() -> identity.remember(ledger, scheduler.wallClock()));
    }
    dialectSince = Identity.dialectSince(ledger);
  }

  /**
   * Whether a payment was made under another identity, so that nothing may refer to it. Safe for
   * any thread.
   */
  public boolean isOfAnother(Payment payment) {
    return identity.isSentByAnother(payment) || payment.createdAt().isBefore(dialectSince);
  }

  private void change(Identity former) {
    List<String> ended = new ArrayList<>();
    ledger.transaction(
        () -> {
          Instant at = scheduler.wallClock();
          keepParties(former);
          if (!former.dialect().equals(identity.dialect())) {
            giveUpMessages(at, ended);
          }
          // Each is made as the former terminal's, under whose keys nothing can be sent any more.
          signatures.giveUpAll();
          closeBatch(at);
          ledger.keys().forgetWorkingKeys();
          identity.remember(ledger, at);
          ledger.journal(
              at,
              "identity-changed",
              "Carried over from another identity: " + identity.differences(former) + ".");
        });
    closing.published();
    for (String id : ended) {
      book.published(book.payment(id));
    }
  }

  /** What was accepted offline and never sent goes out under whom it was accepted. */
  private void keepParties(Identity former) {
    for (Payment payment : ledger.open()) {
      if (payment.state() == State.STORED && !identity.sameParty(former)) {
        former.keepFor(ledger, payment.id());
      }
    }
  }

  /** No message of the former dialect can be sent in this one. */
  private void giveUpMessages(Instant at, List<String> ended) {
    Set<String> open = new LinkedHashSet<>();
    ledger.open().forEach(payment -> open.add(payment.id()));
    ledger.withReversalsToSend().forEach(payment -> open.add(payment.id()));
    for (String id : open) {
      Payment payment = book.payment(id);
      Step.Entry line =
          new Step.Entry(
              "identity-changed", 0, "The acquirer's dialect is another now; nothing is sent.");
      payment = book.note(payment, line);
      if (payment.underWay().isPresent() && payment.state() != State.STORED) {
        payment = book.record(payment, new Event.Restarted()).payment();
      }
      for (Attempt attempt : payment.attempts()) {
        if (attempt.isReversalSentAgain()) {
          Event gone = new Event.ReversalUnreadable(attempt.number());
          payment = book.record(payment, gone).payment();
        }
      }
      Optional<Attempt> underWay = payment.underWay();
      if (underWay.isPresent() || payment.state() == State.STORED) {
        int number = underWay.map(Attempt::number).orElse(0);
        payment = book.record(payment, new Event.RequestUnreadable(number)).payment();
      }
      ended.add(id);
    }
    for (ScriptNotices.Row notice : ledger.scriptNotices().open()) {
      ledger.scriptNotices().refused(notice.payment(), at);
    }
  }

  private void closeBatch(Instant at) {
    OpenBatch ours = ledger.batches().open();
    if (ledger.ofBatch(ours.seq()).isEmpty() && !ledger.settlements().open().isPresent()) {
      return;
    }
    settlementRun.acquirerMovedOn();
    String next = dialect.batches().after(ours.number());
    closing.close(ours, Event.BatchEnd.BY_CHANGE, next, at);
    ledger.journal(
        at,
        "batch-closed-by-change",
        "Batch " + ours.number() + " was closed without settlement: the terminal is another now.");
  }
}
