package org.tillkeeper.agent.words;

import java.util.Optional;

/**
 * What a refusal says to the person at the till: by its type in Chinese, in English what the
 * problem says anyway. What only a till's programmer can meet has no Chinese text.
 */
public final class RefusalText {
  private RefusalText() {}

  /**
   * The text of a problem; empty where there is none.
   *
   * @param type of the problem
   * @param detail its English sentences
   */
  public static Optional<Bilingual> of(String type, String detail) {
    String zh = chinese(type);
    return zh.isEmpty() ? Optional.empty() : Optional.of(new Bilingual(zh, detail));
  }

  private static String chinese(String type) {
    return switch (type) {
      case "not-found" -> "没有找到，请核对编号。";
      case "idempotency-conflict" -> "这个幂等键已用于另一个请求；新的操作要用新的键。";
      case "already-final" -> "这笔交易已有最终结果，不能再取消。";
      case "not-final" -> "这笔交易还没有最终结果，有结果后才能打印签购单。";
      case "nothing-open" -> "这笔交易没有未完成的请求，不需要重试。";
      case "not-in-attention" -> "只有“需人工处理”的交易才能人工处理。";
      case "reversal-open" -> "这笔交易的冲正仍可能成功，现在不能确认为已扣款。";
      case "not-signed-in" -> "终端还没有签到，不能使用密码；请等签到后再试。";
      case "not-confirmed" -> "原交易没有成功，不能做这项操作。";
      case "already-voided" -> "原交易已被撤销。";
      case "already-completed" -> "预授权已完成；请先撤销它的完成交易。";
      case "settled" -> "原交易的批次已关闭，不能撤销，也不能加收小费；要退还请退款。";
      case "not-settled" -> "原交易的批次还没有结算：请撤销，或结算后再退款。";
      case "erased" -> "原交易的卡片信息已过保存期。请读卡做无原交易的退款，或联系收单机构。";
      case "wrong-original" -> "不能对原交易做这项操作：类型或币种不符，含有小费（请结算后退款），或账户信息已不再保存。";
      case "operation-open" -> "还有交易或冲正没有完成，或需要人工处理；请等它有了结果再试。";
      case "amount-differs" -> "只能按原交易的全额操作。";
      case "amount-exceeded" -> "金额超过原交易可用的余额。";
      case "possible-duplicate" -> "刚用同一张卡收过相同的金额。确实要再收一次时，请加 \"allowDuplicate\": true 重新提交。";
      case "code-used" -> "这个付款码已用过，请顾客出示新的付款码。";
      case "offline-refused" -> "芯片的脱机批准不能离线受理。";
      case "not-cancellable" -> "已发送的请求不能取消；请等待结果，再撤销或退款。";
      case "card-not-awaited" -> "这笔交易不在等待芯片的结果。";
      case "not-supported" -> "与收单机构的接口没有这项交易。";
      case "settlement-open" -> "上一次结算还没有结束，请等它结束后再结算。";
      case "acquirer-refused" -> "收单机构拒绝了这项操作。";
      case "not-answered" -> "收单机构没有应答，请稍后再试。";
      case "not-online" -> "连不上收单机构，请等线路恢复后再试。";
      case "no-ledger-loss" -> "账本没有待确认的记录丢失，不需要操作。";
      case "ledger-loss" -> "账本丢失了记录，暂不接受新的交易。请与收单机构核对最近的交易，再确认。";
      case "ledger-unavailable" -> "账本无法写入，请清理存储空间。";
      case "shutting-down" -> "收款程序正在关闭，请稍后再试。";
      case "card-number" -> "这段文字以明文保存，不能含卡号（13 至 19 位数字可能是卡号）；请只写卡号后四位或参考号。";
      case "unauthorized" -> "令牌不正确。";
      case "internal-error" -> "收款程序出错。请先查询这笔交易的状态，再决定是否重试。";
      default -> "";
    };
  }
}
