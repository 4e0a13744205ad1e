package org.tillkeeper.agent.receipt;

import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.words.ReceiptText;

/** What a receipt says became of a payment. Only an acquirer's approval is called one. */
public enum Outcome {
  APPROVED("approved"),
  /** A person has settled by evidence that it took place. */
  CHECKED("checked-by-person"),
  ACCEPTED_OFFLINE("accepted-offline"),
  DECLINED("declined"),
  DECLINED_OFFLINE("declined-offline"),
  CANCELLED("cancelled"),
  NOT_SENT("not-sent"),
  NOT_CONFIRMED("not-confirmed");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  /** As in the API. */
  public String label() {
    return label;
  }

  String text(Language language) {
    return language.of(
        switch (this) {
          case APPROVED -> ReceiptText.APPROVED;
          case CHECKED -> ReceiptText.CHECKED;
          case ACCEPTED_OFFLINE -> ReceiptText.ACCEPTED_OFFLINE;
          case DECLINED -> ReceiptText.DECLINED;
          case DECLINED_OFFLINE -> ReceiptText.DECLINED_OFFLINE;
          case CANCELLED -> ReceiptText.CANCELLED;
          case NOT_SENT -> ReceiptText.NOT_SENT;
          case NOT_CONFIRMED -> ReceiptText.NOT_CONFIRMED;
        });
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
      case RECORDED, SENT, INQUIRING, SHOWN, CLOSING, REVERSING -> NOT_CONFIRMED;
    };
  }

  /** Whether there is anything to print: its end, or that it is accepted offline. */
  static boolean isPrintable(Payment payment) {
    return payment.state().isFinal() || payment.state() == State.STORED;
  }
}
