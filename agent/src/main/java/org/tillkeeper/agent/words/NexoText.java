package org.tillkeeper.agent.words;

/** What a till of another protocol shows where no payment was taken. */
public final class NexoText {
  public static final Bilingual NO_READER =
      new Bilingual("没有连接读卡设备，未收款。", "There is no card reader; nothing was charged.");
  public static final Bilingual READER_BUSY =
      new Bilingual(
          "读卡器正在处理另一笔交易，未收款。", "The reader is busy with another payment; nothing was charged.");
  public static final Bilingual TOO_LATE =
      new Bilingual(
          "顾客没有及时出示卡或付款码，未收款。", "No card or code was presented in time; nothing was charged.");
  public static final Bilingual CANCELLED =
      new Bilingual("顾客取消了付款，未收款。", "The customer cancelled; nothing was charged.");
  public static final Bilingual REMOVED =
      new Bilingual("卡过早拔出，未收款。", "The card was removed too early; nothing was charged.");
  public static final Bilingual UNREADABLE =
      new Bilingual("卡无法读取，未收款。", "The card could not be read; nothing was charged.");
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
