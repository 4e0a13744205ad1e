package org.tillkeeper.agent.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.bundle.ChainLine;
import org.tillkeeper.agent.ledger.ChainRows;
import org.tillkeeper.agent.ledger.HistoryRow;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.management.ScriptResults;
import org.tillkeeper.agent.messages.ChipFacts;
import org.tillkeeper.agent.messages.SealedMessages;
import org.tillkeeper.agent.messages.Sealing;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.session.Conversation;
import org.tillkeeper.agent.session.PaymentBook;
import org.tillkeeper.iso8583.Hex;

/** Carries out what a till asks of a payment that exists, or refuses it and says what to do. */
final class PaymentCalls {
  private static final String SEEN = "seen";

  /** The line of a payment's history that says whose PIN was given for what follows. */
  static Step.Entry supervised(String session) {
    return new Step.Entry(
        "supervisor", 0, "A supervisor's PIN was given in session " + session + ".");
  }

  private final Ledger ledger;
  private final Sealing sealing;
  private final SealedMessages sealedMessages;
  private final PaymentBook book;
  private final CallRules rules;
  private final ScriptResults scriptResults;
  private final Conversation conversation;
  private final Presence presence;

  PaymentCalls(
      Ledger ledger,
      Sealing sealing,
      SealedMessages sealedMessages,
      PaymentBook book,
      CallRules rules,
      ScriptResults scriptResults,
      Conversation conversation,
      Presence presence) {
    this.ledger = ledger;
    this.sealing = sealing;
    this.sealedMessages = sealedMessages;
    this.book = book;
    this.rules = rules;
    this.scriptResults = scriptResults;
    this.conversation = conversation;
    this.presence = presence;
  }

  /** The cashier gives a payment up. */
  Payment cancel(String id) {
    Refused.where(rules.refusesCancel(existing(id)));
    presence.asks(id);
    conversation.takeBack(id);
    Payment payment = existing(id);
    if (payment.state().isFinal()) {
      conversation.proceed();
      return payment;
    }
    Step step = book.apply(payment, new Event.CancelRequested());
    conversation.follow(new AttemptKey(id, payment.attempts().size()), step);
    conversation.proceed();
    return book.payment(id);
  }

  /** What is open of a payment is sent now; what was accepted offline is delivered again. */
  Payment retry(String id) {
    Payment payment = existing(id);
    Refused.where(rules.refusesRetry(payment));
    presence.asks(id);
    if (payment.mayBeDeliveredAgain()) {
      payment = book.apply(payment, new Event.DeliveredAgain()).payment();
    }
    conversation.hurry(payment);
    return book.payment(id);
  }

  /** A person settles a payment by evidence. */
  Payment resolve(String id, Resolution resolution, Optional<String> supervisor) {
    Payment payment = existing(id);
    Refused.where(rules.refusesResolution(payment, resolution.outcome()));
    return book.apply(
            payment,
            new Event.Resolved(resolution),
            () -> supervisor.ifPresent(session -> book.note(payment, supervised(session))))
        .payment();
  }

  /** What the chip said to the acquirer's approval. */
  Payment cardResult(String id, boolean accepted, String emv) {
    Payment payment = existing(id);
    CardResult said = accepted ? CardResult.ACCEPTED : CardResult.REFUSED;
    if (payment.cardResult() == said) {
      return payment;
    }
    Refused.where(rules.refusesCardResult(payment, ledger.referringTo(id)));
    presence.asks(id);
    Step step =
        book.apply(
            payment,
            new Event.CardAnswered(accepted),
            () -> {
              scriptResults.keep(payment, emv);
              ledger.sealed().keepChipCertificate(id, sealing.sealChip(id, emv));
              sealedMessages.keepReceiptFacts(
                  id, sealedMessages.receiptFacts(id).and(ChipFacts.of(emv)));
            });
    conversation.follow(new AttemptKey(id, payment.attempts().size()), step);
    conversation.proceed();
    return book.payment(id);
  }

  /** Somebody has seen what a payment shows. Said again, after a lost answer, it is taken once. */
  Payment seen(String id, Optional<String> by) {
    Payment payment = existing(id);
    Optional<Refusal> refusal = rules.refusesSeen(payment);
    if (refusal.isPresent() && wasSeen(id)) {
      return payment;
    }
    Refused.where(refusal);
    String what = by.map(name -> "Seen by " + name + ".").orElse("Seen.");
    Step.Entry line = new Step.Entry(SEEN, 0, what);
    Payment seen = ledger.transaction(() -> book.note(payment.seen(), line));
    book.published(seen);
    return seen;
  }

  private boolean wasSeen(String id) {
    for (HistoryRow row : ledger.history(id)) {
      if (row.kind().equals(SEEN)) {
        return true;
      }
    }
    return false;
  }

  /** The till has printed a receipt; for the history. */
  Payment receiptPrinted(String id, String kind, String copy) {
    Payment payment = existing(id);
    Step.Entry line = new Step.Entry(kind, 0, "The till printed the " + copy + ".");
    return ledger.transaction(() -> book.note(payment, line));
  }

  /** A payment's history in order; empty if there is no such payment. */
  Optional<List<Terminal.HistoryEvent>> history(String id) {
    if (!ledger.payment(id).isPresent()) {
      return Optional.empty();
    }
    List<Terminal.HistoryEvent> events = new ArrayList<>();
    for (HistoryRow row : ledger.history(id)) {
      events.add(new Terminal.HistoryEvent(row.at(), row.kind(), row.attempt(), row.message()));
    }
    return Optional.of(events);
  }

  /** The history's rows with their places in its chain; see {@link Terminal#chain}. */
  List<ChainLine> chain(long after, Optional<String> payment, int limit) {
    List<ChainLine> lines = new ArrayList<>();
    for (ChainRows.Row row : ledger.chain().rows(after, payment, limit)) {
      lines.add(
          new ChainLine(
              row.seq(),
              row.paymentSeq(),
              row.payment(),
              row.at(),
              row.kind(),
              row.attempt(),
              row.message(),
              Hex.lowerCase(row.before()),
              Hex.lowerCase(row.hash())));
    }
    return lines;
  }

  /**
   * The payment with this id.
   *
   * @throws Refused where there is none
   */
  Payment existing(String id) {
    return ledger.payment(id).orElseThrow(() -> new Refused(Refusal.of(Ground.NO_SUCH_PAYMENT)));
  }
}
