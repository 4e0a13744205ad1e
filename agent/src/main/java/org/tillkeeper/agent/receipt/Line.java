package org.tillkeeper.agent.receipt;

/**
 * One line of a receipt before it is laid out; a printer may break it into several.
 *
 * @param kind how it stands on the paper
 * @param label on the left of a {@link Kind#PAIR}, else empty
 * @param value the text; empty for a rule
 */
public record Line(Kind kind, String label, String value) {
  /** The labels are the API's. */
  public enum Kind {
    /** In the middle. */
    TITLE("title"),
    /** A label on the left, its value on the right. */
    PAIR("pair"),
    /** From the left. */
    TEXT("text"),
    /** Across the paper. */
    RULE("rule"),
    /** Room to write. */
    SPACE("space");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** As in the API. */
    public String label() {
      return label;
    }
  }
}
