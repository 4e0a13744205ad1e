package org.tillkeeper.agent.words;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * One word for one thing on page and receipt, in commands and documents. A slip that says one word
 * and a page that says another make two things of one, and whoever compares them looks for both.
 */
public enum Glossary {
  ACQUIRER("收单机构", "acquirer", "收单行", "收单方", "收单银行", "acquiring bank"),
  ISSUER("发卡银行", "issuer", "发卡行", "issuing bank"),
  TERMINAL_NUMBER("终端号", "terminal number", "终端编号", "终端代码"),
  MERCHANT_NUMBER("商户号", "merchant number", "商户编号", "商户代码"),
  TRACE_NUMBER("流水号", "trace number (STAN)", "凭证号", "跟踪号", "票据号", "voucher number"),
  REFERENCE_NUMBER("参考号", "reference number (RRN)", "检索参考号", "系统参考号", "retrieval number"),
  AUTHORISATION_CODE("授权码", "authorisation code", "授权号"),
  RESPONSE_CODE("应答码", "response code", "响应码", "返回码", "answer code"),
  BATCH("批次", "batch"),
  SETTLEMENT("结算", "settlement", "结账", "清算"),
  REVERSAL("冲正", "reversal", "冲销"),
  VOID("撤销", "void"),
  REFUND("退款", "refund", "退货"),
  PRE_AUTHORISATION("预授权", "pre-authorisation", "preauthorisation", "pre-authorization"),
  OFFLINE("离线", "offline", "脱机"),
  SIGN_IN("签到", "sign-in", "logon"),
  NEEDS_PERSON("需人工处理", "needs attention"),
  LEDGER("账本", "ledger", "账簿");

  private final String zh;
  private final String en;
  private final String others;

  Glossary(String zh, String en, String... others) {
    this.zh = zh;
    this.en = en;
    this.others = String.join("\n", others);
  }

  /** Its one Chinese word. */
  public String zh() {
    return zh;
  }

  /** Its one English word. */
  public String en() {
    return en;
  }

  /** Words for the same that are used nowhere, in either language. */
  public List<String> others() {
    return others.isEmpty()
        ? Collections.emptyList()
        : Collections.unmodifiableList(Arrays.asList(others.split("\n", -1)));
  }
}
