package org.tillkeeper.agent.terminal;

import java.util.List;
import org.tillkeeper.agent.signature.BadDrawing;
import org.tillkeeper.agent.signature.Drawing;
import org.tillkeeper.agent.signature.PenPoint;

/** What a cardholder drew. */
final class SampleDrawings {
  private SampleDrawings() {}

  static Drawing signature() {
    return of(List.of(new PenPoint(10, 60), new PenPoint(90, 20), new PenPoint(180, 70)));
  }

  static Drawing another() {
    return of(List.of(new PenPoint(20, 20), new PenPoint(200, 80)));
  }

  private static Drawing of(List<PenPoint> stroke) {
    try {
      return Drawing.ofStrokes(240, 100, List.of(stroke));
    } catch (BadDrawing e) {
      throw new AssertionError(e);
    }
  }
}
