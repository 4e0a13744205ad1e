package org.tillkeeper.agent.receipt;

import org.tillkeeper.agent.words.Bilingual;

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

  String of(Bilingual text) {
    return this == ZH ? text.zh() : text.en();
  }
}
