package org.tillkeeper.agent.till;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;

/**
 * One connection of a till: one request after the other, each answered before the next is looked
 * at, so that pipelined requests are answered in order. Reading stops while a request is worked on.
 *
 * <p>Whatever arrives is bounded in size and time. Where the stream cannot be trusted any more the
 * problem is the last answer. Belongs to its channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what must follow a write or a close listens to it
final class TillConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Log LOG = Log.of(TillConnection.class);
  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_HEADER_BYTES = 8192;

  /**
   * At a time; a till that sends on while its request is worked on may be ahead by twice as much.
   */
  private static final int READ_BYTES = 4096;

  /** More than the shortest requests that fit into two reads; then reading stops. */
  private static final int MAX_PIPELINED = 512;

  private enum Phase {
    /** No whole request is here. */
    IDLE,
    /** The request is worked on or its answer written. */
    ANSWERING,
    /** Events until the end. */
    STREAMING
  }

  private final Router router;
  private final Replies replies;
  private final Admission admission;
  private final EventBroadcast broadcast;
  private final Limits limits;
  private final Places.Place place;
  private final ChunkedWriteHandler pieces = new ChunkedWriteHandler();

  // Valid for the connection.
  private Phase phase = Phase.IDLE;
  private boolean inputEnded;

  // Valid for one request.
  private HttpVersion version = HttpVersion.HTTP_1_1;
  private boolean keepAlive;

  /** What all connections share. */
  record Service(
      Router router,
      Replies replies,
      Admission admission,
      EventBroadcast broadcast,
      Limits limits,
      Door.Visits visits,
      Door.Full full,
      Origins origins) {}

  private TillConnection(Service service, Places.Place place) {
    router = service.router();
    replies = service.replies();
    admission = service.admission();
    broadcast = service.broadcast();
    limits = service.limits();
    this.place = place;
  }

  /** How many bytes are read of a till at a time. */
  static RecvByteBufAllocator readSizes() {
    return new AdaptiveRecvByteBufAllocator(256, 1024, READ_BYTES);
  }

  /** Serves a channel that was accepted, from its first bytes on. */
  static void serve(SocketChannel channel, Service service, Places.Place place) {
    channel
        .pipeline()
        .addLast(new FirstBytes(service.limits().stranger(), () -> begin(channel, service, place)));
  }

  /**
   * Puts what serves a till on its channel. Bytes come in at the top and answers leave there:
   *
   * <pre>
   * Untaken                     how a connection ends whose answer was not taken
   * ReadAhead                   reads on while a request is worked on
   * HttpServerCodec             bytes, requests and answers
   * FlowControlHandler          holds back what was read while a request is worked on
   * AbsoluteForm                requests that name their whole address
   * LingeringClose              what follows the last answer
   * HttpServerKeepAliveHandler  which answer is the last
   * Door                        who has shown the token
   * Deadlines                   the time limits
   * RequestAggregator           whole requests, bounded
   * CorsHandler                 what other sites' pages may ask, where some may
   * ChunkedWriteHandler         what is made as the till takes it
   * TillConnection              one after the other
   * </pre>
   */
  private static void begin(SocketChannel channel, Service service, Places.Place place) {
    Limits limits = service.limits();
    Replies replies = service.replies();
    Admission admission = service.admission();
    TillConnection connection = new TillConnection(service, place);
    channel
        .pipeline()
        .addLast(Untaken.RESETS)
        .addLast(new ReadAhead(READ_BYTES))
        .addLast(
            new HttpServerCodec(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_LINE_BYTES)
                    .setMaxHeaderSize(MAX_HEADER_BYTES),
                MAX_PIPELINED))
        .addLast(new FlowControlHandler())
        .addLast(AbsoluteForm.READER)
        .addLast(new LingeringClose(limits.linger()))
        .addLast(new HttpServerKeepAliveHandler())
        .addLast(new Door(admission, replies, place, service.visits(), service.full()))
        .addLast(new Deadlines(limits, place, replies))
        .addLast(new RequestAggregator(admission, replies, limits.bodyBytes()));
    service.origins().handler().ifPresent(channel.pipeline()::addLast);
    channel.pipeline().addLast(connection.pieces).addLast(connection);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      // A till may end its side and still read the answer to what it asked before.
      // One that waits for a payment's end is answered with the payment as it is: it may have gone.
      inputEnded = true;
      place.left();
      if (phase != Phase.ANSWERING) {
        ctx.close();
      }
    }
    if (event instanceof IdleStateEvent) {
      LOG.debug("An event stream of which nothing is read is cut off");
      ctx.close();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    place.taking();
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException || cause instanceof CodecException)) {
      LOG.error(
          "A till's connection failed and is closed",
          Fact.text("defect", cause.getClass().getName()));
    }
    ctx.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    Optional<Waits.Waiting> waiting = place.begin();
    if (!waiting.isPresent()) {
      ctx.close();
      return;
    }
    phase = Phase.ANSWERING;
    ctx.channel().config().setAutoRead(false);
    version = request.protocolVersion();
    keepAlive = HttpUtil.isKeepAlive(request);
    Optional<Problem> refusal = admission.refusal(request);
    if (request.decoderResult().isFailure()) {
      write(ctx, Responses.last(replies.problem(refusal.get())));
    } else if (refusal.isPresent()) {
      write(ctx, replies.problem(refusal.get()));
    } else {
      answer(ctx, request, waiting.get());
    }
  }

  private void answer(ChannelHandlerContext ctx, FullHttpRequest request, Waits.Waiting waiting) {
    byte[] body = ByteBufUtil.getBytes(request.content());
    if (inputEnded || !place.isKnown()) {
      // Nobody may read it any more, or there was no room for a caller who waits.
      waiting.end();
    }
    CompletableFuture<Reply> answer =
        router.answer(
            new Call(request.method().name(), request.uri(), request.headers(), body, waiting));
    // Every call reads its body before it waits for anything.
    Arrays.fill(body, (byte) 0);
    answer.whenComplete(
        (reply, failure) ->
            ctx.channel()
                .eventLoop()
                .execute(
                    () -> {
                      if (failure == null) {
                        write(ctx, reply);
                      } else {
                        ctx.close();
                      }
                    }));
  }

  private void write(ChannelHandlerContext ctx, Reply reply) {
    if (reply instanceof Reply.Document document) {
      FullHttpResponse response = Responses.of(document);
      if (keepAlive && !version.isKeepAliveDefault()) {
        // A client of HTTP/1.0 that asks for it has to be told that it gets it.
        HttpUtil.setKeepAlive(response.headers(), version, true);
      }
      if (!place.isKept()) {
        HttpUtil.setKeepAlive(response, false);
      }
      write(ctx, response);
    } else if (!ctx.channel().isActive()) {
      LOG.debug("A till has gone before its answer");
    } else if (reply instanceof Reply.Listed list) {
      list(ctx, list);
    } else if (reply instanceof Reply.Events stream) {
      stream(ctx, stream);
    }
  }

  private void write(ChannelHandlerContext ctx, FullHttpResponse response) {
    if (!ctx.channel().isActive()) {
      response.release();
      return;
    }
    place.answers();
    ctx.writeAndFlush(response).addListener((ChannelFutureListener) done -> afterAnswer(ctx, done));
  }

  private void afterAnswer(ChannelHandlerContext ctx, ChannelFuture done) {
    if (done.isSuccess()) {
      // Not at once: a thousand pipelined requests would be answered on one stack.
      ctx.channel().eventLoop().execute(() -> next(ctx));
    }
  }

  /** Nothing comes any more after a last answer; then this only waits for the end. */
  private void next(ChannelHandlerContext ctx) {
    phase = Phase.IDLE;
    place.answered();
    if (!place.isKept()) {
      ctx.close();
      return;
    }
    ctx.channel().config().setAutoRead(true);
    if (inputEnded && phase == Phase.IDLE) {
      ctx.close();
    }
  }

  /** A list that is made as the till takes it. Without chunks its end is the connection's. */
  private void list(ChannelHandlerContext ctx, Reply.Listed list) {
    HttpResponse head = Responses.listed(version, list.contentType());
    if (!place.isKept()) {
      HttpUtil.setKeepAlive(head, false);
    }
    place.answers();
    ctx.write(head);
    ctx.writeAndFlush(new HttpChunkedInput(new Pieces(ctx.channel(), pieces, list.first())))
        .addListener((ChannelFutureListener) done -> afterAnswer(ctx, done));
  }

  private void stream(ChannelHandlerContext ctx, Reply.Events reply) {
    if (!place.listen()) {
      write(
          ctx,
          replies.problem(
              Problem.of(
                      503,
                      "too-many-listeners",
                      "As many event streams as this server has are read. End one, or ask again"
                          + " later.")
                  .with("Retry-After", "5")));
      return;
    }
    phase = Phase.STREAMING;
    long silence = limits.request().toMillis();
    ctx.pipeline().addFirst(new IdleStateHandler(true, 0, silence, 0, TimeUnit.MILLISECONDS));
    ctx.write(Responses.events(version));
    ctx.writeAndFlush(new EventStream(ctx.channel(), pieces, broadcast, reply, limits.heartbeat()));
    // From here on reading only tells when the till has gone.
    ctx.channel().config().setAutoRead(true);
    if (inputEnded) {
      ctx.close();
    }
  }
}
