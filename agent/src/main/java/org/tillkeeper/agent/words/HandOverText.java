package org.tillkeeper.agent.words;

import org.tillkeeper.agent.diagnosis.Diagnosis;
import org.tillkeeper.agent.diagnosis.HandOver;
import org.tillkeeper.agent.diagnosis.Observation;

/** Whom to call about what no terminal can see, and what to tell them. */
public final class HandOverText {
  private HandOverText() {}

  /** About the first cause. */
  public static Bilingual about(Observation cause, Diagnosis diagnosis) {
    Bilingual found = DiagnosisText.of(cause, diagnosis.who().zone()).clause();
    return new Bilingual(
        "请告知：“" + found.zh() + "”" + who(diagnosis).zh() + "，检查时间 " + at(diagnosis) + "。",
        "Tell them: \""
            + found.en()
            + "\""
            + who(diagnosis).en()
            + ", looked at "
            + at(diagnosis)
            + ".");
  }

  /** About one of the things that cannot be seen here. */
  public static Bilingual of(HandOver topic, Diagnosis diagnosis) {
    Bilingual text =
        switch (topic) {
          case SETTLEMENT_CARD ->
              new Bilingual(
                  "交易成功而钱未到卡上：问结算卡是否绑定正确、是否更换",
                  "Payments are confirmed and no money comes: ask whether the settlement card is the right one");
          case RECEIVING_SETTINGS ->
              new Bilingual(
                  "问本商户的收款功能、限额和结算周期是否已设置",
                  "Ask how this merchant's receiving, limits and payout cycle are set");
          case SMS_ALERT ->
              new Bilingual(
                  "钱已到账而没有短信：问开户银行短信提醒是否开通；收款结果以本机页面和小票为准",
                  "Money came and no text message: ask the bank of the account; what was charged shows on this terminal's page and receipts");
          case RISK_FREEZE ->
              new Bilingual(
                  "问账户或交易是否被风控冻结，需要什么材料；可附上交易的流水号和参考号",
                  "Ask whether account or payments are frozen for their risk and what they need; give them STAN and RRN");
          case RENEWAL ->
              new Bilingual(
                  "续费未生效：提供续费时间、金额、方式和凭证，请其登记到本终端",
                  "A renewal has not come into force: give time, sum and proof of it, and have it registered for this terminal");
          case WORN_OUT ->
              new Bilingual(
                  "硬件老化：说明故障、购买时间和型号，申请检修或更换",
                  "Worn hardware: say what fails, its age and model, and ask for repair or replacement");
          case ANNOUNCEMENTS ->
              new Bilingual(
                  "问近期有无系统维护或升级公告及其时间",
                  "Ask whether maintenance or an upgrade is announced, and for when");
          case FEEDBACK ->
              new Bilingual(
                  "意见和投诉：附上本检查结果", "Wishes and complaints: send this diagnosis with them");
          case OTHER_SERVICES ->
              new Bilingual(
                  "信用卡还款、手机充值等业务不经本机办理，问收单机构由何处办理",
                  "Card repayments and top-ups are not done here: ask the acquirer where they are");
          case PAYOUT ->
              new Bilingual(
                  "本机显示的是交易和结算日期；何时打款（夜间、节假日顺延）及由谁打款问收单机构",
                  "This terminal shows payments and settlement days; when takings are paid out (nights and holidays wait), and by whom, the acquirer knows");
          case LOYALTY ->
              new Bilingual(
                  "会员、优惠券不在本机处理，问提供该业务的服务商",
                  "Membership and coupons are not handled here: ask whoever provides them");
          case E_SIGNATURE ->
              new Bilingual(
                  "电子签名是否启用、是否上送，问收单机构",
                  "Whether signatures on the screen are used and uploaded, the acquirer knows");
        };
    return new Bilingual(
        text.zh() + who(diagnosis).zh() + "。", text.en() + who(diagnosis).en() + ".");
  }

  /** To the second, as people read it. */
  private static String at(Diagnosis diagnosis) {
    return ShopTime.of(diagnosis.at(), diagnosis.who().zone());
  }

  private static Bilingual who(Diagnosis diagnosis) {
    String terminal = diagnosis.who().terminal();
    return terminal.isEmpty()
        ? new Bilingual("", "")
        : new Bilingual(
            "；终端号 " + terminal + "，商户号 " + diagnosis.who().merchant(),
            "; terminal " + terminal + ", merchant " + diagnosis.who().merchant());
  }
}
