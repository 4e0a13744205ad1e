package org.tillkeeper.benchmark;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;

/**
 * What start and memory are compared with: Netty, SQLite and jPOS's packager in a process, and
 * nothing else. A sale comes over HTTP, is committed, packed, sent, unpacked, committed and
 * answered, all on one thread. It knows no payment, no reversal, no MAC, no token.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails ends the process's connection
public final class BareMain {
  private static final byte[] CONFIRMED =
      "{\"state\":\"confirmed\"}".getBytes(StandardCharsets.US_ASCII);

  private BareMain() {}

  /**
   * Runs until it is killed.
   *
   * @param args the host's port, and the database file
   */
  public static void main(String[] args) throws Exception {
    TwoCommits commits = new TwoCommits(Path.of(args[1]));
    ISOPackager packager = SaleMessage.packager();
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Queue<ChannelHandlerContext> waiting = new ArrayDeque<>();
    Channel host =
        new Bootstrap()
            .group(group)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new LengthFieldBasedFrameDecoder(4096, 0, 2, 0, 2))
                        .addLast(new LengthFieldPrepender(2))
                        .addLast(new Answers(commits, packager, waiting));
                  }
                })
            .connect(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))
            .sync()
            .channel();
    Channel till =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(65536))
                        .addLast(new Requests(commits, packager, waiting, host));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    int port = ((InetSocketAddress) till.localAddress()).getPort();
    System.out.println("bare listening on 127.0.0.1:" + port);
    System.out.flush();
  }

  private static final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final TwoCommits commits;
    private final ISOPackager packager;
    private final Queue<ChannelHandlerContext> waiting;
    private final Channel host;

    Requests(
        TwoCommits commits,
        ISOPackager packager,
        Queue<ChannelHandlerContext> waiting,
        Channel host) {
      this.commits = commits;
      this.packager = packager;
      this.waiting = waiting;
      this.host = host;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request)
        throws Exception {
      ISOMsg sale = SaleMessage.ofJpos(packager);
      byte[] body = sale.pack();
      commits.request(body);
      waiting.add(context);
      host.writeAndFlush(Unpooled.wrappedBuffer(sale.getHeader(), body));
    }
  }

  private static final class Answers extends SimpleChannelInboundHandler<ByteBuf> {
    private final TwoCommits commits;
    private final ISOPackager packager;
    private final Queue<ChannelHandlerContext> waiting;

    Answers(TwoCommits commits, ISOPackager packager, Queue<ChannelHandlerContext> waiting) {
      this.commits = commits;
      this.packager = packager;
      this.waiting = waiting;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) throws Exception {
      frame.skipBytes(SaleMessage.HEADER_BYTES);
      byte[] body = new byte[frame.readableBytes()];
      frame.readBytes(body);
      ISOMsg answer = new ISOMsg();
      answer.setPackager(packager);
      answer.unpack(body);
      commits.answer(body);
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(CONFIRMED));
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, CONFIRMED.length);
      waiting.remove().writeAndFlush(response);
    }
  }
}
