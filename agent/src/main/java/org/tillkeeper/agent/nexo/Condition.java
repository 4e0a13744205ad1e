package org.tillkeeper.agent.nexo;

/** Why a request is not answered with Success. The labels are the protocol's. */
enum Condition {
  /** The till gave it up, and it is certain that nothing was charged. */
  ABORTED("Aborted"),
  /** Something else is under way; nothing was done. */
  BUSY("Busy"),
  /** The customer gave it up, or presented nothing in time; nothing was done. */
  CANCEL("Cancel"),
  /** Its end is not known yet, or only a person can find it out. */
  IN_PROGRESS("InProgress"),
  /** What was presented could not be read. */
  INVALID_CARD("InvalidCard"),
  MESSAGE_FORMAT("MessageFormat"),
  /** This terminal's rules do not allow it now; nothing was done. */
  NOT_ALLOWED("NotAllowed"),
  NOT_FOUND("NotFound"),
  /** The acquirer or the chip has refused it, and that is certain. */
  REFUSAL("Refusal"),
  /** Nothing is there that could read a card. */
  UNAVAILABLE_DEVICE("UnavailableDevice"),
  UNAVAILABLE_SERVICE("UnavailableService"),
  /** The acquirer could not be reached, and it is certain that nothing was charged. */
  UNREACHABLE_HOST("UnreachableHost");

  private final String label;

  Condition(String label) {
    this.label = label;
  }

  /** As in the protocol. */
  String label() {
    return label;
  }
}
