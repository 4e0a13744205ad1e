package org.tillkeeper.agent.till;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a request that names its whole address, as clients behind a proxy send it: {@code GET
 * http://127.0.0.1:8583/v1/status}. By RFC 9112, 3.2.2 it is taken, and its authority counts
 * instead of the {@code Host} header, which has to be there all the same. What follows sees the
 * path alone.
 */
@ChannelHandler.Sharable
final class AbsoluteForm extends ChannelInboundHandlerAdapter {
  static final AbsoluteForm READER = new AbsoluteForm();

  private static final Pattern ADDRESS =
      Pattern.compile("(?i)https?://([a-z0-9.\\-_~]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?([/?].*)?");

  private static final Pattern SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://.*");

  private AbsoluteForm() {}

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request
        && request.decoderResult().isSuccess()
        && SCHEME.matcher(request.uri()).matches()) {
      read(request);
    }
    ctx.fireChannelRead(message);
  }

  private static void read(HttpRequest request) {
    Matcher address = ADDRESS.matcher(request.uri());
    if (!address.matches()) {
      request.setDecoderResult(
          DecoderResult.failure(new IllegalArgumentException("no address of this server")));
      return;
    }
    String rest = address.group(3) == null ? "/" : address.group(3);
    request.setUri(rest.startsWith("?") ? "/" + rest : rest);
    // None or several are refused behind this, as with any request.
    if (request.headers().getAll(HttpHeaderNames.HOST).size() == 1) {
      String port = address.group(2) == null ? "" : address.group(2);
      request.headers().set(HttpHeaderNames.HOST, address.group(1) + port);
    }
  }
}
