package org.tillkeeper.agent.fleet;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.tillkeeper.agent.host.ClientTls;
import org.tillkeeper.agent.host.TlsSettings;
import org.tillkeeper.agent.host.UnusableTls;
import org.tillkeeper.agent.webhook.Outlet;

/**
 * This terminal as one of a fleet: reports to a broker how it stands and what happens, and takes
 * the few things that may be asked from afar. Data flows one way, out; nothing that comes in
 * touches a payment.
 *
 * <p>All of it runs on one thread, which nothing else shares: a name that is looked up for long, a
 * broker that hangs, or a handshake that takes long, holds up neither a till nor the acquirer.
 */
public final class Fleet implements AutoCloseable {
  private static final long CLOSE_SECONDS = 2;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("tillkeeper-fleet", true), NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final Session session;
  private final Events events;
  private final Reporting reporting;
  private final AtomicBoolean change = new AtomicBoolean();

  /**
   * Who reports to whom.
   *
   * @param clientId by which the broker knows this terminal; no other may have it
   * @param allowed what may be asked; empty for nothing
   */
  public record Place(Broker broker, Topics topics, String clientId, Set<Order.Kind> allowed) {}

  /**
   * How it stands with the broker.
   *
   * @param broker for people
   * @param connected whether it takes what is said
   * @param end what the last connection ended by, or why there is none
   * @param failures tries in a row that brought none
   * @param trouble what does not go although there is a connection; may be empty
   */
  public record Standing(String broker, boolean connected, End end, int failures, String trouble) {}

  private final Place place;

  private Fleet(
      Place place,
      Optional<ClientTls> tls,
      Pauses pauses,
      Random random,
      Reports reports,
      Deeds deeds,
      Supplier<Instant> wallClock) {
    this.place = place;
    Inward inward = new Inward();
    session =
        new Session(
            loop, place.broker(), tls, place.topics(), place.clientId(), pauses, random, inward);
    events = new Events(loop, session, place.broker(), place.topics());
    reporting = new Reporting(loop, session, place.topics(), reports, pauses);
    inward.reporting = Optional.of(reporting);
    inward.desk =
        Optional.of(
            new OrderDesk(loop, session, place.topics(), place.allowed(), deeds, wallClock));
  }

  /** From the session to who works with it. */
  private static final class Inward implements Session.Listener {
    private Optional<Reporting> reporting = Optional.empty();
    private Optional<OrderDesk> desk = Optional.empty();

    @Override
    public void connected() {
      reporting.get().connected();
    }

    @Override
    public void disconnected() {
      reporting.get().disconnected();
    }

    @Override
    public void ordered(Message order) {
      desk.get().ordered(order);
    }

    @Override
    public boolean takesOrders() {
      return desk.get().takesOrders();
    }
  }

  /**
   * One that stands still until {@link #start}.
   *
   * @param wallClock by which what is asked from afar is over; asked on the fleet's thread
   * @throws UnusableTls if certificate, key or CA cannot be used
   */
  public static Fleet of(
      Place place,
      Pauses pauses,
      Random random,
      Reports reports,
      Deeds deeds,
      Supplier<Instant> wallClock)
      throws UnusableTls {
    Optional<TlsSettings> settings = place.broker().tls();
    Optional<ClientTls> tls = settings.map(ClientTls::new);
    if (tls.isPresent()) {
      tls.get().prepare();
    }
    return new Fleet(place, tls, pauses, random, reports, deeds, wallClock);
  }

  /** What is told in order, as who is told of them by the ledger's own cursor. */
  public Outlet events() {
    return events;
  }

  /** Begins to connect. Safe for any thread. */
  public void start() {
    loop.execute(session::connect);
  }

  /** Something may have changed. Safe for any thread, and costs next to nothing. */
  public void changed() {
    try {
      if (change.compareAndSet(false, true)) {
        loop.execute(
            () -> {
              change.set(false);
              reporting.changed();
            });
      }
    } catch (RejectedExecutionException e) {
      // The agent is stopping.
    }
  }

  /** How it stands. Safe for any thread. */
  public Standing standing() {
    Session.Standing now = session.standing();
    return new Standing(
        place.broker().shown(), now.connected(), now.end(), now.failures(), now.trouble());
  }

  /** Says that the terminal stops, where it can, and ends. */
  @Override
  public void close() {
    CountDownLatch said = new CountDownLatch(1);
    try {
      loop.execute(() -> session.stop(said::countDown));
      if (!said.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        said.countDown(); // the broker says of it what the will says
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException e) {
      // It has ended already.
    }
    group
        .shutdownGracefully(0, 1, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
