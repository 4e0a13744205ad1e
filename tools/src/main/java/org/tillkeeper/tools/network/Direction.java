package org.tillkeeper.tools.network;

/** Which way bytes go through the line. */
enum Direction {
  TO_ACQUIRER("to-acquirer"),
  TO_TERMINAL("to-terminal");

  private final String label;

  Direction(String label) {
    this.label = label;
  }

  /** The word used in rules. */
  String label() {
    return label;
  }
}
