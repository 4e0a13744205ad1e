package org.tillkeeper.agent.words;

/**
 * What the till's own problems say to a person. A problem that only a till's programmer can meet,
 * such as a member of a wrong form, has no text here.
 */
public final class ProblemText {
  static final String NOT_FOUND_ZH = "没有找到，请核对编号。";

  public static final Bilingual NO_SUCH_CALL =
      new Bilingual(NOT_FOUND_ZH, "There is no such call.");
  public static final Bilingual NO_SUCH_PAYMENT =
      new Bilingual(NOT_FOUND_ZH, "There is no payment with that id.");
  public static final Bilingual NO_SUCH_SETTLEMENT =
      new Bilingual(NOT_FOUND_ZH, "There is no settlement with that id.");

  public static final Bilingual UNAUTHORIZED =
      new Bilingual(
          "令牌不正确，或收银页面需要重新打开。",
          "The till's token is missing or wrong, or the cashier's page has to be opened again: with"
              + " the address that 'tillkeeper open' prints.");

  /** The same to whoever writes a till. */
  public static final String NO_TOKEN =
      "The header 'Authorization: Bearer TOKEN' is missing or its token is wrong. The token is in"
          + " the file api-token in the agent's data folder. The cashier's page is opened with the"
          + " address that 'tillkeeper open' prints.";

  public static final Bilingual SESSION_END_NOT_KEPT =
      new Bilingual(
          "退出没有保存：磁盘写不进去。程序重启后页面还能打开，请稍后再试。",
          "The end could not be written: after a restart of the agent the page would be open again."
              + " Try again once the disk can be written.");

  public static final Bilingual INTERNAL_ERROR =
      new Bilingual(
          "收款程序出错。请先查询这笔交易的状态，再决定是否重试。",
          "The agent failed on this call. Ask for the payment's state before trying again.");

  private static final String CARD_NUMBER_ZH = "这段文字以明文保存，不能含卡号（13 至 19 位数字可能是卡号）；请只写卡号后四位或参考号。";

  /** Of what a person wrote; the name of the member stands before the English. */
  public static final Bilingual CARD_NUMBER_WRITTEN =
      new Bilingual(
          CARD_NUMBER_ZH,
          "must not hold a card number, since it is kept in plain, and 13 to 19 digits of it may be"
              + " one: write the last four digits alone, or the reference number (RRN).");

  /** Of an order's reference; the name of the member stands before the English. */
  public static final Bilingual CARD_NUMBER_AS_REFERENCE =
      new Bilingual(
          "订单号以明文保存，不能像卡号（13 至 19 位、校验位相符的数字）；请写订单自己的号码，或在数字中间加一个字母。",
          "must not hold what may be a card number, since it is kept in plain: 13 to 19 digits that"
              + " begin and end as a card's do. Give the order's own number, with a letter between"
              + " its digits where it looks like one.");

  public static final Bilingual SUPERVISOR_NEEDED =
      new Bilingual(
          "需要店长密码：请店长输入密码后再操作。",
          "A supervisor is needed: enter the supervisor's PIN, then do it again.");

  public static final Bilingual NO_PIN =
      new Bilingual(
          "还没有设置店长密码，不需要输入。",
          "No supervisor's PIN is set ('tillkeeper pin' sets it), so none is needed.");

  public static final Bilingual PIN_NOT_KEPT =
      new Bilingual(
          "磁盘写不进去，密码没有核对或保存。请清理存储空间后再试。",
          "The disk cannot be written, so the PIN was neither looked at nor kept. Try again once it can.");

  private ProblemText() {}

  /**
   * Of a PIN that is not the supervisor's.
   *
   * @param seconds until the next try, 0 for at once
   */
  public static Bilingual wrongPin(long seconds) {
    return seconds == 0
        ? new Bilingual("密码不正确。", "The PIN is wrong.")
        : new Bilingual(
            "密码不正确。请 " + seconds + " 秒后再试。", "The PIN is wrong. Try again in " + seconds + " s.");
  }

  /**
   * Of a PIN that was not looked at.
   *
   * @param seconds until the next try
   */
  public static Bilingual pinDelayed(long seconds) {
    return new Bilingual(
        "密码错误次数过多，请 " + seconds + " 秒后再试。",
        "Too many wrong PINs: this one was not looked at. Try again in " + seconds + " s.");
  }
}
