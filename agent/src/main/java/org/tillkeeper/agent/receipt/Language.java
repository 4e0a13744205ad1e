package org.tillkeeper.agent.receipt;

/** The language of a receipt. The labels are the API's. */
public enum Language {
  ZH("zh"),
  EN("en");

  private final String label;

  Language(String label) {
    this.label = label;
  }

  /** As in the API. */
  public String label() {
    return label;
  }

  String of(String zh, String en) {
    return this == ZH ? zh : en;
  }
}
