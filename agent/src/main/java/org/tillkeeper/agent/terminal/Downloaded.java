package org.tillkeeper.agent.terminal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something the acquirer lets the terminal download, as it is in force.
 *
 * @param what {@code parameters}, {@code public-keys} or {@code applications}
 * @param version how often it was received, 0 for never
 * @param receivedAt when that was last
 * @param orderedAt since when a newer one is ordered and not received
 * @param trouble why the last try to receive that failed
 * @param items in the acquirer's order
 */
public record Downloaded(
    String what,
    long version,
    Optional<Instant> receivedAt,
    Optional<Instant> orderedAt,
    Optional<String> trouble,
    List<Item> items) {

  /**
   * @param name tag of a parameter; empty for keys and applications, which are known by their
   *     values
   * @param value of a parameter as text; of keys and applications the TLV data as received, hex
   * @param values the TLV data by tag, both hex, in order; empty for a parameter
   * @param named those of them that the dialect has a name for, such as {@code rid}
   */
  public record Item(
      String name, String value, Map<String, String> values, Map<String, String> named) {
    /** A parameter of the terminal. */
    public Item(String name, String value) {
      this(name, value, Map.of(), Map.of());
    }
  }
}
