package org.tillkeeper.agent.management;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.StanCounter;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.session.Due;
import org.tillkeeper.agent.session.OwnMessage;
import org.tillkeeper.agent.session.OwnMessages;
import org.tillkeeper.agent.session.Session;
import org.tillkeeper.agent.session.SignInState;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.Message;

/**
 * The sign-off is asked for by a person and sent when nothing else waits. That the terminal is
 * signed off is durable. It signs in again before the next message that needs it.
 */
public final class SignOff implements OwnMessages {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Ledger ledger;
  private final Messages messages;
  private final Scheduler scheduler;
  private Optional<CompletableFuture<End>> asked = Optional.empty();
  private Scheduler.Timer patience = () -> {};

  /**
   * What became of a sign-off that was asked for.
   *
   * @param detail the answer's code, why there was none, or how many seconds it had; without
   *     secrets
   */
  public record End(How how, String detail) {
    public enum How {
      SIGNED_OFF,
      /** The acquirer answered with another code than success. */
      REFUSED,
      /** It was sent and not answered. */
      NOT_ANSWERED,
      /** Its turn did not come in time. */
      NOT_SENT
    }
  }

  public SignOff(Ledger ledger, Messages messages, Scheduler scheduler) {
    this.ledger = ledger;
    this.messages = messages;
    this.scheduler = scheduler;
  }

  /** A person asks for it; who asks meanwhile is told the same. */
  public CompletableFuture<End> ask() {
    if (!asked.isPresent()) {
      asked = Optional.of(new CompletableFuture<>());
      String seconds = Long.toString(PATIENCE.toMillis() / 1000);
      patience = scheduler.after(PATIENCE, () -> end(End.How.NOT_SENT, seconds));
    }
    return asked.get();
  }

  @Override
  public Due<OwnMessage> next(long nowNanos) {
    return asked.isPresent() ? Due.now(new Sending()) : Due.nothing();
  }

  private final class Sending implements OwnMessage {
    @Override
    public Message prepare() {
      String batch = ledger.batches().open().number();
      String stan = ledger.stans().give(StanCounter.Purpose.SIGN_OFF, batch, scheduler.wallClock());
      return messages.other(
          Kind.SIGN_OFF,
          batch,
          scheduler.wallClock(),
          Collections.singletonMap(Element.STAN, stan));
    }

    @Override
    public Consumer<Session> answered(Message message, Answer answer) {
      String code = answer.responseCode();
      // An acquirer that wants a sign-in first has no sign-in of ours to end.
      if (answer.hasCode() && !messages.isSuccess(code) && !messages.ordersSignIn(code)) {
        return session -> end(End.How.REFUSED, code);
      }
      SignInState.signedOff(ledger);
      ledger.journal(scheduler.wallClock(), "signed-off", "Signed off.");
      return session -> {
        session.signedOff();
        end(End.How.SIGNED_OFF, "");
      };
    }

    @Override
    public void unanswered(Event.Silence why) {
      end(End.How.NOT_ANSWERED, why.text());
    }
  }

  private void end(End.How how, String detail) {
    Optional<CompletableFuture<End>> ended = asked;
    asked = Optional.empty();
    patience.cancel();
    ended.ifPresent(end -> end.complete(new End(how, detail)));
  }
}
