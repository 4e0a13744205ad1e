package org.tillkeeper.agent.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.Transport;
import org.tillkeeper.agent.time.Scheduler;

/**
 * One process of the agent. Whatever it asks of the world passes through here, so that it can die
 * at any of these places: see {@link Where}. Dead, it does nothing any more, while the world goes
 * on.
 *
 * <p>The places it comes by are counted, so that a death can be asked for at the Nth.
 */
public final class MortalProcess implements Scheduler, Transport {
  /** Unwinds whatever the process was doing. */
  public static final class Death extends Error {
    private static final long serialVersionUID = 1L;

    Death() {
      super(null, null, false, false);
    }
  }

  /** Where a process can die. */
  public enum Where {
    /** Before a task begins, or what the network tells is heard. */
    TASK,
    /** Reading the wall clock, which it does within its transactions. */
    CLOCK,
    CONNECT,
    /** Between a commit and the send that follows it. */
    BEFORE_SEND,
    AFTER_SEND,
    RESET
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final VirtualTime time;
  private final Transport network;
  private final Runnable died;
  private final Consumer<RuntimeException> defect;
  private Optional<LongSupplier> effects = Optional.empty();
  private OptionalLong lastEffects = OptionalLong.empty();
  private boolean alive = true;
  private long places;
  private long diesAt = NEVER;
  private Optional<Where> diedAt = Optional.empty();

  /**
   * @param died is told at once
   * @param defect is given what a task throws
   */
  public MortalProcess(
      VirtualTime time, Transport network, Runnable died, Consumer<RuntimeException> defect) {
    this.time = time;
    this.network = network;
    this.died = died;
    this.defect = defect;
  }

  /**
   * From now on, places with nothing durable, sent or received between them are one: no restart
   * could tell them apart.
   *
   * @param counted grows with everything that happened in the world
   */
  public void count(LongSupplier counted) {
    effects = Optional.of(counted);
    lastEffects = OptionalLong.empty();
  }

  /** It dies at this place, 1 for the first from now on. */
  public void dieAt(long place) {
    places = 0;
    diesAt = place;
  }

  /** It will not be killed any more. */
  public void spare() {
    diesAt = NEVER;
  }

  /** How many places it came by, since {@link #dieAt} where that was said. */
  public long places() {
    return places;
  }

  public boolean isAlive() {
    return alive;
  }

  /** Where it died; empty while it lives, and where it was killed from outside. */
  public Optional<Where> diedAt() {
    return diedAt;
  }

  /** It is killed now. */
  public void die() {
    if (alive) {
      alive = false;
      died.run();
    }
  }

  private void place(Where where) {
    if (!alive) {
      throw new Death();
    }
    if (effects.isPresent()) {
      OptionalLong now = OptionalLong.of(effects.get().getAsLong());
      if (now.equals(lastEffects)) {
        return;
      }
      lastEffects = now;
    }
    places++;
    if (places == diesAt) {
      diedAt = Optional.of(where);
      die();
      throw new Death();
    }
  }

  private void live(Runnable work) {
    if (!alive) {
      return;
    }
    try {
      place(Where.TASK);
      work.run();
    } catch (Death e) {
      return;
    } catch (RuntimeException e) {
      defect.accept(e);
    }
  }

  @Override
  public Instant wallClock() {
    place(Where.CLOCK);
    return time.wallClock();
  }

  @Override
  public long nanoTime() {
    return time.nanoTime();
  }

  @Override
  public void execute(Runnable task) {
    time.execute(() -> live(task));
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    return time.after(delay, () -> live(task));
  }

  @Override
  public void connect(Route route, Duration timeout, Listener listener) {
    place(Where.CONNECT);
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
      place(Where.BEFORE_SEND);
      connection.send(frame);
      place(Where.AFTER_SEND);
    }

    @Override
    public void reset() {
      place(Where.RESET);
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
