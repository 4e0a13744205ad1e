package org.tillkeeper.agent.settlement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;

/**
 * What is uploaded, in which messages and in which order. The plan is given a batch's payments one
 * by one, and keeps only their ids.
 *
 * <p>After balanced totals only chips' certificates are uploaded. Otherwise every payment that
 * counts is uploaded once: a notice as it was sent, a chip payment with its certificate, any other
 * as a row. A chip or contactless payment without a certificate is a row too. Terminals commonly
 * leave those out, but nothing else would tell the acquirer of them.
 */
public final class UploadPlan {
  /** The most payments in one message of rows. */
  public static final int ROWS_MOST = 8;

  private final boolean everything;
  private final Map<Part, List<String>> payments = new EnumMap<>(Part.class);

  /**
   * @param verdict on the totals
   */
  public UploadPlan(Settlement.Verdict verdict) {
    everything = !verdict.isBalanced();
  }

  /**
   * One message of the upload.
   *
   * @param part what kind of message it is
   * @param payments ids, in the ledger's order; none for the end
   */
  public record Upload(Part part, List<String> payments) {
    /** Makes the list read-only. */
    public Upload {
      payments = Collections.unmodifiableList(new ArrayList<>(payments));
    }
  }

  /**
   * Adds a payment of the batch, if it is to be uploaded.
   *
   * @param certified whether the ledger keeps the chip's word on the approval
   */
  public void add(Payment payment, boolean certified) {
    part(payment, certified)
        .ifPresent(
            part -> payments.computeIfAbsent(part, p -> new ArrayList<>()).add(payment.id()));
  }

  private Optional<Part> part(Payment payment, boolean certified) {
    boolean counts = Totals.counts(payment);
    if (certified && payment.cardResult() == CardResult.REFUSED && !counts) {
      return Optional.of(Part.CHIP_FAILED);
    }
    if (!counts) {
      return Optional.empty();
    }
    Part part = part(payment);
    if (part == Part.ROWS && certified) {
      part = Part.CHIP;
    } else if (part == Part.CHIP_OFFLINE && !certified) {
      part = Part.ROWS;
    }
    boolean isCertificate = part == Part.CHIP || part == Part.CHIP_OFFLINE;
    return everything || isCertificate ? Optional.of(part) : Optional.empty();
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
    payments.forEach(
        (part, ids) -> {
          int most = part == Part.ROWS ? ROWS_MOST : 1;
          for (int at = 0; at < ids.size(); at += most) {
            messages.add(new Upload(part, ids.subList(at, Math.min(at + most, ids.size()))));
          }
        });
    messages.add(new Upload(Part.END, Collections.emptyList()));
    return messages;
  }
}
