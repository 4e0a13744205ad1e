package org.tillkeeper.tools.control;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The members of a JSON object that somebody reads: they stand in the order in which they are
 * named. A {@code Map.of} has another order in each process.
 */
public final class Members {
  private Members() {}

  /** Two members. */
  public static Map<String, Object> of(String first, Object its, String second, Object seconds) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put(first, its);
    members.put(second, seconds);
    return members;
  }

  /** Three members. */
  public static Map<String, Object> of(
      String first, Object its, String second, Object seconds, String third, Object thirds) {
    Map<String, Object> members = of(first, its, second, seconds);
    members.put(third, thirds);
    return members;
  }
}
