package org.tillkeeper.agent.till;

import java.util.Optional;

/**
 * What a caller may, who was admitted already.
 *
 * @param lacks what the call needs and its caller has not; empty where it may be made
 * @param supervisor the session in which a supervisor's PIN was given for this call, as the log
 *     names it; empty where the call needs none
 */
record Right(Optional<Problem> lacks, Optional<String> supervisor) {
  /** The call may be made, and needs nobody's PIN. */
  static final Right GIVEN = new Right(Optional.empty(), Optional.empty());

  static Right lacking(Problem problem) {
    return new Right(Optional.of(problem), Optional.empty());
  }

  static Right ofSupervisor(String session) {
    return new Right(Optional.empty(), Optional.of(session));
  }
}
