package org.tillkeeper.agent.webhook;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Sends each request on a connection of its own, and ends it with the head of the answer: what the
 * other side writes as a body is not read. Redirects are not followed. TLS by the system's
 * authorities. Everything runs on one thread, which nothing else shares: a name that is looked up
 * for long or an address that hangs holds up no payment.
 */
@SuppressWarnings("FutureReturnValueIgnored") // each way ends in the result, which is told once
final class NettyPost implements Post {
  /** From the begin until the answer's head, all in all. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final int LINE_BYTES_MOST = 4096;
  private static final int HEAD_BYTES_MOST = 16 * 1024;
  private static final int CHUNK_BYTES_MOST = 4096;
  private static final int TEXT_MOST = 200;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("tillkeeper-hooks", true), NioIoHandler.newFactory());
  private final SslContext tls;
  private final Duration patience;
  private final String agent;

  /**
   * @param agent what it calls itself
   */
  NettyPost(String agent) {
    this(agent, bySystemsAuthorities(SslContextBuilder.forClient()), PATIENCE);
  }

  NettyPost(String agent, SslContext tls, Duration patience) {
    this.agent = agent;
    this.tls = tls;
    this.patience = patience;
  }

  /** TLS 1.2 and newer, and the name that stands in the address. */
  static SslContext bySystemsAuthorities(SslContextBuilder builder) {
    try {
      // Android 8 has no TLS 1.3, and naming a protocol that is not there fails.
      List<String> protocols = new ArrayList<>(Arrays.asList("TLSv1.3", "TLSv1.2"));
      protocols.retainAll(
          Arrays.asList(SSLContext.getDefault().getSupportedSSLParameters().getProtocols()));
      return builder
          .sslProvider(SslProvider.JDK)
          .endpointIdentificationAlgorithm("HTTPS")
          .protocols(protocols)
          .build();
    } catch (SSLException | GeneralSecurityException e) {
      throw new IllegalStateException("this system has no TLS", e);
    }
  }

  @Override
  public void send(Request request, Consumer<Result> then) {
    AtomicBoolean told = new AtomicBoolean();
    Consumer<Result> once =
        result -> {
          if (told.compareAndSet(false, true)) {
            then.accept(result);
          }
        };
    try {
      group.next().execute(() -> begin(request, once));
    } catch (RejectedExecutionException e) {
      once.accept(Result.failed("the agent is stopping"));
    }
  }

  private void begin(Request request, Consumer<Result> once) {
    URI to = request.to();
    boolean secure = to.getScheme().equals("https");
    int port = to.getPort() >= 0 ? to.getPort() : secure ? 443 : 80;
    String host = to.getHost().replaceAll("[\\[\\]]", "");
    ChannelFuture connecting =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(60_000, patience.toMillis()))
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    if (secure) {
                      SslHandler handler = tls.newHandler(channel.alloc(), host, port);
                      handler.setHandshakeTimeoutMillis(0); // the timer covers it
                      channel.pipeline().addLast(handler);
                    }
                    channel
                        .pipeline()
                        .addLast(
                            new HttpClientCodec(LINE_BYTES_MOST, HEAD_BYTES_MOST, CHUNK_BYTES_MOST))
                        .addLast(new Exchange(whole(request), once));
                  }
                })
            .connect(host, port);
    Channel channel = connecting.channel();
    Future<?> timer =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  once.accept(
                      Result.failed("no answer within " + patience.toMillis() / 1000 + " s"));
                  channel.close();
                },
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
    channel
        .closeFuture()
        .addListener(
            (ChannelFutureListener)
                closed -> {
                  timer.cancel(false);
                  // Not at once: what closed it may have a better reason to tell.
                  closed
                      .channel()
                      .eventLoop()
                      .execute(() -> once.accept(Result.failed("closed without an answer")));
                });
    connecting.addListener(
        (ChannelFutureListener)
            connected -> {
              if (!connected.isSuccess()) {
                once.accept(Result.failed(reason(connected.cause())));
              }
            });
  }

  private FullHttpRequest whole(Request request) {
    URI to = request.to();
    String path = to.getRawPath() == null || to.getRawPath().isEmpty() ? "/" : to.getRawPath();
    String target = to.getRawQuery() == null ? path : path + "?" + to.getRawQuery();
    FullHttpRequest whole =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, target, Unpooled.wrappedBuffer(request.body()));
    whole.headers().set(HttpHeaderNames.HOST, to.getRawAuthority());
    whole.headers().set(HttpHeaderNames.USER_AGENT, agent);
    whole.headers().set(HttpHeaderNames.ACCEPT, "*/*");
    whole.headers().set(HttpHeaderNames.CONNECTION, "close");
    whole.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    whole.headers().set(HttpHeaderNames.CONTENT_LENGTH, request.body().length);
    request.headers().forEach((name, value) -> whole.headers().set(name, value));
    return whole;
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    if (cause instanceof UnresolvedAddressException
        || cause instanceof java.net.UnknownHostException) {
      return "the name cannot be resolved";
    }
    String text =
        cause instanceof IOException || cause instanceof GeneralSecurityException
            ? String.valueOf(cause.getMessage())
            : cause.getClass().getSimpleName();
    String line = text.replaceAll("\\p{C}+", " ");
    return line.length() > TEXT_MOST ? line.substring(0, TEXT_MOST) : line;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  /** One request and the head of its answer. */
  private static final class Exchange extends SimpleChannelInboundHandler<HttpObject> {
    private final FullHttpRequest request;
    private final Consumer<Result> once;

    Exchange(FullHttpRequest request, Consumer<Result> once) {
      this.request = request;
      this.once = once;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.writeAndFlush(request).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
      if (part.decoderResult().isFailure()) {
        once.accept(Result.failed("the answer is not HTTP/1.1"));
        ctx.close();
      } else if (part instanceof HttpResponse response && response.status().code() >= 200) {
        once.accept(Result.answered(response.status().code()));
        ctx.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      once.accept(Result.failed(reason(cause)));
      ctx.close();
    }
  }
}
