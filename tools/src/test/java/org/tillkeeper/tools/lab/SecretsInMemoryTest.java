package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.iso8583.security.WorkingKeys;
import org.tillkeeper.tools.secrets.SecretScan;
import org.tillkeeper.tools.secrets.Secrets;

/**
 * What a reader of the agent's memory gets: a dump of the real process's whole heap, objects that
 * nobody refers to any more included, after payments of every kind have ended.
 */
class SecretsInMemoryTest {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String MASTER_KEY = "0123456789ABCDEFFEDCBA9876543210";

  /** Asked between two dumps. */
  private static final int QUESTIONS = 100;

  @TempDir private Path folder;

  private final Random random = new Random();
  private final Secrets cards = new Secrets();
  private final Secrets all = new Secrets();
  private int counter;

  private String digits(int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  private String hex(int bytes) {
    byte[] made = new byte[bytes];
    random.nextBytes(made);
    return HexFormat.of().withUpperCase().formatHex(made);
  }

  /** A number with a right check digit, used once and looked for. */
  private String pan(String kind) {
    String body = "6225" + digits(11);
    int sum = 0;
    for (int i = 0; i < body.length(); i++) {
      int digit = body.charAt(body.length() - 1 - i) - '0';
      int weighted = i % 2 == 0 ? 2 * digit : digit;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    String pan = body + (10 - sum % 10) % 10;
    cards.digits("card number of " + kind, pan);
    all.digits("card number of " + kind, pan);
    return pan;
  }

  private String track(String kind) {
    String track = pan(kind) + "=30125" + digits(14);
    cards.track("track of " + kind, track);
    all.track("track of " + kind, track);
    return track;
  }

  private String pinBlock(String kind) {
    String block = hex(8);
    cards.hex("PIN block of " + kind, block);
    all.hex("PIN block of " + kind, block);
    return block;
  }

  private Map<String, Object> swipe(String kind) {
    return Map.of(
        "card", Map.of("entry", "swipe", "track2", track(kind), "pinBlock", pinBlock(kind)));
  }

  private Map<String, Object> chip(String kind, String entry) {
    String cryptogram = hex(8);
    cards.hex("cryptogram of " + kind, cryptogram);
    all.hex("cryptogram of " + kind, cryptogram);
    counter++;
    String emv = String.format("9F2608%s9F2701809F3602%04X95050000008000", cryptogram, counter);
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("entry", entry);
    card.put("pan", pan(kind));
    card.put("expiry", "3012");
    card.put("sequence", "001");
    card.put("emv", emv);
    return Map.of("card", card);
  }

  private Map<String, Object> manual(String kind) {
    return Map.of("card", Map.of("entry", "manual", "pan", pan(kind), "expiry", "3012"));
  }

  private Map<String, Object> qr(String kind) {
    String code = "62" + digits(17);
    cards.digits("code of " + kind, code);
    all.digits("code of " + kind, code);
    return Map.of("qr", Map.of("code", code));
  }

  /** What a dump has of objects. */
  private enum Of {
    /** Also what nobody refers to. */
    EVERYTHING,
    /** What somebody refers to. */
    REFERRED_TO
  }

  private static void dump(long pid, Of what, Path file) throws Exception {
    Files.deleteIfExists(file);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.addAll(List.of(Long.toString(pid), "GC.heap_dump"));
    if (what == Of.EVERYTHING) {
      command.add("-all");
    }
    command.add(file.toString());
    Process dump = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(dump.waitFor(30, TimeUnit.SECONDS) && Files.exists(file), said);
  }

  private static Map<String, Integer> counted(List<SecretScan.Find> found) {
    Map<String, Integer> counted = new TreeMap<>();
    found.forEach(find -> counted.merge(find.secret() + ", " + find.form(), 1, Integer::sum));
    return counted;
  }

  private List<byte[]> workingKeys(Path data) throws Exception {
    List<byte[]> keys = new ArrayList<>();
    try (Connection ledger =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("ledger.db"));
        Statement statement = ledger.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT wrapped FROM working_keys WHERE length(wrapped) > 0")) {
      while (row.next()) {
        keys.add(row.getBytes(1));
      }
    }
    return keys;
  }

  @Test
  void a_heap_dump_after_payments_of_every_kind_has_the_keys_that_are_needed_and_nothing_else()
      throws Exception {
    Path dump = folder.resolve("agent.hprof");
    try (SmallLab lab = new SmallLab(folder, SmallLab.Setup.offline())) {
      assertTrue(Deadline.in(SOON).await(() -> lab.till().isOnline()), "online");
      payOfEveryKind(lab);

      assertTrue(Deadline.in(SOON).await(() -> lab.till().isDrained()), "drained");
      lab.settle("day");
      assertTrue(Deadline.in(SOON).await(() -> lab.till().isDrained()), "drained");
      // Each message leaves what its MAC was made with until memory is collected, as it does cards.
      Secrets master = new Secrets();
      master.hex("terminal master key", MASTER_KEY);
      Map<String, Integer> once = Map.of("terminal master key, bytes", 1);
      SecretScan quick = new SecretScan(cards);
      Deadline forgotten = Deadline.in(SOON.multipliedBy(3));
      List<SecretScan.Find> found;
      do {
        for (int i = 0; i < QUESTIONS; i++) {
          lab.till().payments(); // what the answers leave behind has memory collected
        }
        dump(lab.agentPid(), Of.EVERYTHING, dump);
        found = quick.file(dump);
      } while ((!found.isEmpty() || !once.equals(counted(new SecretScan(master).file(dump))))
          && !forgotten.isOver());
      assertEquals(Map.of(), counted(found));
      takeOutputs(lab);
      lab.stopAgent();
    }

    Map<String, Integer> needed = new TreeMap<>();
    all.hex("terminal master key", MASTER_KEY);
    needed.put("terminal master key, bytes", 1);
    all.hex("ledger key", Files.readString(folder.resolve("ledger.key")).trim());
    needed.put("ledger key, bytes", 1);
    byte[] masterKey = HexFormat.of().parseHex(MASTER_KEY.toLowerCase(Locale.ROOT));
    List<byte[]> blocks = workingKeys(folder.resolve("data"));
    for (byte[] block : blocks) {
      try (WorkingKeys keys = WorkingKeys.unwrap(block, masterKey)) {
        all.bytes("MAC key", keys.mak());
        all.bytes("PIN key", keys.pik());
      }
    }
    needed.put("MAC key, bytes", blocks.size());
    assertEquals(needed, counted(new SecretScan(all).file(dump)));
    assertEquals(List.of(), new SecretScan(cards).folder(folder.resolve("data")));
    all.hex("device key", deviceKey(Files.readString(folder.resolve("ledger.key.device"))));
    assertEquals(List.of(), new SecretScan(all).folder(folder.resolve("data/logs")));
    List<SecretScan.Find> out =
        new ArrayList<>(new SecretScan(all).folder(folder.resolve("outputs")));
    assertTrue(out.removeIf(SecretsInMemoryTest::isPrinted), "a receipt has its cryptogram");
    assertEquals(List.of(), out);
  }

  private static String deviceKey(String pem) {
    byte[] der = java.util.Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]*-----", ""));
    return HexFormat.of().formatHex(der, der.length - 32, der.length);
  }

  /** All that the agent gives out: answers, pages, receipts, figures, log, bundle, commands. */
  private void takeOutputs(SmallLab lab) throws Exception {
    Path outputs = Files.createDirectory(folder.resolve("outputs"));
    for (String path :
        List.of(
            "/",
            "/engineer",
            "/metrics",
            "/openapi.yaml",
            "/v1/status",
            "/v1/notices",
            "/v1/diagnosis",
            "/v1/payments?limit=500",
            "/v1/settlements",
            "/v1/report",
            "/v1/emv-parameters",
            "/v1/logs?limit=10000",
            "/v1/bundle")) {
      HttpResponse<InputStream> answer = Json.stream(lab.till().json().request(path).GET().build());
      assertEquals(200, answer.statusCode(), path);
      try (InputStream body = answer.body()) {
        Files.copy(body, outputs.resolve(named(path)));
      }
    }
    for (org.tillkeeper.tools.lab.Payment payment : lab.till().payments()) {
      String history = lab.till().json().get("/v1/payments/" + payment.id() + "/history");
      Files.writeString(outputs.resolve("history-" + payment.id()), history);
      for (String call :
          List.of("why", "receipt?copy=merchant", "receipt?copy=customer&lang=en&format=text")) {
        String path = "/v1/payments/" + payment.id() + "/" + call;
        Files.writeString(outputs.resolve(named(path)), lab.till().json().get(path));
      }
    }
    Path yaml = folder.resolve("command.yaml");
    String port = lab.till().json().base().replaceAll(".*:", "");
    Files.writeString(
        yaml,
        Files.readString(folder.resolve("agent.yaml"))
            .replace("listen: \"127.0.0.1:0\"", "listen: \"127.0.0.1:" + port + "\""));
    for (List<String> command :
        List.of(
            List.of("doctor"),
            List.of("status"),
            List.of("payments"),
            List.of("report"),
            List.of("why", "9.01"),
            List.of("logs", "--json"))) {
      List<String> whole = new ArrayList<>(command);
      whole.addAll(List.of("--config", yaml.toString()));
      Process run =
          new ProcessBuilder(SmallLab.tool(whole.toArray(new String[0])))
              .redirectErrorStream(true)
              .redirectOutput(outputs.resolve("command-" + command.get(0)).toFile())
              .start();
      assertTrue(run.waitFor(60, TimeUnit.SECONDS) && run.exitValue() < 2, command.toString());
    }
    for (String output : List.of("_v1_logs?limit=10000", "command-logs")) {
      String text = Files.readString(outputs.resolve(output));
      assertTrue(text.contains("\"event\":\"payment\""), output);
    }
    assertTrue(Files.readString(outputs.resolve("command-why")).contains("9.01"));
    assertTrue(Files.readString(outputs.resolve("_metrics")).contains("tillkeeper_line_online 1"));
  }

  /** Receipts print a chip's cryptogram on purpose. It is over with its payment. */
  private static boolean isPrinted(SecretScan.Find find) {
    return find.where().contains("_receipt")
        && (find.secret().startsWith("cryptogram of ")
            || find.secret().startsWith("certificate of the chip"));
  }

  private static String named(String path) {
    return path.replace('/', '_');
  }

  @Test
  void while_a_sale_waits_for_the_line_nothing_in_memory_refers_to_its_card() throws Exception {
    Path dump = folder.resolve("agent.hprof");
    SmallLab.Setup online = new SmallLab.Setup("unionpay-pos", "{}", "masterKeyFile", "", "");
    try (SmallLab lab = new SmallLab(folder, online)) {
      assertTrue(Deadline.in(SOON).await(() -> lab.till().isOnline()), "online");
      lab.pay("sale", 900, new Instrument(swipe("one before")));
      lab.cut();
      assertTrue(Deadline.in(SOON).await(() -> !lab.till().isOnline()), "offline");
      Map<String, Object> waiting = lab.started(901, swipe("one that waits"));
      assertEquals("recorded", waiting.get("state"));
      dump(lab.agentPid(), Of.REFERRED_TO, dump);
      assertFalse(lab.till().payment(String.valueOf(waiting.get("id"))).isFinal());
      assertEquals(Map.of(), counted(new SecretScan(cards).file(dump)));
    }
  }

  /** What is refused leaves no more than what is taken. */
  private void isRefused(SmallLab lab, Map<String, ?> body) {
    assertThrows(
        Json.Refused.class,
        () ->
            lab.till()
                .json()
                .post(
                    "/v1/payments", body, Map.of("Idempotency-Key", "refused-" + body.hashCode())));
  }

  private Map<String, Object> sale(Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>(more);
    body.put("type", "sale");
    body.put("amount", 1);
    body.put("currency", "CNY");
    return body;
  }

  private void payOfEveryKind(SmallLab lab) throws Exception {
    isRefused(lab, sale(Map.of("card", Map.of("entry", "manual", "pan", pan("mistyped") + "1"))));
    isRefused(lab, sale(Map.of(pan("member's name"), "swipe")));
    isRefused(lab, sale(Map.of("reference", pan("reference") + "\u0000")));
    assertEquals(
        "confirmed", lab.pay("sale", 900, new Instrument(track2Alone("swipe"))).get("state"));
    lab.pay("sale", 901, new Instrument(swipe("swipe with PIN")));
    Map<String, Object> chip = lab.pay("sale", 902, new Instrument(chip("chip", "chip")));
    lab.pay("sale", 903, new Instrument(chip("contactless", "contactless")));
    lab.pay("sale", 904, new Instrument(manual("manual")));
    lab.pay("sale", 905, new Instrument(qr("QR")));
    lab.pay("balance", 0, new Instrument(swipe("balance")));
    Map<String, Object> held = lab.pay("preauth", 908, new Instrument(swipe("preauth")));
    lab.about("completion", held, Map.of("amount", 908));
    held = lab.pay("preauth", 909, new Instrument(chip("preauth by chip", "chip")));
    lab.about("preauth-void", held, Map.of());
    lab.about("tip", lab.pay("sale", 910, new Instrument(swipe("tip"))), Map.of("amount", 50));
    lab.acquirer().post("/faults", Map.of("fault", "no-answer-after", "on", "sale", "count", 1));
    assertEquals("confirmed", lab.pay("sale", 911, new Instrument(swipe("lost"))).get("state"));
    Map<String, Object> slip = new LinkedHashMap<>(manual("refund by slip"));
    slip.put("originalSlip", Map.of("rrn", "123456789012", "date", "0102"));
    lab.pay("refund", 906, new Instrument(slip));
    if ("confirmed".equals(chip.get("state"))) {
      String said = hex(8);
      cards.hex("certificate of the chip", said);
      all.hex("certificate of the chip", said);
      lab.till()
          .cardResult(
              String.valueOf(chip.get("id")),
              Map.of("accepted", true, "emv", "9F2608" + said + "9F2701409F36020001"));
      lab.about("void", chip, Map.of());
    }
    lab.cut();
    assertTrue(Deadline.in(SOON).await(() -> !lab.till().isOnline()), "offline");
    lab.started(907, track2Alone("swipe offline"));
    lab.mend();
  }

  private Map<String, Object> track2Alone(String kind) {
    return Map.of("card", Map.of("entry", "swipe", "track2", track(kind)));
  }
}
