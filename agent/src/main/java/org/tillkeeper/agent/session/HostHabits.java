package org.tillkeeper.agent.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.ledger.Ledger;

/**
 * What the acquirer's host was seen to do otherwise than its dialect says. A support engineer reads
 * it in the diagnosis; money is never decided by it. A restart forgets it, but for what the ledger
 * knows.
 *
 * <p>Belongs to the agent's thread.
 */
public final class HostHabits {
  /** What it does. */
  public enum What {
    /** Its answers match in all but the MTI. */
    OTHER_MTI,
    /** Its messages cannot be read. */
    UNREADABLE,
    /** It refuses echoes, or does not answer them. */
    NO_ECHO,
    /** It ends each connection after one answer. */
    ONE_ANSWER_A_CONNECTION,
    /** It approved a request after it had said that it has none; see {@link HostWord}. */
    APPROVES_WHAT_IT_HAD_NOT,
    /** It sent so much that answers nothing that its connection was given up. */
    FLOODS,
    /** It refused a payment without a MAC and approved it with one; see {@link HostWord}. */
    REFUSES_AND_APPROVES,
    /** Its connections are made with certificates that are not those on disk. */
    OTHER_CERTIFICATES
  }

  /**
   * One habit.
   *
   * @param detail for example the MTI that came and the one that was expected; may be empty
   */
  public record Habit(What what, String detail) {}

  private final Map<What, Habit> noticed = new EnumMap<>(What.class);

  void notice(What what, String detail) {
    noticed.put(what, new Habit(what, detail));
  }

  void forget(What what) {
    noticed.remove(what);
  }

  /** Those that were noticed and not seen otherwise since. */
  List<Habit> noticed() {
    return new ArrayList<>(noticed.values());
  }

  /** The same, with what its line and the ledger know of it. */
  List<Habit> noticed(Line line, Ledger ledger, Instant now) {
    List<Habit> all = noticed();
    HostWord.disprovedAt(ledger)
        .ifPresent(since -> all.add(new Habit(What.APPROVES_WHAT_IT_HAD_NOT, since)));
    HostWord.contradictedAt(ledger, now)
        .ifPresent(at -> all.add(new Habit(What.REFUSES_AND_APPROVES, at)));
    if (line.endsAfterEachAnswer()) {
      all.add(new Habit(What.ONE_ANSWER_A_CONNECTION, ""));
    }
    line.unusedCertificates().ifPresent(why -> all.add(new Habit(What.OTHER_CERTIFICATES, why)));
    return all;
  }
}
