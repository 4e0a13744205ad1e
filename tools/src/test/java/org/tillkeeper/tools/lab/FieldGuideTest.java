package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The field guide ({@code tools/docs/field}): each command on its pages is run where the page's
 * trouble has been made for real, and prints what the page shows. With {@code
 * -Dtillkeeper.writePages=true} the pages are given what it prints.
 *
 * <p>A page names its trouble in its first line, {@code <!-- trouble: line-cut -->}. In its blocks
 * a line that begins with {@code $ tillkeeper} is run, and what follows is its output. {@code |
 * head -N} stands for the first lines. What differs from run to run is shown as on one day: times,
 * ids, numbers of the acquirer's.
 */
@Tag("full")
class FieldGuideTest {
  private static final Path PAGES = Path.of("docs/field");
  private static final Pattern TROUBLE = Pattern.compile("<!-- trouble: ([a-z-]+) -->");
  private static final Pattern BLOCK =
      Pattern.compile("```console\n(.*?)```\n", Pattern.DOTALL | Pattern.MULTILINE);
  private static final int SOON_SECONDS = 20;

  /** The pages are of the time while the customer waits: long enough for a busy machine. */
  private static final SmallLab.Setup UNION_PAY =
      new SmallLab.Setup(
          "unionpay-pos",
          "{}",
          "masterKeyFile",
          "",
          "",
          Duration.ofSeconds(1),
          Duration.ofMinutes(2));

  @TempDir Path folder;

  /** Brings a trouble about. */
  private interface Trouble {
    void happens(SmallLab lab) throws Exception;
  }

  private static final Map<String, Trouble> TROUBLES =
      Map.of(
          "evidence", FieldGuideTest::answerLost,
          "answer-lost", FieldGuideTest::answerLost,
          "line-cut", FieldGuideTest::lineCut,
          "settled", FieldGuideTest::settled,
          "sign-in-refused", FieldGuideTest::signInRefused,
          "maintenance", FieldGuideTest::maintenance);

  private static void fault(SmallLab lab, String fault, String code, String on, int count)
      throws Exception {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("fault", fault);
    body.put("on", List.of(on));
    body.put("count", count);
    if (!code.isEmpty()) {
      body.put("code", code);
    }
    lab.acquirer().post("/faults", body);
  }

  /** The customer's bank has it, the answer never came, and it was reversed. */
  private static void answerLost(SmallLab lab) throws Exception {
    lab.pay("sale", 1200, Instrument.swipe());
    fault(lab, "no-answer-after", "", "sale", 20);
    Map<String, Object> sale = lab.started(4444, Instrument.swipe().json());
    await(() -> "sent".equals(state(lab, sale)));
    lab.till().json().post("/v1/payments/" + sale.get("id") + "/cancel", Map.of());
    await(() -> "cancelled".equals(state(lab, sale)));
  }

  /** A sale waits for its end, and the line is dead. */
  private static void lineCut(SmallLab lab) throws Exception {
    lab.pay("sale", 1200, Instrument.swipe());
    fault(lab, "no-answer-after", "", "sale", 1);
    Map<String, Object> sale = lab.started(4444, Instrument.swipe().json());
    await(() -> "sent".equals(state(lab, sale)));
    lab.cut();
    await(() -> "reversing".equals(state(lab, sale)));
    await(() -> !lab.till().isOnline());
  }

  private static Object state(SmallLab lab, Map<String, Object> payment) throws Exception {
    return lab.till().json().object("/v1/payments/" + payment.get("id")).get("state");
  }

  private static void settled(SmallLab lab) throws Exception {
    lab.pay("sale", 1200, Instrument.swipe());
    lab.pay("sale", 4444, Instrument.swipe());
    lab.settle("day");
  }

  private static void signInRefused(SmallLab lab) throws Exception {
    fault(lab, "decline", "97", "signin", 1_000);
    lab.acquirer().post("/forget-keys", Map.of());
    lab.started(4444, Instrument.swipe().json());
    verdict(lab, "sign-in");
  }

  private static void maintenance(SmallLab lab) throws Exception {
    fault(lab, "decline", "96", "sale", 4);
    for (int i = 0; i < 4; i++) {
      lab.pay("sale", 4444 + i, Instrument.swipe());
    }
    verdict(lab, "host");
  }

  private static void verdict(SmallLab lab, String check) throws Exception {
    await(
        () -> {
          Object verdict = lab.till().json().object("/v1/diagnosis").get("verdict");
          return check.equals(((Map<?, ?>) verdict).get("check"));
        });
  }

  private static void await(Deadline.Look holds) throws Exception {
    assertTrue(Deadline.in(Duration.ofSeconds(SOON_SECONDS)).await(holds));
  }

  @TestFactory
  Stream<DynamicTest> each_command_prints_what_its_page_shows() throws Exception {
    Map<String, List<Path>> byTrouble = new TreeMap<>();
    try (Stream<Path> pages = Files.list(PAGES)) {
      for (Path page : pages.sorted().toList()) {
        Matcher named = TROUBLE.matcher(Files.readString(page));
        if (named.find()) {
          byTrouble.computeIfAbsent(named.group(1), name -> new ArrayList<>()).add(page);
        }
      }
    }
    assertEquals(TROUBLES.keySet(), byTrouble.keySet());
    return byTrouble.entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(), () -> verify(each.getKey(), each.getValue())));
  }

  private void verify(String trouble, List<Path> pages) throws Exception {
    assertEquals(2, pages.size(), "in Chinese and English: " + pages);
    Path home = Files.createDirectory(folder.resolve(trouble));
    try (SmallLab lab = new SmallLab(home, UNION_PAY)) {
      await(lab.till()::isOnline);
      TROUBLES.get(trouble).happens(lab);
      for (Path page : pages) {
        Files.deleteIfExists(home.resolve("evidence.tar.gz"));
        String shown = Files.readString(page);
        String real = withOutputs(shown, page.toString().contains(".zh.") ? "zh" : "en", home, lab);
        if (Boolean.getBoolean("tillkeeper.writePages")) {
          Files.writeString(page, real);
        } else {
          assertEquals(real, shown, page + " does not show what is printed");
        }
      }
    }
  }

  private static String withOutputs(String page, String language, Path home, SmallLab lab)
      throws Exception {
    StringBuilder real = new StringBuilder();
    Matcher block = BLOCK.matcher(page);
    boolean any = false;
    while (block.find()) {
      any = true;
      StringBuilder console = new StringBuilder("```console\n");
      for (String line : block.group(1).split("\n", -1)) {
        if (line.startsWith("$ tillkeeper ")) {
          console.append(line).append('\n').append(output(line, language, home, lab));
        }
      }
      block.appendReplacement(real, Matcher.quoteReplacement(console + "```\n"));
    }
    assertTrue(any, "a page without a command");
    return block.appendTail(real).toString();
  }

  private static String output(String line, String language, Path home, SmallLab lab)
      throws Exception {
    String[] halves = line.substring("$ tillkeeper ".length()).split(" \\| head -", 2);
    List<String> command =
        new ArrayList<>(
            List.of(
                Lab.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.tillkeeper.tools.Tillkeeper"));
    List<?> newest = (List<?>) lab.till().json().object("/v1/payments?limit=1").get("payments");
    String id = String.valueOf(((Map<?, ?>) newest.get(0)).get("id"));
    command.addAll(List.of(halves[0].replace(" ID", " " + id).split(" ", 0)));
    if (!halves[0].startsWith("verify ")) {
      command.addAll(List.of("--config", config(home, lab)));
    }
    Path printed = Files.createTempFile(home, "printed", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().put("TILLKEEPER_LANG", language);
    builder.environment().put("TZ", "Asia/Shanghai");
    builder.redirectErrorStream(true).redirectOutput(printed.toFile());
    Process process = builder.start();
    assertTrue(process.waitFor(SOON_SECONDS, TimeUnit.SECONDS), line + " does not end");
    assertFalse(process.exitValue() == 2, () -> line + ": " + read(printed));
    List<String> lines = read(printed).lines().toList();
    int most = halves.length == 2 ? Integer.parseInt(halves[1].trim()) : lines.size();
    StringBuilder shown = new StringBuilder();
    for (String one : lines.subList(0, Math.min(most, lines.size()))) {
      shown.append(asOnOneDay(one.stripTrailing())).append('\n');
    }
    return shown.toString();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The commands' configuration: the agent's own, with the port that it got. */
  private static String config(Path home, SmallLab lab) throws Exception {
    String agent = Files.readString(home.resolve("agent.yaml"));
    Path config = home.resolve("commands.yaml");
    Files.writeString(
        config,
        agent.replace(
            "api: {listen: \"127.0.0.1:0\"}",
            "api: {listen: \"" + lab.till().json().base().substring("http://".length()) + "\"}"));
    return config.toString();
  }

  private static final Map<Pattern, String> DIFFERS = new LinkedHashMap<>();

  static {
    DIFFERS.put(
        Pattern.compile("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+(Z|\\+08:00)"),
        "2026-11-28T10:30:00+08:00");
    DIFFERS.put(
        Pattern.compile("20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d"), "2026-11-28 10:30:00");
    DIFFERS.put(Pattern.compile("20\\d\\d-\\d\\d-\\d\\d"), "2026-11-28");
    DIFFERS.put(Pattern.compile("(?<![0-9:])\\d\\d:\\d\\d:\\d\\d(?![0-9:])"), "10:30:00");
    DIFFERS.put(
        Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        "019ac8f0-1b2c-7d3e-8f40-5a6b7c8d9e0f");
    DIFFERS.put(Pattern.compile("(?<![0-9])\\d{12}(?![0-9])"), "112810300001");
    DIFFERS.put(Pattern.compile("(?<=10:30:00)\\.\\d{3}(?=\\+08:00)"), "");
    DIFFERS.put(
        Pattern.compile("(流水号 |trace number |STAN |Request |Reversal )0000\\d\\d"), "$1000004");
    DIFFERS.put(Pattern.compile("0000\\d\\d(?=  -)"), "000004");
    DIFFERS.put(Pattern.compile("[0-9a-f]{64}"), "3f9a0c51d27be846".repeat(4));
    DIFFERS.put(Pattern.compile("(?<=version: |版本：).+"), "1.0.0");
    DIFFERS.put(Pattern.compile("-20\\d{6}T\\d{6}Z"), "-20261128T023000Z");
    DIFFERS.put(Pattern.compile("\\d+(?= bytes| 字节|字节)"), "12345");
    DIFFERS.put(Pattern.compile("(?<=(指纹|fingerprint) )[0-9a-f:]{16,}"), "3f9a0c51d27be846");
    DIFFERS.put(Pattern.compile("(?<= )(?:/[^ ]+)?/(tillkeeper-[^ ]+gz)"), "$1");
    DIFFERS.put(Pattern.compile("(?<=millis=)\\d+"), "1");
    DIFFERS.put(Pattern.compile("127\\.0\\.0\\.1:\\d{4,5}"), "127.0.0.1:8600");
    DIFFERS.put(Pattern.compile("(?<=date |日期 )\\d{4}"), "1128");
    DIFFERS.put(Pattern.compile("(?<=(授权码|authorisation code) )[0-9A-Z]{6}"), "654321");
    DIFFERS.put(Pattern.compile("(冲正已发送|A reversal was sent|共) ?\\d+ (次|times)"), "$1 3 $2");
  }

  private static String asOnOneDay(String line) {
    String same = line;
    for (Map.Entry<Pattern, String> each : DIFFERS.entrySet()) {
      same = each.getKey().matcher(same).replaceAll(each.getValue());
    }
    return same;
  }
}
