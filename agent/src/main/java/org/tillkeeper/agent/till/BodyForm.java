package org.tillkeeper.agent.till;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Locale;

/**
 * In which form a body may come. It is read as it is and as UTF-8, so one that says that it is
 * another would be misread: a reference in GBK may well be valid UTF-8, of other characters.
 */
final class BodyForm {
  private BodyForm() {}

  /** Refuses a body that says of itself that it is packed, or not UTF-8. */
  static void check(HttpHeaders headers) {
    for (String coding : headers.getAll(HttpHeaderNames.CONTENT_ENCODING)) {
      if (!HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(coding.trim())) {
        throw refused("A body is sent as it is: leave Content-Encoding out, and pack nothing.");
      }
    }
    CharSequence charset =
        HttpUtil.getCharsetAsSequence(headers.get(HttpHeaderNames.CONTENT_TYPE, ""));
    if (charset == null) {
      return;
    }
    switch (charset.toString().trim().replace("\"", "").toLowerCase(Locale.ROOT)) {
      case "utf-8", "utf8", "us-ascii", "" -> {}
      default ->
          throw refused(
              "A body is UTF-8: send it as such, with charset=utf-8 in Content-Type or without.");
    }
  }

  private static Problem refused(String detail) {
    return Problem.of(415, "unsupported-media-type", detail);
  }
}
