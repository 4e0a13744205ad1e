package org.tillkeeper.agent.management;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.ScriptNotices;
import org.tillkeeper.agent.ledger.StanCounter;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.messages.SealedMessages;
import org.tillkeeper.agent.messages.Sealing;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.session.Due;
import org.tillkeeper.agent.session.OwnMessage;
import org.tillkeeper.agent.session.OwnMessages;
import org.tillkeeper.agent.session.Pauses;
import org.tillkeeper.agent.session.PaymentBook;
import org.tillkeeper.agent.session.Session;
import org.tillkeeper.agent.session.Soonest;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.ChipData;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.Message;

/**
 * Tells the acquirer what a chip did with the issuer's scripts. A notice is recorded in the commit
 * of the card's result and sent before reversals and sales. The same message is sent again until it
 * is answered.
 */
public final class ScriptResults implements OwnMessages {
  /** Issuer scripts of both templates (EMV book 3, annex A). */
  private static final Set<String> SCRIPTS = new HashSet<>(Arrays.asList("71", "72"));

  private static final Element[] OF_ORIGINAL = {
    Element.PAN,
    Element.AMOUNT,
    Element.CARD_SEQUENCE,
    Element.PROCESSING_CODE,
    Element.ENTRY_MODE,
    Element.CONDITION
  };

  private final Ledger ledger;
  private final PaymentBook book;
  private final Messages messages;
  private final SealedMessages sealedMessages;
  private final Sealing sealing;
  private final Scheduler scheduler;
  private final Pauses<String> pauses;

  public ScriptResults(
      Ledger ledger,
      PaymentBook book,
      Messages messages,
      SealedMessages sealedMessages,
      Sealing sealing,
      Scheduler scheduler,
      Random random) {
    this.ledger = ledger;
    this.book = book;
    this.messages = messages;
    this.sealedMessages = sealedMessages;
    this.sealing = sealing;
    this.scheduler = scheduler;
    pauses = Pauses.unhurried(random);
  }

  /**
   * Records a notice if the acquirer's answer to this payment held scripts. This is part of the
   * transaction that records the card's result, and comes before it: the card's result erases what
   * the notice is made from.
   *
   * @param emv what the chip said, hex
   */
  public void keep(Payment payment, String emv) {
    String answer = sealedMessages.chipAnswer(payment.id()).orElse("").toUpperCase(Locale.ROOT);
    if (!messages.has(Kind.SCRIPT_RESULT) || ChipData.only(answer, SCRIPTS).isEmpty()) {
      return;
    }
    Attempt attempt = payment.attempt(payment.attempts().size());
    Optional<Message> original =
        sealedMessages.reversible(new AttemptKey(payment.id(), attempt.number()));
    String said = messages.chipData(Kind.SCRIPT_RESULT, emv);
    if (said.isEmpty() || !original.isPresent()) {
      note(
          payment,
          "script-result-missing",
          said.isEmpty()
              ? "The acquirer sent scripts, and the chip's data say nothing a notice could."
              : "The acquirer sent scripts, and the original cannot be read for their notice.");
      return;
    }
    String batch = ledger.batches().open().number();
    Instant now = scheduler.wallClock();
    String stan = ledger.stans().give(StanCounter.Purpose.SCRIPT_RESULT, batch, now);
    Message notice =
        messages.other(
            Kind.SCRIPT_RESULT, batch, now, values(payment, attempt, original.get(), stan, said));
    ledger
        .scriptNotices()
        .add(payment.id(), stan, sealing.sealMessage(notice, context(payment.id())));
    note(
        payment,
        "script-result-recorded",
        "Notice " + stan + " of what the chip did with the issuer's scripts recorded.");
  }

  private Map<Element, String> values(
      Payment payment, Attempt attempt, Message original, String stan, String emv) {
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    for (Element element : OF_ORIGINAL) {
      messages.value(original, element).ifPresent(value -> values.put(element, value));
    }
    values.put(Element.STAN, stan);
    values.put(Element.EMV, emv);
    payment.decision().rrn().ifPresent(rrn -> values.put(Element.RRN, rrn));
    payment.decision().authCode().ifPresent(code -> values.put(Element.AUTH_CODE, code));
    values.putAll(messages.original(payment.terms().kind(), attempt.request()));
    payment.decision().date().ifPresent(date -> values.put(Element.ORIGINAL_DATE, date));
    return values;
  }

  private static String context(String payment) {
    return "script-result " + payment;
  }

  private Payment note(Payment payment, String kind, String message) {
    return book.note(payment, new Step.Entry(kind, payment.attempts().size(), message));
  }

  @Override
  public Due<OwnMessage> next(long nowNanos) {
    Soonest soonest = new Soonest();
    for (ScriptNotices.Row row : ledger.scriptNotices().open()) {
      Duration left = pauses.left(row.payment(), nowNanos);
      // One that another key has sealed stays where it is, and the diagnosis counts it.
      Optional<Message> message = left.isZero() ? kept(row) : Optional.empty();
      if (message.isPresent()) {
        return Due.now(new Notice(row, message.get()));
      }
      if (left.isZero()) {
        continue;
      }
      soonest.of(left);
    }
    return Due.after(soonest.pause());
  }

  private Optional<Message> kept(ScriptNotices.Row row) {
    return sealing.readable(ledger.scriptNotices().message(row.payment()), context(row.payment()));
  }

  /** One send of a notice. */
  private final class Notice implements OwnMessage {
    private final ScriptNotices.Row row;
    private final Message message;

    Notice(ScriptNotices.Row row, Message message) {
      this.row = row;
      this.message = message;
    }

    @Override
    public Message prepare() {
      ledger.scriptNotices().sending(row.payment());
      told("script-result-sent", "Notice " + row.stan() + ", send " + (row.sends() + 1) + ".");
      return row.sends() > 0 ? messages.repeated(message) : message;
    }

    @Override
    public Consumer<Session> answered(Message said, Answer answer) {
      String what = "Notice answered " + answer.shownCode();
      if (!isTrusted(answer)) {
        return again(answer, what + ", its MAC is not right: sent again.");
      }
      NoticeVerdict verdict =
          NoticeVerdict.of(
              messages, message, row.sends() > 0, answer, ledger.batches().open().number());
      if (verdict == NoticeVerdict.DELIVERED) {
        ledger.scriptNotices().delivered(row.payment());
        told("script-result-delivered", what + ": the acquirer has it.");
        return session -> ended();
      }
      if (verdict == NoticeVerdict.AGAIN) {
        return again(answer, what + ": sent again.");
      }
      ledger.scriptNotices().refused(row.payment(), scheduler.wallClock());
      told("script-result-refused", what + ": the acquirer does not take it.");
      ledger.journal(
          scheduler.wallClock(),
          "script-result-refused",
          "Payment " + row.payment() + ": " + what + ".");
      return session -> ended();
    }

    private boolean isTrusted(Answer answer) {
      return answer.mac().vouches()
          || (answer.mac() == MacVerdict.ABSENT
              && book.rules().macOptionalOnRefusals()
              && !messages.isSuccess(answer.responseCode()));
    }

    private Consumer<Session> again(Answer answer, String why) {
      told("script-result-answer", why);
      return session -> {
        pauses.dueAfterBackoff(row.payment(), scheduler.nanoTime());
        published();
        if (messages.ordersSignIn(answer.responseCode())) {
          session.orderSignIn();
        }
      };
    }

    private void ended() {
      pauses.forget(row.payment());
      published();
    }

    @Override
    public void unanswered(Event.Silence why) {
      ledger.transaction(
          () ->
              told("script-result-no-answer", "The notice was not answered: " + why.text() + "."));
      pauses.dueAfterBackoff(row.payment(), scheduler.nanoTime());
      published();
    }

    private void told(String kind, String message) {
      ledger.payment(row.payment()).ifPresent(payment -> note(payment, kind, message));
    }

    private void published() {
      ledger.payment(row.payment()).ifPresent(book::published);
    }
  }
}
