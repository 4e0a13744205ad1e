package org.tillkeeper.agent.words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.agent.payment.PaymentType;

/**
 * The lines of a payment's history for people. A line is kept as one English sentence, which the
 * history's chain protects; it is the fact, and there is no second one beside it that could say
 * something else. Its forms are few and fixed: each is read back here by its kind, so that ledgers
 * of any age speak both languages. What has no form here is shown as it was written.
 */
public final class HistoryText {
  /**
   * A form of lines.
   *
   * @param line in the ledger; its groups are the line's facts
   * @param zh the same in Chinese; {@code {1}} is the first group
   */
  private record Form(Pattern line, String zh) {}

  private static final Pattern RECORDED =
      Pattern.compile("Recorded: ([a-z-]+) of (\\d+) ([A-Z]{3})\\.");

  /** An amount of an answer, in the minor unit. */
  private static final Pattern AMOUNT = Pattern.compile("it names the amount (\\d{1,18})");

  private static final Pattern OTHER_NAMED =
      Pattern.compile("it names the (currency|processing code) (.*)");

  private static final Pattern NOT_NAMED = Pattern.compile("it names no (.*)");

  private static final Map<String, List<Form>> FORMS = new HashMap<>();
  private static final Map<String, String> CLAUSES = new HashMap<>();

  static {
    forms();
    clauses();
  }

  private HistoryText() {}

  /** The currency that a history's first line names; empty where it was erased. */
  public static Optional<String> currency(String firstLine) {
    Matcher recorded = RECORDED.matcher(firstLine);
    return recorded.matches() ? Optional.of(recorded.group(3)) : Optional.empty();
  }

  /**
   * A line in both languages.
   *
   * @param kind its stable word
   * @param line as it is in the ledger
   * @param currency of the payment, for the amounts in it
   */
  public static Bilingual of(String kind, String line, String currency) {
    Matcher recorded = RECORDED.matcher(line);
    if (kind.equals("recorded") && recorded.matches()) {
      return recorded(recorded);
    }
    String en = withMoney(line, currency);
    for (Form form : FORMS.getOrDefault(kind, Collections.emptyList())) {
      Matcher facts = form.line().matcher(en);
      if (facts.matches()) {
        return new Bilingual(filled(form.zh(), facts), en);
      }
    }
    return new Bilingual(en, en);
  }

  private static Bilingual recorded(Matcher line) {
    long minor = Long.parseLong(line.group(2));
    String zh = line.group(1);
    Optional<PaymentType> type = PaymentType.of(line.group(1));
    if (type.isPresent()) {
      zh = TypeWords.of(type.get()).title().zh();
    }
    if (minor == 0) { // a balance: no money moves
      return new Bilingual("已记录：" + zh + "。", "Recorded: " + line.group(1) + ".");
    }
    String sum = money(minor, line.group(3));
    return new Bilingual(
        "已记录：" + zh + " " + sum + "。", "Recorded: " + line.group(1) + " of " + sum + ".");
  }

  private static String withMoney(String line, String currency) {
    Matcher amount = AMOUNT.matcher(line);
    return amount.find()
        ? amount.replaceFirst(
            "it names the amount " + money(Long.parseLong(amount.group(1)), currency))
        : line;
  }

  private static String money(long amount, String currency) {
    return MoneyText.number(amount, currency) + " " + currency;
  }

  private static String filled(String zh, Matcher facts) {
    String text = zh;
    for (int i = 1; i <= facts.groupCount(); i++) {
      String fact = facts.group(i) == null ? "" : facts.group(i);
      text = text.replace("{" + i + "}", clause(fact));
    }
    return text;
  }

  /** A part of a line in Chinese; as it is where it is a number, a code or somebody's word. */
  private static String clause(String en) {
    String known = CLAUSES.get(en);
    if (known != null) {
      return known;
    }
    if (en.startsWith(", but ")) {
      return "，但" + clause(en.substring(", but ".length()));
    }
    if (en.startsWith("it names the amount ")) {
      return "所报金额为 " + en.substring("it names the amount ".length());
    }
    Matcher named = OTHER_NAMED.matcher(en);
    if (named.matches()) {
      return "所报" + clause(named.group(1)) + "为 " + named.group(2);
    }
    Matcher not = NOT_NAMED.matcher(en);
    return not.matches() ? "没有报" + clause(not.group(1)) : en;
  }

  private static void form(String kind, String line, String zh) {
    FORMS
        .computeIfAbsent(kind, any -> new ArrayList<>())
        .add(new Form(Pattern.compile(line, Pattern.DOTALL), zh));
  }

  /** Lines without facts, as they are written. */
  private static void plain(String kind, String line, String zh) {
    form(kind, Pattern.quote(line), zh);
  }

  private static void forms() {
    form("sent", "Request (\\d+) recorded for sending by route (.*)\\.", "请求 {1} 已记录，经线路 {2} 发送。");
    form("not-handed-over", "Nothing left the terminal: (.*)\\.", "没有发出：{1}。");
    form("answer", "Answer (.*?), MAC ([a-z]+)(, but .*)?\\.", "应答：{1}，MAC {2}{3}。");
    form(
        "late-answer",
        "Answer (.*?), MAC ([a-z]+): nobody was waiting for it(, but .*)?\\.",
        "迟到的应答：{1}，MAC {2}，已无人等待{3}。");
    form("no-answer", "The request was not answered: (.*)\\.", "请求没有应答：{1}。");
    form("repeated", "Send (\\d+) of the same request, by route (.*)\\.", "同一请求第 {1} 次发送，经线路 {2}。");
    form("reversal-recorded", "Reversal recorded with reason (.*)\\.", "已记录冲正，原因码 {1}。");
    form("reversal-recorded", "Approved after it was (.*): reversed\\.", "{1}之后又被批准：予以冲正。");
    form(
        "reversal-sent",
        "Reversal with reason (.*?), send (\\d+), by route (.*)\\.",
        "冲正（原因码 {1}）第 {2} 次发送，经线路 {3}。");
    form(
        "reversal-answer",
        "Reversal answered (.*?), MAC ([a-z]+)(, but .*)?\\.",
        "冲正应答：{1}，MAC {2}{3}。");
    form("reversal-no-answer", "The reversal was not answered: (.*)\\.", "冲正没有应答：{1}。");
    plain(
        "reversal-again",
        "Asked again once a lost request can no longer arrive.",
        "等丢失的请求不可能再到达后，再次冲正核实。");
    plain(
        "reversal-reopened",
        "The acquirer approves what it had reversed: its reversal is sent again.",
        "收单机构批准了已冲正的请求：再次发送冲正。");
    plain(
        "reversal-reopened",
        "The acquirer had the request after all: its reversal is open again.",
        "收单机构其实收到了请求：重新冲正。");
    plain(
        "reversal-parked",
        "The reversal gets nowhere: it is sent again at a later sign-in and before settlement.",
        "冲正无法完成：以后签到时和结算前再发送。");
    plain(
        "reversal-unreadable",
        "The ledger no longer holds a readable reversal message.",
        "账本中的冲正报文已无法读取。");
    plain(
        "refused-before",
        "Nothing was charged: the acquirer refused the request itself.",
        "未扣款：收单机构已拒绝该请求。");
    plain(
        "refused-after-all",
        "A person settled it as charged, and the acquirer refused it: a person has to look again.",
        "人工认定已扣款，收单机构后来拒绝：需再次人工核实。");
    plain("booked-twice", "The acquirer booked the request and its repeat.", "收单机构对请求和重发都入了账。");
    plain(
        "booked-twice",
        "The acquirer booked the request under two reference numbers.",
        "收单机构以两个参考号对该请求入了账。");
    plain(
        "approved-while-given-back",
        "Approved, and not reversed: a refund of it is under way.",
        "已批准，但不冲正：其退款正在处理。");
    plain("confirmed-late", "The acquirer confirms it after all.", "收单机构后来确认成功。");
    form("given-back", "Given back by refund (.*)\\.", "已由退款 {1} 退还。");
    form("given-back", "Refund (.*) was undone\\.", "退款 {1} 已被冲正。");
    form("retry-over", "No new attempt: (.*)\\.", "不再重试：{1}。");
    form("resolved", "Settled as (confirmed|cancelled) by (.*?): (.*)", "{2} 人工处理为“{1}”：{3}");
    form("batch-closed", "(.*)", "{1}");
    plain("inquiring", "The acquirer is asked what became of it.", "向收单机构查询结果。");
    form(
        "inquiry-sent",
        "Inquiry (\\d+) with STAN (\\d+), by route (.*)\\.",
        "第 {1} 次查询，流水号 {2}，经线路 {3}。");
    form("inquiry-no-answer", "The inquiry was not answered: (.*)\\.", "查询没有应答：{1}。");
    form(
        "inquiry-answer",
        "Inquiry answered (.*?), MAC ([a-z]+)(, but .*)?\\.",
        "查询应答：{1}，MAC {2}{3}。");
    form(
        "answer-amiss",
        "Message (\\d+) under its key is no answer to it: nothing is decided\\.",
        "收到 {1} 报文，密钥相符但不是应答：结果未定。");
    form("inquiry-over", "Asked (\\d+) times without an outcome\\.", "查询 {1} 次仍无结果。");
    codes();
    form("referred-to", "Confirmed of it: ([a-z-]+) (.*)\\.", "关联的{1} {2} 已成功。");
    form("referred-to", "Undone of it: ([a-z-]+) (.*)\\.", "关联的{1} {2} 已被冲正。");
    plain("accepted-offline", "Accepted offline at the merchant's risk.", "离线受理，风险由商户承担。");
    plain("delivered-again", "It is delivered again.", "再次上送。");
    plain("delivered", "The acquirer has it; settlement will show as what.", "收单机构已收到，结果待结算确认。");
    plain(
        "notice-parked",
        "The acquirer wants one sign-in after the other: it is sent again at a later sign-in.",
        "收单机构反复要求签到：以后签到时再发送。");
    plain(
        "request-unreadable",
        "The ledger no longer holds a readable message of it.",
        "账本中的请求报文已无法读取。");
    form("restart", "Found after a restart in state ([a-z-]+)\\.", "程序重启后发现，当时状态：{1}。");
    plain("cancel", "The cashier gave up.", "收银员取消了。");
    plain("card-accepted", "The chip accepted the acquirer's approval.", "芯片接受了收单机构的批准。");
    plain("card-refused", "The chip refused what the acquirer had approved.", "芯片拒绝了收单机构的批准。");
    plain(
        "identity-changed",
        "The acquirer's dialect is another now; nothing is sent.",
        "收单机构的报文格式已更换，没有发送。");
    plain("seen", "Seen.", "已查看。");
    form("seen", "Seen by (.*)\\.", "{1} 已查看。");
    form(
        "supervisor", "A supervisor's PIN was given in session ([0-9a-f]+)\\.", "已输入主管密码（会话 {1}）。");
    form("receipt-merchant", "The till printed the (.*)\\.", "收银系统已打印{1}。");
    form("receipt-customer", "The till printed the (.*)\\.", "收银系统已打印{1}。");
    form(
        "stan-of-a-lost-life",
        "This ledger never used STAN (\\d+) before: it may be an older copy\\..*",
        "账本从未用过流水号 {1}：可能是旧的副本。请与收单机构核对后确认丢失。");
    form(
        "numbers-in-use",
        "This ledger is new, and the terminal number was in use before it.*",
        "账本是新的，终端号此前已在别处使用。流水号向前跳；如再次发生请设置 terminal.firstStan。");
    for (String state :
        Arrays.asList("confirmed", "declined", "cancelled", "not-sent", "attention")) {
      form(state, "The payment is ([a-z-]+)\\.", "交易{1}。");
    }
    scripts();
    signatures();
  }

  private static void codes() {
    plain("code-shown", "The code is shown to the customer.", "向顾客显示付款码。");
    plain("code-unusable", "The code is not shown: nobody has seen it.", "付款码不可用，没有显示，无人看到。");
    plain("code-expired", "The time of the code is over.", "付款码的时间已到。");
    plain("closing", "The code is being closed.", "正在关闭付款码。");
    form(
        "code-asked",
        "Question (\\d+) of the code with STAN (\\d+), by route (.*)\\.",
        "第 {1} 次查询付款码，流水号 {2}，经线路 {3}。");
    form(
        "closing-sent",
        "Closing (\\d+) of the code with STAN (\\d+), by route (.*)\\.",
        "第 {1} 次关闭付款码，流水号 {2}，经线路 {3}。");
    form(
        "code-no-answer",
        "The question about the code was not answered: (.*)\\.",
        "付款码查询没有应答：{1}。");
    form("closing-no-answer", "The closing was not answered: (.*)\\.", "关闭付款码没有应答：{1}。");
    form(
        "code-answer",
        "Question about the code answered (.*?), MAC ([a-z]+)(, but .*)?\\.",
        "付款码查询应答：{1}，MAC {2}{3}。");
    form(
        "closing-answer",
        "Closing answered (.*?), MAC ([a-z]+)(, but .*)?\\.",
        "关闭付款码应答：{1}，MAC {2}{3}。");
    plain(
        "closing-over", "Nobody says whether the code was paid or is closed.", "无法得知付款码是已付款还是已关闭。");
  }

  private static void signatures() {
    plain("signature-kept", "The cardholder has signed on the screen.", "持卡人已在屏幕上签名。");
    plain(
        "signature-kept",
        "The cardholder has signed once more, in place of before.",
        "持卡人重新签名，替换之前的签名。");
    plain("signature-sent", "The signature is sent to the acquirer.", "向收单机构上送电子签名。");
    form("signature-no-answer", "The signature was not answered: (.*)\\.", "电子签名没有应答：{1}，将再次上送。");
    form(
        "signature-answer",
        "The signature was answered (.*), its MAC is not right: sent again\\.",
        "电子签名应答：{1}，MAC 错误，将再次上送。");
    form("signature-answer", "The signature was answered (.*): sent again\\.", "电子签名应答：{1}，将再次上送。");
    form(
        "signature-delivered",
        "The signature was answered (.*): the acquirer has it\\.",
        "电子签名应答：{1}，收单机构已收到。");
    form(
        "signature-refused",
        "The signature was answered (.*): the acquirer does not take it\\.",
        "电子签名应答：{1}，收单机构不接受；请保存纸质签名。");
    plain(
        "signature-given-up",
        "The signature cannot be sent any more; its picture is erased.",
        "电子签名已无法上送，图片已删除。");
  }

  private static void scripts() {
    plain(
        "script-result-missing",
        "The acquirer sent scripts, and the chip's data say nothing a notice could.",
        "收单机构下发了脚本，但芯片数据中没有可通知的结果。");
    plain(
        "script-result-missing",
        "The acquirer sent scripts, and the original cannot be read for their notice.",
        "收单机构下发了脚本，但无法读取原交易来通知。");
    form(
        "script-result-recorded",
        "Notice (\\d+) of what the chip did with the issuer's scripts recorded\\.",
        "已记录脚本结果通知 {1}。");
    form("script-result-sent", "Notice (\\d+), send (\\d+)\\.", "通知 {1} 第 {2} 次发送。");
    form(
        "script-result-delivered",
        "Notice answered (.*): the acquirer has it\\.",
        "通知应答：{1}，收单机构已收到。");
    form(
        "script-result-refused",
        "Notice answered (.*): the acquirer does not take it\\.",
        "通知应答：{1}，收单机构不接受。");
    form(
        "script-result-answer",
        "Notice answered (.*), its MAC is not right: sent again\\.",
        "通知应答：{1}，MAC 错误，将再次发送。");
    form("script-result-answer", "Notice answered (.*): sent again\\.", "通知应答：{1}，将再次发送。");
    form("script-result-no-answer", "The notice was not answered: (.*)\\.", "通知没有应答：{1}。");
  }

  private static void clauses() {
    CLAUSES.put("without a code", "没有应答码");
    CLAUSES.put("right", "正确");
    CLAUSES.put("wrong", "错误");
    CLAUSES.put("absent", "没有");
    CLAUSES.put("unused", "不使用");
    CLAUSES.put("unchecked", "未校验");
    CLAUSES.put("no answer in time", "规定时间内没有应答");
    CLAUSES.put("the connection ended before the answer", "应答之前连接中断");
    CLAUSES.put("the connection had ended before anything was sent", "发送之前连接已中断");
    CLAUSES.put("the time to try again is over", "重试时间已过");
    CLAUSES.put("it is sent at once or not at all", "只能立即发送，否则不发送");
    CLAUSES.put("its time was over while the batch was being settled", "批次结算期间重试时间已过");
    CLAUSES.put("its card data cannot be read from the ledger any more", "账本中的卡数据已无法读取");
    CLAUSES.put("the key of its PIN block is no longer in use", "加密密码的密钥已更换");
    CLAUSES.put("it has no response code", "没有应答码");
    CLAUSES.put("it names another terminal", "所报终端号不同");
    CLAUSES.put("it names another merchant", "所报商户号不同");
    CLAUSES.put("refused", "被拒绝");
    CLAUSES.put("taken for uncharged", "认定未扣款");
    CLAUSES.put("Its batch is settled.", "所在批次已结算。");
    CLAUSES.put(
        "Its batch is settled, and the acquirer does not have the same payments.",
        "所在批次已结算，但收单机构的交易与本机不一致。");
    CLAUSES.put("The acquirer closed its batch without settlement.", "收单机构未经结算关闭了所在批次。");
    CLAUSES.put(
        "Its batch was closed without settlement: the terminal is another now.",
        "所在批次未经结算就已关闭：终端身份已变更。");
    CLAUSES.put(
        "The batch is closed. This was sent as another terminal's, and is in none of this one's"
            + " settlements.",
        "批次已关闭。这一笔以另一终端的身份发送，不在本终端的任何结算中。");
    CLAUSES.put("merchant copy", "商户存根");
    CLAUSES.put("customer copy", "持卡人存根");
    CLAUSES.put("terminal", "终端号");
    CLAUSES.put("merchant", "商户号");
    CLAUSES.put("amount", "金额");
    CLAUSES.put("currency", "货币");
    CLAUSES.put("processing code", "处理码");
    CLAUSES.put("confirmed", "成功");
    CLAUSES.put("declined", "被拒绝");
    CLAUSES.put("cancelled", "已取消");
    CLAUSES.put("not-sent", "未发送");
    CLAUSES.put("attention", "需人工处理");
    CLAUSES.put("recorded", "已记录");
    CLAUSES.put("sent", "已发送");
    CLAUSES.put("stored", "已离线受理");
    CLAUSES.put("inquiring", "正在查询");
    CLAUSES.put("reversing", "正在冲正");
    CLAUSES.put("shown", "正在显示付款码");
    CLAUSES.put("closing", "正在关闭付款码");
    for (PaymentType type : PaymentType.values()) {
      CLAUSES.put(type.label(), TypeWords.of(type).title().zh());
    }
  }
}
