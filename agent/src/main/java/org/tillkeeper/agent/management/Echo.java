package org.tillkeeper.agent.management;

import java.util.function.Consumer;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.session.OwnMessage;
import org.tillkeeper.agent.session.Session;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.ReversalMeaning;

/** The echo: proves that the acquirer can be reached. */
public final class Echo implements OwnMessage {
  private final Ledger ledger;
  private final Messages messages;

  public Echo(Ledger ledger, Messages messages) {
    this.ledger = ledger;
    this.messages = messages;
  }

  @Override
  public String label() {
    return "echo";
  }

  @Override
  public Message prepare() {
    return messages.echo(ledger.batches().open().number());
  }

  @Override
  public Consumer<Session> answered(Message message, Answer answer) {
    String code = answer.responseCode();
    if (code.isEmpty() || messages.isSuccess(code)) {
      return Session::lineProven;
    }
    if (messages.ordersSignIn(code)) {
      return Session::orderSignIn;
    }
    if (answer.reversal() != ReversalMeaning.TRY_AGAIN) {
      return session -> session.echoRefused(code);
    }
    return session ->
        session.lineRefused(
            "echo-refused", "The acquirer answered the echo with " + code + ".", "echo refused");
  }

  @Override
  public void unanswered(Event.Silence why) {
    // The line finds dead peers by it.
  }
}
