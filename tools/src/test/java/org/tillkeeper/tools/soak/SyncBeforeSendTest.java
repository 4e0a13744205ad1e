package org.tillkeeper.tools.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.tools.lab.Deadline;
import org.tillkeeper.tools.lab.Instrument;
import org.tillkeeper.tools.lab.Lab;
import org.tillkeeper.tools.lab.Payment;

/** Record first, send second, as the kernel sees it. */
@Tag("full")
@EnabledIfSystemProperty(
    named = "tillkeeper.full",
    matches = "true",
    disabledReason = "needs strace; run with -Pfull")
class SyncBeforeSendTest {
  private static final int SALES = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Lab.Times TIMES =
      new Lab.Times(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(60));

  @TempDir private Path folder;

  @Test
  void the_ledgers_log_is_synced_before_the_first_byte_of_each_sale() throws Exception {
    Path trace = folder.resolve("trace");
    List<String> agentJava =
        List.of(
            "strace",
            "-D", // the agent stays our child, the tracer becomes its
            "-f",
            "-yy",
            "-s",
            "64",
            "--seccomp-bpf",
            "-e",
            "trace=fsync,fdatasync,write,pwrite64,writev,pwritev,sendto,sendmsg,read,readv,recvfrom,recvmsg",
            "-o",
            trace.toString(),
            Lab.java(),
            "@" + Path.of("agent.options").toAbsolutePath());
    int port;
    Path lab = Files.createDirectory(folder.resolve("lab"));
    try (Lab running = new Lab(lab, TIMES, agentJava)) {
      running.start();
      port = running.linePort();
      assertTrue(Deadline.in(PATIENCE).await(() -> running.till().isOnline()), "online");
      for (int number = 0; number < SALES; number++) {
        Payment payment =
            running.till().start("TRACE-" + number, 100L + number, Instrument.swipe());
        assertTrue(
            Deadline.in(PATIENCE).await(() -> running.till().payment(payment.id()).isConfirmed()),
            "confirmed");
      }
    }
    // The tracer writes its last lines after the agent has ended.
    assertTrue(
        Deadline.in(PATIENCE)
            .await(() -> lines(trace).stream().anyMatch(line -> line.contains("+++ exited"))),
        "the trace has an end");
    assertEquals(
        new SystemCalls.Found(SALES, SALES, List.of()), new SystemCalls(port).read(lines(trace)));
  }

  private static List<String> lines(Path trace) throws Exception {
    return Files.readAllLines(trace, StandardCharsets.ISO_8859_1);
  }
}
