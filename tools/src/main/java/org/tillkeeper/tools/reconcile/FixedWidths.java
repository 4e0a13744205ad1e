package org.tillkeeper.tools.reconcile;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/** The values of a line of fixed widths. Widths are bytes: a Chinese character has two in GBK. */
final class FixedWidths {
  private FixedWidths() {}

  /** The values; fewer where the line is too short. */
  static List<String> of(byte[] line, Layout layout, Charset charset) {
    List<String> values = new ArrayList<>();
    int from = 0;
    for (int width : layout.widths()) {
      if (from + width > line.length) {
        return values;
      }
      values.add(Values.stripped(new String(line, from, width, charset), layout.strip()));
      from += width + layout.gap();
    }
    return values;
  }
}
