package org.tillkeeper.agent.loop;

import java.util.function.Consumer;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.iso8583.Message;

/** The echo: proves that the acquirer can be reached. */
final class Echo implements Errand {
  private final Ledger ledger;
  private final Dialog dialog;
  private final Consumer<String> done;

  /**
   * @param done runs with the response code, which may be empty, once the line is free
   */
  Echo(Ledger ledger, Dialog dialog, Consumer<String> done) {
    this.ledger = ledger;
    this.dialog = dialog;
    this.done = done;
  }

  @Override
  public Message prepare() {
    return dialog.echo(ledger.batches().open().number());
  }

  @Override
  public Runnable answered(Message message, Answer answer) {
    String code = answer.responseCode();
    return () -> done.accept(code);
  }

  @Override
  public void unanswered(Event.Silence why) {
    // The line finds dead peers by it.
  }
}
