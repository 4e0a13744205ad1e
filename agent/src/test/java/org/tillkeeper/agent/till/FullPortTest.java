package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tillkeeper.agent.words.PaymentText;

/** A port on which there is no room for another caller. */
@Timeout(60)
class FullPortTest {
  private static final Limits NO_ROOM =
      new Limits(
          0,
          32,
          1,
          4,
          1024,
          1024,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          Duration.ofSeconds(15),
          Limits.DEFAULT.deaf());

  /** The answer to a call that waits for what never comes. */
  private static Wire.Answer asked(Door.Full full) throws Exception {
    IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (FakeTerminal terminal = new FakeTerminal()) {
      Replies replies =
          new Replies(new PaymentJson(new PaymentText(code -> null), terminal::next, "CNY"));
      Router router = new Router(replies);
      router
          .path("/wait")
          .post(
              call -> {
                CompletableFuture<Reply> never = new CompletableFuture<>();
                call.waiting().until("it", never);
                return never.exceptionally(
                    over -> Replies.document(200, Map.of("waited", "no more"), Map.of()));
              });
      Admission admission = new Admission(router, (method, headers) -> Optional.empty());
      TillConnection.Service service =
          new TillConnection.Service(
              router,
              replies,
              admission,
              new EventBroadcast(terminal, replies, group.next()),
              NO_ROOM,
              Door.Visits.UNNOTED,
              full,
              Origins.NONE);
      Places places = new Places(NO_ROOM, PeerUsers.ofSystem());
      ChannelFuture bound =
          TillServer.listen(
              group,
              NO_ROOM,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel channel) {
                  TillConnection.serve(channel, service, places.enter(channel));
                }
              });
      int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(20_000);
        Wire wire = Wire.ofOtherCalls(socket);
        wire.send("POST /wait HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        return wire.answer();
      }
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  @Test
  void a_tills_call_is_told_to_come_again() throws Exception {
    assertEquals(503, asked(Door.Full.REFUSED).status());
  }

  @Test
  void where_503_means_something_else_a_call_is_answered_without_waiting() throws Exception {
    Wire.Answer answer = asked(Door.Full.ANSWERED_AT_ONCE);
    assertEquals(200, answer.status());
    assertEquals("{\"waited\":\"no more\"}", answer.body());
  }
}
