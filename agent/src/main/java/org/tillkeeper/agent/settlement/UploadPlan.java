package org.tillkeeper.agent.settlement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.iso8583.SettlementMeaning;

/**
 * What is uploaded, in which messages and in which order. The plan is given a batch's payments one
 * by one, and keeps only the names of their attempts.
 *
 * <p>After balanced totals only chips' certificates are uploaded. Where the totals of domestic
 * cards alone are unequal, or those of foreign cards, only these are uploaded besides. Every
 * attempt that counts is uploaded once: a notice as it was sent, a chip payment with its
 * certificate, any other as a row. A chip or contactless payment without a certificate is a row
 * too. Terminals commonly leave those out, but nothing else would tell the acquirer of them.
 *
 * <p>Where a tip counts with its sale, the sale's last tip stands for both: it names their sum.
 */
public final class UploadPlan {
  /** The most payments in one message of rows. */
  public static final int ROWS_MOST = 8;

  private final boolean domestic;
  private final boolean foreign;
  private final String batch;
  private final Counting counting;
  private final Map<Part, Set<AttemptKey>> attempts = new EnumMap<>(Part.class);

  /** The last tip of each sale that tips make larger. */
  private final Map<AttemptKey, AttemptKey> tips = new HashMap<>();

  /**
   * @param verdict on the totals
   * @param batch the acquirer's number of the batch
   */
  public UploadPlan(Settlement.Verdict verdict, String batch, Counting counting) {
    // A word that is neither says nothing of the other half that could be relied on.
    domestic = verdict.isUnclear() || verdict.domestic() == SettlementMeaning.UNBALANCED;
    foreign = verdict.isUnclear() || verdict.foreign() == SettlementMeaning.UNBALANCED;
    this.batch = batch;
    this.counting = counting;
  }

  /**
   * One message of the upload.
   *
   * @param part what kind of message it is
   * @param attempts what it is about, in the ledger's order; none for the end
   */
  public record Upload(Part part, List<AttemptKey> attempts) {
    /** Makes the list read-only. */
    public Upload {
      attempts = Collections.unmodifiableList(new ArrayList<>(attempts));
    }
  }

  /**
   * Adds a payment of the batch, as far as it is to be uploaded.
   *
   * @param certified whether the ledger keeps the chip's word on the approval
   */
  public void add(Payment payment, boolean certified) {
    List<Attempt> booked = Booked.of(payment, batch);
    Optional<Attempt> last = payment.lastSent();
    boolean everything = counting.isForeign(payment) ? foreign : domestic;
    for (Attempt attempt : booked) {
      // The chip spoke of the last approval.
      boolean chip = certified && last.get().number() == attempt.number();
      Part part = part(payment, chip);
      boolean isCertificate = part == Part.CHIP || part == Part.CHIP_OFFLINE;
      if (everything || isCertificate) {
        AttemptKey key = add(part, payment, attempt);
        counting.raised(payment, batch).ifPresent(sale -> standsFor(key, sale));
      }
    }
    if (booked.isEmpty() && certified && payment.cardResult() == CardResult.REFUSED) {
      last.ifPresent(attempt -> add(Part.CHIP_FAILED, payment, attempt));
    }
  }

  private AttemptKey add(Part part, Payment payment, Attempt attempt) {
    AttemptKey key = new AttemptKey(payment.id(), attempt.number());
    attempts.computeIfAbsent(part, p -> new LinkedHashSet<>()).add(key);
    return key;
  }

  /** A tip goes instead of its sale's row and of the tips before it. */
  private void standsFor(AttemptKey tip, AttemptKey sale) {
    remove(Part.ROWS, sale);
    Optional.ofNullable(tips.put(sale, tip)).ifPresent(before -> remove(Part.OFFLINE, before));
  }

  private void remove(Part part, AttemptKey key) {
    Set<AttemptKey> keys = attempts.getOrDefault(part, Collections.emptySet());
    keys.remove(key);
    if (keys.isEmpty()) {
      attempts.remove(part);
    }
  }

  private static Part part(Payment payment, boolean certified) {
    Part part = part(payment);
    if (part == Part.ROWS && certified) {
      return Part.CHIP;
    }
    return part == Part.CHIP_OFFLINE && !certified ? Part.ROWS : part;
  }

  private static Part part(Payment payment) {
    if (payment.type() == PaymentType.TIP) {
      return Part.OFFLINE;
    }
    // Every other kind is a row, because an upload must not leave out a payment that counts. A kind
    // that is added later goes as a row until somebody gives it a message of its own.
    return switch (payment.terms().kind()) {
      case OFFLINE_SALE, ADJUSTMENT -> Part.OFFLINE;
      case OFFLINE_CHIP_SALE -> Part.CHIP_OFFLINE;
      case REFUND -> Part.REFUNDS;
      case COMPLETION_ADVICE -> Part.COMPLETIONS;
      default -> Part.ROWS;
    };
  }

  /** The messages in order. The last one is the end, which there always is. */
  public List<Upload> messages() {
    List<Upload> messages = new ArrayList<>();
    attempts.forEach(
        (part, all) -> {
          List<AttemptKey> keys = new ArrayList<>(all);
          int most = part == Part.ROWS ? ROWS_MOST : 1;
          for (int at = 0; at < keys.size(); at += most) {
            messages.add(new Upload(part, keys.subList(at, Math.min(at + most, keys.size()))));
          }
        });
    messages.add(new Upload(Part.END, Collections.emptyList()));
    return messages;
  }
}
