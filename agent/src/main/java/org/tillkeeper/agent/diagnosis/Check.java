package org.tillkeeper.agent.diagnosis;

/**
 * What is looked at, in the order in which one thing needs the other: what fails above explains
 * what fails below.
 */
public enum Check {
  CONFIG("config"),
  KEYS("keys"),
  CLOCK("clock"),
  DISK("disk"),
  LEDGER("ledger"),
  WITNESS("witness"),
  INTERFACE("interface"),
  ADDRESS("address"),
  GATEWAY("gateway"),
  DNS("dns"),
  ROUTE("route"),
  TCP("tcp"),
  TLS("tls"),
  SIGN_IN("sign-in"),
  ECHO("echo"),
  LATENCY("latency"),
  HOST("host"),
  ACCOUNT("account"),
  BACKLOG("backlog"),
  REVERSALS("reversals"),
  ATTENTION("attention"),
  SETTLEMENT("settlement"),
  SOFTWARE("software"),
  PARAMETERS("parameters"),
  BATTERY("battery"),
  SIGNAL("signal"),
  PRINTER("printer"),
  SCANNER("scanner"),
  TEMPERATURE("temperature"),
  AGENT("agent");

  private final String label;

  Check(String label) {
    this.label = label;
  }

  /** Its stable name. */
  public String label() {
    return label;
  }

  /** Whether it is a hop on the way to the acquirer: one that fails explains those behind it. */
  boolean isHop() {
    return compareTo(INTERFACE) >= 0 && compareTo(ECHO) <= 0;
  }
}
