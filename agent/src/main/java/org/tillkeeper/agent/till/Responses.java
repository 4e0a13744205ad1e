package org.tillkeeper.agent.till;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Replies as HTTP messages, with the headers that every answer has. */
final class Responses {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US);

  /**
   * What a browser is not to do with an answer: guess what it is, frame it, hand it to another
   * site, tell where it came from, run anything in it. The cashier's page has a policy of its own.
   */
  private static final Map<String, String> GUARDS = guards();

  private Responses() {}

  private static Map<String, String> guards() {
    Map<String, String> guards = new LinkedHashMap<>();
    guards.put("X-Content-Type-Options", "nosniff");
    guards.put("X-Frame-Options", "DENY");
    guards.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    guards.put("Referrer-Policy", "no-referrer");
    guards.put("Cross-Origin-Opener-Policy", "same-origin");
    guards.put("Cross-Origin-Resource-Policy", "same-origin");
    guards.put("Cross-Origin-Embedder-Policy", "require-corp");
    guards.put(
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()");
    return Collections.unmodifiableMap(guards);
  }

  /** A whole answer. Whether the connection is kept after it is for others to say. */
  static FullHttpResponse of(Reply.Document document) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(document.status()),
            Unpooled.wrappedBuffer(document.body()));
    common(response.headers(), document.contentType());
    for (Map.Entry<String, String> header : document.headers().entrySet()) {
      response.headers().set(header.getKey(), header.getValue());
    }
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, document.body().length);
    return response;
  }

  /** An answer after which this connection takes nothing more. */
  static FullHttpResponse last(Reply.Document document) {
    FullHttpResponse response = of(document);
    HttpUtil.setKeepAlive(response, false);
    return response;
  }

  /**
   * The head of a long answer that is made as it is taken.
   *
   * @param version of the request; before HTTP/1.1 there are no chunks
   */
  static HttpResponse listed(HttpVersion version, String contentType) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    common(head.headers(), contentType);
    HttpUtil.setTransferEncodingChunked(head, version.isKeepAliveDefault());
    return head;
  }

  /**
   * The head of an event stream, after which this connection takes nothing more.
   *
   * @param version of the request; before HTTP/1.1 there are no chunks
   */
  static HttpResponse events(HttpVersion version) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    common(head.headers(), "text/event-stream; charset=utf-8");
    HttpUtil.setTransferEncodingChunked(head, version.isKeepAliveDefault());
    HttpUtil.setKeepAlive(head, false);
    return head;
  }

  private static void common(HttpHeaders headers, String contentType) {
    headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    GUARDS.forEach(headers::set);
    headers.set(HttpHeaderNames.DATE, HTTP_DATE.format(OffsetDateTime.now(ZoneOffset.UTC)));
  }
}
