package org.tillkeeper.agent.nexo;

import org.tillkeeper.agent.words.Bilingual;

/** What came of a request before its end is known. */
sealed interface Taken {
  /**
   * A payment is recorded for it, now or before.
   *
   * @param payment its id
   */
  record Recorded(String payment) implements Taken {}

  /** It is certain that nothing was recorded for it and nothing charged. */
  record Nothing(Condition condition, Bilingual why) implements Taken {}

  /** The pair named another request before, and nothing was done for this one. */
  record OfAnother() implements Taken {}

  /** Something failed, and nobody can say whether anything was recorded. */
  record Unknown() implements Taken {}
}
