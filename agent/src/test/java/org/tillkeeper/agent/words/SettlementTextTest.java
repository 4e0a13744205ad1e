package org.tillkeeper.agent.words;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.settlement.Trigger;

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
      对账不平，已上送全部交易，批次已结算。
      The totals differed; every payment was uploaded. The batch is settled.
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
        said("waiting, online", SettlementText.of(at(Stage.WAITING), true))
            + said("waiting, offline", SettlementText.of(at(Stage.WAITING), false))
            + said("totals", SettlementText.of(at(Stage.TOTALS), true))
            + said("uploading", SettlementText.of(at(Stage.UPLOADING), true)));
  }

  @Test
  void a_settlement_that_ended_says_how_and_what_to_do() {
    StringBuilder said = new StringBuilder();
    for (Result result : Result.values()) {
      Settlement ended = settlement(Stage.ENDED, Optional.of(result));
      said.append(said(result.name(), SettlementText.of(ended, true)));
    }
    assertEquals(ENDED, said.toString());
  }

  @Test
  void batches_that_the_acquirer_closed_are_counted() {
    assertEquals(
        new Bilingual(
            "收单机构未经结算关闭了 1 个批次。请逐笔与收单机构核对。",
            "The acquirer closed a batch without settlement. Compare payment by payment with the"
                + " acquirer."),
        SettlementText.closedByAcquirer(1));
    assertEquals(
        new Bilingual(
            "收单机构未经结算关闭了 2 个批次。请逐笔与收单机构核对。",
            "The acquirer closed 2 batches without settlement. Compare payment by payment with the"
                + " acquirer."),
        SettlementText.closedByAcquirer(2));
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
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
