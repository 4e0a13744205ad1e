package org.tillkeeper.agent;

import io.netty.channel.EventLoopGroup;
import java.io.File;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.service.NotifySocket;
import org.tillkeeper.agent.service.Watchdog;
import org.tillkeeper.agent.terminal.AgentLoop;
import org.tillkeeper.agent.upkeep.Status;

/** What a running agent owes the service manager that started it, where one did. */
final class Supervision implements AutoCloseable {
  private static final Log LOG = Log.of(Supervision.class);

  /** Less than this and no transaction ends. */
  private static final long ROOM = 1 << 16;

  /** What the process ends with when it does not work and nobody else would end it. */
  private static final int STUCK = 71;

  private final NotifySocket socket;
  private final Watchdog watchdog;

  private Supervision(NotifySocket socket, Watchdog watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /** Says that the agent takes payments, and from now on that it still does. */
  static Supervision start(
      Map<String, String> environment, AgentLoop loop, File data, EventLoopGroup group, int port) {
    NotifySocket socket = NotifySocket.of(environment, group);
    socket.ready("listening on port " + port);
    Watchdog watchdog =
        Watchdog.start(environment, socket, () -> standing(loop, data), Supervision::end);
    return new Supervision(socket, watchdog);
  }

  private static CompletableFuture<String> standing(AgentLoop loop, File data) {
    // What SQLite would notice only when it writes.
    if (!data.canWrite() || data.getUsableSpace() < ROOM) {
      CompletableFuture<String> failed = new CompletableFuture<>();
      failed.completeExceptionally(
          new LedgerUnavailable("the data folder is full or cannot be written", null));
      return failed;
    }
    return loop.working().thenApply(Supervision::line);
  }

  /** For who asks the manager: no sum, no card. */
  private static String line(Status status) {
    String attention = status.attention() == 0 ? "" : ", " + status.attention() + " need a person";
    return (status.online() ? "online" : "offline")
        + ", "
        + status.pendingCount()
        + " pending"
        + attention;
  }

  /** The ledger has everything, as after a power failure. */
  private static void end() {
    LOG.error("the agent does not work and is ended", Fact.event("stuck"));
    Runtime.getRuntime().halt(STUCK);
  }

  @Override
  public void close() {
    watchdog.close();
    socket.close();
  }
}
