package org.tillkeeper.agent.loop;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.ledger.Batches.OpenBatch;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.StanCounter;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/**
 * The sign-in: new working keys, checked before they are kept, and the batch that the acquirer
 * names. A batch that is not ours while payments of ours are not settled was closed by the acquirer
 * alone.
 */
final class SigningIn implements Errand {
  private final Ledger ledger;
  private final Dialog dialog;
  private final KeyVault vault;
  private final Scheduler scheduler;
  private final BatchChange batchChange;
  private final Runnable done;
  private final Consumer<Trouble> failed;

  /** The open batch ends because the acquirer has another. */
  interface BatchChange {
    /** Closes ours without settlement and opens theirs. Part of a transaction. */
    void closedByAcquirer(OpenBatch ours, String theirs, Instant at);

    /** That is durable: who watches the payments is told. */
    void published();
  }

  /**
   * @param done runs once the terminal is signed in and the line is free
   * @param failed runs with the reason once the line is free
   */
  SigningIn(
      Ledger ledger,
      Dialog dialog,
      KeyVault vault,
      Scheduler scheduler,
      BatchChange batchChange,
      Runnable done,
      Consumer<Trouble> failed) {
    this.ledger = ledger;
    this.dialog = dialog;
    this.vault = vault;
    this.scheduler = scheduler;
    this.batchChange = batchChange;
    this.done = done;
    this.failed = failed;
  }

  @Override
  public Message prepare() {
    String batch = ledger.batches().open().number();
    String stan = ledger.stans().give(StanCounter.Purpose.SIGN_IN, batch, scheduler.wallClock());
    return dialog.signIn(stan, batch);
  }

  @Override
  public Runnable answered(Message message, Answer answer) {
    if (!dialog.isSuccess(answer.responseCode())) {
      String shown = answer.shownCode();
      return fails(
          "收单机构拒绝签到（" + shown + "），请核对终端号、商户号，联系收单机构",
          "the acquirer answered " + shown + "; check terminal and merchant, call the acquirer");
    }
    Optional<byte[]> received = dialog.value(message, Element.WORKING_KEYS).map(Hex::decode);
    if (dialog.bringsWorkingKeys() && !received.isPresent()) {
      return fails("应答中没有工作密钥，请联系收单机构", "the answer brings no working keys");
    }
    byte[] keys = received.orElse(new byte[0]);
    try {
      vault.verify(keys);
    } catch (KeyCheckFailed e) {
      return fails("工作密钥校验失败，请核对主密钥或联系收单机构重新下装", e.getMessage());
    }
    Instant at = scheduler.wallClock();
    ledger.keys().addWorkingKeys(keys, at);
    SignOff.over(ledger);
    Optional<String> theirs =
        dialog.value(message, Element.BATCH).filter(dialog.batches()::contains);
    boolean closed = theirs.isPresent() && takeBatch(theirs.get(), at);
    ledger.journal(at, "signed-in", "Signed in; batch " + ledger.batches().open().number() + ".");
    return closed
        ? () -> {
          batchChange.published();
          done.run();
        }
        : done;
  }

  private Runnable fails(String zh, String en) {
    return () -> failed.accept(new Trouble(zh, en));
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
      batchChange.closedByAcquirer(ours, theirs, at);
    }
    ledger.sealed().eraseReversalsOutside(theirs);
    return !untouched;
  }

  @Override
  public void unanswered(Event.Silence why) {
    // The line greets again when it is back.
  }
}
