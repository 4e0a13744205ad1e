package org.tillkeeper.agent.host;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.tillkeeper.agent.memory.WipedBuffers;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Real sockets: one network thread for everything, epoll where it is native, NIO elsewhere (on
 * Android always).
 *
 * <p>A connection is reset when it ends and not closed politely: bytes that wait in the system's
 * buffers must not reach the acquirer after the loop has decided that they are lost. {@code
 * SO_LINGER} is 0 from the connection's start, so that this holds for a killed process too.
 */
public final class NettyTransport implements Transport {
  private static final int LOOKUPS_MAX = 4;
  private static final int CLOSE_WAIT_SECONDS = 5;

  // Of Linux's asm-generic/socket.h and linux/if.h, which Netty has no names for.
  private static final int SOL_SOCKET = 1;
  private static final int SO_BINDTODEVICE = 25;
  private static final int IFNAMSIZ = 16;
  private static final ChannelOption<ByteBuffer> BIND_TO_DEVICE =
      new RawUnixChannelOption("SO_BINDTODEVICE", SOL_SOCKET, SO_BINDTODEVICE, IFNAMSIZ);

  static {
    // Java remembers a failed lookup for 10 s: a line that comes back must not wait for that.
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  private final Framing framing;
  private final Scheduler scheduler;
  private final Resolver resolver;
  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final boolean epoll;
  private final Bootstrap bootstrap;
  private final ThreadPoolExecutor lookups;
  private final Map<TlsSettings, TlsFiles> tls = new ConcurrentHashMap<>();
  private final Map<String, InetSocketAddress> lastTargets = new ConcurrentHashMap<>();

  // Of the network thread:
  private final Set<ConnectAttempt> open = new HashSet<>();
  private boolean closed;

  /**
   * @param framing how the acquirer's stream is cut into frames
   * @param scheduler whose thread every listener is called on
   * @param userTimeout the connection ends when sent bytes are not acknowledged for this long; only
   *     where epoll is native, elsewhere the loop's own time-outs must do
   */
  public NettyTransport(Framing framing, Scheduler scheduler, Duration userTimeout) {
    this(framing, scheduler, userTimeout, InetAddress::getAllByName);
  }

  NettyTransport(Framing framing, Scheduler scheduler, Duration userTimeout, Resolver resolver) {
    this.framing = framing;
    this.scheduler = scheduler;
    this.resolver = resolver;
    epoll = Epoll.isAvailable();
    this.group =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("tillkeeper-line", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.loop = group.next();
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.ALLOCATOR, WipedBuffers.SHARED)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(256, 1024, 8192))
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.SO_LINGER, 0);
    if (epoll) {
      bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, millis(userTimeout));
    }
    this.lookups =
        new ThreadPoolExecutor(
            0,
            LOOKUPS_MAX,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new DefaultThreadFactory("tillkeeper-lookup", true));
  }

  /**
   * Reads a route's TLS files, so that one that cannot be used is known at start and not when the
   * line is needed. They are read again for a connection when they have changed.
   *
   * @throws UnusableTls names setting, file and what is allowed
   */
  public void prepare(Route route) throws UnusableTls {
    if (route.tls().isPresent()) {
      tls(route.tls().get()).current();
    }
  }

  @Override
  public void connect(Route route, Duration timeout, Listener listener) {
    ConnectAttempt attempt = new ConnectAttempt(this, route, timeout, listener);
    try {
      loop.execute(
          () -> {
            if (closed) {
              attempt.fail("the agent is stopping");
            } else {
              open.add(attempt);
              attempt.start();
            }
          });
    } catch (RejectedExecutionException e) {
      scheduler.execute(() -> listener.failed("the agent is stopping"));
    }
  }

  @Override
  public void close() {
    try {
      loop.execute(
          () -> {
            closed = true;
            for (ConnectAttempt attempt : new ArrayList<>(open)) {
              attempt.abandon("the agent is stopping");
            }
          });
    } catch (RejectedExecutionException e) {
      return; // closed before
    }
    lookups.shutdownNow(); // after the attempts have ended, which is why their lookups do
    Future<?> ended = group.shutdownGracefully(0, CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
    if (!loop.inEventLoop()) {
      ended.awaitUninterruptibly(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** What each route was connected to last. Safe for any thread. */
  Collection<InetSocketAddress> lastTargets() {
    return lastTargets.values();
  }

  void connectingTo(Route route, InetSocketAddress target) {
    lastTargets.put(route.name(), target);
  }

  Framing framing() {
    return framing;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  EventLoop loop() {
    return loop;
  }

  Bootstrap bootstrap() {
    return bootstrap.clone();
  }

  /** The connection leaves by this interface or not at all, where the system lets us say so. */
  void leaveOnlyBy(Bootstrap bootstrap, String interfaceName) {
    if (epoll) {
      ByteBuffer name = ByteBuffer.allocateDirect(IFNAMSIZ);
      byte[] letters = interfaceName.getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < letters.length; i++) {
        name.put(i, letters[i]);
      }
      bootstrap.option(BIND_TO_DEVICE, name);
    }
  }

  TlsFiles tls(TlsSettings settings) {
    return tls.computeIfAbsent(settings, TlsFiles::new);
  }

  @Override
  public Optional<String> unusedCertificates() {
    for (TlsFiles files : tls.values()) {
      Optional<String> trouble = files.trouble();
      if (trouble.isPresent()) {
        return trouble;
      }
    }
    return Optional.empty();
  }

  /**
   * Looks a name up on a thread of its own, since it may take as long as it likes.
   *
   * @throws RejectedExecutionException while too many lookups hang, or after close
   */
  void resolve(ConnectAttempt attempt, String host) {
    lookups.execute(
        () -> {
          try {
            InetAddress[] addresses = resolver.resolve(host);
            loop.execute(() -> attempt.resolved(addresses));
          } catch (RejectedExecutionException e) {
            // The transport closed meanwhile, and the attempt has ended with it.
          } catch (Exception e) {
            failLater(attempt, host + ": " + Reason.of(e));
          }
        });
  }

  private void failLater(ConnectAttempt attempt, String why) {
    try {
      loop.execute(() -> attempt.fail(why));
    } catch (RejectedExecutionException e) {
      // As above.
    }
  }

  /** On the network thread: this attempt, and the connection that came of it, have ended. */
  void ended(ConnectAttempt attempt) {
    open.remove(attempt);
  }

  static int millis(Duration time) {
    return (int) Math.min(Math.max(time.toMillis(), 1), Integer.MAX_VALUE);
  }

  /** What finds a host's addresses; the system's, or a test's. */
  interface Resolver {
    InetAddress[] resolve(String host) throws Exception;
  }
}
