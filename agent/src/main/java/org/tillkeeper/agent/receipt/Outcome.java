package org.tillkeeper.agent.receipt;

import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.words.Bilingual;
import org.tillkeeper.agent.words.ReceiptText;

/** What a receipt says became of a payment. Only an acquirer's approval is called one. */
public enum Outcome {
  APPROVED("approved", ReceiptText.APPROVED),
  /** A person has settled by evidence that it took place. */
  CHECKED("checked-by-person", ReceiptText.CHECKED),
  ACCEPTED_OFFLINE("accepted-offline", ReceiptText.ACCEPTED_OFFLINE),
  DECLINED("declined", ReceiptText.DECLINED),
  DECLINED_OFFLINE("declined-offline", ReceiptText.DECLINED_OFFLINE),
  CANCELLED("cancelled", ReceiptText.CANCELLED),
  NOT_SENT("not-sent", ReceiptText.NOT_SENT),
  NOT_CONFIRMED("not-confirmed", ReceiptText.NOT_CONFIRMED);

  private final String label;
  private final Bilingual text;

  Outcome(String label, Bilingual text) {
    this.label = label;
    this.text = text;
  }

  /** As in the API. */
  public String label() {
    return label;
  }

  String text(Language language) {
    return language.of(text);
  }

  boolean isApproval() {
    return this == APPROVED || this == CHECKED;
  }

  static Outcome of(Payment payment) {
    return switch (payment.state()) {
      case CONFIRMED -> payment.resolution().isPresent() ? CHECKED : APPROVED;
      case DECLINED -> DECLINED;
      case CANCELLED -> CANCELLED;
      case NOT_SENT -> NOT_SENT;
      case STORED -> ACCEPTED_OFFLINE;
      case ATTENTION ->
          payment.attention().filter(why -> why == Attention.DECLINED_OFFLINE).isPresent()
              ? DECLINED_OFFLINE
              : NOT_CONFIRMED;
      case RECORDED, SENT, INQUIRING, REVERSING -> NOT_CONFIRMED;
    };
  }

  /** Whether there is anything to print: its end, or that it is accepted offline. */
  static boolean isPrintable(Payment payment) {
    return payment.state().isFinal() || payment.state() == State.STORED;
  }
}
