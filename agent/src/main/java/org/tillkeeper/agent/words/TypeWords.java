package org.tillkeeper.agent.words;

import org.tillkeeper.agent.payment.PaymentType;

/**
 * What each type of payment is called, what is true of it once it is done, or proven undone, and
 * what its cashier is asked not to do meanwhile: the clauses that {@link PaymentText} makes its
 * sentences of. Whole sentences end with a full stop, clauses do not.
 *
 * @param title its name, as on a receipt
 * @param done sentence: it took place
 * @param undone sentence: it did not, and how things stand then
 * @param without clause after "proven": it had no effect
 * @param whether clause after "ask" or "unknown"
 * @param may clause: it may have taken place
 * @param remedy clause: what to do about what may have taken place
 * @param again clause: do it again
 * @param notAgain clause: do not do it again
 */
record TypeWords(
    Bilingual title,
    Bilingual done,
    Bilingual undone,
    Bilingual without,
    Bilingual whether,
    Bilingual may,
    Bilingual remedy,
    Bilingual again,
    Bilingual notAgain) {

  private static final Bilingual UNCHARGED = new Bilingual("未扣款", "uncharged");
  private static final Bilingual WITHOUT_EFFECT = new Bilingual("未生效", "without effect");

  private static final TypeWords SALE =
      new TypeWords(
          new Bilingual("消费", "SALE"),
          new Bilingual("收款成功。", "Paid."),
          new Bilingual("未扣款。", "Not charged."),
          UNCHARGED,
          new Bilingual("是否扣款", "whether it is charged"),
          new Bilingual("可能已扣款", "May be charged"),
          new Bilingual("如已扣款请退款", "refund it if charged"),
          new Bilingual("请重新收款", "Charge again"),
          new Bilingual("请勿重复收款", "Do not charge again"));

  private static final TypeWords VOID =
      new TypeWords(
          new Bilingual("消费撤销", "VOID"),
          new Bilingual("撤销成功，原交易已作废。", "Voided: the original charge is taken back."),
          new Bilingual("没有撤销，原交易仍然有效。", "Not voided: the original charge stands."),
          WITHOUT_EFFECT,
          new Bilingual("原交易是否已撤销", "whether the original is voided"),
          new Bilingual("原交易可能已撤销", "The original may be voided"),
          new Bilingual("如未撤销可重新撤销", "if it is not voided, void it again"),
          new Bilingual("请重新撤销", "Void again"),
          new Bilingual("请勿再次撤销或退款", "Do not void or refund it again"));

  private static final TypeWords PREAUTH =
      new TypeWords(
          new Bilingual("预授权", "PRE-AUTHORISATION"),
          new Bilingual(
              "预授权成功，金额已冻结，尚未收款。", "Pre-authorised: the amount is held, nothing is charged yet."),
          new Bilingual("没有冻结金额。", "Nothing is held."),
          WITHOUT_EFFECT,
          new Bilingual("金额是否已冻结", "whether the amount is held"),
          new Bilingual("金额可能已冻结", "The amount may be held"),
          new Bilingual("如已冻结请收单机构解除", "have the acquirer release it if it is held"),
          new Bilingual("请重新预授权", "Pre-authorise again"),
          new Bilingual("请勿重复预授权", "Do not pre-authorise again"));

  private static final TypeWords PREAUTH_VOID =
      new TypeWords(
          new Bilingual("预授权撤销", "PRE-AUTHORISATION VOID"),
          new Bilingual("预授权已撤销，金额已解冻。", "Released: the pre-authorisation is void."),
          new Bilingual("没有撤销，预授权仍然有效。", "Not released: the pre-authorisation stands."),
          WITHOUT_EFFECT,
          new Bilingual("预授权是否已撤销", "whether the pre-authorisation is released"),
          new Bilingual("预授权可能已撤销", "The pre-authorisation may be released"),
          new Bilingual("如未撤销可重新撤销", "if it is not released, release it again"),
          new Bilingual("请重新撤销", "Release it again"),
          new Bilingual("请勿再次撤销或完成", "Do not release or complete it again"));

  private static final TypeWords COMPLETION =
      new TypeWords(
          new Bilingual("预授权完成", "COMPLETION"),
          new Bilingual("预授权完成，收款成功。", "Paid: the pre-authorisation is completed."),
          new Bilingual("未扣款，预授权仍然有效。", "Not charged: the pre-authorisation stands."),
          UNCHARGED,
          new Bilingual("是否扣款", "whether it is charged"),
          new Bilingual("可能已扣款", "May be charged"),
          new Bilingual("如未扣款可重新完成", "if it is not charged, complete it again"),
          new Bilingual("请重新完成", "Complete it again"),
          new Bilingual("请勿重复完成", "Do not complete it again"));

  private static final TypeWords COMPLETION_VOID =
      new TypeWords(
          new Bilingual("预授权完成撤销", "COMPLETION VOID"),
          new Bilingual(
              "预授权完成已撤销，预授权恢复有效。",
              "Voided: the completion is taken back, the pre-authorisation stands again."),
          new Bilingual("没有撤销，预授权完成仍然有效。", "Not voided: the completion stands."),
          WITHOUT_EFFECT,
          new Bilingual("预授权完成是否已撤销", "whether the completion is voided"),
          new Bilingual("预授权完成可能已撤销", "The completion may be voided"),
          new Bilingual("如未撤销可重新撤销", "if it is not voided, void it again"),
          new Bilingual("请重新撤销", "Void it again"),
          new Bilingual("请勿再次撤销或退款", "Do not void or refund it again"));

  private static final TypeWords REFUND =
      new TypeWords(
          new Bilingual("退款", "REFUND"),
          new Bilingual("退款成功。", "Refunded."),
          new Bilingual("没有退款。", "Not refunded."),
          WITHOUT_EFFECT,
          new Bilingual("是否已退款", "whether it is refunded"),
          new Bilingual("可能已退款", "May be refunded"),
          new Bilingual("如未退款可重新退款", "if it is not refunded, refund it again"),
          new Bilingual("请重新退款", "Refund again"),
          new Bilingual("请勿再次退款", "Do not refund again"));

  private static final TypeWords TIP =
      new TypeWords(
          new Bilingual("小费", "TIP"),
          new Bilingual("小费已加收。", "The tip is charged."),
          new Bilingual("小费没有加收，原交易不变。", "The tip is not charged; the sale stands."),
          UNCHARGED,
          new Bilingual("小费是否扣款", "whether the tip is charged"),
          new Bilingual("小费可能已扣款", "The tip may be charged"),
          new Bilingual("如未扣款可重新加收", "if it is not charged, add it again"),
          new Bilingual("请重新加收小费", "Add the tip again"),
          new Bilingual("请勿重复加收小费", "Do not add the tip again"));

  private static final TypeWords BALANCE =
      new TypeWords(
          new Bilingual("余额查询", "BALANCE INQUIRY"),
          new Bilingual("余额查询成功，没有资金变动。", "The balance was read; no money moved."),
          new Bilingual("没有资金变动。", "No money moved."),
          WITHOUT_EFFECT,
          new Bilingual("余额是多少", "what the balance is"),
          new Bilingual("没有资金变动，余额未知", "No money moved, and the balance is unknown"),
          new Bilingual("需要时重新查询", "ask for the balance again if needed"),
          new Bilingual("请重新查询余额", "Ask for the balance again"),
          new Bilingual("请稍候", "Please wait"));

  /** The words of a type. */
  static TypeWords of(PaymentType type) {
    return switch (type) {
      case SALE -> SALE;
      case VOID -> VOID;
      case PREAUTH -> PREAUTH;
      case PREAUTH_VOID -> PREAUTH_VOID;
      case COMPLETION -> COMPLETION;
      case COMPLETION_VOID -> COMPLETION_VOID;
      case REFUND -> REFUND;
      case TIP -> TIP;
      case BALANCE -> BALANCE;
    };
  }
}
