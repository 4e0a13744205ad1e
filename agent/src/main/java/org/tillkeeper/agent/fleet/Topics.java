package org.tillkeeper.agent.fleet;

/**
 * The topics of one terminal.
 *
 * @param base what all of them begin with, without a slash at its end
 */
public record Topics(String base) {
  /** Whether it is there: retained, and changed by the broker where the terminal is lost. */
  public String presence() {
    return base + "/presence";
  }

  /** How it stands: retained. */
  public String status() {
    return base + "/status";
  }

  /** What happens, in order. */
  public String events() {
    return base + "/events";
  }

  /** What is asked of it. */
  public String orders() {
    return base + "/orders";
  }

  /** What it says to that. */
  public String answers() {
    return base + "/answers";
  }

  /** The pieces of a bundle that was asked for. */
  public String bundle() {
    return base + "/bundle";
  }
}
