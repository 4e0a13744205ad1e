package org.tillkeeper.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tillkeeper.tools.words.Language;
import org.tillkeeper.tools.words.Words;

/** What {@code doctor} prints, line by line. */
class DiagnosisPageTest {
  private static final String AT = "2026-11-27T16:10:00Z";

  private final Map<String, Object> diagnosis = new LinkedHashMap<>();
  private final List<Object> findings = new ArrayList<>();

  private static Map<String, Object> both(String zh, String en) {
    return Map.of("zh", zh, "en", en);
  }

  private Map<String, Object> finding(String check, Object ok) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    Map<String, Object> finding = new LinkedHashMap<>(both(check + "怎样", "how " + check + " is"));
    finding.put("check", check);
    finding.put("name", both("名" + check, "the " + check));
    finding.put("ok", ok);
    finding.put("do", both("查" + check, "look at " + check));
    finding.put("evidence", evidence);
    findings.add(finding);
    return finding;
  }

  @SuppressWarnings("unchecked") // made so above
  private static void saw(Map<String, Object> finding, String name, Object value) {
    ((Map<String, Object>) finding.get("evidence")).put(name, value);
  }

  private void handOver(String to, String zh, String en) {
    Map<String, Object> entry = new LinkedHashMap<>(both(zh, en));
    entry.put("to", to);
    diagnosis.merge(
        "handOver",
        List.of(entry),
        (before, one) -> {
          List<Object> all = new ArrayList<>((List<?>) before);
          all.addAll((List<?>) one);
          return all;
        });
  }

  /** The gateway is dead, so names are not found; the ledger's disk is full by itself. */
  private void wrong() {
    Map<String, Object> verdict = new LinkedHashMap<>(both("网关没有应答", "the gateway is silent"));
    verdict.put("ok", false);
    diagnosis.put("at", AT);
    diagnosis.put("verdict", verdict);
    diagnosis.put("causes", List.of("gateway", "disk"));
    finding("config", true);
    Map<String, Object> gateway = finding("gateway", false);
    saw(gateway, "address", "192.0.2.1");
    saw(gateway, "since", "2026-11-27T16:00:00Z");
    saw(finding("dns", false), "followsFrom", "gateway");
    Map<String, Object> disk = finding("disk", false);
    disk.put("do", Map.of());
    saw(disk, "free", 0);
    finding("printer", null);
    diagnosis.put("findings", findings);
    handOver("network-provider", "网关在哪里", "where the gateway is");
    handOver("bank", "到账", "the money");
  }

  private String shown(Language language, String zone) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ShopClock clock = new ShopClock(ZoneId.of(zone), ZoneId.of("UTC"));
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      new DiagnosisPage(Words.of("command", language), clock, out).show(diagnosis);
    }
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  @Test
  void the_verdict_comes_first_then_what_to_do_the_other_causes_every_check_and_whom_to_call() {
    wrong();
    assertEquals(
        """
        the gateway is silent
          to do: look at gateway
          seen: address=192.0.2.1, since=2026-11-28 00:00:00 +08:00

        also: how disk is

        fine  the config: how config is
        WRONG  the gateway: how gateway is
        follows  the dns: how dns is
        WRONG  the disk: how disk is
        unknown  the printer: how printer is

        Call the network provider. where the gateway is
        Looked at 2026-11-28 00:10:00 +08:00. All of it, with whom to ask about what no terminal\
         can see: --json.
        """,
        shown(Language.ENGLISH, "Asia/Shanghai"));
  }

  @Test
  void in_chinese_every_line_is_chinese() {
    wrong();
    assertEquals(
        """
        网关没有应答
          怎么办：查gateway
          所见：address=192.0.2.1, since=2026-11-27 16:00:00

        另有：disk怎样

        正常  名config：config怎样
        有误  名gateway：gateway怎样
        受累  名dns：dns怎样
        有误  名disk：disk怎样
        未知  名printer：printer怎样

        请联系网络运营商。网关在哪里
        检查时间 2026-11-27 16:10:00。全部内容以及终端看不到的事项该问谁：--json。
        """,
        shown(Language.CHINESE, "UTC"));
  }

  @Test
  void where_nothing_is_wrong_nobody_is_called() {
    Map<String, Object> verdict = new LinkedHashMap<>(both("正常", "all is fine"));
    verdict.put("ok", true);
    diagnosis.put("at", AT);
    diagnosis.put("verdict", verdict);
    diagnosis.put("causes", List.of());
    finding("config", true);
    diagnosis.put("findings", findings);
    handOver("bank", "到账", "the money");
    assertEquals(
        """
        all is fine

        fine  the config: how config is
        Looked at 2026-11-27 16:10:00. All of it, with whom to ask about what no terminal can see:\
         --json.
        """,
        shown(Language.ENGLISH, "UTC"));
  }

  @Test
  void what_a_later_agent_says_besides_is_shown_as_far_as_it_is_understood() {
    wrong();
    diagnosis.put("causes", List.of("of-later", "disk"));
    diagnosis.put("handOver", List.of(Map.of("to", "of-later", "en", "ask them")));
    String said = shown(Language.ENGLISH, "UTC");
    // The first cause is not among the findings; it has nothing to say.
    assertTrue(said.startsWith("the gateway is silent\n\nalso: how disk is\n\nfine  "), said);
    assertTrue(said.contains("\nCall of-later. ask them\n"), said);
    diagnosis.clear();
    assertEquals(
        "\n\nLooked at -. All of it, with whom to ask about what no terminal can see: --json.\n",
        shown(Language.ENGLISH, "UTC"));
  }
}
