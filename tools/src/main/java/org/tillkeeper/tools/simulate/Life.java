package org.tillkeeper.tools.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.Transport;
import org.tillkeeper.agent.time.Scheduler;

/**
 * One process of the agent. Whatever it asks of the world passes through here, so that it can die
 * at any of these places: at the start of each task and each call of the network, before and after
 * each send, and each time it reads the clock, which it does within its transactions. Dead, it does
 * nothing any more, while the world goes on.
 */
final class Life implements Scheduler, Transport {
  /** Unwinds whatever the process was doing. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1L;

    Death() {
      super(null, null, false, false);
    }
  }

  private final Timeline time;
  private final Net net;
  private long diesAt;
  private final Runnable died;
  private final Consumer<RuntimeException> defect;
  private boolean alive = true;
  private long places;
  private boolean sending;
  private boolean readingClock;

  /**
   * @param diesAt number of the place
   * @param died is told at once
   * @param defect is given what a task throws
   */
  Life(Timeline time, Net net, long diesAt, Runnable died, Consumer<RuntimeException> defect) {
    this.time = time;
    this.net = net;
    this.diesAt = diesAt;
    this.died = died;
    this.defect = defect;
  }

  boolean isAlive() {
    return alive;
  }

  /** It will not be killed any more. */
  void spare() {
    diesAt = Long.MAX_VALUE;
  }

  long places() {
    return places;
  }

  /** Whether it died between a commit and the send that follows it. */
  boolean diedBeforeSend() {
    return !alive && sending;
  }

  /** Whether it died reading the clock, which it does within its transactions. */
  boolean diedReadingClock() {
    return !alive && readingClock;
  }

  void die() {
    if (alive) {
      alive = false;
      died.run();
    }
  }

  private void place() {
    if (!alive) {
      throw new Death();
    }
    places++;
    if (places == diesAt) {
      die();
      throw new Death();
    }
  }

  private void live(Runnable work) {
    if (!alive) {
      return;
    }
    try {
      place();
      work.run();
    } catch (Death e) {
      return;
    } catch (RuntimeException e) {
      defect.accept(e);
    }
  }

  @Override
  public Instant wallClock() {
    readingClock = true;
    place();
    readingClock = false;
    return time.wallClock();
  }

  @Override
  public long nanoTime() {
    return time.nanos();
  }

  @Override
  public void execute(Runnable task) {
    time.after(0, () -> live(task));
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    Timeline.Task waiting = time.after(delay.toNanos(), () -> live(task));
    return waiting::cancel;
  }

  @Override
  public void connect(Route route, Duration timeout, Listener listener) {
    place();
    net.connect(route.name(), new Hearing(listener));
  }

  @Override
  public void close() {
    // The network ends with the world.
  }

  private final class Wire implements Connection {
    private final Connection connection;

    Wire(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void send(byte[] frame) {
      sending = true;
      place();
      sending = false;
      connection.send(frame);
      place();
    }

    @Override
    public void reset() {
      place();
      connection.reset();
    }
  }

  private final class Hearing implements Listener {
    private final Listener listener;

    Hearing(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void connected(Connection connection) {
      live(() -> listener.connected(new Wire(connection)));
    }

    @Override
    public void failed(String why) {
      live(() -> listener.failed(why));
    }

    @Override
    public void handedOver(byte[] frame) {
      live(() -> listener.handedOver(frame));
    }

    @Override
    public void notHandedOver(byte[] frame, String why) {
      live(() -> listener.notHandedOver(frame, why));
    }

    @Override
    public void received(byte[] frame) {
      live(() -> listener.received(frame));
    }

    @Override
    public void malformed(String why) {
      live(() -> listener.malformed(why));
    }

    @Override
    public void closed(String why) {
      live(() -> listener.closed(why));
    }
  }
}
