package org.tillkeeper.agent.nexo;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.log.Sparing;
import org.tillkeeper.agent.till.MessagePort;

/**
 * Reads messages as they come, plain or encrypted, and writes the answers in the same manner. Safe
 * for any thread.
 */
final class Messages implements MessagePort.Service {
  private static final Log LOG = Log.of(Messages.class);

  private final Desk desk;
  private final Optional<Secured> secured;
  private final Sparing strangers = new Sparing(Duration.ofMinutes(1));

  /**
   * @param secured empty where messages are plain
   */
  Messages(Desk desk, Optional<Secured> secured) {
    this.desk = desk;
    this.secured = secured;
  }

  @Override
  public CompletableFuture<MessagePort.Answer> answer(byte[] body, MessagePort.Held held) {
    return secured.isPresent() ? secured(secured.get(), body, held) : plain(body, held);
  }

  private CompletableFuture<MessagePort.Answer> plain(byte[] body, MessagePort.Held held) {
    try {
      return desk.answer(Fields.parse(body), held)
          .thenApply(answer -> new MessagePort.Answer.Message(answer.plain()));
    } catch (Faulty e) {
      return done(new MessagePort.Answer.Message(desk.unreadable(e).plain()));
    }
  }

  private CompletableFuture<MessagePort.Answer> secured(
      Secured key, byte[] body, MessagePort.Held held) {
    Secured.Opened opened;
    try {
      opened = key.open(Fields.parse(body));
    } catch (Faulty e) {
      opened = new Secured.Opened.Stranger(e.getMessage());
    }
    if (opened instanceof Secured.Opened.Clear clear) {
      CompletableFuture<Written> answer;
      try {
        answer = desk.answer(Fields.parse(clear.message()), held);
      } catch (Faulty e) {
        answer = CompletableFuture.completedFuture(desk.unreadable(e));
      } finally {
        Arrays.fill(clear.message(), (byte) 0);
      }
      return answer.thenApply(it -> new MessagePort.Answer.Message(sealed(key, it)));
    }
    String why = ((Secured.Opened.Stranger) opened).why();
    note(why);
    return done(new MessagePort.Answer.Stranger(why));
  }

  /** Clients look for every answer under one name, events too. */
  private static byte[] sealed(Secured key, Written answer) {
    return answer.message().isPresent()
        ? Written.bytes(
            Collections.singletonMap(
                "SaleToPOIResponse", key.seal(answer.header(), answer.plain())))
        : answer.plain();
  }

  private void note(String why) {
    OptionalLong leftOut;
    synchronized (strangers) {
      leftOut = strangers.take(why, System.nanoTime());
    }
    if (leftOut.isPresent()) {
      LOG.warn(
          "a message at the nexo port is not from who knows the passphrase",
          Fact.event("nexo-refused"),
          Fact.text("why", why),
          Fact.of("leftOut", leftOut.getAsLong()));
    }
  }

  private static CompletableFuture<MessagePort.Answer> done(MessagePort.Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
