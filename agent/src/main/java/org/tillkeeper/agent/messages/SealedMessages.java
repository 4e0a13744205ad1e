package org.tillkeeper.agent.messages;

import java.time.Duration;
import java.util.Optional;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.UnreadableSecret;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.WrappedKeys.WorkingKeyRow;
import org.tillkeeper.agent.payment.Asked;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.CodeAnswer;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.ReceiptFacts;
import org.tillkeeper.agent.payment.Rules;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.RecoveryPolicy;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/**
 * The sealed part of the ledger that messages are made from. It holds the card's data until no new
 * attempt can need them, each request that may have to be sent again, and each reversal that may
 * have to follow.
 */
public final class SealedMessages {
  private final Ledger ledger;
  private final Sealing sealing;
  private final Messages messages;
  private final KeyVault vault;
  private final Rules rules;
  private final Scheduler scheduler;
  private final Station station;

  public SealedMessages(
      Ledger ledger,
      Sealing sealing,
      Messages messages,
      KeyVault vault,
      Rules rules,
      Scheduler scheduler,
      Station station) {
    this.ledger = ledger;
    this.sealing = sealing;
    this.messages = messages;
    this.vault = vault;
    this.rules = rules;
    this.scheduler = scheduler;
    this.station = station;
  }

  /** What will identify a payment's next request. */
  public Attempt.Request next(
      Payment payment,
      String stan,
      String batch,
      String route,
      WorkingKeyRow keys,
      String hostDate) {
    return new Attempt.Request(
        stan,
        batch,
        Identity.terminalFor(ledger, payment.id(), station),
        Identity.merchantFor(ledger, payment.id(), station),
        messageAmount(payment),
        route,
        keys.generation(),
        hostDate,
        scheduler.wallClock());
  }

  /** A tip is sent as the new amount of its sale. */
  public long messageAmount(Payment payment) {
    if (payment.type() != PaymentType.TIP) {
      return payment.amount();
    }
    Payment sale = ledger.payment(payment.terms().original().get()).get();
    return sale.approvedAmount() + sale.links().tip() + payment.amount();
  }

  /**
   * Keeps what may have to be sent of a request that is about to be sent. Part of a transaction.
   */
  public void keep(AttemptKey key, Payment payment, Message message) {
    if (rules.reversible().contains(payment.terms().kind())) {
      ledger
          .sealed()
          .keepReversal(
              key, sealing.sealReversal(key, messages.reversible(payment.terms().kind(), message)));
    }
    if (rules.recovery(payment) == RecoveryPolicy.REPEAT) {
      ledger.sealed().keepRequest(key, sealing.sealRequest(key, message));
    }
  }

  /** Keeps what an answer says to the chip. Part of a transaction. */
  public void keepChipAnswer(Payment payment, Message answer) {
    Optional<String> emv = messages.value(answer, Element.EMV);
    if (payment.instrument().entry() == Entry.CHIP && emv.isPresent()) {
      ledger.sealed().keepChipAnswer(payment.id(), sealing.sealChip(payment.id(), emv.get()));
    }
  }

  /** What the chip said to the acquirer's approval, hex; empty once its batch is closed. */
  Optional<String> chipCertificate(Payment payment) {
    try {
      return ledger
          .sealed()
          .chipCertificate(payment.id())
          .map(blob -> sealing.openChip(payment.id(), blob));
    } catch (UnreadableSecret e) {
      return Optional.empty();
    }
  }

  /** What the acquirer said to the chip, hex; empty once the chip has answered. */
  public Optional<String> chipAnswer(String payment) {
    try {
      return ledger.sealed().chipAnswer(payment).map(blob -> sealing.openChip(payment, blob));
    } catch (UnreadableSecret e) {
      return Optional.empty();
    }
  }

  /** Keeps what a receipt says of chip and device. Part of a transaction. */
  public void keepReceiptFacts(String payment, ReceiptFacts facts) {
    if (!facts.isEmpty()) {
      ledger.sealed().keepReceiptFacts(payment, sealing.sealReceiptFacts(payment, facts));
    }
  }

  /** What a receipt says of chip and device; none where it cannot be read any more. */
  public ReceiptFacts receiptFacts(String payment) {
    try {
      return ledger
          .sealed()
          .receiptFacts(payment)
          .map(blob -> sealing.openReceiptFacts(payment, blob))
          .orElse(ReceiptFacts.NONE);
    } catch (UnreadableSecret e) {
      return ReceiptFacts.NONE;
    }
  }

  /** The card's data, for a new attempt; empty if it is erased or cannot be read any more. */
  public Optional<SensitiveData> card(Payment payment) {
    try {
      return ledger.sealed().card(payment.id()).map(blob -> sealing.openCard(payment.id(), blob));
    } catch (UnreadableSecret e) {
      return Optional.empty();
    }
  }

  /**
   * Keeps a code that is shown from now on, in place of how long it was wanted. It is shown as long
   * as the acquirer says, and no longer than the till wanted. Part of a transaction.
   */
  public void keepShownCode(Payment payment, CodeAnswer answer, Optional<Duration> wanted) {
    Duration within = wanted.orElse(ShownCode.USUAL);
    if (answer.seconds().isPresent()) {
      Duration holds = Duration.ofSeconds(answer.seconds().getAsLong());
      within = holds.compareTo(within) < 0 ? holds : within;
    }
    ShownCode code =
        new ShownCode(answer.code().orElse(""), scheduler.wallClock().plus(within), within);
    ledger.sealed().keepCard(payment.id(), sealing.sealShownCode(payment.id(), code), new byte[0]);
  }

  /** How long the till wanted a code to be shown; empty where that cannot be read any more. */
  public Optional<Duration> wantedWithin(Payment payment) {
    return card(payment)
        .map(data -> data.values().get(Element.CODE_SECONDS))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
  }

  /** The code that a payment shows; empty where it shows none, or it cannot be read any more. */
  public Optional<ShownCode> shownCode(Payment payment) {
    if (payment.state() != State.SHOWN) {
      return Optional.empty();
    }
    try {
      return ledger
          .sealed()
          .card(payment.id())
          .map(blob -> sealing.openShownCode(payment.id(), blob));
    } catch (UnreadableSecret e) {
      return Optional.empty();
    }
  }

  /**
   * The account a payment was made from, or what is kept of its code. Empty where nothing is, or it
   * cannot be read any more.
   */
  public Optional<SensitiveData> account(Payment payment) {
    try {
      return ledger
          .sealed()
          .account(payment.id())
          .map(blob -> sealing.openAccount(payment.id(), blob));
    } catch (UnreadableSecret e) {
      return Optional.empty();
    }
  }

  /** What is still known of what an attempt's request said of currency and processing code. */
  public Asked asked(AttemptKey key) {
    Optional<Message> known = reversible(key);
    return (known.isPresent() ? known : kept(key)).map(messages::asked).orElse(Asked.UNKNOWN);
  }

  /** An attempt's request as it was sent; empty if it cannot be read any more. */
  public Optional<Message> kept(AttemptKey key) {
    try {
      return ledger.sealed().request(key).map(blob -> sealing.openRequest(key, blob));
    } catch (UnreadableSecret e) {
      return Optional.empty();
    }
  }

  /** An attempt's reversal, which is recorded; empty if it cannot be read any more. */
  public Optional<Message> reversal(AttemptKey key, Payment payment, Attempt attempt) {
    try {
      return ledger
          .sealed()
          .reversal(key)
          .map(blob -> sealing.openReversal(key, blob))
          .map(message -> messages.reversal(payment.terms().kind(), message, attempt));
    } catch (UnreadableSecret e) {
      return Optional.empty();
    }
  }

  /**
   * All that still identifies an attempt's request: what its reversal would be made from. Empty
   * where no reversal can follow any more.
   */
  public Optional<Message> reversible(AttemptKey key) {
    try {
      return ledger.sealed().reversal(key).map(blob -> sealing.openReversal(key, blob));
    } catch (UnreadableSecret e) {
      return Optional.empty();
    }
  }

  /**
   * Whether working keys open under the master key. Another master key may have been put in place.
   */
  public boolean opens(byte[] workingKeys) {
    try {
      vault.verify(workingKeys);
      return true;
    } catch (KeyCheckFailed e) {
      return false;
    }
  }
}
