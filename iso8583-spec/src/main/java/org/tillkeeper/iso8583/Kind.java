package org.tillkeeper.iso8583;

/** What a request asks for. A dialect says with which message it asks. */
public enum Kind {
  SIGN_IN("signIn"),
  SIGN_OFF("signOff"),
  ECHO("echo"),
  SALE("sale");

  private final String label;

  Kind(String label) {
    this.label = label;
  }

  /** The name used in dialect files. */
  public String label() {
    return label;
  }
}
