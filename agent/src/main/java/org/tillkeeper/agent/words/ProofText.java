package org.tillkeeper.agent.words;

import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.story.Proof;

/** What shows where a payment's money is, and its signature, one sentence each. Immutable. */
final class ProofText {
  private final PaymentText payments;

  ProofText(PaymentText payments) {
    this.payments = payments;
  }

  /**
   * @param type of the payment that it is about
   */
  Bilingual of(Proof proof, PaymentType type, String currency) {
    return switch (proof.fact()) {
      case ACCEPTED_OFFLINE ->
          new Bilingual("离线受理，风险由商户承担。", "Accepted offline at the merchant's risk.");
      case SENT -> sent(proof);
      case NEVER_LEFT ->
          filled(proof, "流水号 {0} 的请求没有发出。", "The request with trace number {0} never left.");
      case UNANSWERED -> new Bilingual("这次请求没有收到应答。", "That request was not answered.");
      case SIGN_IN_WANTED ->
          new Bilingual("收单机构要求先签到。", "The acquirer wanted the terminal to sign in first.");
      case UNDECIDED -> new Bilingual("收单机构应答了，但没有决定。", "The acquirer answered without deciding.");
      case DELIVERED ->
          new Bilingual(
              "收单机构说已有这笔请求，没有说结果。",
              "The acquirer said that it has the request already, and not what became of it.");
      case CODE_SHOWN ->
          new Bilingual(
              "收单机构给了付款码；是否付款要另行查询。", "The acquirer gave a code; whether it was paid is asked.");
      case CODE_CLOSED ->
          new Bilingual(
              "收单机构证实付款码已关闭，未付款。",
              "The acquirer proved that the code is closed, or was never made, and was not paid.");
      case REFUSED -> refused(proof, type);
      case APPROVED -> approved(proof, currency);
      case REVERSAL_OPEN ->
          filled(
              proof,
              "冲正已发送 {0} 次，收单机构还没有确认。",
              "A reversal was sent {0} times; the acquirer has not confirmed it yet.");
      case REVERSAL_REFUSED ->
          new Bilingual(
              "收单机构没有接受冲正" + (code(proof, 0).isEmpty() ? "" : "（应答码 " + code(proof, 0) + "）") + "。",
              "The acquirer did not take the reversal"
                  + (code(proof, 0).isEmpty() ? "" : " (response code " + code(proof, 0) + ")")
                  + ".");
      case REVERSED ->
          new Bilingual("收单机构确认已冲正。", "The acquirer confirmed that it undid the request.");
      case NO_ORIGINAL ->
          new Bilingual("收单机构证实没有收到过这次请求。", "The acquirer proved that it never had the request.");
      case REVERSED_WITHOUT_PROOF ->
          new Bilingual(
              "收单机构结束了冲正，没有证实未扣款。",
              "The acquirer ended the reversal without showing that nothing was charged.");
      case GIVEN_BACK ->
          filled(
              proof, "多扣的一次由退款 {0} 退还。", "What was booked too many was given back by refund {0}.");
      case CANCELLED_BY_CASHIER -> new Bilingual("收银员取消了。", "The cashier gave it up.");
      case REFUSED_BY_CHIP ->
          new Bilingual("芯片拒绝了收单机构的批准。", "The chip refused what the acquirer had approved.");
      case TAKEN_BACK -> filled(proof, "已由交易 {0} 撤销。", "Taken back by payment {0}.");
      case COMPLETED -> filled(proof, "已由交易 {0} 完成。", "Completed by payment {0}.");
      case REFUNDED -> {
        String sum = sum(proof, currency);
        yield new Bilingual("已退款 " + sum + "。", sum + " of it is refunded.");
      }
      case PERSONS_WORD -> {
        boolean charged = proof.said().get(0).equals("confirmed");
        String word = proof.said().get(1) + ": " + proof.said().get(2);
        yield new Bilingual(
            "人工核实为" + (charged ? "已扣款" : "未扣款或已退款") + "（" + word + "）。",
            "A person found that it was "
                + (charged ? "charged" : "not charged, or refunded")
                + " ("
                + word
                + ").");
      }
      case BATCH_OPEN -> filled(proof, "计入尚未结算的批次 {0}。", "It counts in batch {0}, which is open.");
      case SETTLED_EQUAL ->
          filled(
              proof,
              "批次 {0} 结算时，收单机构与本机总额一致。",
              "When batch {0} was settled, acquirer and terminal had the same totals.");
      case SETTLED_UNEQUAL ->
          filled(
              proof,
              "批次 {0} 结算时，收单机构与本机总额不一致。",
              "When batch {0} was settled, acquirer and terminal had other totals.");
      case CLOSED_BY_ACQUIRER ->
          filled(
              proof,
              "收单机构未经结算关闭了批次 {0}。",
              "The acquirer closed batch {0} by itself, without a settlement.");
      case CLOSED_BY_CHANGE ->
          filled(
              proof,
              "终端身份变更时关闭了批次 {0}，没有结算。",
              "Batch {0} was closed without a settlement when the terminal became another.");
      case ONE_MORE -> {
        String sum = sum(proof, currency);
        yield new Bilingual(
            "收单机构的批次 " + proof.said().get(0) + " 正好多一笔 " + sum + "。",
            "The acquirer's batch "
                + proof.said().get(0)
                + " holds exactly one of "
                + sum
                + " more.");
      }
      case ONE_LESS -> {
        String sum = sum(proof, currency);
        yield new Bilingual(
            "收单机构的批次 " + proof.said().get(0) + " 正好少一笔 " + sum + "。",
            "The acquirer's batch "
                + proof.said().get(0)
                + " holds exactly one of "
                + sum
                + " less.");
      }
      case OTHERS_MAY_BE_MEANT ->
          filled(
              proof,
              "批次 {0} 中有 {1} 笔可能就是多出的那一笔。",
              "In batch {0} there are {1} payments that may be the one.");
      case DIFFERENCE_ACKNOWLEDGED ->
          filled(proof, "{0} 已核对并确认差异：{1}。", "{0} has looked at the difference: {1}.");
      case NOT_SIGNED ->
          new Bilingual(
              "持卡人没有在屏幕上签名；如需签名，以纸质签购单为准。",
              "Nobody has signed on the screen: where a signature is needed, it is the one on paper.");
      case SIGNATURE_WAITS ->
          proof.said().get(1).equals("0")
              ? named(
                  proof,
                  "持卡人已在屏幕上签名{0}，还没有上送。",
                  "The cardholder has signed on the screen{0}; that is not sent yet.")
              : named(
                  proof,
                  "持卡人已在屏幕上签名{0}，已上送 {1} 次，收单机构还没有接受，将再次上送。",
                  "The cardholder has signed on the screen{0}; sent so far: {1}. The acquirer has not"
                      + " taken it yet, and it is sent again.");
      case SIGNATURE_DELIVERED ->
          named(proof, "收单机构已收到持卡人的电子签名{0}。", "The acquirer has the cardholder's signature{0}.");
      case SIGNATURE_REFUSED -> signatureRefused(proof);
      case SIGNATURE_GIVEN_UP ->
          named(
              proof,
              "电子签名{0}已无法上送，图片已删除；以纸质签名为准。",
              "The signature on the screen{0} cannot be sent any more, and its picture is erased: the one"
                  + " on paper counts.");
    };
  }

  private static Bilingual signatureRefused(Proof proof) {
    String code = code(proof, 1);
    return named(
        proof,
        "收单机构没有接受电子签名{0}" + (code.isEmpty() ? "" : "，应答码 {1}") + "；以纸质签名为准。",
        "The acquirer did not take the signature{0}"
            + (code.isEmpty() ? "" : ", response code {1}")
            + ": the one on paper counts.");
  }

  /** A sentence about a signature, which is known by the payment's transaction code. */
  private static Bilingual named(Proof proof, String zh, String en) {
    String code = code(proof, 0);
    return filled(
        proof,
        zh.replace("{0}", code.isEmpty() ? "" : "（交易特征码 {0}）"),
        en.replace("{0}", code.isEmpty() ? "" : " (transaction code {0})"));
  }

  private static Bilingual sent(Proof proof) {
    boolean once = proof.said().get(3).equals("1");
    return filled(
        proof,
        "经线路 {2} 发送，流水号 {0}，批次 {1}" + (once ? "。" : "，共 {3} 次。"),
        "Sent by route {2} with trace number {0}, batch {1}" + (once ? "." : ", {3} times."));
  }

  private Bilingual refused(Proof proof, PaymentType type) {
    if (code(proof, 0).isEmpty()) {
      return new Bilingual("收单机构拒绝了这次请求。", "The acquirer refused that request.");
    }
    Bilingual reason = payments.reason(code(proof, 0), type);
    return new Bilingual(
        "收单机构拒绝，应答码 " + code(proof, 0) + "：" + reason.zh(),
        "The acquirer refused it with response code " + code(proof, 0) + ": " + reason.en());
  }

  private static Bilingual approved(Proof proof, String currency) {
    StringBuilder zh = new StringBuilder("收单机构批准 " + sum(proof, currency));
    StringBuilder en = new StringBuilder("The acquirer approved " + sum(proof, currency));
    String[] zhNames = {"参考号", "授权码", "日期"};
    String[] enNames = {"reference number", "authorisation code", "date"};
    for (int i = 0; i < zhNames.length; i++) {
      if (!proof.said().get(i).isEmpty()) {
        zh.append("，").append(zhNames[i]).append(' ').append(proof.said().get(i));
        en.append(", ").append(enNames[i]).append(' ').append(proof.said().get(i));
      }
    }
    return new Bilingual(zh.append("。").toString(), en.append('.').toString());
  }

  private static String code(Proof proof, int which) {
    return proof.said().get(which);
  }

  private static String sum(Proof proof, String currency) {
    return MoneyText.number(proof.amount().orElse(0), currency) + " " + currency;
  }

  private static Bilingual filled(Proof proof, String zh, String en) {
    String chinese = zh;
    String english = en;
    for (int i = 0; i < proof.said().size(); i++) {
      chinese = chinese.replace("{" + i + "}", proof.said().get(i));
      english = english.replace("{" + i + "}", proof.said().get(i));
    }
    return new Bilingual(chinese, english);
  }
}
