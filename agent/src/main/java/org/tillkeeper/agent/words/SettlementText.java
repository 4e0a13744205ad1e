package org.tillkeeper.agent.words;

import org.tillkeeper.agent.settlement.Settlement;

/** What the cashier reads about a settlement, and about batches that had none. */
public final class SettlementText {
  private SettlementText() {}

  /**
   * How far a settlement is, or how it ended.
   *
   * @param online what a waiting one waits for depends on it
   */
  public static Bilingual of(Settlement settlement, boolean online) {
    if (!settlement.result().isPresent()) {
      return switch (settlement.stage()) {
        case WAITING ->
            online
                ? new Bilingual(
                    "等待未决交易先完成，可继续收款。", "Waiting for what is open; payments go on meanwhile.")
                : new Bilingual(
                    "等待线路恢复，恢复后自动结算。",
                    "Waiting for the line to the acquirer; it goes on by itself once that is back.");
        case TOTALS -> new Bilingual("正在对账，新交易稍候。", "Comparing totals; new payments wait.");
        case UPLOADING, ENDED ->
            new Bilingual("正在上送批次，新交易稍候。", "Uploading the batch; new payments wait.");
      };
    }
    return switch (settlement.result().get()) {
      case BALANCED -> new Bilingual("对账平，批次已结算。", "Balanced. The batch is settled.");
      case UPLOADED ->
          new Bilingual(
              "对账不平，已上送全部交易，批次已结算。",
              "The totals differed; every payment was uploaded. The batch is settled.");
      case INCOMPLETE ->
          new Bilingual(
              "批次已结算，但收单机构拒收部分交易。请联系收单机构核对。",
              "The batch is settled, but the acquirer refused part of the upload. Compare with the"
                  + " acquirer.");
      case UNBALANCED ->
          new Bilingual(
              "对账不平，批次已结束。请联系收单机构核对。",
              "The totals differed and the batch has ended. Compare with the acquirer.");
      case REFUSED ->
          new Bilingual(
              "收单机构未受理结算，批次仍未结。请重新结算；仍失败请联系收单机构。",
              "The acquirer did not take the settlement and the batch is still open. Settle again; if"
                  + " it fails again call the acquirer.");
      case CLOSED_BY_ACQUIRER ->
          new Bilingual(
              "收单机构未经结算关闭了批次。请逐笔与收单机构核对。",
              "The acquirer closed the batch without settlement. Compare its payments with the"
                  + " acquirer.");
    };
  }

  /** Batches that the acquirer closed by itself; at least one. */
  public static Bilingual closedByAcquirer(int batches) {
    return new Bilingual(
        "收单机构未经结算关闭了 " + batches + " 个批次。请逐笔与收单机构核对。",
        "The acquirer closed "
            + (batches == 1 ? "a batch" : batches + " batches")
            + " without settlement. Compare payment by payment with the acquirer.");
  }
}
