package org.tillkeeper.tools.reconcile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tillkeeper.tools.reconcile.Findings.Pair;

/** What was found, for programs. Amounts in the minor unit, times RFC 3339 in UTC. */
public final class ReportJson {
  private ReportJson() {}

  /** All of it. */
  public static Map<String, Object> of(Findings findings) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("matched", findings.matched());
    List<Object> ledger = new ArrayList<>();
    findings.onlyInLedger().forEach(booking -> ledger.add(of(booking)));
    json.put("onlyInLedger", ledger);
    List<Object> statement = new ArrayList<>();
    findings.onlyInStatement().forEach(line -> statement.add(of(line)));
    json.put("onlyInStatement", statement);
    json.put("differs", pairs(findings.differs()));
    List<Object> unreadable = new ArrayList<>();
    for (StatementLine.Unreadable line : findings.unreadable()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("line", line.number());
      one.put("why", line.why());
      unreadable.add(one);
    }
    json.put("unreadable", unreadable);
    json.put("ambiguous", pairs(findings.ambiguous()));
    json.put("passedOver", findings.passedOver());
    json.put("layout", findings.layout());
    json.put("from", findings.from().toString());
    json.put("to", findings.to().toString());
    json.put("currency", findings.currency());
    return json;
  }

  private static List<Object> pairs(List<Pair> pairs) {
    List<Object> json = new ArrayList<>();
    for (Pair pair : pairs) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("what", pair.what().label());
      one.put("statement", of(pair.line()));
      one.put("ledger", of(pair.booking()));
      json.add(one);
    }
    return json;
  }

  private static Map<String, Object> of(StatementLine line) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("line", line.number());
    json.put("kind", line.kind());
    json.put("amount", line.amount());
    json.put("time", line.time().map(Object::toString).orElse(null));
    json.put("terminal", line.terminal().orElse(null));
    json.put("batch", line.batch().orElse(null));
    json.put("stan", line.stan().orElse(null));
    json.put("rrn", line.rrn().orElse(null));
    json.put("reference", line.reference().orElse(null));
    json.put("last4", line.last4().orElse(null));
    return json;
  }

  private static Map<String, Object> of(Booking booking) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", booking.payment());
    json.put("type", booking.type());
    json.put("display", booking.display());
    json.put("amount", booking.amount());
    json.put("createdAt", booking.at().toString());
    json.put("batch", booking.batch());
    json.put("stan", booking.stan());
    json.put(
        "rrn", booking.rrns().isEmpty() ? null : booking.rrns().get(booking.rrns().size() - 1));
    json.put("reference", booking.reference().orElse(null));
    json.put("last4", booking.last4().orElse(null));
    return json;
  }
}
