package org.tillkeeper.agent;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.tillkeeper.agent.diagnosis.Doctor;
import org.tillkeeper.agent.files.OwnerOnly;
import org.tillkeeper.agent.host.Traffic;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;

/**
 * Keeps over a restart what the line carried: a file of some kilobytes, written every two minutes
 * where something changed, and at the end. It is for people who look for a fault; a life that is
 * cut off loses two minutes of it. On a thread of its own, since a disk may be slow.
 */
final class KeptTraffic implements AutoCloseable {
  private static final Log LOG = Log.of(KeptTraffic.class);
  private static final long EVERY_SECONDS = 120;

  private final Traffic traffic;
  private final File file;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "tillkeeper-line-hours");
            made.setDaemon(true);
            return made;
          });
  private long written = -1;

  private KeptTraffic(Traffic traffic, File file) {
    this.traffic = traffic;
    this.file = file;
  }

  /** Takes what was kept, and goes on keeping. */
  @SuppressWarnings("FutureReturnValueIgnored") // it never ends by itself
  static KeptTraffic start(Traffic traffic, File data) {
    traffic.take(Examination.kept(data));
    KeptTraffic kept = new KeptTraffic(traffic, Doctor.keptTraffic(data));
    kept.written = traffic.changes();
    kept.thread.scheduleWithFixedDelay(kept::write, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    return kept;
  }

  private synchronized void write() {
    long changes = traffic.changes();
    if (changes == written) {
      return;
    }
    try {
      OwnerOnly.write(
          file,
          (String.join("\n", traffic.kept(Instant.now())) + "\n")
              .getBytes(StandardCharsets.US_ASCII));
      written = changes;
    } catch (IOException | RuntimeException e) {
      LOG.info("what the line carried was not kept", Fact.text("why", e.toString()));
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    write();
  }
}
