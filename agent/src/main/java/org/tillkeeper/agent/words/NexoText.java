package org.tillkeeper.agent.words;

/** What a till of another protocol shows where no payment was taken. */
public final class NexoText {
  public static final Bilingual ABORTED =
      new Bilingual("收银机已中止这笔交易，未收款。", "The till aborted it; nothing was charged.");
  public static final Bilingual PRESENTING =
      new Bilingual("正在等待顾客出示卡或付款码。", "The customer is asked for a card or a code.");
  public static final Bilingual NOT_KNOWN_YET =
      new Bilingual(
          "结果还不知道。请查询这笔交易的状态，不要再次收款。",
          "The result is not known yet. Ask for its status, and do not charge again.");
  public static final Bilingual USED_BEFORE =
      new Bilingual(
          "这个 SaleID 和 ServiceID 已用于另一笔请求；这次没有收款。新的交易要用新的 ServiceID。",
          "This SaleID and ServiceID named another request before; nothing was done for this one. A"
              + " new one needs a new ServiceID.");
  public static final Bilingual NO_SUCH_MESSAGE =
      new Bilingual("没有这样的交易，未收款。", "No such message is known; nothing was charged for it.");

  private NexoText() {}
}
