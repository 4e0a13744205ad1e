package org.tillkeeper.agent.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.Ground;
import org.tillkeeper.agent.terminal.Refusal;
import org.tillkeeper.agent.terminal.SampleRefusals;

/** What refusals say, to the letter. */
class RefusalTextTest {
  /** Each ground, about a confirmed sale; type void, number 7, detail 96. */
  private static final String ENGLISH =
      """
      NO_SUCH_PAYMENT: There is no payment with this id.
      NO_SUCH_ORIGINAL: there is no payment with this id.
      NO_SUCH_BATCH: there is no batch with this number; the open one is 7.
      NO_SUCH_PAGE: there is no payment with that id.
      KEY_OF_ANOTHER_PAYMENT: This Idempotency-Key was used with another request; a new payment needs a new key.
      KEY_OF_A_SETTLEMENT: This Idempotency-Key was used for a settlement; a new payment needs a new key.
      KEY_TAKEN: This Idempotency-Key was used with another request; a new settlement needs a new key.
      ALREADY_FINAL: The payment has its end already: confirmed.
      NOT_FINAL: The payment is confirmed; its receipt is there once it has its end.
      NOTHING_OPEN: Nothing of this payment is open.
      NOT_IN_ATTENTION: Only a payment in attention is settled by evidence; this one is confirmed.
      REVERSAL_OPEN: A reversal of this payment may still succeed, so it may not be confirmed.
      NOT_CANCELLABLE: What was sent of it cannot be undone by a cancel; wait for its end, then void or refund it.
      ATTEMPT_CONFIRMED: The acquirer has confirmed an attempt of this payment and nothing has taken it back, so it may not be called cancelled; void or refund it.
      CARD_NOT_AWAITED: The chip of this payment is not waited for: it has said none, and the payment is confirmed.
      ORIGINAL_NOT_CONFIRMED: The original is confirmed, and only what is confirmed can be changed.
      ORIGINAL_VOIDED: The original is voided already.
      ORIGINAL_COMPLETED: The pre-authorisation is completed already; void its completion first.
      BATCH_CLOSED: The original's batch is closed; refund it.
      BEING_SETTLED: The original's batch is being settled; once it is settled the original can be refunded.
      BATCH_OPEN: The original's batch is not settled yet: void it, or settle first; a part may be refunded now where the acquirer takes that (refund.part: anytime).
      CARD_ERASED: The original's card is no longer kept here: its time is over. Read the card for a refund without original, or ask the acquirer.
      TYPES_DO_NOT_FIT: A void cannot refer to a sale; use void, or refund once its batch is settled.
      OTHER_CURRENCY: The original is in CNY, and this terminal now in another currency.
      NO_SUCH_ATTEMPT: The payment has no such attempt; it has 7.
      ATTEMPT_NOT_BOOKED: The acquirer has not approved this attempt, or has undone it: there is nothing to give back.
      ATTEMPT_TAKEN_BACK: This attempt was voided or refunded already.
      OTHER_TERMINAL: The original was made as another terminal of the acquirer's. Refund it by the customer's slip (originalSlip), with the card read anew.
      HAS_TIP: The sale carries a tip and cannot be voided: settle the batch, then refund it.
      PARTLY_REFUNDED: A part of the original is refunded already, and it cannot be voided: refund the rest.
      ACCOUNT_NOT_KEPT: The original's account is no longer kept; read the card for a refund without original.
      ORIGINAL_LACKS: The acquirer approved the original without a payment voucher, and this cannot be sent without it. Ask the acquirer for the number; with it a refund by slip is possible.
      CHIP_AWAITED: The chip may still refuse the sale: say first what it said (card-result).
      ANOTHER_IS_OPEN: A sale of this payment is still open; wait for its end.
      ANOTHER_NEEDS_A_PERSON: A sale of this payment needs a person; settle that one by evidence first.
      ANOTHER_IS_OPEN_BEFORE_THE_CHIP: A void of this payment is open; wait for its end, then say again what the chip said.
      NOT_THE_WHOLE: a void takes back the whole 0.07 CNY; leave amount out, or refund a part after settlement.
      AMOUNT_EXCEEDED: at most 0.07 CNY (amount 7) is left of the original for this.
      ORIGINAL_MISSING: a void must name the payment it refers to.
      POSSIBLE_DUPLICATE: The same card was charged the same amount 7 s ago. If it is to be charged again, ask again with "allowDuplicate": true.
      CODE_USED: this payment code was used before; ask the customer for a new one.
      CRYPTOGRAM_USED: what the chip said was used for another payment; let the customer present the card again.
      REFUND_OPEN: A sale of the same card and reference number is confirmed, and may have given the money back; find out what became of it first.
      GIVEN_BACK_BEFORE: A sale of the same card and reference number is confirmed. If more is to be given back, ask again with "allowDuplicate": true.
      BATCH_FULL: With this payment the batch would sum up to more than 7, the most that a settlement can name; settle first, then ask again.
      NOT_SIGNED_IN: A PIN block needs the PIN key of a sign-in, and this terminal is not signed in.
      SLIP_MISSING: is missing: the acquirer takes a refund without original only with the reference number (12 letters or digits) and date (MMDD) of the customer's slip.
      CANNOT_BE_SAID: 96
      OFFLINE_DISABLED: The chip's approval may not be accepted offline: offline.enabled is false.
      OFFLINE_PER_PAYMENT: The chip's approval may not be accepted offline: offline.perPayment is 7.
      OFFLINE_TOTAL: The chip's approval may not be accepted offline: offline.total is 7.
      OFFLINE_COUNT: The chip's approval may not be accepted offline: offline.count is 7.
      OFFLINE_TOO_OLD: The chip's approval may not be accepted offline: the oldest undelivered is older than offline.maxAge.
      NOT_FOR_OFFLINE: The chip's approval may not be accepted offline: only a sale without PIN can be.
      TYPE_NOT_SUPPORTED: The acquirer's dialect has no void.
      CODES_NOT_SUPPORTED: The acquirer's dialect has no code to be shown: it lacks the messages that ask for one, ask about it and close it.
      SETTLEMENT_NOT_SUPPORTED: The acquirer's dialect has no settlement.
      SIGN_OFF_NOT_SUPPORTED: The acquirer's dialect has no sign-off.
      SETTLEMENT_OPEN: Settlement 96 has not ended; ask for its state, and settle again after it.
      SIGNING_NOT_SUPPORTED: The acquirer takes no signatures here (option signature.upload of the dialect): let the cardholder sign on paper.
      NOT_TO_BE_SIGNED: A sale of this kind is not signed.
      NOT_YET_SIGNABLE: The payment is confirmed; only a confirmed payment is signed on the screen.
      SIGNED_ELSEWHERE: The payment was made as another terminal of the acquirer's; let the cardholder sign on paper.
      SIGNED_BEFORE: The payment has another signature, which was sent to the acquirer and stays (none).
      SIGNATURE_NOT_SAYABLE: The card of this payment is no longer kept, or the acquirer's numbers make no message of a signature; let the cardholder sign on paper.
      DRAWING_REFUSED: 96
      SIGNATURES_FULL: 7 signatures wait for the acquirer, and no more are taken; let the cardholder sign on paper, and ask the acquirer why it does not answer them.
      SETTLEMENT_NOT_ENDED: This settlement has not ended; acknowledge it once it has.
      SETTLEMENT_ACKNOWLEDGED: This settlement was acknowledged by 96; what was said stays.
      NOTHING_TO_ACKNOWLEDGE: Acquirer and terminal agree on this settlement, or its batch is still open; nothing is to be acknowledged.
      NOTHING_UNSEEN: This payment has not changed since somebody was told of it; nothing is to be acknowledged.
      NOT_ONLINE: The acquirer cannot be reached; sign off when the line is back.
      OPEN_BEFORE_SIGN_OFF: A payment or a reversal is open; sign off once everything has its end.
      SIGN_OFF_REFUSED: The acquirer answered the sign-off with 96; the terminal stays signed in.
      SIGN_OFF_NOT_ANSWERED: The sign-off was not answered (96); try again when the line is back.
      SIGN_OFF_NOT_SENT: The terminal could not sign off within 96 s: something else was being sent, or the line was lost. Try again.
      NO_LEDGER_LOSS: The ledger lost no records that wait to be accepted; nothing is to be done.
      NO_ORIGINAL_NOT_DISPROVED: The acquirer's word that it has no original counts as ever; nothing is to be accepted.
      LEDGER_LOSS: The ledger lost committed records. Compare the last payments with the acquirer, then accept the loss.
      LEDGER_STALLED: The ledger cannot be written; free disk space.
      LEDGER_FAILED: The ledger cannot be written; free disk space (96).
      SHUTTING_DOWN: The agent is shutting down; try again.
      """;

  private static final String CHINESE =
      """
      NOT_FOUND: 没有找到，请核对编号。
      IDEMPOTENCY_CONFLICT: 这个幂等键已用于另一个请求；新的操作要用新的键。
      ALREADY_FINAL: 这笔交易已有最终结果，不能再取消。
      NOT_FINAL: 这笔交易还没有最终结果，有结果后才能打印签购单。
      NOTHING_OPEN: 这笔交易没有未完成的请求，不需要重试。
      NOT_IN_ATTENTION: 只有“需人工处理”的交易才能人工处理。
      REVERSAL_OPEN: 这笔交易的冲正仍可能成功，现在不能确认为已扣款。
      NOT_SIGNED_IN: 终端还没有签到，不能使用密码；请等签到后再试。
      NOT_CONFIRMED: 原交易没有成功，不能做这项操作。
      ATTEMPT_CONFIRMED: 收单机构已确认其中一次扣款，且没有退回，不能标记为未扣款；请撤销或退款。
      ALREADY_VOIDED: 原交易已被撤销。
      ALREADY_REFUNDED: 这次扣款已经撤销或退款，不能再退。
      NOT_DISPROVED: 收单机构“无此交易”的应答一直有效，不需要操作。
      ALREADY_COMPLETED: 预授权已完成；请先撤销它的完成交易。
      SETTLED: 原交易的批次已关闭，不能撤销，也不能加收小费；要退还请退款。
      NOT_SETTLED: 原交易的批次还没有结算：请撤销，或结算后再退款。
      ERASED: 原交易的卡片信息已过保存期。请读卡做无原交易的退款，或联系收单机构。
      WRONG_ORIGINAL: 不能对原交易做这项操作：类型或币种不符，含有小费（请结算后退款），或账户信息已不再保存。
      ORIGINAL_LACKS: 收单机构批准原交易时没有给出所需的号码（参考号、授权码或付款凭证），不能发送。请向收单机构索取该号码，凭签购单退款。
      OPERATION_OPEN: 还有交易或冲正没有完成，或需要人工处理；请等它有了结果再试。
      AMOUNT_DIFFERS: 只能按原交易的全额 0.07 CNY 操作。
      AMOUNT_EXCEEDED: 金额超过原交易可用的余额，最多 0.07 CNY。
      POSSIBLE_DUPLICATE: 刚用同一张卡收过相同的金额。确实要再收一次时，请加 "allowDuplicate": true 重新提交。
      REFUND_OPEN: 同一张卡、同一参考号的退还还没有结果，可能已退款；请先查清，不要重复退款。
      CODE_USED: 这个付款码已用过，请顾客出示新的付款码。
      OFFLINE_REFUSED: 芯片的离线批准不能离线受理。
      NOT_CANCELLABLE: 已发送的请求不能取消；请等待结果，再撤销或退款。
      CARD_NOT_AWAITED: 这笔交易不在等待芯片的结果。
      NOT_SIGNABLE: 这笔交易现在不能电子签名；请等交易成功，或在纸质签购单上签名。
      ALREADY_SIGNED: 这笔交易已有电子签名，不能更换。
      SIGNATURES_FULL: 待上送的电子签名太多，不能再签；请在纸质签购单上签名，并联系收单机构。
      NOT_SUPPORTED: 与收单机构的接口没有这项交易。
      BATCH_FULL: 加上这笔，本批次金额将超过结算报文能表示的上限；请先结算，再重新提交。
      SETTLEMENT_OPEN: 正在结算，请等结算结束后再操作。
      ALREADY_ACKNOWLEDGED: 该结算已由其他人确认，不能更改。
      NOTHING_TO_ACKNOWLEDGE: 没有需要确认的差异或变化。
      ACQUIRER_REFUSED: 收单机构拒绝了这项操作。
      NOT_ANSWERED: 收单机构没有应答，请稍后再试。
      NOT_ONLINE: 连不上收单机构，请等线路恢复后再试。
      INVALID: -
      NO_LEDGER_LOSS: 账本没有待确认的记录丢失，不需要操作。
      LEDGER_LOSS: 账本丢失了记录，暂不接受新的交易。请与收单机构核对最近的交易，再确认。
      LEDGER_UNAVAILABLE: 账本无法写入，请清理存储空间。
      SHUTTING_DOWN: 收款程序正在关闭，请稍后再试。
      """;

  @Test
  void every_ground_has_its_english_sentence() {
    StringBuilder said = new StringBuilder();
    for (Ground ground : Ground.values()) {
      said.append(ground).append(": ");
      said.append(RefusalText.english(SampleRefusals.of(ground))).append('\n');
    }
    assertEquals(ENGLISH, said.toString());
  }

  @Test
  void every_reason_has_its_chinese_sentence() {
    StringBuilder said = new StringBuilder();
    for (Ground.Why why : Ground.Why.values()) {
      said.append(why)
          .append(": ")
          .append(RefusalText.chinese(SampleRefusals.of(why)).orElse("-"))
          .append('\n');
    }
    assertEquals(CHINESE, said.toString());
  }

  @Test
  void a_ground_whose_reason_speaks_of_something_else_has_a_chinese_sentence_of_its_own() {
    assertEquals("这次读卡的数据已用于另一笔交易，请顾客重新刷卡或插卡。", RefusalText.chinese(Ground.CRYPTOGRAM_USED).get());
    assertEquals("这笔收款含有小费，不能撤销；请结算后退款。", RefusalText.chinese(Ground.HAS_TIP).get());
    assertEquals(
        "同一张卡、同一参考号已退还过。确实要再退时，请加 \"allowDuplicate\": true 重新提交。",
        RefusalText.chinese(Ground.GIVEN_BACK_BEFORE).get());
  }

  @Test
  void nobody_is_told_to_refund_what_a_preauthorisation_only_holds() {
    for (Ground ground : new Ground[] {Ground.OTHER_TERMINAL, Ground.ACCOUNT_NOT_KEPT}) {
      Refusal hold =
          SampleRefusals.about(
              ground,
              SampleRefusals.payment(PaymentType.PREAUTH, State.CONFIRMED),
              PaymentType.COMPLETION);
      assertTrue(RefusalText.english(hold).endsWith("have the acquirer complete or release it."));
      assertEquals("原预授权没有扣款，请勿退款。本机不能再完成或解除，请联系收单机构处理。", RefusalText.chinese(hold).get());
      assertFalse(
          said(ground, PaymentType.SALE, State.CONFIRMED, PaymentType.VOID).contains("release"));
    }
  }

  @Test
  void what_may_be_done_instead_depends_on_the_original() {
    assertEquals(
        "A void cannot refer to a preauth; use preauth-void or completion.",
        said(Ground.TYPES_DO_NOT_FIT, PaymentType.PREAUTH, State.CONFIRMED, PaymentType.VOID));
    assertEquals(
        "A void cannot refer to a completion; use completion-void, or refund once its batch is"
            + " settled.",
        said(Ground.TYPES_DO_NOT_FIT, PaymentType.COMPLETION, State.CONFIRMED, PaymentType.VOID));
    assertEquals(
        "A refund cannot refer to a tip; it cannot be taken back.",
        said(Ground.TYPES_DO_NOT_FIT, PaymentType.TIP, State.CONFIRMED, PaymentType.REFUND));
    assertEquals(
        "The original is sent, and only what is confirmed can be changed; wait for its end, or"
            + " cancel it.",
        said(Ground.ORIGINAL_NOT_CONFIRMED, PaymentType.SALE, State.SENT, PaymentType.VOID));
    assertEquals(
        "The original's batch is closed.",
        said(Ground.BATCH_CLOSED, PaymentType.SALE, State.CONFIRMED, PaymentType.TIP));
  }

  private static String said(Ground ground, PaymentType original, State state, PaymentType asked) {
    Payment payment = SampleRefusals.payment(original, state);
    return RefusalText.english(SampleRefusals.about(ground, payment, asked));
  }
}
