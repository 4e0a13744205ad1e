package org.tillkeeper.tools.lab;

import java.util.Map;

/**
 * A sale that the acquirer has booked.
 *
 * @param amount in the minor unit
 * @param reversed whether it was undone since
 */
public record Booked(String batch, String stan, long amount, boolean reversed) {
  static Booked of(Map<?, ?> json) {
    return new Booked(
        String.valueOf(json.get("batch")),
        String.valueOf(json.get("stan")),
        ((Number) json.get("amount")).longValue(),
        "reversed".equals(json.get("state")));
  }
}
