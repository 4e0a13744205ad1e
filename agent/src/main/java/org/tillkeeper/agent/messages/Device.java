package org.tillkeeper.agent.messages;

import java.util.Optional;
import org.tillkeeper.iso8583.Location;

/**
 * Which device the terminal is, as far as its configuration says.
 *
 * @param serial the hardware's serial number (TUSN), 1 to 50 characters
 * @param type 2 digits, for example 04 for an intelligent terminal
 * @param version of the payment application, 1 to 8 characters
 * @param location where it stands, unless a till knows better
 */
public record Device(
    Optional<String> serial, String type, Optional<String> version, Optional<Location> location) {
  /** One of which nothing is known. */
  public static final Device UNKNOWN =
      new Device(Optional.empty(), "04", Optional.empty(), Optional.empty());
}
