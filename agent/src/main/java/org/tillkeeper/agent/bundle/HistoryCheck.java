package org.tillkeeper.agent.bundle;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Follows the chain of the history's rows in a bundle. Where the bundle is about one payment its
 * rows stand alone, and each is checked by itself.
 */
final class HistoryCheck {
  private Optional<ChainLine> last = Optional.empty();
  private Optional<Long> gap = Optional.empty();
  private Optional<Long> broken = Optional.empty();

  /** The lines of one entry, in order. */
  void add(byte[] lines) {
    for (String text : new String(lines, StandardCharsets.UTF_8).split("\n")) {
      if (!text.isEmpty()) {
        try {
          add(ChainLine.of(JSON.std.mapFrom(text)));
        } catch (IOException | IllegalArgumentException e) {
          breaks(last.map(line -> line.seq() + 1).orElse(0L));
        }
      }
    }
  }

  private void add(ChainLine line) {
    if (!line.holds()) {
      breaks(line.seq());
    }
    if (last.isPresent() && !line.follows(last.get()) && !gap.isPresent()) {
      gap = Optional.of(line.seq());
    }
    last = Optional.of(line);
  }

  private void breaks(long seq) {
    if (!broken.isPresent()) {
      broken = Optional.of(seq);
    }
  }

  /**
   * What is wrong with the chain.
   *
   * @param facts of the bundle: where the history ended when it was made
   */
  Optional<Fault> fault(Map<String, Object> facts) {
    if (broken.isPresent()) {
      return chain("row " + broken.get() + " is not what was recorded");
    }
    if (!(facts.get("history") instanceof Map<?, ?> head) || facts.get("payment") != null) {
      return Optional.empty();
    }
    if (gap.isPresent()) {
      return chain("a row is missing before row " + gap.get());
    }
    boolean isHead =
        !last.isPresent()
            || (String.valueOf(last.get().seq()).equals(String.valueOf(head.get("seq")))
                && last.get().hash().equals(head.get("hash")));
    return isHead ? Optional.empty() : chain("rows are missing at its end");
  }

  private static Optional<Fault> chain(String detail) {
    return Optional.of(new Fault(Fault.Kind.CHAIN, "history", detail));
  }
}
