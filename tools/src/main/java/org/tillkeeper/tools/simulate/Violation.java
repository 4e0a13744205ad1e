package org.tillkeeper.tools.simulate;

/**
 * What went wrong in a run.
 *
 * @param what happened, for a person
 */
record Violation(Invariant invariant, String what) {
  /** Something threw what nobody expects. */
  static Violation defect(RuntimeException e) {
    StackTraceElement[] trace = e.getStackTrace();
    return new Violation(
        Invariant.NO_DEFECT, e + (trace.length == 0 ? "" : " at " + trace[0] + ", " + trace[1]));
  }
}
