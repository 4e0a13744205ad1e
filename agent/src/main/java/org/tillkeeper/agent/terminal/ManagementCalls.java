package org.tillkeeper.agent.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.ledger.Downloads;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.management.SignOff;
import org.tillkeeper.agent.messages.ChipParameters;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.messages.Wanted;
import org.tillkeeper.agent.session.Conversation;
import org.tillkeeper.agent.session.HostWord;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Kind;

/** What a person may ask of the terminal itself, and what it was given by its acquirer. */
final class ManagementCalls {
  private final Scheduler scheduler;
  private final Ledger ledger;
  private final Messages messages;
  private final Line line;
  private final SignOff signOff;
  private final Conversation conversation;

  ManagementCalls(
      Scheduler scheduler,
      Ledger ledger,
      Messages messages,
      Line line,
      SignOff signOff,
      Conversation conversation) {
    this.scheduler = scheduler;
    this.ledger = ledger;
    this.messages = messages;
    this.line = line;
    this.signOff = signOff;
    this.conversation = conversation;
  }

  /** Signs off; completes once the terminal is signed off, or fails with {@link Refused}. */
  CompletableFuture<Void> signOff() {
    if (conversation.isSignedOff()) {
      return CompletableFuture.completedFuture(null);
    }
    refuseSignOff();
    CompletableFuture<Void> done = signOff.ask().thenAccept(ManagementCalls::refuseUnlessSignedOff);
    conversation.proceed();
    return done;
  }

  private void refuseSignOff() {
    if (!messages.has(Kind.SIGN_OFF)) {
      throw new Refused(Refusal.of(Ground.SIGN_OFF_NOT_SUPPORTED));
    }
    if (!line.online()) {
      throw new Refused(Refusal.of(Ground.NOT_ONLINE));
    }
    if (!ledger.open().isEmpty() || conversation.hasOpenBeforeSettlement()) {
      throw new Refused(Refusal.of(Ground.OPEN_BEFORE_SIGN_OFF));
    }
  }

  private static void refuseUnlessSignedOff(SignOff.End end) {
    switch (end.how()) {
      case SIGNED_OFF -> {
        // As asked.
      }
      case REFUSED -> throw new Refused(Refusal.of(Ground.SIGN_OFF_REFUSED).with(end.detail()));
      case NOT_ANSWERED ->
          throw new Refused(Refusal.of(Ground.SIGN_OFF_NOT_ANSWERED).with(end.detail()));
      case NOT_SENT -> throw new Refused(Refusal.of(Ground.SIGN_OFF_NOT_SENT).with(end.detail()));
    }
  }

  /** A person has compared with the acquirer: new payments are taken again. */
  void acceptLedgerLoss(String by, String evidence) {
    if (!ledger.lossWaits()) {
      throw new Refused(Refusal.of(Ground.NO_LEDGER_LOSS));
    }
    ledger.transaction(
        () -> {
          ledger.acceptLoss();
          ledger.journal(
              scheduler.wallClock(), "ledger-loss-accepted", "Accepted by " + by + ": " + evidence);
        });
  }

  /** A person has settled with the acquirer why it did not find what it had booked. */
  void acceptNoOriginal(String by, String evidence) {
    if (!HostWord.isDisproved(ledger)) {
      throw new Refused(Refusal.of(Ground.NO_ORIGINAL_NOT_DISPROVED));
    }
    ledger.transaction(() -> HostWord.accept(ledger, scheduler.wallClock(), by, evidence));
  }

  /** What the acquirer let the terminal download, as it is in force. */
  List<Downloaded> downloaded() {
    List<Downloaded> all = new ArrayList<>();
    for (Wanted wanted : Wanted.values()) {
      if (wanted != Wanted.STATUS) {
        all.add(downloaded(wanted));
      }
    }
    return all;
  }

  private Downloaded downloaded(Wanted wanted) {
    Optional<Downloads.Standing> standing = ledger.downloads().standing(wanted.label());
    ChipParameters chip = new ChipParameters(messages.conventions().downloads());
    List<Downloaded.Item> items = new ArrayList<>();
    for (Downloads.Item item : ledger.downloads().inForce(wanted.label())) {
      String value = item.value();
      items.add(
          wanted.isList()
              ? new Downloaded.Item("", value, chip.values(value), chip.named(wanted, value))
              : new Downloaded.Item(item.name(), value));
    }
    return new Downloaded(
        wanted.label(),
        standing.map(Downloads.Standing::version).orElse(0L),
        standing.flatMap(Downloads.Standing::receivedAt),
        standing.flatMap(Downloads.Standing::orderedAt),
        standing.flatMap(Downloads.Standing::trouble),
        items);
  }
}
