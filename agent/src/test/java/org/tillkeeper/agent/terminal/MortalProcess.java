package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.Transport;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.time.VirtualTime;

/**
 * One process of the agent. Whatever it asks of the world passes through here, so that it can die
 * between any two of its effects: it then does nothing any more, while the world goes on.
 *
 * <p>The places to die are counted. Two places with nothing durable, sent or received between them
 * are one: no restart could tell them apart.
 */
final class MortalProcess implements Scheduler, Transport {
  /** Unwinds whatever the process was doing. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final VirtualTime time;
  private final BenchNetwork network;
  private LongSupplier effects = () -> 0;
  private long lastEffects = -1;
  private boolean alive = true;
  private int places;
  private int diesAt = Integer.MAX_VALUE;

  /** What is done with a task of another thread; null: it waits for its turn in virtual time. */
  Consumer<Runnable> atOnce;

  /** The thread that set the last timer. */
  Thread lastTimerBy;

  MortalProcess(VirtualTime time, BenchNetwork network) {
    this.time = time;
    this.network = network;
  }

  /**
   * @param counted grows with everything that happened in the world
   */
  void count(LongSupplier counted) {
    effects = counted;
  }

  /** It dies at this place, 1 for the first from now on. */
  void dieAt(int place) {
    places = 0;
    diesAt = place;
  }

  /** How many places it came by since {@link #dieAt}. */
  int places() {
    return places;
  }

  boolean isAlive() {
    return alive;
  }

  /** It is killed now. */
  void die() {
    alive = false;
    network.cut();
  }

  private void place() {
    long now = effects.getAsLong();
    if (now == lastEffects) {
      return;
    }
    lastEffects = now;
    places++;
    if (places >= diesAt) {
      die();
      throw new Death();
    }
  }

  private void live(Runnable work) {
    if (alive) {
      try {
        place();
        work.run();
      } catch (Death e) {
        alive = false;
      }
    }
  }

  @Override
  public Instant wallClock() {
    place();
    return time.wallClock();
  }

  @Override
  public long nanoTime() {
    return time.nanoTime();
  }

  @Override
  public void execute(Runnable task) {
    if (atOnce == null) {
      time.execute(() -> live(task));
    } else {
      atOnce.accept(task);
    }
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    lastTimerBy = Thread.currentThread();
    return time.after(delay, () -> live(task));
  }

  @Override
  public void connect(Route route, Duration timeout, Listener listener) {
    place();
    network.connect(route, timeout, new MortalListener(listener));
  }

  @Override
  public void close() {
    network.close();
  }

  private final class MortalConnection implements Connection {
    private final Connection connection;

    MortalConnection(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void send(byte[] frame) {
      place();
      connection.send(frame);
      place();
    }

    @Override
    public void reset() {
      place();
      connection.reset();
    }
  }

  private final class MortalListener implements Listener {
    private final Listener listener;

    MortalListener(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void connected(Connection connection) {
      live(() -> listener.connected(new MortalConnection(connection)));
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
