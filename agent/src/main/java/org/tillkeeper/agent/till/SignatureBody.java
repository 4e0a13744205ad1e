package org.tillkeeper.agent.till;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tillkeeper.agent.signature.BadDrawing;
import org.tillkeeper.agent.signature.Drawing;
import org.tillkeeper.agent.signature.PenPoint;
import org.tillkeeper.agent.signature.Sides;

/**
 * Reads what a till sends of a signature pad: a PNG file, or the pen's strokes as JSON. What it
 * refuses it does not repeat. The body is wiped.
 */
final class SignatureBody {
  private static final int POINTS_MOST = 4000;
  private static final String STROKES =
      "must be a list of strokes, each a list of points [x, y] in whole numbers of at most four"
          + " digits, at most "
          + POINTS_MOST
          + " points in all";

  private SignatureBody() {}

  static Drawing drawing(Call call) {
    CharSequence type = HttpUtil.getMimeType(call.headers().get(HttpHeaderNames.CONTENT_TYPE, ""));
    String mime = type == null ? "" : type.toString();
    try {
      if (mime.equalsIgnoreCase("image/png")) {
        return Drawing.ofPng(call.body());
      }
      if (mime.equalsIgnoreCase("application/json")) {
        return strokes(JsonObject.parse(call.body()));
      }
    } catch (BadDrawing e) {
      throw Problem.invalid("signature", e.getMessage());
    } finally {
      Arrays.fill(call.body(), (byte) 0);
    }
    throw Problem.of(
        415,
        "unsupported-media-type",
        "A signature has Content-Type: image/png, or application/json with its strokes.");
  }

  private static Drawing strokes(JsonObject body) throws BadDrawing {
    int width = (int) body.integer("width", Sides.LEAST, Sides.MOST);
    int height = (int) body.integer("height", Sides.LEAST, Sides.MOST);
    List<List<PenPoint>> strokes = new ArrayList<>();
    for (List<int[]> stroke : body.pairs("strokes", POINTS_MOST, STROKES)) {
      List<PenPoint> points = new ArrayList<>();
      for (int[] point : stroke) {
        points.add(new PenPoint(point[0], point[1]));
      }
      strokes.add(points);
    }
    body.refuseUnread();
    return Drawing.ofStrokes(width, height, strokes);
  }
}
