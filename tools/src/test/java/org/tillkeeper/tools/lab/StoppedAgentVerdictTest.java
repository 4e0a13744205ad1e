package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.tools.doctor.DoctorRun;

/** The doctor with the agent running, silent and stopped, and what then lies on its disk. */
@Tag("full")
class StoppedAgentVerdictTest {
  @TempDir Path folder;
  private SmallLab lab;

  @BeforeEach
  void paid() throws Exception {
    SmallLab.Setup setup = new SmallLab.Setup("unionpay-pos", "{}", "masterKeyFile", "", "");
    lab = new SmallLab(folder, setup.waiting(Duration.ofSeconds(10)));
    assertTrue(Deadline.in(Duration.ofSeconds(20)).await(lab.till()::isOnline));
    for (int i = 1; i <= 3; i++) {
      lab.pay("sale", 100L * i, Instrument.swipe());
    }
  }

  @AfterEach
  void end() {
    lab.close();
  }

  private DoctorRun doctor() throws Exception {
    return DoctorRun.of(List.of(), folder.resolve("agent.yaml"), folder);
  }

  private DoctorRun verdict(String expected) throws Exception {
    DoctorRun run = doctor();
    System.out.printf("%-44s %.1f s%n", expected, run.seconds());
    assertEquals(expected, run.verdict(), run.json().toString());
    assertEquals(1, run.exit());
    assertTrue(run.seconds() < 15, run.seconds() + " s");
    return run;
  }

  /** Names, sizes, times and contents of the data folder. */
  private Map<String, String> data() throws Exception {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(
            file.toString(),
            Files.getLastModifiedTime(file)
                + " "
                + java.util.Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return all;
  }

  @Test
  void a_running_agent_is_asked_and_two_may_ask_at_once() throws Exception {
    String api = lab.till().json().base().replace("http://", "");
    Path asked = folder.resolve("asked.yaml");
    Files.writeString(
        asked, Files.readString(folder.resolve("agent.yaml")).replace("127.0.0.1:0\"", api + "\""));
    DoctorRun.Begun one = DoctorRun.begin(List.of(), asked, folder);
    DoctorRun.Begun other = DoctorRun.begin(List.of(), asked, folder);
    for (DoctorRun run : List.of(one.end(), other.end())) {
      assertEquals(0, run.exit(), run.json().toString());
      assertEquals("agent agent-runs", run.verdict());
      assertEquals("tcp-proven", run.condition("tcp"), "it connects beside the agent");
      assertEquals("sign-in-fine", run.condition("sign-in"));
      assertEquals("ledger-fine", run.condition("ledger"));
      assertTrue(run.json().containsKey("checks"), "the form of before");
      assertTrue(run.seconds() < 15);
    }
  }

  @Test
  void a_stopped_agent_is_said_to_be_and_nothing_of_it_is_touched() throws Exception {
    lab.killAgent();
    Map<String, String> before = data();
    DoctorRun run = verdict("agent agent-stopped");
    assertEquals(before, data());
    assertEquals("ledger-fine", run.condition("ledger"));
    assertEquals("witness-fine", run.condition("witness"));
    assertEquals("keys-fine", run.condition("keys"));
    assertEquals("tcp-fine", run.condition("tcp"));
    try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertFalse(left.anyMatch(it -> it.toString().contains("tillkeeper-doctor-")));
    }
    lab.startAgent();
    assertTrue(Deadline.in(Duration.ofSeconds(20)).await(lab.till()::isOnline));
  }

  @Test
  void an_agent_that_hangs_is_silent_and_not_stopped() throws Exception {
    String pid = String.valueOf(lab.agentPid());
    assertEquals(0, new ProcessBuilder("kill", "-STOP", pid).start().waitFor());
    try {
      verdict("agent agent-silent");
    } finally {
      new ProcessBuilder("kill", "-CONT", pid).start().waitFor();
    }
  }

  @Test
  void what_the_acquirer_said_last_is_known_after_a_stop() throws Exception {
    lab.acquirer()
        .post(
            "/faults", Map.of("fault", "decline", "code", "03", "on", List.of("sale"), "count", 9));
    lab.pay("sale", 700, Instrument.swipe());
    lab.stopAgent();
    verdict("account account-stopped");
  }

  @Test
  void a_flipped_bit_in_the_ledger() throws Exception {
    lab.stopAgent();
    Path ledger = folder.resolve("data/ledger.db");
    byte[] content = Files.readAllBytes(ledger);
    byte[] amount = "confirmed".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    int at =
        new String(content, java.nio.charset.StandardCharsets.ISO_8859_1).lastIndexOf("confirmed");
    assertTrue(at > 0, "no record to damage");
    try (RandomAccessFile file = new RandomAccessFile(ledger.toFile(), "rw")) {
      file.seek(at);
      file.write(amount[0] ^ 1);
    }
    verdict("ledger ledger-damaged");
  }

  @Test
  void a_ledger_from_a_backup() throws Exception {
    lab.stopAgent();
    Path backup = folder.resolve("backup");
    Files.createDirectories(backup);
    for (String name : List.of("ledger.db", "witness")) {
      Files.copy(folder.resolve("data").resolve(name), backup.resolve(name));
    }
    lab.startAgent();
    assertTrue(Deadline.in(Duration.ofSeconds(20)).await(lab.till()::isOnline));
    lab.pay("sale", 900, Instrument.swipe());
    lab.stopAgent();
    Files.deleteIfExists(folder.resolve("data/ledger.db-wal"));
    for (String name : List.of("ledger.db", "witness")) {
      Files.copy(
          backup.resolve(name),
          folder.resolve("data").resolve(name),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    verdict("witness witness-loss");
  }

  @Test
  void a_master_key_that_is_gone_or_anothers() throws Exception {
    lab.stopAgent();
    Path key = folder.resolve("master.key");
    Files.writeString(key, "11111111222222223333333344444444\n");
    DoctorRun other = doctor();
    assertEquals("keys-other-master", other.condition("keys"), other.json().toString());
    Files.delete(key);
    verdict("keys keys-file-unusable");
  }

  @Test
  void a_configuration_that_cannot_be_read() throws Exception {
    lab.stopAgent();
    Path yaml = folder.resolve("agent.yaml");
    Files.writeString(yaml, Files.readString(yaml).replace("currency: CNY", "currency: yuan"));
    DoctorRun run = verdict("config config-invalid");
    assertEquals("config", run.evidence("agent").get("followsFrom"));
  }

  @Test
  void a_disk_that_is_full() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "needs to mount");
    lab.stopAgent();
    Path small = folder.resolve("small");
    Files.createDirectories(small);
    run("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "none", small.toString());
    try {
      run("cp", "-a", folder.resolve("data").toString() + "/.", small.toString());
      run("dd", "if=/dev/zero", "of=" + small.resolve("film"), "bs=4096", "count=100000");
      Path yaml = folder.resolve("agent.yaml");
      Files.writeString(yaml, Files.readString(yaml).replace("data: ./data", "data: ./small"));
      verdict("disk disk-full");
    } finally {
      run("umount", small.toString());
    }
  }

  /** Its exit code says nothing here: a full disk is what is wanted. */
  private void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("command.out").toFile())
            .start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
  }
}
