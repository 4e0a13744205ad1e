package org.tillkeeper.agent.till;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.diagnosis.Check;
import org.tillkeeper.agent.diagnosis.Diagnosis;
import org.tillkeeper.agent.diagnosis.HandOver;
import org.tillkeeper.agent.diagnosis.Observation;
import org.tillkeeper.agent.words.Bilingual;
import org.tillkeeper.agent.words.DiagnosisText;
import org.tillkeeper.agent.words.HandOverText;
import org.tillkeeper.agent.words.ShopTime;

/** A diagnosis as the API, the command and a bundle show it: maps, ready for a JSON writer. */
public final class DiagnosisJson {
  private DiagnosisJson() {}

  /** All of it. */
  public static Map<String, Object> of(Diagnosis diagnosis) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("at", PaymentJson.time(diagnosis.at()));
    json.put("shown", ShopTime.of(diagnosis.at(), diagnosis.who().zone()));
    json.put("verdict", verdict(diagnosis));
    List<Object> causes = new ArrayList<>();
    diagnosis.causes().forEach(one -> causes.add(one.check().label()));
    json.put("causes", causes);
    List<Object> findings = new ArrayList<>();
    diagnosis.observations().forEach(one -> findings.add(finding(one, diagnosis.who().zone())));
    json.put("findings", findings);
    json.put("handOver", handOver(diagnosis));
    return json;
  }

  /** All of it, written out. */
  public static String text(Diagnosis diagnosis) {
    return new String(Replies.bytes(of(diagnosis)), StandardCharsets.UTF_8);
  }

  private static Map<String, Object> verdict(Diagnosis diagnosis) {
    Map<String, Object> json = new LinkedHashMap<>();
    Optional<Observation> first = diagnosis.firstCause();
    json.put("check", first.map(Observation::check).orElse(Check.AGENT).label());
    json.put("ok", !first.isPresent());
    Bilingual said =
        first
            .map(one -> DiagnosisText.of(one, diagnosis.who().zone()))
            .orElseGet(() -> DiagnosisText.fine(diagnosis));
    json.put("zh", said.zh());
    json.put("en", said.en());
    return json;
  }

  private static Map<String, Object> finding(Observation one, ZoneId zone) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("check", one.check().label());
    json.put("name", PaymentJson.bilingual(DiagnosisText.name(one.check())));
    json.put("ok", one.ok().orElse(null));
    Bilingual said = DiagnosisText.of(one, zone);
    json.put("zh", said.zh());
    json.put("en", said.en());
    json.put("do", PaymentJson.bilingual(DiagnosisText.whatToDo(one, zone)));
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("condition", one.condition().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    evidence.putAll(one.evidence());
    evidence.remove("saidZh");
    evidence.remove("saidEn");
    one.followsFrom().ifPresent(cause -> evidence.put("followsFrom", cause.label()));
    json.put("evidence", evidence);
    return json;
  }

  private static List<Object> handOver(Diagnosis diagnosis) {
    List<Object> all = new ArrayList<>();
    diagnosis
        .firstCause()
        .ifPresent(
            cause ->
                all.add(
                    entry(HandOver.about(cause.check()), HandOverText.about(cause, diagnosis))));
    for (HandOver topic : HandOver.values()) {
      all.add(entry(topic.to(), HandOverText.of(topic, diagnosis)));
    }
    return all;
  }

  private static Map<String, Object> entry(String to, Bilingual text) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("to", to);
    json.put("zh", text.zh());
    json.put("en", text.en());
    return json;
  }
}
