package org.tillkeeper.agent.till;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The time limits of one connection. At most one runs at a time:
 *
 * <ul>
 *   <li>from the connection's first bytes, and after each answer, until the head of a request is
 *       whole
 *   <li>from there until its body is whole; a till that is late is told so, with 408
 *   <li>none while the call is worked on, which has limits of its own, or while events are sent
 *   <li>from when an answer is begun until the till has taken it
 * </ul>
 *
 * <p>A byte now and then does not move a limit. A till that sends one each second is cut off as one
 * that sends nothing. Who has not shown the token has less time.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what must follow a write or a close listens to it
final class Deadlines extends ChannelDuplexHandler {
  private final Limits limits;
  private final Places.Place place;
  private final Replies replies;
  private Optional<ScheduledFuture<?>> deadline = Optional.empty();

  Deadlines(Limits limits, Places.Place place, Replies replies) {
    this.limits = limits;
    this.place = place;
    this.replies = replies;
  }

  /** With the first bytes of its connection. */
  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    set(ctx, request(), ctx::close);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    none();
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest) {
      set(ctx, request(), () -> ctx.writeAndFlush(late()));
    }
    if (message instanceof LastHttpContent) {
      none();
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    boolean informs =
        message instanceof HttpResponse response
            && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (message instanceof HttpResponse response && !informs) {
      if (isEvents(response)) {
        none();
      } else {
        set(ctx, request(), ctx::close);
      }
    }
    if (message instanceof LastHttpContent && !informs) {
      set(ctx, request(), ctx::close);
      promise.addListener(
          (ChannelFutureListener)
              done -> {
                if (done.isSuccess()) {
                  set(ctx, place.isKnown() ? limits.idle() : limits.stranger(), ctx::close);
                } else {
                  ctx.close();
                }
              });
    }
    ctx.write(message, promise);
  }

  private static boolean isEvents(HttpResponse response) {
    String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    return type.startsWith(HttpHeaderValues.TEXT_EVENT_STREAM.toString());
  }

  private Duration request() {
    return place.isKnown() ? limits.request() : limits.stranger();
  }

  private Object late() {
    return Responses.last(
        replies.problem(Problem.of(408, "request-timeout", "The request did not arrive in time.")));
  }

  private void set(ChannelHandlerContext ctx, Duration time, Runnable late) {
    none();
    deadline =
        Optional.of(
            ctx.channel().eventLoop().schedule(late, time.toMillis(), TimeUnit.MILLISECONDS));
  }

  private void none() {
    deadline.ifPresent(timer -> timer.cancel(false));
    deadline = Optional.empty();
  }
}
