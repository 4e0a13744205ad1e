package org.tillkeeper.agent.upkeep;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.tillkeeper.agent.session.HostHabits;
import org.tillkeeper.agent.session.RouteWanted;
import org.tillkeeper.agent.session.Trouble;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Suspects;

/**
 * What one health check found: facts. What they mean to who stands before the terminal is {@code
 * words}' to say.
 */
public sealed interface Finding {
  /** Stable word of the check. */
  String check();

  /** Whether it is well. */
  boolean ok();

  /** Answers with what is said for this kind of finding. */
  <T> T accept(Cases<T> cases);

  /** One method for each kind of finding. */
  interface Cases<T> {
    T on(Connection found);

    T on(SignIn found);

    T on(LedgerWritable found);

    T on(Witness found);

    T on(Reversals found);

    T on(RoutesWanted found);

    T on(Attention found);

    T on(LastSettlement found);

    T on(Keys found);

    T on(ScriptNotices found);

    T on(Signatures found);

    T on(Orders found);

    T on(Backlog found);

    T on(Webhooks found);

    T on(Fleet found);

    T on(Host found);

    T on(Secrecy found);
  }

  /**
   * Whether the fleet's broker is told how this terminal stands.
   *
   * @param broker for people
   * @param connected whether it takes what is said
   * @param how what the last connection ended by, a word in capitals
   * @param code the reason code by which the broker refused or ended it; empty where it gave none
   * @param detail what the system or the broker said to that; may be empty
   * @param otherServer where the broker sends its clients
   * @param trouble what does not go although there is a connection; may be empty
   */
  record Fleet(
      String broker,
      boolean connected,
      String how,
      OptionalInt code,
      String detail,
      Optional<String> otherServer,
      String trouble)
      implements Finding {
    @Override
    public String check() {
      return "backlog";
    }

    @Override
    public boolean ok() {
      return connected && trouble.isEmpty();
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * What somebody between the terminal and the acquirer could read and say. Nothing is wrong with a
   * line that nobody else reaches, so this alarms nobody.
   *
   * @param plainRoutes names of the routes without TLS
   * @param bareRefusals whether a refusal without a MAC is believed
   * @param usesMacs whether messages carry MACs at all
   */
  record Secrecy(List<String> plainRoutes, boolean bareRefusals, boolean usesMacs)
      implements Finding {
    @Override
    public String check() {
      return "tls";
    }

    @Override
    public boolean ok() {
      return true;
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * What the acquirer's host does otherwise than its dialect says.
   *
   * @param habits those that were noticed
   */
  record Host(List<HostHabits.Habit> habits) implements Finding {
    @Override
    public String check() {
      return "host";
    }

    @Override
    public boolean ok() {
      for (HostHabits.Habit habit : habits) {
        switch (habit.what()) {
          case OTHER_MTI,
              UNREADABLE,
              FLOODS,
              REFUSES_AND_APPROVES,
              OTHER_CERTIFICATES,
              APPROVES_WHAT_IT_HAD_NOT -> {
            return false;
          }
          case NO_ECHO, ONE_ANSWER_A_CONNECTION -> {
            // The agent does without.
          }
        }
      }
      return true;
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Whether the acquirer can be reached. */
  record Connection(boolean online) implements Finding {
    @Override
    public String check() {
      return "line";
    }

    @Override
    public boolean ok() {
      return online;
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * @param signedOff whether a person has signed the terminal off
   * @param trouble why the last sign-in brought nothing
   */
  record SignIn(boolean signedIn, boolean signedOff, Optional<Trouble> trouble) implements Finding {
    @Override
    public String check() {
      return "sign-in";
    }

    @Override
    public boolean ok() {
      return signedIn || signedOff;
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Whether the ledger can be written. */
  record LedgerWritable(boolean ok) implements Finding {
    @Override
    public String check() {
      return "ledger";
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * @param loss whether the ledger lost records and no person has accepted it
   * @param rebuilt whether the witness file was missing at start
   * @param numbersInUse whether the ledger is new and its terminal number was in use before it
   */
  record Witness(boolean loss, boolean rebuilt, boolean numbersInUse) implements Finding {
    @Override
    public String check() {
      return "witness";
    }

    @Override
    public boolean ok() {
      return !loss && !numbersInUse;
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * @param open reversals that may still succeed
   * @param unanswered of these, how many went unanswered for 10 minutes or more on a line that
   *     works
   */
  record Reversals(long open, long unanswered) implements Finding {
    @Override
    public String check() {
      return "reversals";
    }

    @Override
    public boolean ok() {
      return open == 0;
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Which reversals only another host can answer for good. */
  record RoutesWanted(List<RouteWanted.Waiting> waiting) implements Finding {
    @Override
    public String check() {
      return "route";
    }

    @Override
    public boolean ok() {
      return waiting.isEmpty();
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * @param payments that need a person
   */
  record Attention(long payments) implements Finding {
    @Override
    public String check() {
      return "attention";
    }

    @Override
    public boolean ok() {
      return payments == 0;
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Whether a person has to compare after a settlement.
   *
   * @param result how the last one ended; empty if there was none
   * @param disputed the newest that nobody has acknowledged, if any
   * @param holding whether one is under way that keeps new payments waiting
   */
  record LastSettlement(Optional<Result> result, Optional<Disputed> disputed, boolean holding)
      implements Finding {
    /**
     * @param settlement on which acquirer and terminal do not agree
     * @param suspects how many payments may explain a difference
     * @param others how many other settlements wait for a person
     * @param currency of its amounts, ISO 4217 letters; empty before any payment
     */
    public record Disputed(
        Settlement settlement, Suspects.Counted suspects, int others, Optional<String> currency) {}

    @Override
    public String check() {
      return "settlement";
    }

    @Override
    public boolean ok() {
      return !holding && result.orElse(Result.BALANCED).isSettled() && !disputed.isPresent();
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Whether there are working keys, and they open under the master key. */
  record Keys(boolean ok) implements Finding {
    @Override
    public String check() {
      return "keys";
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Cardholders' signatures that the acquirer has not got.
   *
   * @param waiting how many are sent by themselves
   * @param forLong of those, of payments older than a day
   */
  record Signatures(int waiting, int forLong) implements Finding {
    @Override
    public String check() {
      return "signatures";
    }

    @Override
    public boolean ok() {
      return forLong == 0;
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * What chips did with issuers' scripts.
   *
   * @param waiting notices to be delivered
   * @param refused notices that the acquirer has refused in the last seven days
   */
  record ScriptNotices(int waiting, long refused) implements Finding {
    @Override
    public String check() {
      return "script-results";
    }

    @Override
    public boolean ok() {
      return waiting == 0 && refused == 0;
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** What the acquirer orders and is not carried out. */
  record Orders(List<Order> open) implements Finding {
    /**
     * @param what {@code parameters}, {@code status}, {@code public-keys} or {@code applications}
     * @param trouble why the last try failed
     */
    public record Order(String what, Optional<String> trouble) {}

    @Override
    public String check() {
      return "orders";
    }

    @Override
    public boolean ok() {
      return open.isEmpty();
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Notices that wait for their delivery.
   *
   * @param any whether there are any
   * @param putOff how many the acquirer has put off for so long that others pass them
   */
  record Backlog(boolean any, int putOff) implements Finding {
    @Override
    public String check() {
      return "backlog";
    }

    @Override
    public boolean ok() {
      return putOff == 0;
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Programs that are to be told what happens and are not.
   *
   * @param failing addresses that have taken nothing for an hour
   * @param gone addresses that have answered that they are there no more
   */
  record Webhooks(int failing, int gone) implements Finding {
    @Override
    public String check() {
      return "backlog";
    }

    @Override
    public boolean ok() {
      return failing == 0 && gone == 0;
    }

    @Override
    public <T> T accept(Cases<T> cases) {
      return cases.on(this);
    }
  }
}
