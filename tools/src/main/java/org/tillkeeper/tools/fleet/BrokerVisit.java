package org.tillkeeper.tools.fleet;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.tillkeeper.agent.fleet.Broker;
import org.tillkeeper.agent.fleet.End;
import org.tillkeeper.agent.fleet.Granted;
import org.tillkeeper.agent.fleet.Hello;
import org.tillkeeper.agent.fleet.Inbound;
import org.tillkeeper.agent.fleet.Link;
import org.tillkeeper.agent.fleet.Message;
import org.tillkeeper.agent.fleet.ReasonCode;
import org.tillkeeper.agent.host.ClientTls;
import org.tillkeeper.agent.host.UnusableTls;

/**
 * One connection to a broker, for who asks and waits. What comes in waits in a queue that is
 * bounded: the broker sends no faster than it is read.
 */
public final class BrokerVisit implements AutoCloseable, Link.Owner {
  /** Of a bundle's piece, with room for its properties. */
  private static final int PACKET_BYTES_MOST = 256 * 1024;

  private static final int WAITING_MOST = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int SUBSCRIPTION = 1;
  private static final int PUBLICATION = 2;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("tillkeeper-visit", true), NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final BlockingQueue<Message> messages = new ArrayBlockingQueue<>(WAITING_MOST);
  private final CompletableFuture<Granted> granted = new CompletableFuture<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private volatile CompletableFuture<Void> subscribed = new CompletableFuture<>();
  private volatile CompletableFuture<Void> published = new CompletableFuture<>();
  private volatile Optional<Link> link = Optional.empty();

  private BrokerVisit() {}

  /** Connects under a name of chance; the broker keeps nothing of it. */
  public static BrokerVisit to(Broker broker) throws IOException, InterruptedException {
    String name = "tillkeeper-fleet-" + Long.toHexString(new SecureRandom().nextLong());
    return to(broker, name, Hello.Start.CLEAN, Duration.ZERO);
  }

  /**
   * Connects.
   *
   * @param start whether what came for this name meanwhile is wanted
   * @param expiry for how long the broker keeps what comes for it
   * @throws IOException if the broker is not reached or refuses; the text says why
   */
  public static BrokerVisit to(Broker broker, String name, Hello.Start start, Duration expiry)
      throws IOException, InterruptedException {
    BrokerVisit visit = new BrokerVisit();
    boolean done = false;
    try {
      Optional<ClientTls> tls = broker.tls().map(ClientTls::new);
      if (tls.isPresent()) {
        tls.get().prepare();
      }
      Hello hello = new Hello(name, start, Duration.ofSeconds(30), expiry, Optional.empty());
      visit.link =
          Optional.of(
              Link.open(
                  visit.loop,
                  broker,
                  tls,
                  hello,
                  new Inbound(PACKET_BYTES_MOST, WAITING_MOST),
                  PATIENCE,
                  visit));
      visit.await(visit.granted);
      done = true;
      return visit;
    } catch (UnusableTls e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      if (!done) {
        visit.close();
      }
    }
  }

  private <T> T await(CompletableFuture<T> future) throws IOException, InterruptedException {
    try {
      return future.get(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the broker does not answer", e);
    }
  }

  /** Subscribes, and returns once the broker has taken it. */
  public void subscribe(List<String> filters, Message.Kept kept)
      throws IOException, InterruptedException {
    subscribed = new CompletableFuture<>();
    onLink(it -> it.subscribe(SUBSCRIPTION, filters, kept));
    await(subscribed);
  }

  /** Publishes, and returns once the broker has it. */
  public void publish(Message message) throws IOException, InterruptedException {
    published = new CompletableFuture<>();
    onLink(it -> it.publish(PUBLICATION, message, Link.Again.FIRST_TIME));
    await(published);
  }

  private void onLink(Consumer<Link> what) throws IOException {
    if (over.isDone()) {
      fail();
    }
    loop.execute(() -> what.accept(link.get()));
  }

  private void fail() throws IOException {
    try {
      over.getNow(null);
    } catch (RuntimeException e) {
      throw new IOException(e.getCause().getMessage(), e);
    }
    throw new IOException("the connection has ended");
  }

  /**
   * The next message; empty where none comes in time.
   *
   * @throws IOException if there is no connection any more and nothing waits
   */
  public Optional<Message> next(Duration wait) throws IOException, InterruptedException {
    Message message = messages.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    if (message == null && over.isDone()) {
      fail();
    }
    return Optional.ofNullable(message);
  }

  @Override
  public void granted(Granted now) {
    granted.complete(now);
  }

  @Override
  public void message(Message message) {
    try {
      messages.put(message); // this thread waits, so the broker does
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void acknowledged(int id, int code, String why) {
    complete(published, code, why);
  }

  @Override
  public void subscribed(int id, int code, String why) {
    complete(subscribed, code, why);
  }

  private static void complete(CompletableFuture<Void> future, int code, String why) {
    Optional<String> refused = ReasonCode.refusal(code, why);
    if (refused.isPresent()) {
      future.completeExceptionally(new IOException(refused.get()));
    } else {
      future.complete(null);
    }
  }

  @Override
  public void ended(End end) {
    IOException why = new IOException(end.text());
    over.completeExceptionally(why);
    granted.completeExceptionally(why);
    subscribed.completeExceptionally(why);
    published.completeExceptionally(why);
  }

  /** Breaks the connection without a word, as a lost line does. */
  void drop() {
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    messages.clear(); // whoever waits to put goes on
    if (!over.isDone() && link.isPresent()) {
      CompletableFuture<Void> said = new CompletableFuture<>();
      loop.execute(
          () -> {
            link.get().disconnect(ReasonCode.NORMAL_DISCONNECTION);
            said.complete(null);
          });
      try {
        said.get(2, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        // It is closed without a word then.
      }
    }
    group
        .shutdownGracefully(50, 500, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
