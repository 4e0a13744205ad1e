package org.tillkeeper.agent.management;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.agent.host.Backoff;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.OpenSignatures;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.messages.Sealing;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Signature;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.session.Due;
import org.tillkeeper.agent.session.OwnMessage;
import org.tillkeeper.agent.session.OwnMessages;
import org.tillkeeper.agent.session.PaymentBook;
import org.tillkeeper.agent.session.Session;
import org.tillkeeper.agent.session.SignInState;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.Message;

/**
 * Tells the acquirer cardholders' signatures. All rules about them are here:
 *
 * <ul>
 *   <li>A card payment that is confirmed can be signed, once its chip has had its say.
 *   <li>Until a signature was sent once, another takes its place. After that it stays.
 *   <li>One goes when nothing else waits, alone, and gives way to a payment: see {@link
 *       OwnMessage#givesWayAfter}. So it delays no payment, and its answer changes none.
 *   <li>The same message is sent again until it is answered: after a restart at once, else after a
 *       pause that grows. One pause holds for all of them, so that an acquirer that does not answer
 *       signatures is not asked for each of a hundred. What was sent least often goes first.
 *   <li>It orders no sign-in. An acquirer that wants one is told again once another message has
 *       signed in.
 *   <li>It waits for no settlement and no settlement waits for it. It names its payment's own
 *       batch, also after that batch is closed.
 *   <li>An answer that refuses is the end. The picture is erased then, as when it is delivered.
 * </ul>
 */
public final class Signatures implements OwnMessages {
  /** So many may wait. With more, the acquirer has not taken any for days. */
  public static final int MOST = 500;

  private static final Set<PaymentType> SIGNED =
      EnumSet.of(
          PaymentType.SALE,
          PaymentType.VOID,
          PaymentType.REFUND,
          PaymentType.PREAUTH,
          PaymentType.PREAUTH_VOID,
          PaymentType.COMPLETION,
          PaymentType.COMPLETION_VOID);

  private static final String ANSWERED = "The signature was answered ";
  private static final String NOT_TAKEN = ": the acquirer does not take it.";

  /** A refusal in the history; the group is the response code. */
  private static final Pattern REFUSAL =
      Pattern.compile(Pattern.quote(ANSWERED) + "(\\S+)" + Pattern.quote(NOT_TAKEN));

  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration PAUSE_MOST = Duration.ofMinutes(10);

  private final Ledger ledger;
  private final PaymentBook book;
  private final Messages messages;
  private final Sealing sealing;
  private final Scheduler scheduler;
  private final Backoff backoff;
  private long dueNanos;

  public Signatures(
      Ledger ledger,
      PaymentBook book,
      Messages messages,
      Sealing sealing,
      Scheduler scheduler,
      Random random) {
    this.ledger = ledger;
    this.book = book;
    this.messages = messages;
    this.sealing = sealing;
    this.scheduler = scheduler;
    backoff = new Backoff(random, PAUSE, PAUSE_MOST);
    dueNanos = scheduler.nanoTime();
  }

  /** Whether a cardholder signs payments of this kind at all. */
  public static boolean isSigned(PaymentType type, Entry entry) {
    return SIGNED.contains(type) && !entry.isCode();
  }

  /** Whether a payment has come so far that it can be signed. */
  public static boolean mayBeSigned(Payment payment) {
    return payment.state() == State.CONFIRMED
        && payment.cardResult() != CardResult.AWAITED
        && confirmed(payment).isPresent();
  }

  /** The attempt that a signature belongs to. */
  public static Optional<Attempt> confirmed(Payment payment) {
    Optional<Attempt> found = Optional.empty();
    for (Attempt attempt : payment.attempts()) {
      if (attempt.outcome() == Attempt.Outcome.CONFIRMED) {
        found = Optional.of(attempt);
      }
    }
    return found;
  }

  /**
   * The response code with which the acquirer refused a signature, by the line of the history that
   * says so; empty for an answer without one and for any other line.
   */
  public static Optional<String> refusedWith(String historyLine) {
    Matcher refusal = REFUSAL.matcher(historyLine);
    return refusal.matches() ? Optional.of(refusal.group(1)) : Optional.empty();
  }

  /** Whether another signature could not take the place of the one that a payment has. */
  public boolean isFixed(Payment payment) {
    return payment.signature() != Signature.NONE
        && !ledger.signatures().sends(payment.id()).equals(Optional.of(0));
  }

  /** Whether it is the very signature that a payment has, or had. */
  public boolean isKnown(Payment payment, byte[] content) {
    return payment.signature() != Signature.NONE
        && ledger.signatures().isOf(payment.id(), sealing.fingerprint(content));
  }

  /** The picture of a payment's signature, JBIG; empty where none waits that can be read. */
  public Optional<byte[]> picture(String payment) {
    return kept(payment)
        .flatMap(message -> messages.value(message, Element.SIGNATURE))
        .map(Hex::decode);
  }

  /** Whether there is room for one more. */
  public boolean isFull() {
    return ledger.signatures().open().size() >= MOST;
  }

  /**
   * Keeps a payment's signature, durably.
   *
   * @param message that will tell it
   * @param content of the drawing, by which it is known again
   */
  public Payment keep(Payment payment, Message message, byte[] content) {
    Payment signed =
        ledger.transaction(
            () -> {
              ledger
                  .signatures()
                  .keep(
                      payment.id(),
                      sealing.sealMessage(message, context(payment.id())),
                      sealing.fingerprint(content));
              return note(
                  payment.signed(Signature.KEPT),
                  "signature-kept",
                  payment.signature() == Signature.KEPT
                      ? "The cardholder has signed once more, in place of before."
                      : "The cardholder has signed on the screen.");
            });
    book.published(signed);
    return signed;
  }

  /** Nothing of what waits can be sent any more. Part of a transaction. */
  void giveUpAll() {
    for (OpenSignatures.Row row : ledger.signatures().open()) {
      giveUp(row.payment());
    }
  }

  private void giveUp(String id) {
    ledger.signatures().ended(id);
    ledger
        .payment(id)
        .ifPresent(
            payment ->
                note(
                    payment.signed(Signature.GIVEN_UP),
                    "signature-given-up",
                    "The signature cannot be sent any more; its picture is erased."));
  }

  private static String context(String payment) {
    return "signature " + payment;
  }

  private Payment note(Payment payment, String kind, String message) {
    int attempt = confirmed(payment).map(Attempt::number).orElse(0);
    return book.note(payment, new Step.Entry(kind, attempt, message));
  }

  @Override
  public Due<OwnMessage> next(long nowNanos) {
    if (ledger.signatures().open().isEmpty() || SignInState.isSignedOff(ledger)) {
      return Due.nothing();
    }
    if (nowNanos < dueNanos) {
      return Due.after(Duration.ofNanos(dueNanos - nowNanos));
    }
    for (OpenSignatures.Row row : ledger.signatures().open()) {
      // One that another key has sealed stays where it is, and the diagnosis counts it.
      Optional<Message> message = kept(row.payment());
      if (message.isPresent()) {
        return Due.now(new Telling(row.payment(), row.sends(), message.get()));
      }
    }
    return Due.nothing();
  }

  private Optional<Message> kept(String payment) {
    return sealing.readable(ledger.signatures().message(payment), context(payment));
  }

  /** One send of a signature. */
  private final class Telling implements OwnMessage {
    private final String payment;
    private final int sends;
    private final Message message;

    Telling(String payment, int sends, Message message) {
      this.payment = payment;
      this.sends = sends;
      this.message = message;
    }

    @Override
    public Message prepare() {
      ledger.signatures().sending(payment);
      if (sends == 0) {
        told(Optional.empty(), "signature-sent", "The signature is sent to the acquirer.");
      }
      return message;
    }

    @Override
    public String label() {
      return "signature";
    }

    @Override
    public Optional<Duration> givesWayAfter() {
      return Optional.of(GIVES_WAY_AFTER);
    }

    @Override
    public Consumer<Session> answered(Message said, Answer answer) {
      String what = ANSWERED + answer.shownCode();
      if (answer.mac() == MacVerdict.WRONG) {
        return again(what + ", its MAC is not right: sent again.");
      }
      // Nothing of the money hangs on it, so an answer without a MAC is believed.
      NoticeVerdict verdict =
          NoticeVerdict.of(messages, message, sends > 0, answer, ledger.batches().open().number());
      if (verdict == NoticeVerdict.DELIVERED) {
        ledger.signatures().ended(payment);
        told(
            Optional.of(Signature.DELIVERED),
            "signature-delivered",
            what + ": the acquirer has it.");
        return session -> ended();
      }
      if (verdict == NoticeVerdict.AGAIN) {
        return again(what + ": sent again.");
      }
      ledger.signatures().ended(payment);
      told(Optional.of(Signature.REFUSED), "signature-refused", what + NOT_TAKEN);
      ledger.journal(
          scheduler.wallClock(), "signature-refused", "Payment " + payment + ": " + what + ".");
      return session -> ended();
    }

    private void ended() {
      backoff.succeeded();
      dueNanos = scheduler.nanoTime();
      published();
    }

    private Consumer<Session> again(String why) {
      firstTime("signature-answer", why);
      return session -> {
        pause();
        published();
      };
    }

    @Override
    public void unanswered(Event.Silence why) {
      ledger.transaction(
          () ->
              firstTime(
                  "signature-no-answer", "The signature was not answered: " + why.text() + "."));
      pause();
      published();
    }

    private void pause() {
      dueNanos = scheduler.nanoTime() + backoff.next().toNanos();
    }

    /** A line of the history for the first time alone: it may be sent for weeks. */
    private void firstTime(String kind, String what) {
      if (sends == 0) {
        told(Optional.empty(), kind, what);
      }
    }

    private void told(Optional<Signature> became, String kind, String what) {
      ledger.payment(payment).ifPresent(it -> note(became.map(it::signed).orElse(it), kind, what));
    }

    private void published() {
      ledger.payment(payment).ifPresent(book::published);
    }
  }
}
