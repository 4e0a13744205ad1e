package org.tillkeeper.iso8583.yaml;

/**
 * A text that is not one YAML document as {@link YamlValue} reads it. The message says what is
 * wrong and is to stand behind the file's name and {@link #place}; it fits on one line and shows no
 * key.
 */
public final class InvalidYaml extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Why {
    /** It is no YAML. */
    SYNTAX,
    /** It is nested deeper than {@value YamlValue#MOST_LEVELS} levels. */
    TOO_DEEP,
    /** It holds nothing, or comments alone. */
    EMPTY,
    /** It holds several documents. */
    SEVERAL_DOCUMENTS,
    /** A key is a map, a list or an alias of one. */
    KEY_IS_NO_WORD,
    /** A key stands in the same map twice. */
    KEY_TWICE
  }

  private final Why why;
  private final String key;
  private final int line;

  InvalidYaml(Why why, String key, int line, String message) {
    super(message);
    this.why = why;
    this.key = key;
    this.line = line;
  }

  /** What is wrong. */
  public Why why() {
    return why;
  }

  /** The dotted key it is about, such as {@code host.routes[0].name}; empty if about none. */
  public String key() {
    return key;
  }

  /** Where it is, to be put behind a file's name: {@code ", line 3"}, or empty where not known. */
  public String place() {
    return line > 0 ? ", line " + line : "";
  }
}
