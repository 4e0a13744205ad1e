package org.tillkeeper.agent.receipt;

import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

/** What a receipt says became of a payment. Only an acquirer's approval is called one. */
public enum Outcome {
  APPROVED("approved", "交易成功", "APPROVED"),
  /** A person has settled by evidence that it took place. */
  CHECKED("checked-by-person", "经人工核实：交易成立", "CHECKED BY A PERSON: VALID"),
  ACCEPTED_OFFLINE("accepted-offline", "离线受理，尚未确认", "ACCEPTED OFFLINE, NOT CONFIRMED"),
  DECLINED("declined", "交易被拒绝，交易无效", "DECLINED, NOT VALID"),
  DECLINED_OFFLINE("declined-offline", "离线受理后被拒绝，未收款", "DECLINED AFTER OFFLINE ACCEPTANCE"),
  CANCELLED("cancelled", "已取消，交易无效", "CANCELLED, NOT VALID"),
  NOT_SENT("not-sent", "未发送，交易无效", "NOT SENT, NOT VALID"),
  NOT_CONFIRMED("not-confirmed", "结果未确认，不是成功凭证", "NOT CONFIRMED, NO PROOF OF PAYMENT");

  private final String label;
  private final String zh;
  private final String en;

  Outcome(String label, String zh, String en) {
    this.label = label;
    this.zh = zh;
    this.en = en;
  }

  /** As in the API. */
  public String label() {
    return label;
  }

  String text(Language language) {
    return language.of(zh, en);
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
