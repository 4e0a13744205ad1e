package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Batches;
import org.tillkeeper.agent.ledger.Fingerprints;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Kind;

/**
 * Guards against mistakes of a person, and keeps offline acceptance within what the merchant
 * allows. It only reads the ledger.
 */
final class Guards {
  private final Ledger ledger;
  private final Limits limits;
  private final Scheduler clocks;
  private final Undelivered undelivered = new Undelivered();

  /** By side, at least what the open batch may come to; see {@link #refusesOverfullBatch}. */
  private final Map<PaymentType.Money, Long> batchAtMost = new EnumMap<>(PaymentType.Money.class);

  private long batchOfThat;

  Guards(Ledger ledger, Limits limits, Scheduler clocks) {
    this.ledger = ledger;
    this.clocks = clocks;
    this.limits = limits;
  }

  /**
   * The refusal of what was used before, of what may have been given back before, or of what looks
   * like a payment just taken.
   *
   * @param fingerprints of what the payment would use
   */
  Optional<Refusal> refusesMistake(
      PaymentOrder order, Map<Fingerprints.What, byte[]> fingerprints, Instant now) {
    for (Map.Entry<Fingerprints.What, byte[]> one : fingerprints.entrySet()) {
      List<Payment> same = ledger.fingerprints().with(one.getKey(), one.getValue());
      Optional<Refusal> refusal =
          switch (one.getKey()) {
            case INSTRUMENT -> refusesInstrument(order, same, now);
            case CRYPTOGRAM -> refusesCryptogram(same);
            case GIVEN_BACK -> refusesGivenBack(order, same);
          };
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  private Optional<Refusal> refusesInstrument(PaymentOrder order, List<Payment> same, Instant now) {
    boolean isCode = order.entry().equals(Optional.of(Entry.QR));
    boolean charges = order.type() == PaymentType.SALE || order.type() == PaymentType.PREAUTH;
    if (!charges) {
      return Optional.empty();
    }
    for (Payment before : same) {
      if (isCode && before.state() != State.NOT_SENT) {
        return Optional.of(Refusal.of(Ground.CODE_USED, before));
      }
      if (!order.manner().allowDuplicate() && looksAlike(order, before, now)) {
        long seconds = Duration.between(before.createdAt(), now).abs().toMillis() / 1000;
        return Optional.of(Refusal.of(Ground.POSSIBLE_DUPLICATE, before).with(seconds));
      }
    }
    return Optional.empty();
  }

  /** What a chip said is good for one payment: the issuer has seen it, whatever it answered. */
  private static Optional<Refusal> refusesCryptogram(List<Payment> same) {
    for (Payment before : same) {
      if (before.state() != State.NOT_SENT) {
        return Optional.of(Refusal.of(Ground.CRYPTOGRAM_USED, before));
      }
    }
    return Optional.empty();
  }

  /** Whether a payment of this type gives a customer's money back. */
  static boolean givesBack(PaymentType type) {
    return type.money() == PaymentType.Money.CREDIT;
  }

  /**
   * Refuses to give back by a slip what was given back before, in whichever way, and the other way
   * round. Of two that name their original in this ledger the original says what is left.
   *
   * @param same those that give back what was taken with the same reference number from the same
   *     card
   */
  private static Optional<Refusal> refusesGivenBack(PaymentOrder order, List<Payment> same) {
    for (Payment before : same) {
      boolean bothByOriginal =
          order.original().isPresent() && before.terms().original().isPresent();
      if (bothByOriginal) {
        continue;
      }
      if (!before.isDoneWith()) {
        return Optional.of(Refusal.of(Ground.REFUND_OPEN, before));
      }
      if (before.state() == State.CONFIRMED && !order.manner().allowDuplicate()) {
        return Optional.of(Refusal.of(Ground.GIVEN_BACK_BEFORE, before));
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a payment that was taken a short time ago looks like this order. A clock that went back
   * counts as just now: asking once too often costs nothing.
   */
  private boolean looksAlike(PaymentOrder order, Payment before, Instant now) {
    boolean mayBeCharged =
        switch (before.state()) {
          case RECORDED, SENT, STORED, INQUIRING, SHOWN, CLOSING, REVERSING, CONFIRMED, ATTENTION ->
              true;
          case DECLINED, CANCELLED, NOT_SENT -> false;
        };
    return mayBeCharged
        && before.type() == order.type()
        && before.amount() == order.amount()
        && !before.links().voidedBy().isPresent()
        && Duration.between(before.createdAt(), now).compareTo(limits.duplicateWithin()) < 0
        && !limits.duplicateWithin().isZero();
  }

  /**
   * Refuses what would make the sum of the batch larger than its totals can name. What may still be
   * booked counts as booked. The batch is added up anew only when what was asked for since could
   * have brought it near that sum: each sale would otherwise cost more than the one before.
   *
   * @param most the largest sum that the totals can name
   */
  Optional<Refusal> refusesOverfullBatch(Terms terms, long most) {
    PaymentType.Money side = terms.type().money();
    if (side == PaymentType.Money.NONE) {
      return Optional.empty();
    }
    long batch = ledger.batches().open().seq();
    if (batch != batchOfThat) {
      batchAtMost.clear();
      batchOfThat = batch;
    }
    Long known = batchAtMost.get(side);
    // Half is far enough away for what a late approval brings back.
    long sum = known == null || known + terms.amount() > most / 2 ? sum(batch, side) : known;
    sum += terms.amount();
    batchAtMost.put(side, sum);
    return sum > most ? Optional.of(Refusal.of(Ground.BATCH_FULL).with(most)) : Optional.empty();
  }

  private long sum(long batch, PaymentType.Money side) {
    long sum = 0;
    for (Batches.Sum one : ledger.batches().sums(batch)) {
      boolean mayBeBooked = one.state() == State.CONFIRMED || one.state() == State.ATTENTION;
      sum += mayBeBooked && one.type().money() == side ? one.amount() : 0;
    }
    for (Payment open : ledger.open()) {
      sum += open.type().money() == side ? open.amount() : 0;
    }
    return sum;
  }

  /**
   * The message that would deliver a sale accepted offline; empty if it may not be accepted.
   *
   * @param order a sale
   */
  Optional<Kind> offline(PaymentOrder order, Instant now) {
    boolean withPin = order.data().values().containsKey(Element.PIN_BLOCK);
    if (order.type() != PaymentType.SALE || withPin || refusesOffline(order, now).isPresent()) {
      return Optional.empty();
    }
    if (order.manner().chipApprovedOffline()) {
      return Optional.of(Kind.OFFLINE_CHIP_SALE);
    }
    return switch (order.entry().get()) {
      case SWIPE, MANUAL -> Optional.of(Kind.OFFLINE_SALE);
      case CHIP, CONTACTLESS, QR, SHOWN -> Optional.empty();
    };
  }

  /** Why the merchant's limits do not allow it. */
  Optional<Refusal> refusesOffline(PaymentOrder order, Instant now) {
    Limits.Offline offline = limits.offline();
    if (!offline.enabled()) {
      return Optional.of(Refusal.of(Ground.OFFLINE_DISABLED));
    }
    if (order.amount() > offline.perPayment()) {
      return Optional.of(Refusal.of(Ground.OFFLINE_PER_PAYMENT).with(offline.perPayment()));
    }
    if (undelivered.amount() + order.amount() > offline.total()) {
      return Optional.of(Refusal.of(Ground.OFFLINE_TOTAL).with(offline.total()));
    }
    if (undelivered.count() + 1 > offline.count()) {
      return Optional.of(Refusal.of(Ground.OFFLINE_COUNT).with(offline.count()));
    }
    Duration oldest = undelivered.oldest(now, clocks.nanoTime());
    if (oldest.compareTo(offline.maxAge()) > 0) {
      return Optional.of(Refusal.of(Ground.OFFLINE_TOO_OLD));
    }
    return Optional.empty();
  }

  /** A payment is now so, and that is durable. What was accepted offline ages from now on. */
  void changed(Payment payment) {
    undelivered.changed(payment, clocks);
  }
}
