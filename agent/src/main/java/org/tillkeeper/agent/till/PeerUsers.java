package org.tillkeeper.agent.till;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks the system whose connections on this device are, by its tables of sockets. That is done on a
 * thread of its own, which ends when nobody asks: at most ten times a second and for at most a
 * tenth of the time, and no more than 4 MiB of each table are read, which is some 28,000 sockets.
 * Whom the part that was read does not name is not told of.
 *
 * <p>Android from 10 on lets no app read the tables. Then nobody is told of, and the system is
 * asked again after a minute: it may also have been out of files.
 *
 * <p>Safe for any thread.
 */
final class PeerUsers {
  private static final int BYTES_MAX = 4 << 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A look that took so long is followed by nine times as long without. */
  private static final long TIMES_LONGER = 9;

  private static final long HIDDEN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final List<File> files;
  private final SocketTable table = new SocketTable(BYTES_MAX);
  private final AtomicBoolean looks = new AtomicBoolean();
  private final ThreadPoolExecutor thread;

  private volatile long nextNanos = System.nanoTime();
  private volatile boolean hidden;

  /** Who wants to know. Called on this one's thread. */
  interface Asking {
    /** About whom. */
    List<Knock> notAsked();

    /**
     * What is known of all of them.
     *
     * @param users one for each, or {@link Knock#UNTOLD}
     * @param agent as whom the agent runs, where that was seen
     */
    void told(List<Knock> knocks, long[] users, OptionalLong agent);
  }

  /** Asks by these tables, as many as can be read. */
  PeerUsers(List<File> files) {
    this.files = files;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread made = new Thread(task, "tillkeeper-peers");
              made.setDaemon(true);
              return made;
            });
    thread.allowCoreThreadTimeOut(true);
  }

  /** Asks this system. */
  static PeerUsers ofSystem() {
    return new PeerUsers(Arrays.asList(new File("/proc/net/tcp"), new File("/proc/net/tcp6")));
  }

  /** Whether there is no use in asking now. */
  boolean tellsNothing() {
    return hidden && System.nanoTime() - nextNanos < 0;
  }

  /** Looks soon, unless somebody looks already or has just looked. */
  void look(Asking asking) {
    if (System.nanoTime() - nextNanos >= 0 && looks.compareAndSet(false, true)) {
      thread.execute(() -> lookNow(asking));
    }
  }

  private void lookNow(Asking asking) {
    try {
      long began = System.nanoTime();
      Look look = new Look(asking.notAsked());
      boolean read = false;
      for (File file : files) {
        read |= read(file, look);
      }
      long now = System.nanoTime();
      long pause = Math.max(PAUSE_NANOS, (now - began) * TIMES_LONGER);
      nextNanos = now + (read ? pause : HIDDEN_NANOS);
      hidden = !read;
      asking.told(look.knocks, look.users, look.agent);
    } finally {
      looks.set(false);
    }
  }

  private boolean read(File file, Look look) {
    try (InputStream in = new FileInputStream(file)) {
      table.read(in, look);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Finds those that are asked about among the sockets. */
  private static final class Look implements SocketTable.Sockets {
    private static final int FREE = -1;

    private final List<Knock> knocks;
    private final long[] users;
    private OptionalLong agent = OptionalLong.empty();

    /** Places in the list, by the far ends' ports; the next free one where two meet. */
    private final int[] byPort;

    Look(List<Knock> knocks) {
      this.knocks = knocks;
      users = new long[knocks.size()];
      Arrays.fill(users, Knock.UNTOLD);
      byPort = new int[Integer.highestOneBit(Math.max(1, knocks.size())) * 4];
      Arrays.fill(byPort, FREE);
      for (int i = 0; i < users.length; i++) {
        int slot = slot(knocks.get(i).ends().get().far().port());
        while (byPort[slot] != FREE) {
          slot = slot(slot + 1);
        }
        byPort[slot] = i;
      }
    }

    private int slot(int number) {
      return number & (byPort.length - 1);
    }

    @Override
    public void socket(
        long localHigh,
        long localLow,
        int localPort,
        long remoteHigh,
        long remoteLow,
        int remotePort,
        long user) {
      int of = find(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
      if (of != FREE) {
        users[of] = user;
      } else if (!agent.isPresent()
          && find(remoteHigh, remoteLow, remotePort, localHigh, localLow, localPort) != FREE) {
        agent = OptionalLong.of(user);
      }
    }

    private int find(
        long farHigh, long farLow, int farPort, long nearHigh, long nearLow, int nearPort) {
      for (int slot = slot(farPort); byPort[slot] != FREE; slot = slot(slot + 1)) {
        Knock.Ends ends = knocks.get(byPort[slot]).ends().get();
        if (ends.far().is(farHigh, farLow, farPort)
            && ends.near().is(nearHigh, nearLow, nearPort)) {
          return byPort[slot];
        }
      }
      return FREE;
    }
  }
}
