package org.tillkeeper.agent.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.settlement.BatchTotals;
import org.tillkeeper.agent.settlement.Difference;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.settlement.Suspects;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.agent.settlement.Trigger;
import org.tillkeeper.iso8583.SettlementMeaning;

/** What the cashier reads about settlements, to the letter. */
class SettlementTextTest {
  private static final String UNDER_WAY =
      """
      waiting, online
      等待未决交易先完成，可继续收款。
      Waiting for what is open; payments go on meanwhile.
      waiting, offline
      等待线路恢复，恢复后自动结算。
      Waiting for the line to the acquirer; it goes on by itself once that is back.
      totals
      正在对账，新交易稍候。
      Comparing totals; new payments wait.
      uploading
      正在上送批次，新交易稍候。
      Uploading the batch; new payments wait.
      """;

  private static final String ENDED =
      """
      BALANCED
      对账平，批次已结算。
      Balanced. The batch is settled.
      UPLOADED
      对账不平，已上送全部交易，批次已结算。请与收单机构核对差额并确认。
      The totals differed; every payment was uploaded. The batch is settled. Compare with the acquirer and acknowledge.
      INCOMPLETE
      批次已结算，但收单机构拒收部分交易。请联系收单机构核对。
      The batch is settled, but the acquirer refused part of the upload. Compare with the acquirer.
      UNBALANCED
      对账不平，批次已结束。请联系收单机构核对。
      The totals differed and the batch has ended. Compare with the acquirer.
      REFUSED
      收单机构未受理结算，批次仍未结。请重新结算；仍失败请联系收单机构。
      The acquirer did not take the settlement and the batch is still open. Settle again; if it fails again call the acquirer.
      CLOSED_BY_ACQUIRER
      收单机构未经结算关闭了批次。请逐笔与收单机构核对。
      The acquirer closed the batch without settlement. Compare its payments with the acquirer.
      """;

  @Test
  void a_settlement_under_way_says_what_it_waits_for() {
    assertEquals(
        UNDER_WAY,
        said("waiting, online", text(at(Stage.WAITING), true))
            + said("waiting, offline", text(at(Stage.WAITING), false))
            + said("totals", text(at(Stage.TOTALS), true))
            + said("uploading", text(at(Stage.UPLOADING), true)));
  }

  @Test
  void a_settlement_that_ended_says_how_and_what_to_do() {
    StringBuilder said = new StringBuilder();
    for (Result result : Result.values()) {
      Settlement ended = settlement(Stage.ENDED, Optional.of(result));
      said.append(said(result.name(), text(ended, true)));
    }
    assertEquals(ENDED, said.toString());
  }

  @Test
  void batches_that_the_acquirer_closed_are_counted() {
    assertEquals(
        new Bilingual(
            "有 1 个批次未经结算就被关闭。请逐笔与收单机构核对。",
            "A batch was closed without settlement. Compare payment by payment with the"
                + " acquirer."),
        SettlementText.closedByAcquirer(1));
    assertEquals(
        new Bilingual(
            "有 2 个批次未经结算就被关闭。请逐笔与收单机构核对。",
            "2 batches were closed without settlement. Compare payment by payment with the"
                + " acquirer."),
        SettlementText.closedByAcquirer(2));
  }

  private static Bilingual text(Settlement settlement, boolean online) {
    return SettlementText.of(settlement, Suspects.Counted.NONE, Optional.of("CNY"), online);
  }

  @Test
  void unequal_totals_name_theirs_ours_and_the_difference_in_the_currencys_own_digits() {
    Difference difference = new Difference(new Totals(2, 1200, 1, 200), new Totals(3, 2434, 0, 0));
    assertEquals(
        new Bilingual(
            "相差：借记 +1 笔 +12.34，贷记 -1 笔 -2.00；"
                + "收单机构：借记 3 笔 24.34，贷记 0 笔 0.00；本机：借记 2 笔 12.00，贷记 1 笔 2.00。",
            "Difference: debits +1 of +12.34, credits -1 of -2.00; acquirer: debits 3 of 24.34,"
                + " credits 0 of 0.00; terminal: debits 2 of 12.00, credits 1 of 2.00."),
        SettlementText.difference(difference, Optional.of("CNY")));
    assertTrue(
        SettlementText.difference(difference, Optional.of("JPY")).en().contains("+1 of +1234"));
    assertEquals(
        "Look first at the payment that was declined or cancelled.",
        SettlementText.suspects(new Suspects.Counted(0, 1)).en());
  }

  @Test
  void what_nobody_knows_is_looked_at_before_what_is_taken_for_uncharged() {
    assertEquals(
        new Bilingual(
            "请先核对 1 笔需人工处理的交易，再核对 2 笔被拒绝或已取消的交易。",
            "Look first at the payment that needs a person, then at the 2 payments that were declined"
                + " or cancelled."),
        SettlementText.suspects(new Suspects.Counted(1, 2)));
    assertEquals(
        "Look first at the 3 payments that need a person.",
        SettlementText.suspects(new Suspects.Counted(3, 0)).en());
  }

  @Test
  void foreign_cards_are_told_apart_where_there_are_any() {
    Totals domestic = new Totals(1, 1000, 0, 0);
    Settlement settlement =
        unequal(
            new BatchTotals(domestic, Totals.NONE),
            new BatchTotals(domestic, new Totals(1, 1234, 0, 0)));
    Bilingual text = SettlementText.difference(settlement, Optional.of("CNY"));
    assertEquals(
        "【内卡】相差：借记 0 笔 0.00，贷记 0 笔 0.00；"
            + "收单机构：借记 1 笔 10.00，贷记 0 笔 0.00；本机：借记 1 笔 10.00，贷记 0 笔 0.00。"
            + "【外卡】相差：借记 +1 笔 +12.34，贷记 0 笔 0.00；"
            + "收单机构：借记 1 笔 12.34，贷记 0 笔 0.00；本机：借记 0 笔 0.00，贷记 0 笔 0.00。",
        text.zh());
    assertTrue(text.en().startsWith("Domestic cards: Difference: debits 0 of 0.00"), text.en());
    assertTrue(text.en().contains("Foreign cards: Difference: debits +1 of +12.34"), text.en());
    Settlement none =
        unequal(BatchTotals.ofDomestic(domestic), BatchTotals.ofDomestic(Totals.NONE));
    assertFalse(SettlementText.difference(none, Optional.of("CNY")).zh().contains("外卡"));
  }

  private static Settlement unequal(BatchTotals ours, BatchTotals theirs) {
    Settlement ended = settlement(Stage.ENDED, Optional.of(Result.UPLOADED));
    return new Settlement(
        ended.id(),
        ended.batch(),
        ended.batchNumber(),
        ended.trigger(),
        ended.stage(),
        Optional.of(new Settlement.Request("000007", ours, 1, ended.createdAt())),
        Optional.of(
            new Settlement.Verdict(
                SettlementMeaning.UNBALANCED, SettlementMeaning.UNBALANCED, Optional.of(theirs))),
        ended.progress(),
        ended.signIns(),
        ended.result(),
        ended.responseCode(),
        ended.caveats(),
        ended.acknowledged(),
        ended.createdAt(),
        ended.updatedAt());
  }

  private static String said(String name, Bilingual text) {
    return name + "\n" + text.zh() + "\n" + text.en() + "\n";
  }

  private static Settlement at(Stage stage) {
    return settlement(stage, Optional.empty());
  }

  private static Settlement settlement(Stage stage, Optional<Result> result) {
    return new Settlement(
        "0193-0001",
        1,
        "000001",
        Trigger.HAND,
        stage,
        Optional.empty(),
        Optional.empty(),
        Settlement.Progress.NONE,
        0,
        result,
        "",
        Settlement.Caveats.NONE,
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
