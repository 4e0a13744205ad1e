package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.Optional;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.payment.Asked;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;

/**
 * Answers what the host asks by itself, for example its own echo. An answer changes nothing here
 * and is not recorded. Where the dialect wants a MAC, the question must have a right one and the
 * answer gets one. Ten in ten seconds are answered, whatever comes.
 */
final class HostQuestions {
  private static final int MOST = 10;
  private static final Duration WITHIN = Duration.ofSeconds(10);

  private final Scheduler scheduler;
  private final Messages messages;
  private final WorkingKeys keys;
  private final Sending sending;
  private final Line line;
  private final Session session;
  private long sinceNanos;
  private int answered;

  HostQuestions(
      Scheduler scheduler,
      Messages messages,
      WorkingKeys keys,
      Sending sending,
      Line line,
      Session session) {
    this.scheduler = scheduler;
    this.messages = messages;
    this.keys = keys;
    this.sending = sending;
    this.line = line;
    this.session = session;
    sinceNanos = scheduler.nanoTime();
  }

  /** Whether a message was a question of the host's; it is answered if it may be. */
  boolean took(byte[] frame, Message message) throws MalformedMessage {
    Optional<Message> answer = messages.answerToHost(message);
    if (!answer.isPresent()) {
      return false;
    }
    // A line that is looped back brings our own message, and an answer would come back as one too.
    boolean ours = sending.isOnItsWay(frame) || !sending.isForThisTerminal(message);
    if (ours || !mayBeBelieved(frame, message)) {
      session.noted("host-request", "Message " + message.mti() + " of the host: not answered.");
    } else if (isWithinBounds()) {
      session.noted("host-request", "Message " + message.mti() + " of the host: answered.");
      line.say(messages.pack(answer.get(), keys.wrapped()));
    }
    return true;
  }

  private boolean mayBeBelieved(byte[] frame, Message message) throws MalformedMessage {
    if (!messages.carriesMac(message.mti())) {
      return true;
    }
    return keys.exist()
        && messages
            .answer(frame, message, Optional.of(keys.wrapped()), Asked.UNKNOWN)
            .mac()
            .vouches();
  }

  private boolean isWithinBounds() {
    long now = scheduler.nanoTime();
    if (now - sinceNanos > WITHIN.toNanos()) {
      sinceNanos = now;
      answered = 0;
    }
    answered++;
    return answered <= MOST;
  }
}
