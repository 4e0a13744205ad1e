package org.tillkeeper.agent.till;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a till: one request after the other, each answered before the next is looked
 * at, so that pipelined requests are answered in order. Reading stops while a request is worked on.
 *
 * <p>Whatever arrives is bounded in size and time. Where the stream cannot be trusted any more the
 * problem is sent, and the connection closed once the till had time to read it. Belongs to its
 * channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what must follow a write or a close listens to it
final class TillConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(TillConnection.class);
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US);

  private final Router router;
  private final Replies replies;
  private final ApiToken token;
  private final Limits limits;

  private enum Phase {
    /** Between requests. */
    IDLE,
    /** A head has arrived, its body not yet whole. */
    RECEIVING,
    /** The request is worked on or its answer written. */
    ANSWERING,
    /** Events until the end. */
    STREAMING,
    /** The last answer is written; what still arrives is thrown away. */
    CLOSING
  }

  private Phase phase = Phase.IDLE;
  private Optional<ScheduledFuture<?>> deadline = Optional.empty();
  private Optional<EventStream> events = Optional.empty();
  private boolean inputEnded;

  // Valid for one request.
  private HttpRequest request;
  private ByteArrayOutputStream body;
  private Optional<Problem> refusal = Optional.empty();
  private boolean keepAlive;

  TillConnection(Router router, Replies replies, ApiToken token, Limits limits) {
    this.router = router;
    this.replies = replies;
    this.token = token;
    this.limits = limits;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    deadline(ctx, limits.request(), () -> ctx.close());
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    deadline.ifPresent(timer -> timer.cancel(false));
    events.ifPresent(EventStream::stop);
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (phase == Phase.STREAMING || phase == Phase.CLOSING) {
        return;
      }
      if (message instanceof HttpRequest head) {
        head(ctx, head);
      }
      if (message instanceof HttpContent content && phase == Phase.RECEIVING) {
        content(ctx, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      // A till may end its side and still read the answer to what it asked before.
      inputEnded = true;
      if (phase != Phase.ANSWERING) {
        ctx.close();
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException || cause instanceof DecoderException)) {
      LOG.error("A till's connection failed with {} and is closed", cause.getClass().getName());
    }
    ctx.close();
  }

  private void head(ChannelHandlerContext ctx, HttpRequest head) {
    request = head;
    body = new ByteArrayOutputStream();
    phase = Phase.RECEIVING;
    keepAlive = HttpUtil.isKeepAlive(head);
    if (head.decoderResult().isFailure()) {
      refuseAndClose(ctx, unreadable(head.decoderResult().cause()));
      return;
    }
    refusal = refusal(head);
    if (HttpUtil.getContentLength(head, 0L) > limits.bodyBytes()) {
      refuseAndClose(ctx, refusal.orElse(tooLarge()));
      return;
    }
    String expect = head.headers().get(HttpHeaderNames.EXPECT);
    if (expect != null) {
      boolean known = expect.equalsIgnoreCase(HttpHeaderValues.CONTINUE.toString());
      if (!known || refusal.isPresent()) {
        refuseAndClose(
            ctx,
            refusal.orElse(
                Problem.of(417, "expectation-failed", "The only Expect known is 100-continue.")));
        return;
      }
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
    deadline(
        ctx,
        limits.request(),
        () ->
            refuseAndClose(
                ctx, Problem.of(408, "request-timeout", "The request did not arrive in time.")));
  }

  private void content(ChannelHandlerContext ctx, HttpContent content) {
    if (content.decoderResult().isFailure()) {
      refuseAndClose(ctx, unreadable(content.decoderResult().cause()));
      return;
    }
    ByteBuf bytes = content.content();
    if (body.size() + bytes.readableBytes() > limits.bodyBytes()) {
      refuseAndClose(ctx, refusal.orElse(tooLarge()));
      return;
    }
    byte[] copy = new byte[bytes.readableBytes()];
    bytes.readBytes(copy);
    body.write(copy, 0, copy.length);
    if (content instanceof LastHttpContent) {
      answer(ctx);
    }
  }

  private void answer(ChannelHandlerContext ctx) {
    phase = Phase.ANSWERING;
    ctx.channel().config().setAutoRead(false);
    noDeadline();
    if (refusal.isPresent()) {
      write(ctx, replies.problem(refusal.get()));
      return;
    }
    router
        .answer(
            new Call(request.method().name(), request.uri(), request.headers(), body.toByteArray()))
        .whenComplete(
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
    if (phase != Phase.ANSWERING || !ctx.channel().isActive()) {
      return;
    }
    if (reply instanceof Reply.Document document) {
      write(ctx, document);
    } else if (reply instanceof Reply.Events stream) {
      stream(ctx, stream);
    }
  }

  private void write(ChannelHandlerContext ctx, Reply.Document document) {
    deadline(ctx, limits.request(), () -> ctx.close());
    ChannelFuture written = ctx.writeAndFlush(response(document));
    boolean last = !keepAlive || phase == Phase.CLOSING;
    written.addListener(
        (ChannelFutureListener)
            done -> {
              if (!done.isSuccess()) {
                ctx.close();
              } else if (last) {
                linger(ctx);
              } else {
                // Not at once: a thousand pipelined requests would be answered on one stack.
                ctx.channel().eventLoop().execute(() -> next(ctx));
              }
            });
  }

  private void next(ChannelHandlerContext ctx) {
    phase = Phase.IDLE;
    request = null;
    body = null;
    refusal = Optional.empty();
    deadline(ctx, limits.idle(), () -> ctx.close());
    ctx.channel().config().setAutoRead(true);
    if (inputEnded && phase == Phase.IDLE) {
      ctx.close();
    }
  }

  private void stream(ChannelHandlerContext ctx, Reply.Events reply) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    commonHeaders(head.headers(), "text/event-stream; charset=utf-8");
    if (request.protocolVersion().isKeepAliveDefault()) {
      HttpUtil.setTransferEncodingChunked(head, true);
    } else {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    EventStream stream = new EventStream(ctx.channel(), replies);
    try {
      stream.subscribe(reply);
    } catch (RuntimeException e) {
      write(ctx, replies.problem(e));
      return;
    }
    events = Optional.of(stream);
    phase = Phase.STREAMING;
    ctx.writeAndFlush(head);
    stream.start(limits.streamBytes(), limits.heartbeat());
    // From here on reading only tells when the till has gone.
    ctx.channel().config().setAutoRead(true);
    if (inputEnded) {
      ctx.close();
    }
  }

  private void refuseAndClose(ChannelHandlerContext ctx, Problem problem) {
    phase = Phase.CLOSING;
    write(ctx, replies.problem(problem));
  }

  /**
   * Closes in two steps: closing at once, with bytes of the till still unread, would take the
   * answer away from it.
   */
  private void linger(ChannelHandlerContext ctx) {
    phase = Phase.CLOSING;
    if (inputEnded) {
      ctx.close();
      return;
    }
    deadline(ctx, limits.linger(), () -> ctx.close());
    ((SocketChannel) ctx.channel()).shutdownOutput();
    ctx.channel().config().setAutoRead(true);
  }

  private HttpResponse response(Reply.Document document) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(document.status()),
            Unpooled.wrappedBuffer(document.body()));
    commonHeaders(response.headers(), document.contentType());
    for (Map.Entry<String, String> header : document.headers().entrySet()) {
      response.headers().set(header.getKey(), header.getValue());
    }
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, document.body().length);
    boolean last = !keepAlive || phase == Phase.CLOSING;
    if (last) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (!request.protocolVersion().isKeepAliveDefault()) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return response;
  }

  private static void commonHeaders(HttpHeaders headers, String contentType) {
    headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set(HttpHeaderNames.DATE, HTTP_DATE.format(OffsetDateTime.now(ZoneOffset.UTC)));
  }

  /** What speaks against a request before its body is looked at. */
  private Optional<Problem> refusal(HttpRequest head) {
    if (head.protocolVersion().majorVersion() != 1) {
      return Optional.of(
          Problem.of(505, "http-version-not-supported", "This server speaks HTTP/1.1."));
    }
    boolean hostNeeded = head.protocolVersion().isKeepAliveDefault();
    int hosts = head.headers().getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (hostNeeded && hosts == 0)) {
      return Optional.of(
          Problem.of(
              400, "malformed-request", "A request has one Host header, not " + hosts + "."));
    }
    if (router.isOpen(head.method().name(), Call.path(head.uri())) || authorised(head.headers())) {
      return Optional.empty();
    }
    return Optional.of(
        Problem.of(
                401,
                "unauthorized",
                "The header 'Authorization: Bearer TOKEN' is missing or its token is wrong. The token"
                    + " is in the file api-token in the agent's data folder.")
            .with("WWW-Authenticate", "Bearer realm=\"tillkeeper\""));
  }

  private boolean authorised(HttpHeaders headers) {
    List<String> values = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    if (values.size() != 1) {
      return false;
    }
    String value = values.get(0);
    String scheme = "Bearer ";
    return value.regionMatches(true, 0, scheme, 0, scheme.length())
        && token.matches(value.substring(scheme.length()).trim());
  }

  private Problem tooLarge() {
    return Problem.of(
        413, "payload-too-large", "A body may have at most " + limits.bodyBytes() + " bytes.");
  }

  private static Problem unreadable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return Problem.of(414, "uri-too-long", "The first line of the request is too long.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return Problem.of(431, "headers-too-large", "The headers of the request are too long.");
    }
    return Problem.of(400, "malformed-request", "The request is not HTTP/1.1.");
  }

  private void deadline(ChannelHandlerContext ctx, Duration time, Runnable late) {
    noDeadline();
    deadline =
        Optional.of(
            ctx.channel().eventLoop().schedule(late, time.toMillis(), TimeUnit.MILLISECONDS));
  }

  private void noDeadline() {
    deadline.ifPresent(timer -> timer.cancel(false));
    deadline = Optional.empty();
  }
}
