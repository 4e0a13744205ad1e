package org.tillkeeper.agent.service;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a service manager hears, on a socket as systemd's. */
class WatchdogTest {
  private static final String LIMIT_MICROS = "600000";
  private static final long LIMIT_MILLIS = 600;

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private MultiThreadIoEventLoopGroup group;
  private Channel listener;
  private Path folder;
  private String socket;

  @BeforeEach
  void listen() throws Exception {
    assumeTrue(Epoll.isAvailable(), "a machine without epoll has nobody to tell");
    // The path of a socket is short.
    folder = Files.createTempDirectory(Path.of("/tmp"), "tk-notify");
    socket = folder.resolve("s").toString();
    group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    listener = listen(socket);
  }

  private Channel listen(String address) throws Exception {
    return new Bootstrap()
        .group(group)
        .channel(EpollDomainDatagramChannel.class)
        .handler(
            new SimpleChannelInboundHandler<DomainDatagramPacket>() {
              @Override
              protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket it) {
                heard.add(it.content().toString(StandardCharsets.UTF_8));
              }
            })
        .bind(new DomainSocketAddress(address))
        .sync()
        .channel();
  }

  @AfterEach
  void end() throws Exception {
    if (group != null) {
      listener.close().sync();
      group.shutdownGracefully(0, 1, SECONDS).sync();
      Files.deleteIfExists(Path.of(socket));
      Files.delete(folder);
    }
  }

  private Map<String, String> environment() {
    return Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", LIMIT_MICROS);
  }

  private String next() throws InterruptedException {
    String text = heard.poll(10, SECONDS);
    assertTrue(text != null, "the manager hears nothing");
    return text;
  }

  private void pingsUntil(String status) throws InterruptedException {
    String text = next();
    while (!text.equals("WATCHDOG=1\nSTATUS=" + status)) {
      text = next();
    }
  }

  @Test
  void theManagerHearsThatTheAgentIsReadyThatItWorksAndThatItStops() throws Exception {
    NotifySocket manager = NotifySocket.of(environment(), group);
    manager.ready("listening");
    assertEquals("READY=1\nSTATUS=listening", next());
    Watchdog watchdog =
        Watchdog.start(
            environment(), manager, () -> CompletableFuture.completedFuture("online"), () -> {});
    assertEquals("WATCHDOG=1\nSTATUS=online", next());
    assertEquals("WATCHDOG=1\nSTATUS=online", next());
    watchdog.close();
    manager.close();
    String last = next();
    while (last.startsWith("WATCHDOG=1")) {
      last = next();
    }
    assertEquals("STOPPING=1\nSTATUS=stopping", last);
  }

  @Test
  void aLoopThatStandsStillStopsThePings() throws Exception {
    AtomicReference<CompletableFuture<String>> answer =
        new AtomicReference<>(CompletableFuture.completedFuture("online"));
    CountDownLatch asked = new CountDownLatch(2);
    try (NotifySocket manager = NotifySocket.of(environment(), group);
        Watchdog watchdog =
            Watchdog.start(
                environment(),
                manager,
                () -> {
                  if (!answer.get().isDone()) {
                    asked.countDown();
                  }
                  return answer.get();
                },
                () -> {})) {
      assertTrue(watchdog != null);
      pingsUntil("online");
      answer.set(new CompletableFuture<>());
      assertTrue(asked.await(10, SECONDS), "the loop is not asked again");
      heard.clear();
      assertNull(heard.poll(2 * LIMIT_MILLIS, MILLISECONDS), "a ping without an answer");

      answer.set(CompletableFuture.completedFuture("online again"));
      pingsUntil("online again");
    }
  }

  @Test
  void aLedgerThatCannotBeWrittenStopsThePings() throws Exception {
    CompletableFuture<String> failed = new CompletableFuture<>();
    failed.completeExceptionally(new IllegalStateException("disk full"));
    CountDownLatch asked = new CountDownLatch(3);
    try (NotifySocket manager = NotifySocket.of(environment(), group);
        Watchdog watchdog =
            Watchdog.start(
                environment(),
                manager,
                () -> {
                  asked.countDown();
                  return failed;
                },
                () -> {})) {
      assertTrue(watchdog != null);
      assertTrue(asked.await(10, SECONDS), "the ledger is not looked at again");
      assertNull(heard.poll(), "a ping although nothing can be written");
    }
  }

  @Test
  void whereNobodyListensAnAgentThatDoesNotWorkEndsItself() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Map<String, String> alone = Map.of("WATCHDOG_USEC", LIMIT_MICROS);
    try (NotifySocket nobody = NotifySocket.of(alone, group);
        Watchdog watchdog =
            Watchdog.start(alone, nobody, CompletableFuture::new, ended::countDown)) {
      assertTrue(watchdog != null);
      assertTrue(ended.await(10, SECONDS), "it goes on");
    }
  }

  @Test
  void whatIsAskedOfAnotherProcessIsNotAnswered() throws Exception {
    Map<String, String> others =
        Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", LIMIT_MICROS, "WATCHDOG_PID", "1");
    try (NotifySocket manager = NotifySocket.of(others, group);
        Watchdog watchdog =
            Watchdog.start(
                others, manager, () -> CompletableFuture.completedFuture("online"), () -> {})) {
      assertTrue(watchdog != null);
      assertEquals("STATUS=online", next());
    }
  }

  @Test
  void aSocketWithoutAFileIsFound() throws Exception {
    String name = folder.toString();
    Channel other = listen('\0' + name);
    try (NotifySocket manager = NotifySocket.of(Map.of("NOTIFY_SOCKET", "@" + name), group)) {
      manager.ready("listening");
      assertEquals("READY=1\nSTATUS=listening", next());
    } finally {
      other.close().sync();
    }
  }

  @Test
  void aManagerThatIsGoneKeepsNobodyFromPayments() {
    try (NotifySocket manager = NotifySocket.of(Map.of("NOTIFY_SOCKET", socket + "-gone"), group)) {
      manager.ready("listening");
      assertTrue(heard.isEmpty());
    }
  }
}
