package org.tillkeeper.android;

import java.util.Optional;
import org.tillkeeper.agent.AgentProcess;

/** How the app's agent stands. */
sealed interface Standing {
  /** It is about to run. */
  record Starting() implements Standing {}

  /**
   * Nobody has said yet which terminal this is.
   *
   * @param folder where the configuration is expected
   */
  record NotConfigured(String folder) implements Standing {}

  /**
   * It cannot run.
   *
   * @param why for a person: what, where, what is allowed
   */
  record Stopped(String why) implements Standing {}

  /**
   * It runs.
   *
   * @param counts what is open
   * @param refused why a newer configuration is not in use; empty where there is none
   */
  record Running(AgentProcess process, LoopbackApi api, Counts counts, Optional<String> refused)
      implements Standing {
    Running with(Counts newer) {
      return new Running(process, api, newer, refused);
    }
  }

  /**
   * What is open.
   *
   * @param pending payments that are not final
   * @param attention what needs a person
   * @param unseen payments that changed after the customer left
   * @param settling whether a settlement is under way
   */
  record Counts(boolean online, long pending, long attention, long unseen, boolean settling) {
    static final Counts NONE = new Counts(false, 0, 0, 0, false);

    /** Whether something is under way that the acquirer has to be asked about. */
    boolean isOpen() {
      return pending > 0 || settling;
    }
  }
}
