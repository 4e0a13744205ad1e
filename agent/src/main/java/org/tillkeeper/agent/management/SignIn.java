package org.tillkeeper.agent.management;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.ledger.Batches.OpenBatch;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.StanCounter;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.session.OwnMessage;
import org.tillkeeper.agent.session.Session;
import org.tillkeeper.agent.session.SignInState;
import org.tillkeeper.agent.session.Trouble;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/**
 * The sign-in brings new working keys, which are checked before they are kept, and names the
 * acquirer's batch. If that is not our batch while payments of ours are not settled, the acquirer
 * closed our batch alone.
 */
public final class SignIn implements OwnMessage {
  private final Ledger ledger;
  private final Messages messages;
  private final KeyVault vault;
  private final Scheduler scheduler;
  private final SettlementRun settlementRun;
  private final BatchClosing closing;

  public SignIn(
      Ledger ledger,
      Messages messages,
      KeyVault vault,
      Scheduler scheduler,
      SettlementRun settlementRun,
      BatchClosing closing) {
    this.ledger = ledger;
    this.messages = messages;
    this.vault = vault;
    this.scheduler = scheduler;
    this.settlementRun = settlementRun;
    this.closing = closing;
  }

  @Override
  public String label() {
    return "sign-in";
  }

  @Override
  public Message prepare() {
    String batch = ledger.batches().open().number();
    String stan = ledger.stans().give(StanCounter.Purpose.SIGN_IN, batch, scheduler.wallClock());
    return messages.signIn(stan, batch);
  }

  @Override
  public Consumer<Session> answered(Message message, Answer answer) {
    if (!messages.isSuccess(answer.responseCode())) {
      return fails(Trouble.Why.REFUSED, answer.shownCode());
    }
    Optional<byte[]> received = messages.value(message, Element.WORKING_KEYS).map(Hex::decode);
    if (messages.bringsWorkingKeys() && !received.isPresent()) {
      return fails(Trouble.Why.NO_KEYS, "");
    }
    byte[] keys = received.orElse(new byte[0]);
    try {
      vault.verify(keys);
    } catch (KeyCheckFailed e) {
      return fails(Trouble.Why.UNUSABLE_KEYS, e.getMessage());
    }
    Instant at = scheduler.wallClock();
    ledger.keys().addWorkingKeys(keys, at);
    SignInState.signedIn(ledger);
    Optional<String> theirs =
        messages.value(message, Element.BATCH).filter(messages.batches()::contains);
    boolean closed = theirs.isPresent() && takeBatch(theirs.get(), at);
    ledger.journal(at, "signed-in", "Signed in; batch " + ledger.batches().open().number() + ".");
    return session -> {
      if (closed) {
        session.soon(closing::published);
      }
      session.signedIn();
    };
  }

  private static Consumer<Session> fails(Trouble.Why why, String detail) {
    return session -> session.signInFailed(new Trouble(why, detail));
  }

  /** Whether it closed the batch that was open. */
  private boolean takeBatch(String theirs, Instant at) {
    OpenBatch ours = ledger.batches().open();
    if (theirs.equals(ours.number())) {
      return false;
    }
    boolean untouched =
        ledger.ofBatch(ours.seq()).isEmpty() && !ledger.settlements().open().isPresent();
    if (untouched) {
      ledger.batches().renumber(theirs);
    } else {
      close(ours, theirs, at);
    }
    ledger.sealed().eraseReversalsOutside(theirs);
    return !untouched;
  }

  /** Nothing of ours can settle that batch any more. */
  private void close(OpenBatch ours, String theirs, Instant at) {
    Event.BatchEnd end = settlementRun.acquirerMovedOn();
    closing.close(ours, end, theirs, at);
    if (end == Event.BatchEnd.BY_ACQUIRER) {
      ledger.journal(
          at,
          "batch-closed-by-acquirer",
          "The acquirer closed batch "
              + ours.number()
              + " without our settlement and opened "
              + theirs
              + ".");
    }
  }

  @Override
  public void unanswered(Event.Silence why) {
    // The line greets again when it is back.
  }
}
