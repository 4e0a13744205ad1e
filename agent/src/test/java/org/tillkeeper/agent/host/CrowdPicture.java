package org.tillkeeper.agent.host;

import java.util.Locale;

/**
 * Draws crowds as SVG: above, connections tried in each second on a logarithmic scale; below,
 * terminals online.
 */
final class CrowdPicture {
  private static final int FROM_SECOND = Crowd.OUTAGE_SECONDS - 40;
  private static final int TO_SECOND = Crowd.OUTAGE_SECONDS + 220;
  private static final int LEFT = 80;
  private static final int WIDTH = 780;
  private static final int HEIGHT = 200;
  private static final int UPPER = 50;
  private static final int LOWER = 310;
  private static final int DECADES = 5;

  private final StringBuilder curves = new StringBuilder();
  private int legends;

  void draw(Crowd crowd, String color, String legend) {
    StringBuilder load = new StringBuilder();
    StringBuilder online = new StringBuilder();
    for (int second = FROM_SECOND; second < TO_SECOND; second++) {
      double decades = Math.log10(Math.max(1, crowd.tried[second])) / DECADES;
      point(load, second, UPPER, decades);
      point(online, second, LOWER, (double) crowd.online[second] / Crowd.TERMINALS);
    }
    for (StringBuilder points : new StringBuilder[] {load, online}) {
      add(
          "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"%s\"/>",
          color, points.toString().trim());
    }
    int x = LEFT + 10 + 150 * legends++;
    add("<rect x=\"%d\" y=\"12\" width=\"24\" height=\"4\" fill=\"%s\"/>", x, color);
    add("<text x=\"%d\" y=\"18\">%s</text>", x + 30, legend);
  }

  private static void point(StringBuilder points, int second, int top, double share) {
    points.append(
        String.format(
            Locale.ROOT, "%.1f,%.1f ", x(second), top + HEIGHT * (1 - Math.min(1, share))));
  }

  private static double x(int second) {
    return LEFT + (double) WIDTH * (second - FROM_SECOND) / (TO_SECOND - FROM_SECOND);
  }

  private void add(String format, Object... values) {
    curves.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  String svg() {
    for (int decade = 0; decade <= DECADES; decade++) {
      line(
          UPPER,
          (double) decade / DECADES,
          String.format(Locale.ROOT, "%,.0f", Math.pow(10, decade)));
    }
    for (int part = 0; part <= 4; part++) {
      line(LOWER, part / 4.0, String.format(Locale.ROOT, "%,d", Crowd.TERMINALS * part / 4));
    }
    add("<text x=\"%d\" y=\"%d\">connections tried per second</text>", LEFT, UPPER - 8);
    add("<text x=\"%d\" y=\"%d\">terminals online</text>", LEFT, LOWER - 8);
    for (int second = FROM_SECOND; second <= TO_SECOND; second += 20) {
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d s</text>",
          x(second), LOWER + HEIGHT + 18, second - Crowd.OUTAGE_SECONDS);
    }
    add(
        "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"#333\" stroke-dasharray=\"4 3\"/>",
        x(Crowd.OUTAGE_SECONDS), UPPER, LOWER + HEIGHT);
    add(
        "<text x=\"%.1f\" y=\"%d\">the acquirer is back</text>",
        x(Crowd.OUTAGE_SECONDS) + 6, LOWER + 14);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 550\" font-family=\"sans-serif\" font-size=\"12\">\n"
        + "<rect width=\"900\" height=\"550\" fill=\"#fff\"/>\n"
        + curves
        + "</svg>\n";
  }

  private void line(int top, double share, String label) {
    double y = top + HEIGHT * (1 - share);
    add(
        "<line x1=\"%d\" x2=\"%d\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"#ddd\"/>",
        LEFT, LEFT + WIDTH, y);
    add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 8, y + 4, label);
  }
}
