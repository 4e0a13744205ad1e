package org.tillkeeper.agent.session;

import java.util.Optional;

/**
 * What proves that a connection leads to an acquirer that answers: an echo, or a sign-in where the
 * host has no echo. A host that refuses echoes is not asked again. One that leaves two of them
 * unanswered, each on a connection of its own, is tried with a sign-in; where that is not answered
 * either the host is dead and not only without echo.
 */
final class LineProof {
  private static final int SILENT_MOST = 2;

  private final boolean echoOff;
  private final HostHabits habits;
  private boolean refused;
  private boolean proving;
  private boolean tested;
  private int silent;

  /**
   * @param echoOff whether the configuration turns echoes off
   */
  LineProof(boolean echoOff, HostHabits habits) {
    this.echoOff = echoOff;
    this.habits = habits;
  }

  /** Whether an echo may be sent at all. */
  boolean byEcho() {
    return !echoOff && !refused && silent < SILENT_MOST;
  }

  /**
   * Whether an idle line may be tested with an echo. Once also where two went unanswered: perhaps
   * the host was dead then, and has its echo again.
   */
  boolean mayTest() {
    return byEcho() || (!echoOff && !refused && !tested);
  }

  /**
   * An echo is about to be sent.
   *
   * @param online whether the connection was proven before; the echo only tests it then
   */
  void echoSent(boolean online) {
    proving = !online;
    tested |= silent >= SILENT_MOST;
  }

  void echoAnswered() {
    habits.forget(HostHabits.What.NO_ECHO);
    silent = 0;
    tested = false;
  }

  void echoRefused(String code) {
    refused = true;
    habits.notice(HostHabits.What.NO_ECHO, code);
  }

  /** A message of the terminal's own was not answered within the time. */
  void timedOut(Optional<OwnMessage> message, TerminalMessages own) {
    if (message.equals(Optional.of(own.echo()))) {
      echoTimedOut();
    } else if (message.equals(Optional.of(own.signIn()))) {
      signInTimedOut();
    }
  }

  void echoTimedOut() {
    if (proving) {
      silent++;
    } else if (tested) {
      refused = true;
    }
  }

  /** Nothing answers that either: echoes are tried again. */
  void signInTimedOut() {
    if (!refused) {
      habits.forget(HostHabits.What.NO_ECHO);
    }
    silent = 0;
  }

  /** A sign-in was answered: where no echo was, the host has none. */
  void signedIn() {
    if (!refused && silent >= SILENT_MOST) {
      habits.notice(HostHabits.What.NO_ECHO, "");
    }
  }
}
