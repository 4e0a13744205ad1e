package org.tillkeeper.agent.webhook;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.tillkeeper.agent.ledger.Announcements;

/**
 * Somebody who is told what happens, one announcement after the other. Asked on the agent's thread.
 */
public interface Outlet {
  /** By which the ledger knows how far it has got; never another's. */
  String key();

  /** For people and the log, without what may let somebody in. */
  String shown();

  /** What it is told; at least one. */
  Set<Announcements.Type> types();

  /** What is older is given up once it has taken nothing for so long; empty: never. */
  Optional<Duration> patience();

  /**
   * Tells it one.
   *
   * @param announcement with its body
   * @param then is called once, on any thread, however long it takes
   */
  void send(Announcements.Announcement announcement, Consumer<Post.Result> then);
}
