package org.tillkeeper.agent.till;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.BatchTotals;
import org.tillkeeper.agent.settlement.Difference;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Suspects;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.agent.terminal.DayReport;
import org.tillkeeper.agent.terminal.SettlementView;
import org.tillkeeper.agent.upkeep.Status;
import org.tillkeeper.agent.words.SettlementText;
import org.tillkeeper.iso8583.SettlementMeaning;

/**
 * Settlements and the day report as the API shows them: maps in order, ready for a JSON writer that
 * writes nulls. Amounts in the minor unit, times as in {@link PaymentJson}.
 */
final class SettlementJson {
  private SettlementJson() {}

  /**
   * A settlement, the payments of its batch that need a person, and those that may explain what the
   * acquirer has more.
   *
   * @param status whether the terminal is online, which says what a waiting settlement waits for
   */
  static Map<String, Object> settlement(SettlementView view, Status status) {
    Map<String, Object> json = alone(view, status);
    json.put("attention", payments(view.attention()));
    return json;
  }

  private static Map<String, Object> alone(SettlementView view, Status status) {
    Settlement settlement = view.settlement();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", settlement.id());
    json.put("state", settlement.stage().label());
    json.put("result", settlement.result().map(Result::label).orElse(null));
    json.put(
        "message",
        PaymentJson.bilingual(
            SettlementText.of(
                settlement,
                Suspects.counted(settlement, view.attention(), view.suspects()),
                view.currency(),
                status.online())));
    json.put("batch", settlement.batchNumber());
    json.put("batchSeq", settlement.batch());
    json.put("startedBy", settlement.trigger().label());
    json.put("stan", settlement.request().map(Settlement.Request::stan).orElse(null));
    json.put("sends", settlement.request().map(Settlement.Request::sends).orElse(0));
    json.put("totals", settlement.request().map(it -> totals(it.told())).orElse(null));
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
    json.put("difference", difference(settlement));
    json.put("suspects", payments(view.suspects()));
    json.put("leftOpen", settlement.caveats().leftOpen());
    json.put("undone", settlement.caveats().undone());
    json.put("acknowledged", settlement.acknowledged().map(SettlementJson::said).orElse(null));
    json.put(
        "next",
        settlement.isDisputed()
            ? Collections.singletonList("acknowledge")
            : Collections.emptyList());
    json.put("createdAt", PaymentJson.time(settlement.createdAt()));
    json.put("updatedAt", PaymentJson.time(settlement.updatedAt()));
    return json;
  }

  /** Null where the totals are equal, or the acquirer did not tell its own. */
  private static Map<String, Object> difference(Settlement settlement) {
    if (!settlement.isUnequal() || !settlement.difference().isPresent()) {
      return null;
    }
    Map<String, Object> json = difference(settlement.difference().get());
    settlement.foreignDifference().ifPresent(foreign -> json.put("foreign", difference(foreign)));
    return json;
  }

  private static Map<String, Object> difference(Difference difference) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("debitCount", difference.debitCount());
    json.put("debitAmount", difference.debitAmount());
    json.put("creditCount", difference.creditCount());
    json.put("creditAmount", difference.creditAmount());
    return json;
  }

  private static Map<String, Object> said(Settlement.Acknowledgement word) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("by", word.by());
    json.put("evidence", word.evidence());
    json.put("at", PaymentJson.time(word.at()));
    return json;
  }

  private static Map<String, Object> verdict(Settlement.Verdict verdict) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("verdict", label(verdict.domestic()));
    json.put("foreignVerdict", label(verdict.foreign()));
    json.put("totals", verdict.told().map(SettlementJson::totals).orElse(null));
    return json;
  }

  private static String label(SettlementMeaning meaning) {
    return meaning.name().toLowerCase(Locale.ROOT);
  }

  /** Of all cards, and of them the foreign ones where there are any. */
  private static Map<String, Object> totals(BatchTotals told) {
    Map<String, Object> json = totals(told.all());
    if (told.hasForeign()) {
      json.put("foreign", totals(told.foreign()));
    }
    return json;
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
   * @param status whether the terminal is online, as above
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
    json.put("settlement", report.settlement().map(it -> alone(it, status)).orElse(null));
    List<Object> disputed = new ArrayList<>();
    for (SettlementView one : report.disputed()) {
      disputed.add(alone(one, status));
    }
    json.put("toAcknowledge", disputed);
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
            : PaymentJson.bilingual(SettlementText.closedByAcquirer(closed.size())));
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
      case CANCELLED -> "cancelled";
      case DECLINED -> "declined";
      case CONFIRMED -> "earlier-request";
      default -> "not-answered";
    };
  }
}
