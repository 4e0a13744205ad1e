package org.tillkeeper.agent.receipt;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.receipt.Line.Kind;

/**
 * One copy of a payment's receipt: which lines stand on it and in which order. What takes money
 * back is negative, and nothing is called approved that is not.
 *
 * @param shop where it was printed
 * @param payment its end is there, or it is accepted offline
 * @param original the payment it refers to
 * @param copy who keeps it
 * @param language of labels; values are as they are
 * @param reprint whether this copy was printed before
 */
public record Receipt(
    Shop shop,
    Payment payment,
    Optional<Payment> original,
    Copy copy,
    Language language,
    boolean reprint) {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  /** Whether a payment has come so far that there is anything to print. */
  public static boolean isFor(Payment payment) {
    return Outcome.isPrintable(payment);
  }

  /** What it says became of the payment. */
  public Outcome outcome() {
    return Outcome.of(payment);
  }

  /** What was booked or asked for, tips included, in the minor unit; negative what goes back. */
  public long total() {
    return sign() * (payment.approvedAmount() + payment.links().tip());
  }

  /** The transaction's name. */
  public String title() {
    return switch (payment.type()) {
      case SALE -> say("消费", "SALE");
      case VOID -> say("消费撤销", "VOID");
      case PREAUTH -> say("预授权", "PRE-AUTHORISATION");
      case PREAUTH_VOID -> say("预授权撤销", "PRE-AUTHORISATION VOID");
      case COMPLETION -> say("预授权完成", "COMPLETION");
      case COMPLETION_VOID -> say("预授权完成撤销", "COMPLETION VOID");
      case REFUND -> say("退货", "REFUND");
      case TIP -> say("小费", "TIP");
      case BALANCE -> say("余额查询", "BALANCE INQUIRY");
    };
  }

  /** Whether the cardholder signs this copy. */
  public boolean signed() {
    boolean valid = outcome().isApproval() || outcome() == Outcome.ACCEPTED_OFFLINE;
    return copy == Copy.MERCHANT
        && valid
        && payment.instrument().entry() != Entry.QR
        && payment.type() != PaymentType.BALANCE;
  }

  /** The lines in order. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    shop.name().ifPresent(name -> lines.add(title(name)));
    lines.add(title(say("签购单", "RECEIPT")));
    if (reprint) {
      lines.add(title(say("*** 重打印 ***", "*** REPRINT ***")));
    }
    lines.add(rule());
    add(lines, say("商户编号", "Merchant"), shop.merchant());
    add(lines, say("终端编号", "Terminal"), shop.terminal());
    shop.address().ifPresent(address -> add(lines, say("地址", "Address"), address));
    shop.phone().ifPresent(phone -> add(lines, say("电话", "Phone"), phone));
    lines.add(rule());
    lines.add(title(title()));
    lines.add(title(outcome().text(language)));
    afterwards().ifPresent(text -> lines.add(title(text)));
    lines.add(rule());
    numbers(lines);
    amounts(lines);
    lines.add(rule());
    signature(lines);
    lines.add(
        title(
            copy == Copy.MERCHANT ? say("商户存根", "MERCHANT COPY") : say("持卡人存根", "CUSTOMER COPY")));
    shop.footer().ifPresent(footer -> lines.add(title(footer)));
    return lines;
  }

  /** What later payments made of it: an approval that was taken back must not pass for a proof. */
  private Optional<String> afterwards() {
    if (payment.links().voidedBy().isPresent()) {
      return Optional.of(say("本交易已撤销", "VOIDED SINCE"));
    }
    return payment.links().refunded() > 0
        ? Optional.of(say("其中已退货 ", "REFUNDED SINCE: ") + money(-payment.links().refunded()))
        : Optional.empty();
  }

  private void numbers(List<Line> lines) {
    Entry entry = payment.instrument().entry();
    add(
        lines,
        entry == Entry.QR ? say("付款码", "Code") : say("卡号", "Card"),
        payment.instrument().masked());
    add(lines, say("方式", "Entry"), entry(entry));
    Optional<Attempt> last = payment.lastSent();
    last.ifPresent(
        attempt -> {
          add(lines, say("批次号", "Batch"), attempt.request().batch());
          add(lines, say("凭证号", "Trace no."), attempt.request().stan());
        });
    payment.decision().rrn().ifPresent(rrn -> add(lines, say("参考号", "Reference"), rrn));
    if (outcome().isApproval()) {
      payment.decision().authCode().ifPresent(code -> add(lines, say("授权码", "Auth. code"), code));
      payment.decision().voucher().ifPresent(it -> add(lines, say("付款凭证", "Voucher"), it));
    }
    if (outcome() == Outcome.DECLINED || outcome() == Outcome.DECLINED_OFFLINE) {
      payment.decision().responseCode().ifPresent(it -> add(lines, say("应答码", "Response"), it));
    }
    Instant at = last.map(attempt -> attempt.request().sentAt()).orElse(payment.createdAt());
    add(lines, say("日期时间", "Date"), LOCAL.withZone(shop.timeZone()).format(at));
    payment.reference().ifPresent(order -> add(lines, say("订单号", "Order"), order));
    original.ifPresent(before -> original(lines, before));
  }

  private void original(List<Line> lines, Payment before) {
    before
        .lastSent()
        .ifPresent(
            attempt -> {
              add(lines, say("原批次号", "Original batch"), attempt.request().batch());
              add(lines, say("原凭证号", "Original trace"), attempt.request().stan());
            });
    before.decision().rrn().ifPresent(rrn -> add(lines, say("原参考号", "Original ref."), rrn));
  }

  private void amounts(List<Line> lines) {
    if (payment.type() == PaymentType.BALANCE) {
      if (outcome().isApproval() && payment.decision().balance().isPresent()) {
        add(lines, say("余额", "BALANCE"), money(payment.decision().balance().getAsLong()));
      }
      return;
    }
    if (payment.decision().approvedAmount().isPresent()) {
      add(lines, say("请求金额", "Asked for"), money(sign() * payment.amount()));
    }
    add(lines, say("金额", "AMOUNT"), money(sign() * payment.approvedAmount()));
    if (payment.links().tip() > 0) {
      add(lines, say("小费", "Tip"), money(payment.links().tip()));
      add(lines, say("合计", "TOTAL"), money(total()));
    }
  }

  private void signature(List<Line> lines) {
    if (signed()) {
      lines.add(new Line(Kind.TEXT, "", say("持卡人签名：", "Cardholder's signature:")));
      lines.add(new Line(Kind.SPACE, "", ""));
      lines.add(new Line(Kind.SPACE, "", ""));
      lines.add(rule());
      lines.add(
          new Line(
              Kind.TEXT,
              "",
              say("本人确认以上交易，同意记入本卡账户。", "I agree that this is entered to my account.")));
    }
  }

  private int sign() {
    return switch (payment.type()) {
      case VOID, PREAUTH_VOID, COMPLETION_VOID, REFUND -> -1;
      case SALE, PREAUTH, COMPLETION, TIP, BALANCE -> 1;
    };
  }

  private String entry(Entry entry) {
    return switch (entry) {
      case CHIP -> say("插卡", "Chip");
      case CONTACTLESS -> say("挥卡", "Contactless");
      case SWIPE -> say("刷卡", "Swipe");
      case MANUAL -> say("手输", "Typed");
      case QR -> say("二维码", "QR code");
    };
  }

  private String money(long amount) {
    int digits = Currency.getInstance(payment.currency()).getDefaultFractionDigits();
    return payment.currency()
        + " "
        + BigDecimal.valueOf(amount, Math.max(0, digits)).toPlainString();
  }

  private String say(String zh, String en) {
    return language.of(zh, en);
  }

  private static void add(List<Line> lines, String label, String value) {
    lines.add(new Line(Kind.PAIR, label, Paper.printable(value)));
  }

  private static Line title(String text) {
    return new Line(Kind.TITLE, "", Paper.printable(text));
  }

  private static Line rule() {
    return new Line(Kind.RULE, "", "");
  }
}
