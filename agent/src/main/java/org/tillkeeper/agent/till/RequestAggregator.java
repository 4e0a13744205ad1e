package org.tillkeeper.agent.till;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;

/**
 * Hands on requests with their bodies, by Netty's aggregation. A body that is too large, and an
 * {@code Expect} that cannot be met, are answered here with a problem, the last answer of their
 * connection: how much of the body still comes is not known.
 *
 * <p>What speaks against the head comes first. A body of 1 GiB without the token is answered with
 * 401, not 413, so that a stranger learns nothing of the limits.
 */
final class RequestAggregator extends HttpObjectAggregator {
  /** A body in tiny pieces would otherwise keep one receive buffer alive for each of them. */
  private static final int MAX_PIECES = 64;

  private final Admission admission;
  private final Replies replies;

  /**
   * @param bodyBytes largest body of a request
   */
  RequestAggregator(Admission admission, Replies replies, int bodyBytes) {
    super(bodyBytes);
    setMaxCumulationBufferComponents(MAX_PIECES);
    this.admission = admission;
    this.replies = replies;
  }

  /** Whether the till may send its body, where it asks before it does. */
  @Override
  protected Object newContinueResponse(
      HttpMessage start, int maxContentLength, ChannelPipeline pipeline) {
    Object answer = super.newContinueResponse(start, maxContentLength, pipeline);
    if (!(answer instanceof HttpResponse response)) {
      return answer;
    }
    Optional<Problem> refusal = admission.refusal((HttpRequest) start);
    if (!refusal.isPresent() && response.status().equals(HttpResponseStatus.CONTINUE)) {
      return answer;
    }
    boolean unknown = response.status().equals(HttpResponseStatus.EXPECTATION_FAILED);
    return Responses.last(
        replies.problem(
            refusal.orElse(
                unknown
                    ? Problem.of(
                        417, "expectation-failed", "The only Expect known is 100-continue.")
                    : tooLarge())));
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Deadlines listens to every answer
  protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
    Problem problem = admission.refusal((HttpRequest) oversized).orElse(tooLarge());
    ctx.writeAndFlush(Responses.last(replies.problem(problem)));
  }

  private Problem tooLarge() {
    return Problem.of(
        413, "payload-too-large", "A body may have at most " + maxContentLength() + " bytes.");
  }
}
