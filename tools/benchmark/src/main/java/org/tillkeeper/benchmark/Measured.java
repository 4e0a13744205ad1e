package org.tillkeeper.benchmark;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What one row came to.
 *
 * @param floor of the least that does the work
 * @param jpos of jPOS; empty where it does not do it
 * @param ours of the agent
 * @param unit of all three
 * @param note what was done, and how far the parts of the run lie apart
 * @param foreign processor time that others used meanwhile, in processors; more than a little of it
 *     makes times worthless
 */
record Measured(
    Row row,
    double floor,
    OptionalDouble jpos,
    double ours,
    String unit,
    String note,
    double foreign) {

  double ratio() {
    return ours / floor;
  }

  boolean meetsGoal() {
    return ratio() <= row.goal();
  }

  Measured disturbedBy(double processors) {
    return new Measured(row, floor, jpos, ours, unit, note, processors);
  }

  /** A row of the table, in markdown. */
  String line() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | **%.2f** | %s | %s | %s |",
        row.work(),
        shown(floor),
        jpos.isPresent() ? shown(jpos.getAsDouble()) : "-",
        shown(ours),
        jpos.isPresent() ? String.format(Locale.ROOT, "%.2f", jpos.getAsDouble() / floor) : "-",
        ratio(),
        String.format(Locale.ROOT, "%.2f", row.goal()),
        meetsGoal() ? "yes" : "no",
        note);
  }

  private String shown(double value) {
    String form = value >= 1000 ? "%,.0f %s" : value >= 10 ? "%.1f %s" : "%.2f %s";
    return String.format(Locale.ROOT, form, value, unit);
  }
}
