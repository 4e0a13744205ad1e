package org.tillkeeper.agent.till;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Location;

/**
 * The member {@code device} of a payment: what the till knows of this device better than its
 * configuration does, for acquirers who want to be told.
 */
final class DeviceMember {
  static final String DEVICE = "device";

  private static final Pattern CIPHERTEXT = Pattern.compile("[\\x21-\\x7E]{8}");
  private static final Pattern ANY = Pattern.compile("(?s).*");

  private DeviceMember() {}

  /**
   * What a body says of the device; nothing where it has no such member.
   *
   * @throws Problem naming the member that is wrong and what is allowed
   */
  static Map<Element, String> of(JsonObject body) {
    if (!body.has(DEVICE)) {
      return Collections.emptyMap();
    }
    JsonObject device = body.object(DEVICE);
    Map<Element, String> said = new EnumMap<>(Element.class);
    device
        .optionalText("ciphertext", CIPHERTEXT, "must be 8 printable ASCII characters, no blanks")
        .ifPresent(text -> said.put(Element.DEVICE_CIPHERTEXT, text));
    String allowed = "must be " + Location.ALLOWED;
    Optional<String> written = device.optionalText("location", ANY, allowed);
    if (written.isPresent()) {
      Location location =
          Location.parse(written.get()).orElseThrow(() -> device.invalid("location", allowed));
      said.put(Element.LATITUDE, location.latitude());
      said.put(Element.LONGITUDE, location.longitude());
    }
    device.refuseUnread();
    return said;
  }
}
