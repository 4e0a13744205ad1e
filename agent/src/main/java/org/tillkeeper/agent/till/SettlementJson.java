package org.tillkeeper.agent.till;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tillkeeper.agent.loop.DayReport;
import org.tillkeeper.agent.loop.Terminal.SettlementView;
import org.tillkeeper.agent.loop.Terminal.Status;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.iso8583.SettlementMeaning;

/**
 * Settlements and the day report as the API shows them: maps in order, ready for a JSON writer that
 * writes nulls. Amounts in the minor unit, times as in {@link PaymentJson}.
 */
final class SettlementJson {
  private SettlementJson() {}

  /**
   * A settlement, and what stands apart from it.
   *
   * @param status what a waiting one waits for depends on it
   */
  static Map<String, Object> settlement(SettlementView view, Status status) {
    Map<String, Object> json = settlement(view.settlement(), status);
    json.put("attention", payments(view.attention()));
    return json;
  }

  private static Map<String, Object> settlement(Settlement settlement, Status status) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", settlement.id());
    json.put("state", settlement.stage().label());
    json.put("result", settlement.result().map(Result::label).orElse(null));
    json.put("message", message(settlement, status));
    json.put("batch", settlement.batchNumber());
    json.put("batchSeq", settlement.batch());
    json.put("startedBy", settlement.trigger().label());
    json.put("stan", settlement.request().map(Settlement.Request::stan).orElse(null));
    json.put("sends", settlement.request().map(Settlement.Request::sends).orElse(0));
    json.put("totals", settlement.request().map(it -> totals(it.totals())).orElse(null));
    json.put("acquirer", settlement.verdict().map(SettlementJson::verdict).orElse(null));
    json.put(
        "responseCode", settlement.responseCode().isEmpty() ? null : settlement.responseCode());
    Settlement.Progress progress = settlement.progress();
    Map<String, Object> upload = new LinkedHashMap<>();
    upload.put("messages", progress.messages());
    upload.put("done", progress.done());
    upload.put("refused", progress.refused());
    upload.put("payments", progress.payments());
    json.put("upload", upload);
    json.put("createdAt", PaymentJson.time(settlement.createdAt()));
    json.put("updatedAt", PaymentJson.time(settlement.updatedAt()));
    return json;
  }

  private static Map<String, Object> verdict(Settlement.Verdict verdict) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("verdict", label(verdict.domestic()));
    json.put("foreignVerdict", label(verdict.foreign()));
    json.put("totals", verdict.totals().map(SettlementJson::totals).orElse(null));
    return json;
  }

  private static String label(SettlementMeaning meaning) {
    return meaning.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> totals(Totals totals) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("debitCount", totals.debitCount());
    json.put("debitAmount", totals.debitAmount());
    json.put("creditCount", totals.creditCount());
    json.put("creditAmount", totals.creditAmount());
    return json;
  }

  /**
   * The report of a batch.
   *
   * @param status as above
   */
  static Map<String, Object> report(DayReport report, Status status) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("batch", batch(report.batch()));
    List<Object> lines = new ArrayList<>();
    for (DayReport.Line line : report.lines()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("type", line.type().label());
      one.put("state", line.state().label());
      one.put("count", line.count());
      one.put("amount", line.amount());
      lines.add(one);
    }
    json.put("payments", lines);
    json.put("totals", report.totals().map(SettlementJson::totals).orElse(null));
    json.put("settlement", report.settlement().map(it -> settlement(it, status)).orElse(null));
    json.put("attention", payments(report.attention()));
    json.put("open", payments(report.open()));
    List<Object> closed = new ArrayList<>();
    for (DayReport.Batch one : report.closedByAcquirer()) {
      closed.add(batch(one));
    }
    json.put("closedByAcquirer", closed);
    json.put(
        "warning",
        closed.isEmpty()
            ? null
            : bilingual(
                "收单机构未经结算关闭了 " + closed.size() + " 个批次。请逐笔与收单机构核对。",
                "The acquirer closed "
                    + (closed.size() == 1 ? "a batch" : closed.size() + " batches")
                    + " without settlement. Compare payment by payment with the acquirer."));
    return json;
  }

  private static Map<String, Object> batch(DayReport.Batch batch) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seq", batch.seq());
    json.put("number", batch.number());
    json.put("state", batch.state());
    json.put("openedAt", batch.openedAt().map(PaymentJson::time).orElse(null));
    json.put("closedAt", batch.closedAt().map(PaymentJson::time).orElse(null));
    return json;
  }

  private static List<Object> payments(List<Payment> payments) {
    List<Object> list = new ArrayList<>();
    for (Payment payment : payments) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("id", payment.id());
      json.put("type", payment.type().label());
      json.put("state", payment.state().label());
      json.put("amount", payment.amount());
      json.put("reference", payment.reference().orElse(null));
      json.put("why", why(payment));
      list.add(json);
    }
    return list;
  }

  /** A stable word. */
  private static String why(Payment payment) {
    if (payment.state() == State.ATTENTION) {
      return payment.attention().map(Attention::label).orElse("attention");
    }
    return switch (payment.state()) {
      case STORED -> "not-delivered";
      case REVERSING -> "reversal-open";
      case RECORDED -> "waiting-to-be-sent";
      default -> "not-answered";
    };
  }

  private static Map<String, Object> message(Settlement settlement, Status status) {
    if (!settlement.result().isPresent()) {
      return switch (settlement.stage()) {
        case WAITING ->
            status.online()
                ? bilingual(
                    "等待未决交易先完成，可继续收款。", "Waiting for what is open; payments go on meanwhile.")
                : bilingual(
                    "等待线路恢复，恢复后自动结算。",
                    "Waiting for the line to the acquirer; it goes on by itself once that is back.");
        case TOTALS -> bilingual("正在对账，新交易稍候。", "Comparing totals; new payments wait.");
        case UPLOADING, ENDED ->
            bilingual("正在上送批次，新交易稍候。", "Uploading the batch; new payments wait.");
      };
    }
    return switch (settlement.result().get()) {
      case BALANCED -> bilingual("对账平，批次已结算。", "Balanced. The batch is settled.");
      case UPLOADED ->
          bilingual(
              "对账不平，已上送全部交易，批次已结算。",
              "The totals differed; every payment was uploaded. The batch is settled.");
      case INCOMPLETE ->
          bilingual(
              "批次已结算，但收单机构拒收部分交易。请联系收单机构核对。",
              "The batch is settled, but the acquirer refused part of the upload. Compare with the"
                  + " acquirer.");
      case UNBALANCED ->
          bilingual(
              "对账不平，批次已结束。请联系收单机构核对。",
              "The totals differed and the batch has ended. Compare with the acquirer.");
      case REFUSED ->
          bilingual(
              "收单机构未受理结算，批次仍未结。请重新结算；仍失败请联系收单机构。",
              "The acquirer did not take the settlement and the batch is still open. Settle again; if"
                  + " it fails again call the acquirer.");
      case CLOSED_BY_ACQUIRER ->
          bilingual(
              "收单机构未经结算关闭了批次。请逐笔与收单机构核对。",
              "The acquirer closed the batch without settlement. Compare its payments with the"
                  + " acquirer.");
    };
  }

  private static Map<String, Object> bilingual(String zh, String en) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("zh", zh);
    json.put("en", en);
    return json;
  }
}
