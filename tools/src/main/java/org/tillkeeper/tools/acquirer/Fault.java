package org.tillkeeper.tools.acquirer;

import java.util.ArrayList;
import java.util.List;

/** What the acquirer can do wrong with one request. {@link Exchange} does it. */
enum Fault {
  /** The connection is cut; the request is not processed. */
  DROP_BEFORE_READ("drop-before-read"),
  /** The request is processed, a sale is booked; the connection is cut without an answer. */
  DROP_AFTER_BOOKING("drop-after-booking"),
  /** The request is swallowed; the connection stays. */
  NO_ANSWER_BEFORE("no-answer-before"),
  /** The request is processed and nothing is said; the connection stays. */
  NO_ANSWER_AFTER("no-answer-after"),
  /** Processed; half of the answer's bytes, then the connection is cut. */
  HALF_ANSWER("half-answer"),
  /** Processed; the answer comes {@code delay} later, if the connection is still there. */
  LATE_ANSWER("late-answer"),
  /** Processed; the same answer comes twice. */
  ANSWER_TWICE("answer-twice"),
  /** Processed; one character of the answer's MAC is wrong. Answers without MAC stay right. */
  WRONG_MAC("wrong-mac"),
  /** Processed; an approval with another STAN and a right MAC comes before the right answer. */
  OTHER_STAN_FIRST("other-stan-first"),
  /** Processed; every text of the answer orders a terminal about, and its MAC is right. */
  ESCAPE_CODES("escape-codes"),
  /** Not processed; refused with {@code code}. */
  DECLINE("decline"),
  /**
   * Not processed; every connection is cut, and new ones are refused for {@code delay}. Limited to
   * no kind of message it strikes at once.
   */
  REFUSE_CONNECTIONS("refuse-connections");

  private final String label;

  Fault(String label) {
    this.label = label;
  }

  /** The word used in configuration and the control API. */
  String label() {
    return label;
  }

  static List<String> labels() {
    List<String> labels = new ArrayList<>();
    for (Fault fault : values()) {
      labels.add(fault.label);
    }
    return labels;
  }

  static Fault named(String label) {
    for (Fault fault : values()) {
      if (fault.label.equals(label)) {
        return fault;
      }
    }
    throw new IllegalArgumentException(label);
  }
}
