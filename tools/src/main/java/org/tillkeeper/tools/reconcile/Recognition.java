package org.tillkeeper.tools.reconcile;

import static org.tillkeeper.tools.reconcile.ReconcileWords.say;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.tools.config.InvalidSettings;

/**
 * A statement, the layout it has, and the charset it is written in.
 *
 * @param file to read
 * @param layout that fits
 * @param charset of the layout's that fits
 */
record Recognition(StatementFile file, Layout layout, Charset charset) {
  private static final int LINES_BEFORE = 60;

  private static final List<Charset> OTHERS =
      List.of(StandardCharsets.UTF_8, Charset.forName("GBK"), StandardCharsets.UTF_16);

  /**
   * Finds out what a file is.
   *
   * @param wanted the layout it is to have; empty for whichever of the shipped ones fits
   * @throws UnreadableStatement where none does; the text says what to do
   */
  static Recognition of(Path path, Optional<Layout> wanted) throws IOException, InvalidSettings {
    List<StatementFile> files = StatementFile.of(path);
    List<Layout> layouts = wanted.isPresent() ? List.of(wanted.get()) : Layout.all();
    Optional<Recognition> found = among(files, layouts);
    if (found.isPresent()) {
      return found.get();
    }
    if (wanted.isEmpty()) {
      throw new UnreadableStatement(
          say("no-layout-fits", path, String.join(", ", Layout.shipped())));
    }
    throw refusal(path, files, wanted.get());
  }

  private static UnreadableStatement refusal(Path path, List<StatementFile> files, Layout wanted)
      throws InvalidSettings {
    for (StatementFile file : files) {
      for (Charset charset : OTHERS) {
        if (!wanted.isFixedWidth() && hasHeader(file.head(), wanted, charset)) {
          String fits = wanted.charsets().toString();
          return new UnreadableStatement(say("charset", path, charset, wanted.name(), fits));
        }
      }
    }
    Optional<Recognition> other = among(files, Layout.all());
    String begins = wanted.isFixedWidth() ? say("widths", wanted.widths()) : wanted.begin();
    return new UnreadableStatement(
        other.isPresent()
            ? say("looks-like", path, wanted.name(), other.get().layout().name())
            : say("not-like", path, wanted.name(), begins));
  }

  private static Optional<Recognition> among(List<StatementFile> files, List<Layout> layouts) {
    for (StatementFile file : files) {
      for (Layout layout : layouts) {
        for (Charset charset : layout.charsets()) {
          if (fits(file.head(), layout, charset)) {
            return Optional.of(new Recognition(file, layout, charset));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean fits(byte[] head, Layout layout, Charset charset) {
    if (layout.isFixedWidth()) {
      return hasWidths(head, layout, charset);
    }
    // Without a header only its owner can say that it fits.
    return layout.begin().isEmpty() || hasHeader(head, layout, charset);
  }

  private static boolean hasHeader(byte[] head, Layout layout, Charset charset) {
    String[] lines = new String(head, charset).split("\n", LINES_BEFORE + 1);
    for (int i = 0; i < Math.min(lines.length, LINES_BEFORE); i++) {
      if (Values.stripped(lines[i], "").startsWith(layout.begin())) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasWidths(byte[] head, Layout layout, Charset charset) {
    int end = 0;
    while (end < head.length && head[end] != '\n') {
      end++;
    }
    byte[] line = Arrays.copyOf(head, end);
    String kind = layout.columns().get(Layout.Column.KIND);
    List<String> values = FixedWidths.of(line, layout, charset);
    return values.size() == layout.widths().size()
        && (kind == null
            || layout.kinds().isEmpty()
            || layout.kinds().containsKey(values.get(Integer.parseInt(kind) - 1)));
  }
}
