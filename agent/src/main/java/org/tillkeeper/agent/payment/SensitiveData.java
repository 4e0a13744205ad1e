package org.tillkeeper.agent.payment;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.iso8583.Element;

/**
 * Data that must never be shown: PAN, track, PIN block, chip data, QR code. Its text form says
 * nothing. Immutable.
 */
public final class SensitiveData {
  private final Map<Element, String> values;

  /**
   * @param values each under the name of what it means
   */
  public SensitiveData(Map<Element, String> values) {
    EnumMap<Element, String> copy = new EnumMap<>(Element.class);
    copy.putAll(values);
    this.values = Collections.unmodifiableMap(copy);
  }

  /** The values, for building a message. */
  public Map<Element, String> values() {
    return values;
  }

  /** The card's number, by itself or in front of track 2; empty where neither is there. */
  public Optional<String> accountNumber() {
    String pan = values.get(Element.PAN);
    if (pan != null) {
      return Optional.of(pan);
    }
    String track = values.getOrDefault(Element.TRACK2, "");
    int separator = track.indexOf('=');
    return separator > 0 ? Optional.of(track.substring(0, separator)) : Optional.empty();
  }

  @Override
  public String toString() {
    return "SensitiveData" + values.keySet();
  }
}
