package org.tillkeeper.agent.reader;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The requests that are over, the last few: an answer that comes late is told so. */
final class Ended {
  private static final int KEPT = 64;

  private final Deque<Collecting> newestFirst = new ArrayDeque<>();

  void add(Collecting over) {
    newestFirst.addFirst(over);
    if (newestFirst.size() > KEPT) {
      newestFirst.removeLast();
    }
  }

  Optional<Collecting> with(String id) {
    for (Collecting one : newestFirst) {
      if (one.request().id().equals(id)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }
}
