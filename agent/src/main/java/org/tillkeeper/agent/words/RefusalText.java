package org.tillkeeper.agent.words;

import java.util.Optional;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.terminal.Ground;
import org.tillkeeper.agent.terminal.Refusal;

/**
 * What a refusal says: what was wrong, what is allowed and what to do. English says it of the very
 * ground; Chinese says it of the reason, in the words of whoever stands at the till. Where a
 * refusal is about one place of the call, the English does not name the place, which the till does.
 */
public final class RefusalText {
  /** Of a pre-authorisation that cannot be completed or voided from here. */
  private static final String HOLD_ONLY =
      " It holds money and has charged none, so do not refund it: have the acquirer complete or"
          + " release it.";

  private RefusalText() {}

  /** In English: one or more sentences, with the values of the refusal and without secrets. */
  public static String english(Refusal refusal) {
    return switch (refusal.ground()) {
      case NO_SUCH_PAYMENT -> "There is no payment with this id.";
      case NO_SUCH_ORIGINAL -> "there is no payment with this id.";
      case NO_SUCH_BATCH ->
          "there is no batch with this number; the open one is " + number(refusal) + ".";
      case NO_SUCH_PAGE -> "there is no payment with that id.";

      case KEY_OF_ANOTHER_PAYMENT ->
          "This Idempotency-Key was used with another request; a new payment needs a new key.";
      case KEY_OF_A_SETTLEMENT ->
          "This Idempotency-Key was used for a settlement; a new payment needs a new key.";
      case KEY_TAKEN ->
          "This Idempotency-Key was used with another request; a new settlement needs a new key.";

      case ALREADY_FINAL -> "The payment has its end already: " + state(refusal) + ".";
      case NOT_FINAL ->
          "The payment is " + state(refusal) + "; its receipt is there once it has its end.";
      case NOTHING_OPEN -> "Nothing of this payment is open.";
      case NOT_IN_ATTENTION ->
          "Only a payment in attention is settled by evidence; this one is " + state(refusal) + ".";
      case REVERSAL_OPEN ->
          "A reversal of this payment may still succeed, so it may not be confirmed.";
      case ATTEMPT_CONFIRMED ->
          "The acquirer has confirmed an attempt of this payment and nothing has taken it back, so it"
              + " may not be called cancelled; void or refund it.";
      case NO_SUCH_ATTEMPT -> "The payment has no such attempt; it has " + number(refusal) + ".";
      case ATTEMPT_NOT_BOOKED ->
          "The acquirer has not approved this attempt, or has undone it: there is nothing to give"
              + " back.";
      case ATTEMPT_TAKEN_BACK -> "This attempt was voided or refunded already.";
      case NO_ORIGINAL_NOT_DISPROVED ->
          "The acquirer's word that it has no original counts as ever; nothing is to be accepted.";
      case NOT_CANCELLABLE ->
          "What was sent of it cannot be undone by a cancel; wait for its end, then void or refund"
              + " it.";
      case CARD_NOT_AWAITED ->
          "The chip of this payment is not waited for: it has said "
              + payment(refusal).cardResult().label()
              + ", and the payment is "
              + state(refusal)
              + ".";

      case SIGNING_NOT_SUPPORTED ->
          "The acquirer takes no signatures here (option signature.upload of the dialect): let the"
              + " cardholder sign on paper.";
      case NOT_TO_BE_SIGNED ->
          "A " + payment(refusal).type().label() + " of this kind is not signed.";
      case NOT_YET_SIGNABLE ->
          "The payment is "
              + state(refusal)
              + (payment(refusal).cardResult() == CardResult.AWAITED
                  ? ", and its chip may still refuse it: say first what it said (card-result)."
                  : "; only a confirmed payment is signed on the screen.");
      case SIGNED_ELSEWHERE ->
          "The payment was made as another terminal of the acquirer's; let the cardholder sign on"
              + " paper.";
      case SIGNED_BEFORE ->
          "The payment has another signature, which was sent to the acquirer and stays ("
              + payment(refusal).signature().label()
              + ").";
      case SIGNATURE_NOT_SAYABLE ->
          "The card of this payment is no longer kept, or the acquirer's numbers make no message of"
              + " a signature; let the cardholder sign on paper.";
      case DRAWING_REFUSED -> detail(refusal);
      case SIGNATURES_FULL ->
          number(refusal)
              + " signatures wait for the acquirer, and no more are taken; let the cardholder sign on"
              + " paper, and ask the acquirer why it does not answer them.";

      case ORIGINAL_NOT_CONFIRMED ->
          "The original is "
              + state(refusal)
              + ", and only what is confirmed can be changed"
              + (payment(refusal).state().isFinal() ? "." : "; wait for its end, or cancel it.");
      case ORIGINAL_VOIDED -> "The original is voided already.";
      case ORIGINAL_COMPLETED ->
          "The pre-authorisation is completed already; void its completion first.";
      case BATCH_CLOSED ->
          "The original's batch is closed"
              + (refusal.type().equals(Optional.of(PaymentType.TIP)) ? "." : "; refund it.");
      case BEING_SETTLED ->
          "The original's batch is being settled; once it is settled the original can be refunded.";
      case BATCH_OPEN ->
          "The original's batch is not settled yet: void it, or settle first; a part may be refunded now"
              + " where the acquirer takes that (refund.part: anytime).";
      case CARD_ERASED ->
          "The original's card is no longer kept here: its time is over. Read the card for a refund"
              + " without original, or ask the acquirer.";
      case TYPES_DO_NOT_FIT ->
          "A "
              + type(refusal)
              + " cannot refer to a "
              + payment(refusal).type().label()
              + instead(payment(refusal).type());
      case OTHER_CURRENCY ->
          "The original is in "
              + payment(refusal).currency()
              + ", and this terminal now in another currency.";
      case OTHER_TERMINAL ->
          "The original was made as another terminal of the acquirer's."
              + (isHold(refusal)
                  ? HOLD_ONLY
                  : " Refund it by the customer's slip (originalSlip), with the card read anew.");
      case HAS_TIP ->
          "The sale carries a tip and cannot be voided: settle the batch, then refund it.";
      case PARTLY_REFUNDED ->
          "A part of the original is refunded already, and it cannot be voided: refund the rest.";
      case ACCOUNT_NOT_KEPT ->
          "The original's account is no longer kept"
              + (isHold(refusal)
                  ? "." + HOLD_ONLY
                  : "; read the card for a refund without original.");
      case ORIGINAL_LACKS ->
          "The acquirer approved the original without "
              + lacked(refusal)
              + ", and this cannot be sent without it. Ask the acquirer for the number; with it a"
              + " refund by slip is possible.";
      case CHIP_AWAITED ->
          "The chip may still refuse the sale: say first what it said (card-result).";
      case ANOTHER_IS_OPEN ->
          "A "
              + payment(refusal).type().label()
              + " of this payment is still open; wait for its end.";
      case ANOTHER_NEEDS_A_PERSON ->
          "A "
              + payment(refusal).type().label()
              + " of this payment needs a person; settle that one by evidence first.";
      case ANOTHER_IS_OPEN_BEFORE_THE_CHIP ->
          "A "
              + type(refusal)
              + " of this payment is open; wait for its end, then say again what the chip said.";
      case NOT_THE_WHOLE ->
          "a "
              + type(refusal)
              + " takes back the whole "
              + money(refusal)
              + "; leave amount out, or refund a part after settlement.";
      case AMOUNT_EXCEEDED ->
          number(refusal) == 0
              ? "nothing is left of the original for this."
              : "at most "
                  + money(refusal)
                  + " (amount "
                  + number(refusal)
                  + ") is left of the original for this.";
      case ORIGINAL_MISSING -> "a " + type(refusal) + " must name the payment it refers to.";

      case POSSIBLE_DUPLICATE ->
          "The same card was charged the same amount "
              + number(refusal)
              + " s ago. If it is to be charged again, ask again with \"allowDuplicate\": true.";
      case BATCH_FULL ->
          "With this payment the batch would sum up to more than "
              + number(refusal)
              + ", the most that a settlement can name; settle first, then ask again.";
      case CODE_USED -> "this payment code was used before; ask the customer for a new one.";
      case CRYPTOGRAM_USED ->
          "what the chip said was used for another payment; let the customer present the card again.";
      case REFUND_OPEN ->
          "A "
              + payment(refusal).type().label()
              + " of the same card and reference number is "
              + state(refusal)
              + ", and may have given the money back; find out what became of it first.";
      case GIVEN_BACK_BEFORE ->
          "A "
              + payment(refusal).type().label()
              + " of the same card and reference number is confirmed. If more is to be given back,"
              + " ask again with \"allowDuplicate\": true.";
      case NOT_SIGNED_IN ->
          "A PIN block needs the PIN key of a sign-in, and this terminal is not signed in.";
      case SLIP_MISSING ->
          "is missing: the acquirer takes a refund without original only with the"
              + " reference number (12 letters or digits) and date (MMDD) of the customer's slip.";

      case OFFLINE_DISABLED -> notOffline("offline.enabled is false");
      case OFFLINE_PER_PAYMENT -> notOffline("offline.perPayment is " + number(refusal));
      case OFFLINE_TOTAL -> notOffline("offline.total is " + number(refusal));
      case OFFLINE_COUNT -> notOffline("offline.count is " + number(refusal));
      case OFFLINE_TOO_OLD -> notOffline("the oldest undelivered is older than offline.maxAge");
      case NOT_FOR_OFFLINE -> notOffline("only a sale without PIN can be");

      case TYPE_NOT_SUPPORTED -> "The acquirer's dialect has no " + type(refusal) + ".";
      case CODES_NOT_SUPPORTED ->
          "The acquirer's dialect has no code to be shown: it lacks the messages that ask for one, ask"
              + " about it and close it.";
      case SETTLEMENT_NOT_SUPPORTED -> "The acquirer's dialect has no settlement.";
      case SIGN_OFF_NOT_SUPPORTED -> "The acquirer's dialect has no sign-off.";
      case SETTLEMENT_OPEN ->
          "Settlement "
              + detail(refusal)
              + " has not ended; ask for its state, and settle again after it.";

      case NOT_ONLINE -> "The acquirer cannot be reached; sign off when the line is back.";
      case OPEN_BEFORE_SIGN_OFF ->
          "A payment or a reversal is open; sign off once everything has its end.";
      case SIGN_OFF_REFUSED ->
          "The acquirer answered the sign-off with "
              + detail(refusal)
              + "; the terminal stays signed in.";
      case SIGN_OFF_NOT_ANSWERED ->
          "The sign-off was not answered ("
              + detail(refusal)
              + "); try again when the line is back.";
      case SIGN_OFF_NOT_SENT ->
          "The terminal could not sign off within "
              + detail(refusal)
              + " s: something else was being sent, or the line was lost. Try again.";

      case SETTLEMENT_NOT_ENDED -> "This settlement has not ended; acknowledge it once it has.";
      case SETTLEMENT_ACKNOWLEDGED ->
          "This settlement was acknowledged by " + detail(refusal) + "; what was said stays.";
      case NOTHING_TO_ACKNOWLEDGE ->
          "Acquirer and terminal agree on this settlement, or its batch is still open; nothing is to be"
              + " acknowledged.";
      case NOTHING_UNSEEN ->
          "This payment has not changed since somebody was told of it; nothing is to be acknowledged.";
      case NO_LEDGER_LOSS ->
          "The ledger lost no records that wait to be accepted; nothing is to be done.";
      case LEDGER_LOSS ->
          "The ledger lost committed records. Compare the last payments with the acquirer, then"
              + " accept the loss.";
      case LEDGER_STALLED -> "The ledger cannot be written; free disk space.";
      case SHUTTING_DOWN -> "The agent is shutting down; try again.";

      case LEDGER_FAILED ->
          "The ledger cannot be written; free disk space (" + detail(refusal) + ").";
      case CANNOT_BE_SAID -> detail(refusal);
    };
  }

  private static String notOffline(String limit) {
    return "The chip's approval may not be accepted offline: " + limit + ".";
  }

  private static String instead(PaymentType type) {
    return switch (type) {
      case PREAUTH -> "; use preauth-void or completion.";
      case COMPLETION -> "; use completion-void, or refund once its batch is settled.";
      case SALE -> "; use void, or refund once its batch is settled.";
      case VOID, PREAUTH_VOID, COMPLETION_VOID, REFUND, TIP, BALANCE ->
          "; it cannot be taken back.";
    };
  }

  /** Whether the original holds money and has charged none, so that a refund would give away. */
  private static boolean isHold(Refusal refusal) {
    return refusal.payment().filter(it -> it.type() == PaymentType.PREAUTH).isPresent();
  }

  private static Payment payment(Refusal refusal) {
    return refusal.payment().get();
  }

  private static String state(Refusal refusal) {
    return payment(refusal).state().label();
  }

  private static String type(Refusal refusal) {
    return refusal.type().get().label();
  }

  private static long number(Refusal refusal) {
    return refusal.number().getAsLong();
  }

  /** Its sum as a person reads it. A cashier is shown this: 300 alone would be taken for 300.00. */
  private static String money(Refusal refusal) {
    String currency = payment(refusal).currency();
    return MoneyText.number(number(refusal), currency) + " " + currency;
  }

  private static String detail(Refusal refusal) {
    return refusal.detail().get();
  }

  /** In Chinese, with its sum; empty where only the English can say what was wrong. */
  public static Optional<String> chinese(Refusal refusal) {
    return switch (refusal.ground()) {
      case AMOUNT_EXCEEDED ->
          Optional.of(
              number(refusal) == 0 ? "原交易已没有可用的余额。" : "金额超过原交易可用的余额，最多 " + money(refusal) + "。");
      case NOT_THE_WHOLE -> Optional.of("只能按原交易的全额 " + money(refusal) + " 操作。");
      case OTHER_TERMINAL, ACCOUNT_NOT_KEPT ->
          isHold(refusal)
              ? Optional.of("原预授权没有扣款，请勿退款。本机不能再完成或解除，请联系收单机构处理。")
              : chinese(refusal.ground());
      default -> chinese(refusal.ground());
    };
  }

  /** What is the same for every refusal on this ground; empty where only the English can say it. */
  static Optional<String> chinese(Ground ground) {
    return switch (ground) {
      case SIGNING_NOT_SUPPORTED -> Optional.of("收单机构没有开通电子签名，请在纸质签购单上签名。");
      case SIGNED_ELSEWHERE -> Optional.of("这笔交易是以另一个终端身份做的，请在纸质签购单上签名。");
      case DRAWING_REFUSED -> Optional.of("签名图片不能用：请在浅色背景上用深色笔迹重新签名。");
      case CRYPTOGRAM_USED -> Optional.of("这次读卡的数据已用于另一笔交易，请顾客重新刷卡或插卡。");
      case HAS_TIP -> Optional.of("这笔收款含有小费，不能撤销；请结算后退款。");
      case PARTLY_REFUNDED -> Optional.of("原交易已退过一部分，不能撤销；请退还余下的金额。");
      case OTHER_TERMINAL -> Optional.of("原交易是以另一个终端身份做的。请重新读卡，按顾客的签购单退款。");
      case GIVEN_BACK_BEFORE ->
          Optional.of("同一张卡、同一参考号已退还过。确实要再退时，请加 \"allowDuplicate\": true 重新提交。");
      default -> chinese(ground.why());
    };
  }

  private static Optional<String> chinese(Ground.Why why) {
    return switch (why) {
      case NOT_FOUND -> Optional.of(ProblemText.NOT_FOUND_ZH);
      case IDEMPOTENCY_CONFLICT -> Optional.of("这个幂等键已用于另一个请求；新的操作要用新的键。");
      case ALREADY_FINAL -> Optional.of("这笔交易已有最终结果，不能再取消。");
      case NOT_FINAL -> Optional.of("这笔交易还没有最终结果，有结果后才能打印签购单。");
      case NOTHING_OPEN -> Optional.of("这笔交易没有未完成的请求，不需要重试。");
      case NOT_IN_ATTENTION -> Optional.of("只有“需人工处理”的交易才能人工处理。");
      case REVERSAL_OPEN -> Optional.of("这笔交易的冲正仍可能成功，现在不能确认为已扣款。");
      case NOT_SIGNED_IN -> Optional.of("终端还没有签到，不能使用密码；请等签到后再试。");
      case NOT_CONFIRMED -> Optional.of("原交易没有成功，不能做这项操作。");
      case ATTEMPT_CONFIRMED -> Optional.of("收单机构已确认其中一次扣款，且没有退回，不能标记为未扣款；请撤销或退款。");
      case ALREADY_VOIDED -> Optional.of("原交易已被撤销。");
      case ALREADY_REFUNDED -> Optional.of("这次扣款已经撤销或退款，不能再退。");
      case NOT_DISPROVED -> Optional.of("收单机构“无此交易”的应答一直有效，不需要操作。");
      case ALREADY_COMPLETED -> Optional.of("预授权已完成；请先撤销它的完成交易。");
      case SETTLED -> Optional.of("原交易的批次已关闭，不能撤销，也不能加收小费；要退还请退款。");
      case NOT_SETTLED -> Optional.of("原交易的批次还没有结算：请撤销，或结算后再退款。");
      case ERASED -> Optional.of("原交易的卡片信息已过保存期。请读卡做无原交易的退款，或联系收单机构。");
      case WRONG_ORIGINAL -> Optional.of("不能对原交易做这项操作：类型或币种不符，含有小费（请结算后退款），或账户信息已不再保存。");
      case ORIGINAL_LACKS ->
          Optional.of("收单机构批准原交易时没有给出所需的号码（参考号、授权码或付款凭证），不能发送。请向收单机构索取该号码，凭签购单退款。");
      case OPERATION_OPEN -> Optional.of("还有交易或冲正没有完成，或需要人工处理；请等它有了结果再试。");
      case AMOUNT_DIFFERS -> Optional.of("只能按原交易的全额操作。");
      case AMOUNT_EXCEEDED -> Optional.of("金额超过原交易可用的余额。");
      case POSSIBLE_DUPLICATE ->
          Optional.of("刚用同一张卡收过相同的金额。确实要再收一次时，请加 \"allowDuplicate\": true 重新提交。");
      case REFUND_OPEN -> Optional.of("同一张卡、同一参考号的退还还没有结果，可能已退款；请先查清，不要重复退款。");
      case BATCH_FULL -> Optional.of("加上这笔，本批次金额将超过结算报文能表示的上限；请先结算，再重新提交。");
      case CODE_USED -> Optional.of("这个付款码已用过，请顾客出示新的付款码。");
      case OFFLINE_REFUSED -> Optional.of("芯片的离线批准不能离线受理。");
      case NOT_CANCELLABLE -> Optional.of("已发送的请求不能取消；请等待结果，再撤销或退款。");
      case CARD_NOT_AWAITED -> Optional.of("这笔交易不在等待芯片的结果。");
      case NOT_SIGNABLE -> Optional.of("这笔交易现在不能电子签名；请等交易成功，或在纸质签购单上签名。");
      case ALREADY_SIGNED -> Optional.of("这笔交易已有电子签名，不能更换。");
      case SIGNATURES_FULL -> Optional.of("待上送的电子签名太多，不能再签；请在纸质签购单上签名，并联系收单机构。");
      case NOT_SUPPORTED -> Optional.of("与收单机构的接口没有这项交易。");
      case SETTLEMENT_OPEN -> Optional.of("正在结算，请等结算结束后再操作。");
      case ACQUIRER_REFUSED -> Optional.of("收单机构拒绝了这项操作。");
      case NOT_ANSWERED -> Optional.of("收单机构没有应答，请稍后再试。");
      case NOT_ONLINE -> Optional.of("连不上收单机构，请等线路恢复后再试。");
      case INVALID -> Optional.empty();
      case ALREADY_ACKNOWLEDGED -> Optional.of("该结算已由其他人确认，不能更改。");
      case NOTHING_TO_ACKNOWLEDGE -> Optional.of("没有需要确认的差异或变化。");
      case NO_LEDGER_LOSS -> Optional.of("账本没有待确认的记录丢失，不需要操作。");
      case LEDGER_LOSS -> Optional.of("账本丢失了记录，暂不接受新的交易。请与收单机构核对最近的交易，再确认。");
      case LEDGER_UNAVAILABLE -> Optional.of("账本无法写入，请清理存储空间。");
      case SHUTTING_DOWN -> Optional.of("收款程序正在关闭，请稍后再试。");
    };
  }

  private static String lacked(Refusal refusal) {
    return switch (refusal.detail().get()) {
      case "rrn" -> "a reference number (RRN)";
      case "authCode" -> "an authorisation code";
      default -> "a payment voucher";
    };
  }
}
