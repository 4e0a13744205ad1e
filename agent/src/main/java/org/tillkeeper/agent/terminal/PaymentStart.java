package org.tillkeeper.agent.terminal;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.ledger.Fingerprints;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.messages.CannotBeSaid;
import org.tillkeeper.agent.messages.ChipFacts;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.messages.NumberMissing;
import org.tillkeeper.agent.messages.SealedMessages;
import org.tillkeeper.agent.messages.Sealing;
import org.tillkeeper.agent.messages.Station;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.agent.session.Conversation;
import org.tillkeeper.agent.session.PaymentBook;
import org.tillkeeper.agent.session.Sending;
import org.tillkeeper.agent.session.Turn;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.time.TimeOrderedId;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Kind;

/**
 * Turns what a till asks for into a payment. It finds whether the payment may be made and under
 * which terms, records it in one commit, and sends it at once where the line is free.
 */
final class PaymentStart {
  private static final String CHECKING_STAN = "000001";
  private static final Duration BEHIND_ANOTHER_MOST = Duration.ofSeconds(2);

  private final TerminalSettings settings;
  private final Scheduler scheduler;
  private final Random random;
  private final Ledger ledger;
  private final Sealing sealing;
  private final Messages messages;
  private final PaymentBook book;
  private final SealedMessages sealedMessages;
  private final CallRules rules;
  private final OriginalRules originals;
  private final Guards guards;
  private final KeptKeys keys;
  private final Conversation conversation;
  private final Line line;
  private final Presence presence;
  private final BooleanSupplier closing;

  /**
   * @param closing whether the agent is about to end, and takes nothing more
   */
  PaymentStart(
      TerminalSettings settings,
      Scheduler scheduler,
      Random random,
      Ledger ledger,
      Sealing sealing,
      Messages messages,
      PaymentBook book,
      CallRules rules,
      SealedMessages sealedMessages,
      Conversation conversation,
      Line line,
      Presence presence,
      BooleanSupplier closing) {
    this.settings = settings;
    this.scheduler = scheduler;
    this.random = random;
    this.ledger = ledger;
    this.sealing = sealing;
    this.messages = messages;
    this.book = book;
    this.rules = rules;
    this.sealedMessages = sealedMessages;
    this.conversation = conversation;
    this.line = line;
    this.presence = presence;
    this.closing = closing;
    keys = new KeptKeys(ledger, sealing);
    originals = new OriginalRules(ledger, sealedMessages, messages, rules);
    guards = new Guards(ledger, settings.limits(), scheduler);
    ledger.open().forEach(guards::changed);
    book.watch(guards::changed);
  }

  /**
   * The payment a key started before.
   *
   * @throws Refused if it was used with another request
   */
  Optional<Payment> known(String idempotencyKey, byte[] fingerprint) {
    Optional<Payment> known = keys.payment(idempotencyKey);
    if (known.isPresent()
        && !MessageDigest.isEqual(ledger.requestHmac(known.get().id()), fingerprint)) {
      throw new Refused(Refusal.of(Ground.KEY_OF_ANOTHER_PAYMENT, known.get()));
    }
    if (keys.settlement(idempotencyKey).isPresent()) {
      throw new Refused(Refusal.of(Ground.KEY_OF_A_SETTLEMENT));
    }
    return known;
  }

  /**
   * The payment a key started before. Where there is none, what no card makes right is refused, and
   * what takes a while is begun.
   *
   * @param order without entry
   */
  Optional<Payment> beforeCard(PaymentOrder order, String idempotencyKey, byte[] canonicalRequest) {
    Optional<Payment> known = known(idempotencyKey, sealing.fingerprint(canonicalRequest));
    if (!known.isPresent()) {
      refuseWhereNothingMayStart();
      refuseTerms(terms(order, kind(order)));
      signInAgain();
    }
    return known;
  }

  private void signInAgain() {
    if (conversation.isSignedOff()) {
      conversation.orderSignIn();
      conversation.proceed();
    }
  }

  private static Terms terms(PaymentOrder order, Kind kind) {
    return new Terms(
        order.type(), kind, order.amount(), order.currency(), order.reference(), Optional.empty());
  }

  /** Refuses what the acquirer has no message for, or the batch no room. */
  private void refuseTerms(Terms terms) {
    Refused.where(rules.refusesUnspoken(terms.type(), terms.kind()));
    // What is taken while the batch is being settled belongs to the next one, which is empty.
    if (messages.has(Kind.BATCH_ROWS) && !conversation.isSettling()) {
      long most = messages.conventions().uploads().amountMost();
      Refused.where(guards.refusesOverfullBatch(terms, most));
    }
  }

  /** The payment that a key started, whatever was asked. */
  Optional<Payment> startedBy(String idempotencyKey) {
    return keys.payment(idempotencyKey);
  }

  /** Starts a payment, or finds the one this key started before. */
  Terminal.Started start(PaymentOrder order, String idempotencyKey, byte[] canonicalRequest) {
    byte[] fingerprint = sealing.fingerprint(canonicalRequest);
    Optional<Payment> known = known(idempotencyKey, fingerprint);
    if (known.isPresent()) {
      presence.asks(known.get().id());
      return new Terminal.Started(known.get(), false);
    }
    refuseWhereNothingMayStart();
    signInAgain();
    Instant now = scheduler.wallClock();
    Asked asked = order.original().isPresent() ? referring(order) : alone(order, now);
    refuseTerms(asked.terms());
    Duration within = within(order);
    Optional<Instant> retryUntil =
        within.isZero() || asked.offline() ? Optional.empty() : Optional.of(now.plus(within));
    Payment payment =
        Payment.recorded(
            TimeOrderedId.next(now, random), asked.terms(), asked.instrument(), retryUntil, now);
    presence.begins(payment.id());
    Payment started = recordAndSend(payment, asked, idempotencyKey, fingerprint);
    if (started.state().isFinal()) {
      return new Terminal.Started(started, true);
    }
    if (!asked.offline()) {
      conversation.open(started.id(), within.isZero() ? behindAnother() : within);
    }
    // Nothing else may happen on an idle line for long: what waits behind another payment that may
    // not be sent goes now.
    conversation.proceed();
    return new Terminal.Started(book.payment(started.id()), true);
  }

  /**
   * A payment that may be recorded.
   *
   * @param fingerprints by which what it uses is known again
   * @param offline accepted before the acquirer was asked
   * @param supervisor the session in which a supervisor's PIN was given for it
   */
  private record Asked(
      Terms terms,
      Instrument instrument,
      SensitiveData data,
      Map<Fingerprints.What, byte[]> fingerprints,
      boolean offline,
      Optional<String> supervisor) {}

  private Asked referring(PaymentOrder order) {
    Terms terms = originals.terms(order);
    SensitiveData data = messages.beside(originals.data(terms), order.data());
    Map<Fingerprints.What, byte[]> fingerprints = fingerprints(order, data);
    Refused.where(guards.refusesMistake(order, fingerprints, scheduler.wallClock()));
    return new Asked(
        terms, originals.instrument(terms), data, fingerprints, false, order.manner().supervisor());
  }

  private Asked alone(PaymentOrder order, Instant now) {
    Map<Fingerprints.What, byte[]> fingerprints = fingerprints(order, order.data());
    Refused.where(guards.refusesMistake(order, fingerprints, now));
    boolean byChip = order.manner().chipApprovedOffline();
    Optional<Kind> offline =
        mayYetBeAsked() && !byChip ? Optional.empty() : guards.offline(order, now);
    if (byChip && !offline.isPresent()) {
      throw new Refused(
          guards.refusesOffline(order, now).orElse(Refusal.of(Ground.NOT_FOR_OFFLINE)));
    }
    return new Asked(
        terms(order, offline.orElse(kind(order))),
        instrument(order),
        messages.beside(order.data(), order.data()),
        fingerprints,
        offline.isPresent() && !(byChip && isLineReady()),
        order.manner().supervisor());
  }

  /** A payment that refers to another reads no card, so it has no fingerprint of one. */
  private Map<Fingerprints.What, byte[]> fingerprints(PaymentOrder order, SensitiveData data) {
    Map<Fingerprints.What, byte[]> made = new EnumMap<>(Fingerprints.What.class);
    order
        .entry()
        .ifPresent(
            entry -> {
              if (entry == Entry.SHOWN) {
                return; // nothing was read
              }
              made.put(Fingerprints.What.INSTRUMENT, sealing.instrumentHash(entry, data));
              sealing
                  .cryptogramHash(data)
                  .ifPresent(hash -> made.put(Fingerprints.What.CRYPTOGRAM, hash));
            });
    if (Guards.givesBack(order.type())) {
      sealing.givenBackHash(data).ifPresent(hash -> made.put(Fingerprints.What.GIVEN_BACK, hash));
    }
    return made;
  }

  private static Kind kind(PaymentOrder order) {
    PaymentType type = order.type();
    return switch (type) {
      case SALE -> order.entry().equals(Optional.of(Entry.SHOWN)) ? Kind.SHOW_CODE : Kind.SALE;
      case PREAUTH -> Kind.PRE_AUTH;
      case BALANCE -> Kind.BALANCE;
      case REFUND -> Kind.REFUND;
      case VOID, PREAUTH_VOID, COMPLETION, COMPLETION_VOID, TIP ->
          throw new Refused(Refusal.of(Ground.ORIGINAL_MISSING).with(type));
    };
  }

  /** How long it may be tried: a payment code is not good for ever. */
  private Duration within(PaymentOrder order) {
    Duration within = settings.patience().retryWithin();
    Duration validity = settings.limits().qrValidity();
    boolean isCode = order.entry().equals(Optional.of(Entry.QR));
    return isCode && validity.compareTo(within) < 0 ? validity : within;
  }

  /** Refuses while the agent ends, or its ledger lost or cannot keep what matters. */
  void refuseWhereNothingMayStart() {
    if (closing.getAsBoolean()) {
      throw new Refused(Refusal.of(Ground.SHUTTING_DOWN));
    }
    if (ledger.lossWaits()) {
      throw new Refused(Refusal.of(Ground.LEDGER_LOSS));
    }
    if (conversation.isStalled()) {
      throw new Refused(Refusal.of(Ground.LEDGER_STALLED));
    }
  }

  private Instrument instrument(PaymentOrder order) {
    boolean hasPin = order.data().values().containsKey(Element.PIN_BLOCK);
    long generation = conversation.isSignedOff() ? 0 : conversation.keyGeneration();
    if (hasPin && generation == 0) {
      throw new Refused(Refusal.of(Ground.NOT_SIGNED_IN));
    }
    Entry entry = order.entry().get();
    return new Instrument(entry, Sealing.masked(entry, order.data()), hasPin ? generation : 0);
  }

  /**
   * A payment that is not sent at once is refused now if its message cannot be made, rather than
   * later.
   */
  private void refuseWhatCannotBeSaid(Payment payment, SensitiveData data) {
    Station station = settings.station();
    Attempt.Request request =
        new Attempt.Request(
            CHECKING_STAN,
            conversation.batch(),
            station.terminal(),
            station.merchant(),
            sealedMessages.messageAmount(payment),
            "",
            0,
            "",
            payment.createdAt());
    said(() -> messages.request(payment, request, data));
  }

  /** What is made of a payment for the acquirer; refused where nothing can be. */
  private static <T> T said(Supplier<T> made) {
    try {
      return made.get();
    } catch (NumberMissing e) {
      throw new Refused(
          e.lackedByOriginal()
              .map(number -> Refusal.of(Ground.ORIGINAL_LACKS).with(number.label()))
              .orElse(Refusal.of(Ground.SLIP_MISSING)));
    } catch (CannotBeSaid e) {
      throw new Refused(Refusal.of(Ground.CANNOT_BE_SAID).with(String.valueOf(e.getMessage())));
    }
  }

  private Payment recordAndSend(
      Payment payment, Asked asked, String idempotencyKey, byte[] fingerprint) {
    boolean ready = !asked.offline() && !conversation.holdsUpNewSale().isPresent();
    boolean onceOnly = settings.patience().isOnceOnly() && !asked.offline();
    boolean behindAnother = onceOnly && !ready && conversation.onlyWhatIsUnderWayHoldsUpNewSale();
    if (!ready) {
      refuseWhatCannotBeSaid(payment, asked.data());
    }
    Optional<Sending.Ready> prepared =
        ledger.transaction(
            () -> {
              ledger.insert(payment, keys.kept(idempotencyKey), fingerprint);
              keep(payment, asked);
              asked
                  .supervisor()
                  .ifPresent(session -> book.note(payment, PaymentCalls.supervised(session)));
              Optional<Sending.Ready> sending = Optional.empty();
              if (asked.offline()) {
                book.record(payment, new Event.AcceptedOffline());
              }
              if (ready) {
                sending = Optional.of(said(() -> conversation.prepare(payment, asked.data())));
              }
              if (onceOnly && !behindAnother) {
                Payment so = ready ? sending.get().payment() : payment;
                boolean settling = !ready && conversation.isSettling();
                book.record(
                    so,
                    new Event.RetryEnded(
                        settling ? Event.RetryEnd.SETTLING : Event.RetryEnd.NOT_ONLINE));
              }
              return sending;
            });
    Payment recorded = book.payment(payment.id());
    if (prepared.isPresent()) {
      Sending.Ready sending = prepared.get();
      conversation.send(new Sending.Ready(recorded, sending.original(), sending.frame()));
    } else {
      book.published(recorded);
    }
    return recorded;
  }

  private void keep(Payment payment, Asked asked) {
    boolean referring = payment.terms().original().isPresent();
    ledger
        .sealed()
        .keepCard(
            payment.id(),
            sealing.sealCard(payment.id(), asked.data()),
            referring
                ? new byte[0]
                : sealing.sealAccount(payment.id(), payment.instrument().entry(), asked.data()));
    sealedMessages.keepReceiptFacts(payment.id(), ChipFacts.of(asked.data()));
    if (asked.terms().kind() == Kind.OFFLINE_CHIP_SALE
        && asked.data().values().containsKey(Element.EMV)) {
      ledger
          .sealed()
          .keepChipCertificate(
              payment.id(), sealing.sealChip(payment.id(), asked.data().values().get(Element.EMV)));
    }
    asked
        .fingerprints()
        .forEach((what, hash) -> ledger.fingerprints().keep(payment.id(), what, hash));
  }

  /** How long what is under way may hold up a sale that goes at once or not at all. */
  private Duration behindAnother() {
    Duration answer = settings.line().responseTimeout();
    return answer.compareTo(BEHIND_ANOTHER_MOST) < 0 ? answer : BEHIND_ANOTHER_MOST;
  }

  /**
   * Whether the acquirer may still be asked about a sale. Right after a start nothing is known of
   * the line yet: a sale then waits for it, rather than being taken at the merchant's risk. What a
   * chip has approved is no question to the acquirer, and is stored at once.
   */
  private boolean mayYetBeAsked() {
    return line.wasOnline() || !line.hasTried();
  }

  /** Whether a sale would go to the acquirer now, or right after one that has waited longer. */
  private boolean isLineReady() {
    Optional<Turn.Reason> holdsUp = conversation.holdsUpNewSale();
    return !holdsUp.isPresent() || holdsUp.equals(Optional.of(Turn.Reason.EARLIER_SALE));
  }
}
