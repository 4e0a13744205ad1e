package org.tillkeeper.agent.till;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.diagnosis.Diagnosis;
import org.tillkeeper.agent.memory.WipedBuffers;
import org.tillkeeper.agent.reader.CardReader;
import org.tillkeeper.agent.receipt.Shop;
import org.tillkeeper.agent.terminal.Terminal;

/**
 * Serves the till API and the cashier's page over HTTP/1.1 on loopback. Safe for any thread; its
 * connections run on the event loops of the group it is given.
 */
public final class TillServer implements Closeable {
  private static final int ACCEPTED_AT_ONCE = 64;
  private static final int FREE_PORTS_TRIED = 8;

  /** One, or one for each family of addresses. */
  private final List<Channel> listening;

  private final ChannelGroup connections;

  private TillServer(List<Channel> listening, ChannelGroup connections) {
    this.listening = listening;
    this.connections = connections;
  }

  /**
   * Listens, and serves until closed.
   *
   * @param terminal what the calls ask
   * @param doctor looks at everything; on threads of its own
   * @param json how payments are shown
   * @param access who may call
   * @param currency the terminal's own, ISO 4217 letters
   * @param shop what stands on receipts
   * @param api where to listen; loopback alone, port 0 for any free one, {@code localhost} for both
   *     families
   * @param group of NIO or epoll, not shut down by this server
   * @throws InvalidConfig if the address is not one of loopback
   * @throws IOException if it cannot listen there; the text names the address
   */
  public static TillServer start(
      Terminal terminal,
      Supplier<CompletableFuture<Diagnosis>> doctor,
      PaymentJson json,
      Access access,
      String currency,
      Shop shop,
      AgentConfig.Api api,
      IoEventLoopGroup group)
      throws IOException, InvalidConfig {
    return start(
        terminal,
        doctor,
        json,
        access,
        currency,
        shop,
        api,
        group,
        Limits.DEFAULT,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Serves as {@link #start(Terminal, PaymentJson, Access, String, Shop, AgentConfig.Api,
   * IoEventLoopGroup)}, and what a field engineer asks for.
   */
  public static TillServer start(
      Terminal terminal,
      Supplier<CompletableFuture<Diagnosis>> doctor,
      PaymentJson json,
      Access access,
      String currency,
      Shop shop,
      AgentConfig.Api api,
      IoEventLoopGroup group,
      Field field)
      throws IOException, InvalidConfig {
    return start(
        terminal,
        doctor,
        json,
        access,
        currency,
        shop,
        api,
        group,
        Limits.DEFAULT,
        Optional.of(field),
        field.reader(terminal));
  }

  /**
   * As the others.
   *
   * @param field what an engineer asks for; empty for none of it
   * @param reader that is attached; empty for none
   */
  static TillServer start(
      Terminal terminal,
      Supplier<CompletableFuture<Diagnosis>> doctor,
      PaymentJson json,
      Access access,
      String currency,
      Shop shop,
      AgentConfig.Api api,
      IoEventLoopGroup group,
      Limits limits,
      Optional<Field> field,
      Optional<CardReader> reader)
      throws IOException, InvalidConfig {
    List<InetAddress> addresses = Loopback.of(api.host());
    for (InetAddress address : addresses) {
      if (!address.isLoopbackAddress()) {
        throw new InvalidConfig(
            "api.listen: "
                + api.host()
                + " is not a loopback address; allowed are 127.0.0.1, [::1] and localhost");
      }
    }
    Replies replies = new Replies(json.withShop(shop));
    PageAccess page =
        new PageAccess(CashierPage.load(), CashierPage.ofEngineer(), access, pauseOn(group));
    Router router = router(terminal, doctor, replies, currency, shop, access, page, reader);
    field.ifPresent(it -> new FieldApi(terminal, replies, it, currency).addTo(router));
    field.ifPresent(it -> MetricsApi.addTo(router, it, access));
    Admission admission = new Admission(router, access::refusal);
    EventBroadcast broadcast = new EventBroadcast(terminal, replies, group.next());
    TillConnection.Service service =
        new TillConnection.Service(
            router,
            replies,
            admission,
            broadcast,
            limits,
            Door.Visits.UNNOTED,
            Door.Full.REFUSED,
            new Origins(api.origins()));
    Places places = new Places(limits, PeerUsers.ofSystem());
    ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    ChannelInitializer<SocketChannel> serving =
        new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            connections.add(channel);
            TillConnection.serve(channel, service, places.enter(channel));
          }
        };
    return new TillServer(bound(group, limits, addresses, api.port(), serving), connections);
  }

  /** The same port of each address; a free one of the first is mostly free of the next too. */
  private static List<Channel> bound(
      IoEventLoopGroup group,
      Limits limits,
      List<InetAddress> addresses,
      int port,
      ChannelInitializer<SocketChannel> serving)
      throws IOException {
    for (int tries = 1; ; tries++) {
      List<Channel> bound = new ArrayList<>();
      int at = port;
      for (InetAddress address : addresses) {
        ChannelFuture one = listen(group, limits, new InetSocketAddress(address, at), serving);
        if (one.isSuccess()) {
          bound.add(one.channel());
          at = port(one.channel());
          continue;
        }
        bound.forEach(channel -> channel.close().awaitUninterruptibly());
        if (port == 0 && !bound.isEmpty() && tries < FREE_PORTS_TRIED) {
          break;
        }
        throw new IOException(
            "The till API cannot listen on "
                + Loopback.shown(address)
                + ":"
                + at
                + ": "
                + one.cause().getMessage()
                + ". Is another agent running there?",
            one.cause());
      }
      if (bound.size() == addresses.size()) {
        return bound;
      }
    }
  }

  private static int port(Channel listening) {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /**
   * Binds a port whose connections are served so.
   *
   * @return done
   */
  static ChannelFuture listen(
      IoEventLoopGroup group,
      Limits limits,
      InetSocketAddress at,
      ChannelInitializer<SocketChannel> serving) {
    WriteBufferWaterMark unread =
        new WriteBufferWaterMark(limits.unreadBytes() / 2, limits.unreadBytes());
    Class<? extends ServerChannel> kind =
        group.isIoType(EpollIoHandler.class)
            ? EpollServerSocketChannel.class
            : NioServerSocketChannel.class;
    return new ServerBootstrap()
        .group(group)
        .channel(kind)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.ALLOCATOR, WipedBuffers.SHARED)
        .option(ChannelOption.RECVBUF_ALLOCATOR, accepting())
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, unread)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, TillConnection.readSizes())
        .childHandler(serving)
        .bind(at)
        .awaitUninterruptibly();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what runs then answers by itself
  private static PageAccess.Pause pauseOn(IoEventLoopGroup group) {
    return (time, then) -> group.next().schedule(then, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Many at a time: a till that comes behind a crowd waits in the system's queue for all of it. On
   * the thread that serves: one that only accepts lets in more than can be served, and the tills
   * that are known already wait for it.
   */
  private static RecvByteBufAllocator accepting() {
    return new FixedRecvByteBufAllocator(1).maxMessagesPerRead(ACCEPTED_AT_ONCE);
  }

  /** Every call there is, where no card reader is attached. */
  static Router router(
      Terminal terminal,
      Supplier<CompletableFuture<Diagnosis>> doctor,
      Replies replies,
      String currency,
      Shop shop,
      Access access,
      PageAccess page) {
    return router(terminal, doctor, replies, currency, shop, access, page, Optional.empty());
  }

  private static Router router(
      Terminal terminal,
      Supplier<CompletableFuture<Diagnosis>> doctor,
      Replies replies,
      String currency,
      Shop shop,
      Access access,
      PageAccess page,
      Optional<CardReader> attached) {
    CardReader reader = attached.orElseGet(() -> CardReader.none(terminal));
    Router router = new Router(replies);
    router.guardedBy(access::right);
    page.addTo(router);
    OpenApi.addTo(router);
    PaymentEnds ends = new PaymentEnds(terminal, replies.json());
    PictureQueue pictures = new PictureQueue();
    new PaymentApi(terminal, replies, currency, ends, new Collecting(reader), pictures)
        .addTo(router);
    new ReaderApi(reader, ends).addTo(router);
    new ReceiptApi(terminal, replies, shop, pictures).addTo(router);
    new TerminalApi(terminal, doctor, replies, access).addTo(router);
    new SettlementApi(terminal, currency).addTo(router);
    new NoticeApi(terminal, replies).addTo(router);
    return router;
  }

  /** The port it listens on. */
  public int port() {
    return port(listening.get(0));
  }

  /** What waits in memory for the till that has left most unread, in bytes. */
  long unreadBytesMost() {
    long most = 0;
    for (Channel connection : connections) {
      ChannelOutboundBuffer buffer = connection.unsafe().outboundBuffer();
      most = Math.max(most, buffer == null ? 0 : buffer.totalPendingWriteBytes());
    }
    return most;
  }

  /** All that are open. */
  ChannelGroup connections() {
    return connections;
  }

  /** Listens no more and ends every connection at once. Nothing of a payment is lost by it. */
  @Override
  public void close() {
    listening.forEach(channel -> channel.close().awaitUninterruptibly());
    connections.close().awaitUninterruptibly();
  }
}
