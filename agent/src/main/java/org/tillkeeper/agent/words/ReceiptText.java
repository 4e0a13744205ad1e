package org.tillkeeper.agent.words;

import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.ReceiptFacts;

/**
 * What is printed on a receipt besides the payment's own values: titles, labels, what became of the
 * payment, and what the cardholder signs. Every text has characters that GBK has.
 */
public final class ReceiptText {
  public static final Bilingual RECEIPT = new Bilingual("签购单", "RECEIPT");
  public static final Bilingual REPRINT = new Bilingual("*** 重打印 ***", "*** REPRINT ***");
  public static final Bilingual MERCHANT_COPY = new Bilingual("商户存根", "MERCHANT COPY");
  public static final Bilingual CUSTOMER_COPY = new Bilingual("持卡人存根", "CUSTOMER COPY");

  // What became of the payment.
  public static final Bilingual APPROVED = new Bilingual("交易成功", "APPROVED");
  public static final Bilingual CHECKED = new Bilingual("经人工核实：交易成立", "CHECKED BY A PERSON: VALID");
  public static final Bilingual ACCEPTED_OFFLINE =
      new Bilingual("离线受理，尚未确认", "ACCEPTED OFFLINE, NOT CONFIRMED");
  public static final Bilingual DECLINED = new Bilingual("交易被拒绝，交易无效", "DECLINED, NOT VALID");
  public static final Bilingual DECLINED_OFFLINE =
      new Bilingual("离线受理后被拒绝，未收款", "DECLINED AFTER OFFLINE ACCEPTANCE");
  public static final Bilingual CANCELLED = new Bilingual("已取消，交易无效", "CANCELLED, NOT VALID");
  public static final Bilingual NOT_SENT = new Bilingual("未发送，交易无效", "NOT SENT, NOT VALID");
  public static final Bilingual NOT_CONFIRMED =
      new Bilingual("结果未确认，不是成功凭证", "NOT CONFIRMED, NO PROOF OF PAYMENT");

  // What later payments made of it.
  public static final Bilingual VOIDED_SINCE = new Bilingual("本交易已撤销", "VOIDED SINCE");

  /** An amount follows. */
  public static final Bilingual REFUNDED_SINCE = new Bilingual("其中已退款 ", "REFUNDED SINCE: ");

  // Labels; a value stands on the right of each.
  public static final Bilingual MERCHANT = new Bilingual("商户号", "Merchant");
  public static final Bilingual TERMINAL = new Bilingual("终端号", "Terminal");
  public static final Bilingual ADDRESS = new Bilingual("地址", "Address");
  public static final Bilingual PHONE = new Bilingual("电话", "Phone");
  public static final Bilingual CODE = new Bilingual("付款码", "Code");
  public static final Bilingual CARD = new Bilingual("卡号", "Card");
  public static final Bilingual ENTRY = new Bilingual("方式", "Entry");
  public static final Bilingual BATCH = new Bilingual("批次号", "Batch");
  public static final Bilingual TRACE = new Bilingual("流水号", "Trace no.");
  public static final Bilingual REFERENCE = new Bilingual("参考号", "Reference");
  public static final Bilingual AUTH_CODE = new Bilingual("授权码", "Auth. code");
  public static final Bilingual VOUCHER = new Bilingual("付款凭证", "Voucher");
  public static final Bilingual RESPONSE = new Bilingual("应答码", "Response");
  public static final Bilingual DATE = new Bilingual("日期时间", "Date");
  public static final Bilingual ORDER = new Bilingual("订单号", "Order");
  public static final Bilingual ORIGINAL_BATCH = new Bilingual("原批次号", "Original batch");
  public static final Bilingual ORIGINAL_TRACE = new Bilingual("原流水号", "Original trace");
  public static final Bilingual ORIGINAL_REFERENCE = new Bilingual("原参考号", "Original ref.");
  public static final Bilingual BALANCE = new Bilingual("余额", "BALANCE");
  public static final Bilingual ASKED_FOR = new Bilingual("请求金额", "Asked for");
  public static final Bilingual AMOUNT = new Bilingual("金额", "AMOUNT");
  public static final Bilingual TIP = new Bilingual("小费", "Tip");
  public static final Bilingual TOTAL = new Bilingual("合计", "TOTAL");

  // What the cardholder signs.
  public static final Bilingual SIGNATURE = new Bilingual("持卡人签名：", "Cardholder's signature:");

  /** In place of a line to sign on. */
  public static final Bilingual SIGNED = new Bilingual("已电子签名", "SIGNED ELECTRONICALLY");

  public static final Bilingual TRANSACTION_CODE = new Bilingual("交易特征码", "Transaction code");
  public static final Bilingual AGREED =
      new Bilingual("本人确认以上交易，同意记入本卡账户。", "I agree that this is entered to my account.");

  private ReceiptText() {}

  /** The transaction's name. */
  public static Bilingual title(PaymentType type) {
    return TypeWords.of(type).title();
  }

  /** What a fact of chip or device is called. */
  public static Bilingual fact(ReceiptFacts.Fact fact) {
    return switch (fact) {
      case APPLICATION -> new Bilingual("应用标签", "App. label");
      case AID -> new Bilingual("AID", "AID");
      case TVR -> new Bilingual("TVR", "TVR");
      case TSI -> new Bilingual("TSI", "TSI");
      case ATC -> new Bilingual("ATC", "ATC");
      case ARQC -> new Bilingual("ARQC", "ARQC");
      case TC -> new Bilingual("TC", "TC");
      case AAC -> new Bilingual("AAC", "AAC");
      case DEVICE -> new Bilingual("终端序列号", "Device no.");
    };
  }

  /** How the card or code was read. */
  public static Bilingual entry(Entry entry) {
    return switch (entry) {
      case CHIP -> new Bilingual("插卡", "Chip");
      case CONTACTLESS -> new Bilingual("挥卡", "Contactless");
      case SWIPE -> new Bilingual("刷卡", "Swipe");
      case MANUAL -> new Bilingual("手输", "Typed");
      case QR -> new Bilingual("二维码", "QR code");
      case SHOWN -> new Bilingual("顾客扫码", "Code on the screen");
    };
  }
}
