package org.tillkeeper.agent.till;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;

/**
 * Gives a connection a caller's place at the first request that shows the token, by its head alone:
 * a till that is slow with its body is no stranger. Where there is no room it says so, as the last
 * answer. Belongs to its channel's event loop.
 */
final class Door extends ChannelInboundHandlerAdapter {
  private static final String EVENTS = "/v1/events";

  private final Admission admission;
  private final Replies replies;
  private final Places.Place place;
  private final Visits visits;
  private final Full full;

  /** What becomes of a call for which there is no room. */
  enum Full {
    /** It is answered with 503: its caller asks again. */
    REFUSED,
    /** It is answered as it would be, without waiting for anything: 503 means something else. */
    ANSWERED_AT_ONCE
  }

  /** Is told of each request, answered or not, by its head. */
  interface Visits {
    /** Where nobody wants to know. */
    Visits UNNOTED = (channel, request) -> {};

    void asks(Channel channel, HttpRequest request);
  }

  Door(Admission admission, Replies replies, Places.Place place, Visits visits, Full full) {
    this.visits = visits;
    this.full = full;
    this.admission = admission;
    this.replies = replies;
    this.place = place;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Deadlines listens to every answer
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      visits.asks(ctx.channel(), request);
    }
    boolean calls = message instanceof HttpRequest request && admission.isCaller(request);
    if (!calls || hasRoom((HttpRequest) message) || full == Full.ANSWERED_AT_ONCE) {
      ctx.fireChannelRead(message);
      return;
    }
    ReferenceCountUtil.release(message);
    ctx.channel()
        .writeAndFlush(
            Responses.last(
                replies.problem(
                    Problem.of(
                            503,
                            "too-many-calls",
                            "As many calls as this server takes at once are worked on. Ask again"
                                + " in a second.")
                        .with("Retry-After", "1"))));
  }

  private boolean hasRoom(HttpRequest request) {
    boolean forEvents = request.uri().split("\\?", 2)[0].equals(EVENTS);
    return forEvents ? place.callForEvents() : place.call();
  }
}
