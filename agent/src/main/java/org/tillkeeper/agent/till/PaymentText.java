package org.tillkeeper.agent.till;

import java.util.function.Function;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.iso8583.ResponseCode;

/**
 * What the cashier reads about a payment: what is true now and what to do, in Chinese and English.
 * Never calls a time-out a decline, nor anything but an approval a success. Immutable.
 */
public final class PaymentText {
  private static final Message EARLIER_TRY_OPEN =
      new Message("另有一次请求正在自动冲正，无需操作。", "Another request of it is being reversed; nothing to do.");

  private final Function<String, ResponseCode> codes;

  /**
   * @param codes what a response code says, as {@link
   *     org.tillkeeper.iso8583.Dialect#responseCode(String)}
   */
  public PaymentText(Function<String, ResponseCode> codes) {
    this.codes = codes;
  }

  /**
   * One message in both languages.
   *
   * @param zh Chinese
   * @param en English
   */
  public record Message(String zh, String en) {
    private Message then(Message next) {
      return new Message(zh + next.zh, en + " " + next.en);
    }
  }

  /** What the cashier reads about a payment. */
  public Message of(Payment payment) {
    Message message =
        switch (payment.state()) {
          case RECORDED -> recorded(payment);
          case SENT ->
              new Message("已发送，等待应答。请勿重复收款。", "Sent, waiting for the answer. Do not charge again.");
          case STORED ->
              new Message(
                  "已离线受理，联网后自动上送，尚未确认。",
                  "Accepted offline, delivered when the line is back. Not confirmed yet.");
          case INQUIRING ->
              new Message(
                  "结果未知，正在查询。请勿重复收款。",
                  "The outcome is unknown and being asked for. Do not charge again.");
          case REVERSING -> reversing(payment);
          case CONFIRMED -> confirmed(payment);
          case DECLINED -> declined(payment);
          case CANCELLED -> cancelled(payment);
          case NOT_SENT ->
              payment.cancelRequested()
                  ? new Message("已取消。没有发送，未扣款。", "Cancelled. Nothing was sent and nothing charged.")
                  : new Message(
                      "没有发送，未扣款。请重新收款。", "Nothing was sent and nothing charged. Charge again.");
          case ATTENTION -> attention(payment);
        };
    boolean settled =
        switch (payment.state()) {
          case CONFIRMED, DECLINED, CANCELLED -> true;
          case RECORDED, SENT, STORED, INQUIRING, REVERSING, NOT_SENT, ATTENTION -> false;
        };
    return settled && payment.reversalMayStillSucceed() ? message.then(EARLIER_TRY_OPEN) : message;
  }

  private static Message recorded(Payment payment) {
    if (payment.reversalMayStillSucceed()) {
      return new Message(
          "上一次请求正在冲正，确认未扣款后再处理。请勿重复收款。",
          "The last request is being reversed and must prove uncharged first. Do not charge again.");
    }
    if (payment.lastSent().isPresent()) {
      return new Message(
          "上一次请求未扣款，即将自动重发。请顾客稍候，或取消。",
          "The last request was not charged; it will be sent again. Ask the customer to wait, or cancel.");
    }
    return new Message(
        "等待发送，尚未扣款。请顾客稍候，或取消。",
        "Waiting to be sent, not charged. Ask the customer to wait, or cancel.");
  }

  private static Message reversing(Payment payment) {
    if (payment.cancelRequested()) {
      return new Message(
          "正在取消：冲正会自动发送，直到收单机构确认。显示“已取消”之前，尚不能确定未扣款。",
          "Cancelling: the reversal is sent until the acquirer confirms it."
              + " Until this shows “cancelled” it is not certain that nothing is charged.");
    }
    if (payment.mayBeSentAgain()) {
      return new Message(
          "结果未知，正在冲正核实，确认未扣款后自动重试。请勿重复收款。",
          "The outcome is unknown. It is reversed first, then tried again by itself. Do not charge again.");
    }
    return new Message(
        "结果未知，正在自动冲正，直到收单机构确认。请勿重复收款。",
        "The outcome is unknown. It is being reversed until the acquirer confirms. Do not charge again.");
  }

  private static Message confirmed(Payment payment) {
    return payment.resolution().isPresent()
        ? new Message("经人工核实：已收款。", "Paid, as a person has checked.")
        : new Message("收款成功。", "Paid.");
  }

  private Message declined(Payment payment) {
    if (!payment.decision().responseCode().isPresent()) {
      return new Message("交易被拒绝，未扣款。", "Declined, not charged.");
    }
    ResponseCode code = codes.apply(payment.decision().responseCode().get());
    return new Message(code.zh(), code.en());
  }

  private static Message cancelled(Payment payment) {
    boolean byPerson =
        payment.resolution().isPresent()
            && payment.resolution().get().outcome() == Resolution.Outcome.CANCELLED;
    if (byPerson) {
      return new Message("经人工核实：未扣款或已退款。", "Not charged or refunded, as a person has checked.");
    }
    return payment.cancelRequested()
        ? new Message("已取消，未扣款。", "Cancelled, not charged.")
        : new Message(
            "没有成功，未扣款。需要时请重新收款。",
            "It did not go through and was not charged. Charge again if needed.");
  }

  private static Message attention(Payment payment) {
    if (!payment.attention().isPresent()) {
      return new Message(
          "需要人工处理：请向收单机构核实是否扣款。", "Needs a person: ask the acquirer whether it was charged.");
    }
    return switch (payment.attention().get()) {
      case STAN_KNOWN ->
          new Message(
              "收单机构称流水号重复，本笔是否扣款不明。请向收单机构核实后人工处理，核实前请勿重复收款。",
              "The acquirer says this trace number was used before, so it is unknown whether this payment is"
                  + " charged. Ask the acquirer, then settle it here. Do not charge again before.");
      case MAY_BE_CHARGED ->
          new Message(
              "可能已扣款：收单机构没有确认冲正。请向收单机构核实，如已扣款请退款，再人工处理。",
              "May be charged: the acquirer did not confirm the reversal. Ask the acquirer, refund it if"
                  + " charged, then settle it here.");
      case REVERSAL_REFUSED ->
          new Message(
              "可能已扣款：冲正被拒绝，每次签到后会再试。请向收单机构核实，如已扣款请退款，再人工处理。",
              "May be charged: the reversal was refused and is tried again at every sign-in. Ask the"
                  + " acquirer, refund it if charged, then settle it here.");
      case OUTCOME_UNKNOWN ->
          new Message(
              "结果未知，且无法自动冲正。请向收单机构核实后人工处理，核实前请勿重做。",
              "The outcome is unknown and cannot be reversed by itself. Ask the acquirer, then settle it here. Do not"
                  + " repeat it before.");
      case DECLINED_OFFLINE ->
          new Message(
              "离线受理后被拒绝：未收到款，商品可能已交付，风险由商户承担。请联系顾客或收单机构，再人工处理。",
              "Declined after offline acceptance: not paid, though the goods may be gone, at the merchant's risk."
                  + " Reach the customer or the acquirer, then settle it here.");
      case NOTICE_UNRESOLVED ->
          new Message(
              "收单机构没有明确接受此通知。请向收单机构核实后人工处理。",
              "The acquirer neither took nor refused this notice. Ask the acquirer, then settle it here.");
      case RECORD_DAMAGED ->
          new Message(
              "本笔记录在存储设备上已损坏，内容不可信。请向收单机构核实后人工处理，并检修终端。",
              "The record of this payment is damaged on the disk and cannot be relied on. Ask the acquirer, then settle it"
                  + " here, and have the terminal serviced.");
      case MAY_BE_CHARGED_TWICE ->
          new Message(
              "已收款一次，但可能重复扣款。请向收单机构核实，如重复请退还一次，再人工处理。",
              "Paid once, but may be charged twice. Ask the acquirer, refund one if so, then settle it here.");
    };
  }
}
