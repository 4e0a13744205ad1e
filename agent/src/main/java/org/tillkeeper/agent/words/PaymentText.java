package org.tillkeeper.agent.words;

import java.util.function.Function;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.iso8583.ResponseCode;

/**
 * What the cashier reads about a payment: what is true now, what to do, and whether to charge
 * again, in Chinese and English. Never calls a time-out a decline, nor anything but an approval a
 * success, nor promises what depends on the acquirer. Immutable.
 */
public final class PaymentText {
  private static final Bilingual EARLIER_TRY_OPEN =
      new Bilingual(
          "另有一次请求正在自动冲正，无需操作。", "Another request of it is being reversed; nothing to do.");

  private static final Bilingual NOT_SENT = new Bilingual("没有发送。", "Nothing was sent.");

  private static final Bilingual SETTLING_NOT_SENT =
      new Bilingual("终端正在结算，没有发送。", "The terminal was settling; nothing was sent.");

  private static final Bilingual NOT_THROUGH = new Bilingual("没有成功。", "It did not go through.");

  private static final Bilingual SETTLING_NOT_AGAIN =
      new Bilingual(
          "没有成功：终端正在结算，没有再次发送。",
          "It did not go through: the terminal was settling and did not send it again.");

  private final Function<String, ResponseCode> codes;

  /**
   * @param codes what a response code says, as {@link
   *     org.tillkeeper.iso8583.Dialect#responseCode(String)}
   */
  public PaymentText(Function<String, ResponseCode> codes) {
    this.codes = codes;
  }

  /**
   * The answer to <em>charge again?</em>, or refund, or void again: whether the same may be asked
   * for once more under a new key.
   *
   * @param answer what to do
   * @param why the same in words
   */
  public record ChargeAgain(Answer answer, Bilingual why) {
    /** The labels are the API's. */
    public enum Answer {
      YES("yes"),
      NO("no"),
      WAIT("wait");

      private final String label;

      Answer(String label) {
        this.label = label;
      }

      /** As in the API. */
      public String label() {
        return label;
      }
    }
  }

  /** What the cashier reads about a payment. */
  public Bilingual of(Payment payment) {
    TypeWords words = TypeWords.of(payment.type());
    Bilingual text =
        switch (payment.state()) {
          case RECORDED -> recorded(payment, words);
          case SENT -> sent(payment, words);
          case STORED -> stored(payment);
          case INQUIRING ->
              say(
                  "结果未知，正在查询。%s。",
                  "The outcome is unknown and being asked for. %s.", words.notAgain());
          case SHOWN ->
              say(
                  "请顾客扫描二维码付款，正在等待付款结果。%s。",
                  "The customer scans the code and pays; waiting for the acquirer's word. %s.",
                  words.notAgain());
          case CLOSING -> closing(payment, words);
          case REVERSING -> reversing(payment, words);
          case CONFIRMED -> confirmed(payment, words);
          case DECLINED -> declined(payment, words);
          case CANCELLED -> cancelled(payment, words);
          case NOT_SENT -> notSent(payment, words);
          case ATTENTION -> attention(payment, words);
        };
    boolean over =
        switch (payment.state()) {
          case CONFIRMED, DECLINED, CANCELLED -> true;
          case RECORDED, SENT, STORED, INQUIRING, SHOWN, CLOSING, REVERSING, NOT_SENT, ATTENTION ->
              false;
        };
    return over && payment.reversalMayStillSucceed() ? text.then(EARLIER_TRY_OPEN) : text;
  }

  /** Whether to do it again. */
  public ChargeAgain chargeAgain(Payment payment) {
    TypeWords words = TypeWords.of(payment.type());
    boolean balance = payment.type() == PaymentType.BALANCE;
    return switch (payment.state()) {
      case RECORDED, SENT, INQUIRING, SHOWN, CLOSING, REVERSING ->
          new ChargeAgain(
              ChargeAgain.Answer.WAIT,
              say("请等待最终结果。%s。", "Wait for its end. %s.", words.notAgain()));
      case STORED ->
          new ChargeAgain(
              ChargeAgain.Answer.NO,
              new Bilingual(
                  "不要：已离线受理，会自动上送。", "No: it is accepted offline and delivered by itself."));
      case CONFIRMED ->
          balance || payment.links().voidedBy().isPresent() || payment.isGivenBack()
              ? yes(words, confirmed(payment, words))
              : new ChargeAgain(
                  ChargeAgain.Answer.NO,
                  say("不要：%s。", "No: %s.", lower(confirmed(payment, words).clause())));
      case DECLINED, CANCELLED, NOT_SENT ->
          payment.reversalMayStillSucceed()
              ? new ChargeAgain(
                  ChargeAgain.Answer.WAIT,
                  say(
                      "请等待：另有一次请求正在冲正。%s。",
                      "Wait: another request of it is being reversed. %s.", words.notAgain()))
              : yes(words, words.undone());
      case ATTENTION -> {
        Attention why = payment.attention().orElse(Attention.OUTCOME_UNKNOWN);
        if (balance && why != Attention.RECORD_DAMAGED) {
          yield yes(words, words.undone());
        }
        yield why == Attention.DECLINED_OFFLINE
            ? new ChargeAgain(
                ChargeAgain.Answer.YES,
                new Bilingual(
                    "可以：没有收到款。找到顾客后请重新收款。",
                    "Yes: nothing was received. Charge again if the customer is found."))
            : new ChargeAgain(
                ChargeAgain.Answer.NO,
                say("不要：请先向收单机构核实%s。", "No: ask the acquirer first %s.", words.whether()));
      }
    };
  }

  private static ChargeAgain yes(TypeWords words, Bilingual standing) {
    return new ChargeAgain(
        ChargeAgain.Answer.YES,
        say("可以：%s。", "Yes: %s.", lower(standing.clause()))
            .then(say("需要时%s。", "%s if needed.", words.again())));
  }

  private static Bilingual recorded(Payment payment, TypeWords words) {
    if (payment.reversalMayStillSucceed()) {
      return say(
              "上一次请求正在冲正，证实%s之前不会再处理。",
              "The last request is being reversed and must be proven %s first.", words.without())
          .then(stop(words.notAgain()));
    }
    if (payment.lastSent().isPresent()) {
      return say(
          "上一次请求%s，可能自动重发。请顾客稍候，或取消。",
          "The last request is proven %s; it may be sent again while the customer waits. Or cancel.",
          words.without());
    }
    return say(
        "等待发送，尚%s。请顾客稍候，或取消。",
        "Waiting to be sent, %s so far. Ask the customer to wait, or cancel.", words.without());
  }

  private static Bilingual sent(Payment payment, TypeWords words) {
    if (payment.delivered()) {
      return say(
          "收单机构已收到，结果待结算确认。%s。",
          "The acquirer has it; settlement will show as what. %s.", words.notAgain());
    }
    boolean repeated = payment.underWay().filter(attempt -> attempt.sends() > 1).isPresent();
    return repeated
        ? say(
            "结果未知，正在重发同一请求，直到收单机构应答。%s。",
            "The outcome is unknown; the same request is sent until it is answered. %s.",
            words.notAgain())
        : say("已发送，等待应答。%s。", "Sent, waiting for the answer. %s.", words.notAgain());
  }

  private static Bilingual stored(Payment payment) {
    return payment.delivered()
        ? new Bilingual(
            "已离线受理，收单机构已收到，结果待结算确认。",
            "Accepted offline; the acquirer has it, and settlement will show as what. Not confirmed yet.")
        : new Bilingual(
            "已离线受理，联网后自动上送，尚未确认。",
            "Accepted offline, delivered when the line is back. Not confirmed yet.");
  }

  private static Bilingual reversing(Payment payment, TypeWords words) {
    if (payment.cardResult() == CardResult.REFUSED) {
      return say(
          "芯片拒绝了交易，正在自动冲正，直到收单机构确认。%s。",
          "The chip refused it. It is being reversed until the acquirer confirms. %s.",
          words.notAgain());
    }
    if (payment.cancelRequested()) {
      return say(
          "正在取消：冲正会自动发送，直到收单机构确认。显示“已取消”之前，尚不能确定%s。",
          "Cancelling: the reversal is sent until the acquirer confirms it."
              + " Until this shows “cancelled” it is not certain that it is %s.",
          words.without());
    }
    if (payment.mayBeSentAgain()) {
      return say(
              "结果未知，正在冲正核实。证实%s后，可能自动重试。",
              "The outcome is unknown. It is reversed first; only if that proves it %s may it be tried again.",
              words.without())
          .then(stop(words.notAgain()));
    }
    return say(
        "结果未知，正在自动冲正，直到收单机构确认。%s。",
        "The outcome is unknown. It is being reversed until the acquirer confirms. %s.",
        words.notAgain());
  }

  private static Bilingual closing(Payment payment, TypeWords words) {
    if (payment.mayBeSentAgain()) {
      return say(
              "没有取到付款码，正在确认关闭。证实%s后，可能自动重试。",
              "No code came. It is closed first; only if that proves it %s may another be asked for.",
              words.without())
          .then(stop(words.notAgain()));
    }
    return say(
        "付款码正在关闭，直到收单机构确认。在此之前顾客仍可能付款。%s。",
        "The code is being closed until the acquirer confirms it. Until then a customer may still pay it."
            + " %s.",
        words.notAgain());
  }

  private static Bilingual confirmed(Payment payment, TypeWords words) {
    if (payment.links().voidedBy().isPresent()) {
      return payment.type() == PaymentType.PREAUTH
          ? new Bilingual("预授权已撤销，金额已解冻。", "Released: nothing is held any more.")
          : new Bilingual("已撤销，收款已退回。", "Voided: the charge was taken back.");
    }
    if (payment.links().completedBy().isPresent()) {
      return new Bilingual("预授权已完成，款项见完成交易。", "Completed: its completion shows the charge.");
    }
    if (payment.isGivenBack()) {
      return new Bilingual("已全额退款，收款已退回。", "Refunded as a whole: the charge went back.");
    }
    Bilingual done = words.done();
    if (payment.decision().approvedAmount().isPresent()) {
      String of = money(payment.approvedAmount(), payment);
      String all = money(payment.amount(), payment);
      done =
          payment.type().money() == PaymentType.Money.NONE
              ? new Bilingual(
                  "部分批准：应为 " + all + "，只冻结 " + of + "。", "Held in part: " + of + " of " + all + ".")
              : new Bilingual(
                  "部分批准：应收 " + all + "，只收款 " + of + "，请另收余额。",
                  "Paid in part: " + of + " of " + all + ". Collect the rest another way.");
    }
    if (payment.resolution().isPresent()) {
      return say("经人工核实：%s。", "%s, as a person has checked.", done.clause());
    }
    if (payment.links().refunded() > 0) {
      String back = money(payment.links().refunded(), payment);
      return done.then(new Bilingual("其中已退款 " + back + "。", "Of it " + back + " is refunded."));
    }
    return done;
  }

  private Bilingual declined(Payment payment, TypeWords words) {
    if (!payment.decision().responseCode().isPresent()) {
      return new Bilingual("交易被拒绝。", "Declined.").then(words.undone());
    }
    ResponseCode code = codes.apply(payment.decision().responseCode().get());
    Bilingual reason = reason(code, payment.type());
    if (payment.type() == PaymentType.SALE) {
      return reason;
    }
    Bilingual standing = reason.then(words.undone());
    return code.action() == ResponseCode.Action.RETRY
        ? standing.then(say("需要时%s。", "%s if needed.", words.again()))
        : standing;
  }

  /** What a response code says of a payment of this type. */
  Bilingual reason(String responseCode, PaymentType type) {
    return reason(codes.apply(responseCode), type);
  }

  /**
   * The first sentence of a code's text is true of every payment. What follows says what to do
   * about a sale. For example "charge again" after a void that was refused would charge twice.
   */
  private static Bilingual reason(ResponseCode code, PaymentType type) {
    boolean holds =
        switch (code.action()) {
          case SIGN_IN_AGAIN, CONTACT_ACQUIRER, PICK_UP -> true;
          case RETRY -> type == PaymentType.SALE;
          case DECLINED, SUCCESS, PARTIAL ->
              switch (type) {
                case SALE, PREAUTH, BALANCE -> true;
                case VOID, PREAUTH_VOID, COMPLETION, COMPLETION_VOID, REFUND, TIP -> false;
              };
        };
    Bilingual all = new Bilingual(code.zh(), code.en());
    return holds ? all : all.firstSentence();
  }

  private static Bilingual cancelled(Payment payment, TypeWords words) {
    boolean byPerson =
        payment
            .resolution()
            .filter(word -> word.outcome() == Resolution.Outcome.CANCELLED)
            .isPresent();
    if (byPerson) {
      return payment.type() == PaymentType.SALE
          ? new Bilingual("经人工核实：未扣款或已退款。", "Not charged or refunded, as a person has checked.")
          : say("经人工核实：%s。", "%s, as a person has checked.", words.undone().clause());
    }
    if (payment.cardResult() == CardResult.REFUSED) {
      return new Bilingual("芯片拒绝了交易，已冲正。", "The chip refused it, and it was reversed.")
          .then(words.undone());
    }
    if (payment.isByShownCode() && !payment.endedBySettlement()) {
      boolean cancelled = payment.cancelRequested();
      Bilingual closed =
          new Bilingual("付款码已关闭，不能再付款。", "The code is closed, and nobody can pay it.")
              .then(words.undone());
      return cancelled ? new Bilingual("已取消。", "Cancelled.").then(closed) : closed;
    }
    return payment.cancelRequested()
        ? new Bilingual("已取消。", "Cancelled.").then(words.undone())
        : (payment.endedBySettlement() ? SETTLING_NOT_AGAIN : NOT_THROUGH)
            .then(words.undone())
            .then(say("需要时%s。", "%s if needed.", words.again()));
  }

  private static Bilingual notSent(Payment payment, TypeWords words) {
    return payment.cancelRequested()
        ? new Bilingual("已取消，没有发送。", "Cancelled; nothing was sent.").then(words.undone())
        : (payment.endedBySettlement() ? SETTLING_NOT_SENT : NOT_SENT)
            .then(words.undone())
            .then(stop(words.again()));
  }

  private Bilingual attention(Payment payment, TypeWords words) {
    Attention why = payment.attention().orElse(Attention.OUTCOME_UNKNOWN);
    if (payment.type() == PaymentType.BALANCE && why != Attention.RECORD_DAMAGED) {
      return new Bilingual(
          "没有资金变动，余额未知。请人工处理后重新查询。",
          "No money moved, and the balance is unknown. Resolve it here, then ask again.");
    }
    return switch (why) {
      case STAN_KNOWN ->
          say(
                  "收单机构称流水号重复，%s不明。",
                  "The acquirer says this trace number was used before, so it is unknown %s.",
                  words.whether())
              .then(ask(words));
      case MAY_BE_CHARGED ->
          (wasReversed(payment)
                  ? say(
                      "%s：收单机构没有确认冲正。",
                      "%s: the acquirer did not confirm the reversal.", words.may())
                  : wasRefused(payment)
                      ? say(
                          "%s：收单机构先拒绝，后又批准。",
                          "%s: the acquirer refused it first and approved it afterwards.",
                          words.may())
                      : say(
                          "%s：先前认定没有成功，收单机构后来又批准。",
                          "%s: it was taken for undone, and the acquirer approved it afterwards.",
                          words.may()))
              .then(ask(words));
      case REVERSAL_REFUSED ->
          say(
                  "%s：冲正被拒绝，每次签到后会再试。",
                  "%s: the reversal was refused and is tried again at every sign-in.", words.may())
              .then(ask(words));
      case OUTCOME_UNKNOWN ->
          (payment.lastSent().filter(Attempt::refused).isPresent()
                  ? say(
                      "人工已认定成功，收单机构后来答复已拒绝，%s不明。",
                      "A person settled it as done, and then the acquirer answered that it refused it:"
                          + " it is unknown %s.",
                      words.whether())
                  : say(
                      "结果未知，且无法自动核实，%s不明。",
                      "The outcome is unknown and cannot be found out by itself: nobody knows %s.",
                      words.whether()))
              .then(ask(words));
      case NOTICE_UNRESOLVED ->
          (payment.lastSent().filter(attempt -> attempt.sends() > 1).isPresent()
                  ? say(
                      "收单机构没有接受重发，此前可能已入账，%s不明。",
                      "The acquirer did not take a repeat of it, and an earlier send may be booked:"
                          + " it is unknown %s.",
                      words.whether())
                  : say(
                      "收单机构没有明确接受，%s不明。",
                      "The acquirer neither took nor refused it: it is unknown %s.",
                      words.whether()))
              .then(ask(words));
      case DECLINED_OFFLINE -> declinedOffline(payment);
      case RECORD_DAMAGED ->
          new Bilingual(
                  "本笔记录在存储设备上已损坏，内容不可信。请向收单机构核实后人工处理，并检修终端。",
                  "The record of this payment is damaged on the disk and cannot be relied on. Ask the acquirer,"
                      + " then resolve it here, and have the terminal serviced.")
              .then(say("核实前%s。", "%s before.", words.notAgain()));
      case MAY_BE_CHARGED_TWICE ->
          payment.type() == PaymentType.SALE || payment.type() == PaymentType.COMPLETION
              ? new Bilingual(
                  "已收款一次，但可能重复扣款。请按参考号向收单机构核实，如重复请退还多扣的那一次，再人工处理。",
                  "Paid once, but may be charged twice. Ask the acquirer by the reference numbers, refund the one"
                      + " too many, then resolve it here.")
              : new Bilingual(
                      "已成功一次，但可能重复。", "Done once, but an earlier request of it may count as well.")
                  .then(
                      say(
                          "请向收单机构核实后人工处理，核实前%s。",
                          "Ask the acquirer, then resolve it here. %s before.", words.notAgain()));
    };
  }

  private static Bilingual ask(TypeWords words) {
    return new Bilingual(
        "请向收单机构核实后人工处理，" + words.remedy().zh() + "。核实前" + words.notAgain().zh() + "。",
        "Ask the acquirer, then resolve it here; "
            + words.remedy().en()
            + ". "
            + words.notAgain().en()
            + " before.");
  }

  private Bilingual declinedOffline(Payment payment) {
    Bilingual loud =
        new Bilingual(
            "离线受理后被拒绝：没有收到款，商品可能已交付，风险由商户承担。可立即重试再次上送；或联系顾客或收单机构，再人工处理。",
            "Declined after offline acceptance: nothing was received, though the goods may be gone, at the"
                + " merchant's risk. Retry to deliver it again, or reach the customer or the acquirer, then"
                + " resolve it here.");
    return payment
        .decision()
        .responseCode()
        .map(
            code ->
                loud.then(new Bilingual("拒绝原因：", "The reason:")).then(reason(code, payment.type())))
        .orElse(loud);
  }

  private static String money(long amount, Payment payment) {
    return MoneyText.number(amount, payment.currency()) + " " + payment.currency();
  }

  private static Bilingual say(String zh, String en, Bilingual clause) {
    return new Bilingual(zh.replace("%s", clause.zh()), en.replace("%s", clause.en()));
  }

  private static Bilingual stop(Bilingual clause) {
    return say("%s。", "%s.", clause);
  }

  private static boolean wasReversed(Payment payment) {
    for (Attempt attempt : payment.attempts()) {
      if (attempt.reversal().isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static boolean wasRefused(Payment payment) {
    return payment.decision().responseCode().isPresent()
        || payment.attempts().stream().anyMatch(Attempt::refused);
  }

  /** As it stands within a sentence. */
  private static Bilingual lower(Bilingual clause) {
    String en = clause.en();
    return new Bilingual(clause.zh(), Character.toLowerCase(en.charAt(0)) + en.substring(1));
  }
}
