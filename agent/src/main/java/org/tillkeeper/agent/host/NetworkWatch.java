package org.tillkeeper.agent.host;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;

/**
 * Notices that the system's network has changed, so that the line comes back within round trips and
 * not within back-off intervals. It looks again and again: often while the line has just gone and
 * somebody may wait, less often when it stays away, seldom while it works. A device on a battery
 * wakes up for each look.
 *
 * <p>A look costs less than a tenth of a millisecond of CPU time once compiled, and a few times
 * that before. It needs neither native code nor a permission, so that it does the same on Linux and
 * on Android. An app that is told of changes by its system calls the agent directly besides.
 *
 * <p>Looks on a daemon thread of its own, since the system's answer may be slow exactly while the
 * network changes.
 */
public final class NetworkWatch implements AutoCloseable {
  static final Duration QUICK = Duration.ofMillis(20);
  static final Duration OFFLINE = Duration.ofMillis(250);
  static final Duration ONLINE = Duration.ofMillis(500);

  /** Changes come in bursts: a link, then its address, then its routes. Three seconds. */
  private static final int QUICK_LOOKS = 150;

  /** Half a minute: by then a customer has gone, or another half second is nothing to him. */
  private static final int OFFLINE_LOOKS = 1500;

  private static final Log LOG = Log.of(NetworkWatch.class);

  private final Probe probe;
  private final BooleanSupplier online;
  private final Runnable changed;
  private final Thread thread = new Thread(this::run, "tillkeeper-network");
  private Map<String, String> last;
  private int quickLooks;
  private int offlineLooks;

  /** What tells how the network is now. */
  interface Probe {
    /**
     * What each thing that matters is like now. A value that differs from the one before is a
     * change; a name that is new or gone is none. Never throws.
     */
    Map<String, String> look();
  }

  NetworkWatch(Probe probe, BooleanSupplier online, Runnable changed) {
    this.probe = probe;
    this.online = online;
    this.changed = changed;
    last = probe.look();
  }

  /**
   * Begins to watch what the transport's connections depend on.
   *
   * @param online asked before each look, on the watch's thread
   * @param changed called after each change, on the watch's thread
   */
  public static NetworkWatch start(
      NettyTransport transport, BooleanSupplier online, Runnable changed) {
    NetworkWatch watch = new NetworkWatch(new SystemNetwork(transport), online, changed);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(look().toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /**
   * Looks once.
   *
   * @return after how long to look again
   */
  Duration look() {
    Map<String, String> now = probe.look();
    boolean differs = false;
    for (Map.Entry<String, String> one : now.entrySet()) {
      differs |= !one.getValue().equals(last.getOrDefault(one.getKey(), one.getValue()));
    }
    last = now;
    if (differs) {
      LOG.info(
          "the network has changed", Fact.event("network"), Fact.text("now", String.valueOf(now)));
      changed.run();
    }
    quickLooks = differs ? QUICK_LOOKS : Math.max(0, quickLooks - 1);
    if (online.getAsBoolean()) {
      offlineLooks = 0;
      return quickLooks == 0 ? ONLINE : QUICK;
    }
    offlineLooks = Math.min(OFFLINE_LOOKS, offlineLooks + 1);
    return quickLooks > 0 || offlineLooks < OFFLINE_LOOKS ? QUICK : OFFLINE;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
