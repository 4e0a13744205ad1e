package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.tools.command.Commands;

/** What an engineer in front of a terminal gets of it, by the commands, and one from afar. */
@Timeout(300)
class FieldTest {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String PAN = "6225000000000006";

  @TempDir private Path folder;

  private static SmallLab.Setup setup(String more) {
    return new SmallLab.Setup("unionpay-pos", "{}", "masterKeyFile", "", more);
  }

  /** Of a machine that the tests know nothing of. */
  private static final int FINE_OR_NOT = -1;

  /** What a command printed and ended with. */
  private record Said(int code, String text) {}

  private static Said said(String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    try (PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      System.setOut(to);
      System.setErr(to);
      int code = Commands.run(arguments);
      return new Said(code, said.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private String said(int expected, String... arguments) {
    Said said = said(arguments);
    boolean either = expected == FINE_OR_NOT && (said.code() == 0 || said.code() == 1);
    assertTrue(either || said.code() == expected, said.text());
    return said.text();
  }

  private List<Map<String, Object>> log() throws IOException {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("data/logs/agent.jsonl"))) {
      lines.add(JSON.std.mapFrom(line));
    }
    return lines;
  }

  private Map<String, Object> line(String event) throws IOException {
    for (Map<String, Object> line : log()) {
      if (event.equals(line.get("event"))) {
        return line;
      }
    }
    throw new AssertionError("no line of " + event);
  }

  /** The agent's configuration with the port that the system chose. */
  private String config() throws IOException {
    Path yaml = folder.resolve("command.yaml");
    String agent = Files.readString(folder.resolve("agent.yaml"));
    Files.writeString(
        yaml,
        agent.replace(
            "api: {listen: \"127.0.0.1:0\"}",
            "api: {listen: \"127.0.0.1:" + line("ready").get("port") + "\"}"));
    return yaml.toString();
  }

  private Map<String, Object> sale(SmallLab lab) throws Exception {
    assertTrue(Deadline.in(SOON).await(() -> lab.till().isOnline()), "online");
    Map<String, Object> card = Map.of("entry", "swipe", "track2", PAN + "=30125200000000000000");
    return lab.pay("sale", 8888, new Instrument(Map.of("card", card)));
  }

  private static Map<String, String> entries(Path bundle) throws IOException {
    byte[] tar = new GZIPInputStream(Files.newInputStream(bundle)).readAllBytes();
    Map<String, String> entries = new LinkedHashMap<>();
    int at = 0;
    while (tar[at] != 0) {
      String name = new String(tar, at, 100, StandardCharsets.US_ASCII).trim();
      int size = Integer.parseInt(new String(tar, at + 124, 11, StandardCharsets.US_ASCII), 8);
      entries.put(
          name.substring(name.indexOf('/') + 1),
          new String(tar, at + 512, size, StandardCharsets.UTF_8));
      at += 512 + (size + 511) / 512 * 512;
    }
    return entries;
  }

  private List<String> names(Path in) throws IOException {
    try (Stream<Path> all = Files.list(in)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void from_a_payment_to_a_file_that_settles_the_argument() throws Exception {
    Path out = Files.createDirectory(folder.resolve("out"));
    String id;
    String fingerprint;
    try (SmallLab lab = new SmallLab(folder, setup(""))) {
      Map<String, Object> payment = sale(lab);
      id = String.valueOf(payment.get("id"));
      assertEquals("confirmed", payment.get("state"));
      String config = config();
      fingerprint =
          String.valueOf(
              JSON.std.mapFrom(said(0, "status", "--config", config, "--json")).get("deviceKey"));

      // The log.
      Map<String, Object> start = log().get(0);
      assertEquals("start", start.get("event"));
      assertEquals("00000001", start.get("terminal"));
      assertEquals("952718182217875", start.get("merchant"));
      assertEquals(64, String.valueOf(start.get("configuration")).length());
      String ofPayment = said(0, "logs", "--config", config, "--payment", id);
      assertTrue(ofPayment.contains("+08:00 info ledger.Ledger: Recorded"), ofPayment);
      assertTrue(ofPayment.contains("state=confirmed"), ofPayment);
      assertFalse(ofPayment.contains("the agent starts"), ofPayment);
      assertTrue(said(0, "logs", "--config", config, "--json").startsWith("{\"at\":\""));
      said(1, "logs", "--config", config, "--level", "error");
      said(2, "logs", "--config", config, "--level", "loud");
      String level =
          said(0, "log-level", "debug", "--logger", "host", "--for", "10m", "--config", config);
      assertTrue(level.contains("debug"), level);
      said(1, "log-level", "debug", "--for", "25h", "--config", config);
      said(1, "log-level", "debug", "--logger", "nowhere", "--for", "1m", "--config", config);

      // The bundle of a running agent.
      String made = said(0, "bundle", "--config", config, "--out", out.toString());
      assertTrue(made.contains(fingerprint), made);
      assertFalse(made.contains("Left out"), made);
      Path bundle = out.resolve(names(out).get(0));
      assertTrue(bundle.toString().matches(".*/tillkeeper-00000001-[0-9]{8}T[0-9]{6}Z.tar.gz"));
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle)));
      assertTrue(said(0, "verify", bundle.toString()).contains(fingerprint));
      Map<String, String> entries = entries(bundle);
      assertTrue(entries.get("payments.0001.jsonl").contains(id));
      String readme = entries.get("README.txt");
      assertEquals(2, readme.split("sha256sum -c MANIFEST.sha256", -1).length - 1, "two languages");
      assertTrue(entries.get("history.0001.jsonl").contains("\"kind\":\"signed-in\""));
      assertTrue(entries.get("frames.0001.jsonl").contains("622500******0006"));
      assertTrue(entries.get("logs/agent.0001.jsonl").contains("\"event\":\"start\""));
      assertTrue(entries.get("config/agent.yaml").contains("952718182217875"));
      assertTrue(entries.get("metrics.txt").contains("tillkeeper_line_online 1"));
      assertTrue(entries.get("bundle.json").contains("\"agentRuns\":true"));
      entries.forEach((name, content) -> assertFalse(content.contains(PAN), name));
      Path key = Files.writeString(folder.resolve("device.pem"), entries.get("device.pem"));
      assertTrue(said(0, "verify", bundle.toString(), "--key", key.toString()).contains("gave"));

      // Of one payment.
      Path evidence = out.resolve("evidence.tar.gz");
      said(0, "bundle", "--payment", id, "--out", evidence.toString(), "--config", config);
      said(0, "verify", evidence.toString());
      Map<String, Object> facts = JSON.std.mapFrom(entries(evidence).get("evidence.json"));
      assertEquals("952718182217875", facts.get("merchant"));
      assertEquals(8888, facts.get("amount"));
      assertEquals(payment.get("stan"), facts.get("stan"));
      assertEquals(payment.get("rrn"), facts.get("rrn"));
      assertEquals("00", facts.get("responseCode"));
      assertTrue(String.valueOf(facts.get("localTime")).endsWith("+08:00"));
      assertEquals(2, entries(evidence).get("frames.0001.jsonl").split("\n").length);
      said(2, "bundle", "--out", evidence.toString(), "--config", config);
      said(1, "bundle", "--payment", "none", "--config", config);
      said(2, "bundle", "--encrypt-to", "age1nobody", "--config", config);

      // What is not whole.
      byte[] whole = Files.readAllBytes(bundle);
      Path cut = Files.write(folder.resolve("cut.tar.gz"), Arrays.copyOf(whole, whole.length / 2));
      assertTrue(said(1, "verify", cut.toString()).contains("Copy it again"));
      whole[whole.length / 2] ^= 1;
      said(1, "verify", Files.write(folder.resolve("bad.tar.gz"), whole).toString());
      Path other = folder.resolve("other.pem");
      Files.writeString(
          other,
          """
          -----BEGIN PUBLIC KEY-----
          MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
          -----END PUBLIC KEY-----
          """);
      String others = said(1, "verify", bundle.toString(), "--key", other.toString(), "--json");
      assertTrue(others.contains("\"kind\":\"other-key\""), others);
      assertTrue(others.contains("00000001"), others);
      said(2, "verify", bundle.toString(), "--key", cut.toString());
      said(2, "verify", folder.resolve("none").toString());
      String noKey = said(2, "verify", bundle.toString(), "--key", folder + "/none.pem");
      assertTrue(noKey.contains("none.pem") && noKey.contains("fingerprint"), noKey);
      lab.stopAgent();
    }
    assertEquals("end", log().get(log().size() - 1).get("event"));
    assertEquals("SIGTERM", log().get(log().size() - 1).get("why"));

    // The agent does not run.
    String config = config();
    assertTrue(said(0, "logs", "--config", config, "--payment", id).contains("confirmed"));
    Path left = out.resolve("stopped.tar.gz");
    said(0, "bundle", "--config", config, "--out", left.toString());
    assertTrue(said(0, "verify", left.toString()).contains(fingerprint));
    assertTrue(entries(left).get("payments.0001.jsonl").contains(id));
    assertTrue(entries(left).get("bundle.json").contains("\"agentRuns\":false"));
    assertTrue(
        entries(left).get("bundle.json").contains("\"leftOut\":[]"),
        entries(left).get("bundle.json"));

    // Its ledger is damaged as well: the rest is still to be had.
    try (RandomAccessFile ledger =
        new RandomAccessFile(folder.resolve("data/ledger.db").toFile(), "rw")) {
      ledger.write(new byte[4096]);
    }
    Path rest = out.resolve("damaged.tar.gz");
    String damaged = said(0, "bundle", "--config", config, "--out", rest.toString());
    assertTrue(damaged.contains("status.json, diagnosis.json, history.jsonl"), damaged);
    said(0, "verify", rest.toString());
    assertTrue(entries(rest).get("logs/agent.0001.jsonl").contains(id));
    assertEquals(List.of(), names(out).stream().filter(name -> name.endsWith(".part")).toList());
  }

  private void openssl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  private void authority(String name) throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=" + name,
        "-keyout",
        name + ".key",
        "-out",
        name + ".pem");
  }

  private void certificate(String name, String authority, String names) throws Exception {
    Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=" + names + "\n");
    openssl(
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=" + name,
        "-keyout",
        name + ".key",
        "-out",
        name + ".csr");
    openssl(
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        authority + ".pem",
        "-CAkey",
        authority + ".key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        name + ".ext",
        "-out",
        name + ".pem");
  }

  private String[] from(String port, String who, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(
        List.of(
            "--from", "https://127.0.0.1:" + port,
            "--certificate", folder.resolve(who + ".pem").toString(),
            "--key", folder.resolve(who + ".key").toString(),
            "--ca", folder.resolve("terminals.pem").toString()));
    return all.toArray(new String[0]);
  }

  @Test
  @Tag("full")
  void an_engineer_from_afar_sees_everything_changes_nothing_and_is_noted() throws Exception {
    authority("terminals");
    authority("engineers");
    authority("strangers");
    certificate("terminal", "terminals", "IP:127.0.0.1");
    certificate("li", "engineers", "email:li@example.com");
    certificate("mallory", "strangers", "email:m@example.com");
    String engineer =
        "engineer: {listen: \"127.0.0.1:0\", certificate: ./terminal.pem, key: ./terminal.key,"
            + " clients: ./engineers.pem}";
    try (SmallLab lab = new SmallLab(folder, setup(engineer))) {
      Map<String, Object> payment = sale(lab);
      String id = String.valueOf(payment.get("id"));
      String port = String.valueOf(line("ready").get("engineersPort"));
      assertTrue(said(0, from(port, "li", "status")).contains("000001"));
      assertTrue(said(0, from(port, "li", "payments")).contains(id));
      assertTrue(said(0, from(port, "li", "show", id)).contains("88.88"));
      assertTrue(said(0, from(port, "li", "logs", "--payment", id)).contains("confirmed"));
      assertTrue(said(0, from(port, "li", "why", "88.88")).contains(id));
      assertTrue(said(FINE_OR_NOT, from(port, "li", "doctor", "--json")).contains("\"verdict\""));
      Path bundle = folder.resolve("afar.tar.gz");
      said(0, from(port, "li", "bundle", "--out", bundle.toString()));
      said(0, "verify", bundle.toString());
      String noted = entries(bundle).get("logs/agent.0001.jsonl");
      assertTrue(noted.contains("\"event\":\"engineer\""), noted);
      assertTrue(noted.contains("CN=li"), noted);
      assertTrue(noted.contains("GET /v1/payments/" + id), noted);

      String refused = said(1, from(port, "mallory", "status"));
      assertTrue(refused.contains("engineer.clients"), refused);
      assertTrue(
          Deadline.in(SOON).await(() -> !line("engineer-refused").isEmpty()), "noted the stranger");
      String untrusted =
          said(
              1,
              Arrays.stream(from(port, "li", "status"))
                  .map(one -> one.replace("terminals.pem", "strangers.pem"))
                  .toArray(String[]::new));
      assertTrue(untrusted.contains("--ca"), untrusted);
      assertTrue(said(1, from("1", "li", "status")).contains("engineer.listen"));

      // Who may look is another's word from now on, and the agent goes on running.
      Files.copy(
          folder.resolve("strangers.pem"),
          folder.resolve("engineers.pem"),
          StandardCopyOption.REPLACE_EXISTING);
      assertTrue(
          Deadline.in(SOON).await(() -> said(from(port, "mallory", "status")).code() == 0),
          "read the authorities anew");
      assertEquals("engineer", line("port-certificates").get("port"));
      said(1, from(port, "li", "status"));
      said(2, "status", "--from", "https://127.0.0.1:" + port);
      said(2, "status", "--from", "http://127.0.0.1:" + port);
    }
  }

  @Test
  @Tag("full")
  void a_disk_that_is_too_full_for_the_bundle_gets_a_sentence_and_nothing_else() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    try (SmallLab lab = new SmallLab(folder, setup(""))) {
      sale(lab);
      run("mount", "-t", "tmpfs", "-o", "size=4k", "none", small.toString());
      try {
        String text = said(1, "bundle", "--config", config(), "--out", small.toString());
        assertTrue(text.contains("make room"), text);
        assertEquals(List.of(), names(small));
      } finally {
        run("umount", small.toString());
      }
    }
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }
}
