package org.tillkeeper.agent.settlement;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.tillkeeper.iso8583.TipCounting;

/**
 * How an acquirer counts the payments of a batch, as far as acquirers differ in it.
 *
 * @param tips whether a tip counts with its sale or by itself
 * @param domestic card organisations whose payments are domestic, read-only
 */
public record CountingRules(TipCounting tips, Set<String> domestic) {
  /** Makes the set read-only. */
  public CountingRules {
    domestic = Collections.unmodifiableSet(new TreeSet<>(domestic));
  }
}
