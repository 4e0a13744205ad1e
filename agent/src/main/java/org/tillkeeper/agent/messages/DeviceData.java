package org.tillkeeper.agent.messages;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Location;

/**
 * What a payment's messages say of the device and its place. It is put beside the card's data when
 * the payment is recorded, and sealed with them. So each attempt, repeat and reversal says the
 * same, also when the configuration has changed meanwhile. A payment that refers to another is a
 * message of the device that makes it, and says what that one is.
 *
 * <p>The factor is the end of a card number. It is there only with the ciphertext that is made of
 * it, and nothing shows it.
 */
final class DeviceData {
  private static final int FACTOR_DIGITS = 6;

  private static final Element[] OURS = {
    Element.DEVICE_TYPE,
    Element.DEVICE_SERIAL,
    Element.DEVICE_FACTOR,
    Element.DEVICE_CIPHERTEXT,
    Element.DEVICE_VERSION,
    Element.LATITUDE,
    Element.LONGITUDE
  };

  private final KeyVault vault;
  private final Device device;
  private final boolean saysDevice;
  private final boolean saysPlace;

  DeviceData(Dialect dialect, KeyVault vault, Device device) {
    this.vault = vault;
    this.device = device;
    saysDevice = dialect.says(Element.DEVICE_SERIAL);
    saysPlace = dialect.says(Element.LATITUDE) || dialect.says(Element.LONGITUDE);
  }

  /**
   * The card's data and what is said of the device beside them; nothing of it where the dialect
   * does not say it.
   *
   * @param card of the card or code, or of the original, whose device may have been another
   * @param told what the till says of the device
   */
  SensitiveData beside(SensitiveData card, SensitiveData told) {
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    values.putAll(card.values());
    EnumMap<Element, String> before = new EnumMap<>(Element.class);
    for (Element element : OURS) {
      String was = values.remove(element);
      if (was != null) {
        before.put(element, was);
      }
    }
    if (saysDevice && device.serial().isPresent()) {
      device(values, factor(card), before, told.values());
    }
    if (saysPlace) {
      place(told.values())
          .ifPresent(
              place -> {
                values.put(Element.LATITUDE, place.latitude());
                values.put(Element.LONGITUDE, place.longitude());
              });
    }
    return new SensitiveData(values);
  }

  private void device(
      Map<Element, String> values,
      Optional<String> factor,
      Map<Element, String> before,
      Map<Element, String> told) {
    String serial = device.serial().get();
    String end = factor.orElse(before.getOrDefault(Element.DEVICE_FACTOR, ""));
    values.put(Element.DEVICE_SERIAL, serial);
    values.put(Element.DEVICE_TYPE, device.type());
    device.version().ifPresent(version -> values.put(Element.DEVICE_VERSION, version));
    if (!end.isEmpty()) {
      ciphertext(serial, end, before, told)
          .ifPresent(
              made -> {
                values.put(Element.DEVICE_FACTOR, end);
                values.put(Element.DEVICE_CIPHERTEXT, made);
              });
    }
  }

  /** The till's, whose secure element may have the key; else the vault's; else the original's. */
  private Optional<String> ciphertext(
      String serial, String factor, Map<Element, String> before, Map<Element, String> told) {
    if (told.containsKey(Element.DEVICE_CIPHERTEXT)) {
      return Optional.of(told.get(Element.DEVICE_CIPHERTEXT));
    }
    Optional<String> made = vault.serialCiphertext(serial, factor);
    boolean sameDevice = serial.equals(before.get(Element.DEVICE_SERIAL));
    return made.isPresent() || !sameDevice
        ? made
        : Optional.ofNullable(before.get(Element.DEVICE_CIPHERTEXT));
  }

  private Optional<Location> place(Map<Element, String> told) {
    return told.containsKey(Element.LATITUDE)
        ? Optional.of(new Location(told.get(Element.LATITUDE), told.get(Element.LONGITUDE)))
        : device.location();
  }

  /** The last digits of the code or of the card's number; empty where neither is known. */
  static Optional<String> factor(SensitiveData data) {
    String code = data.values().get(Element.QR_CODE);
    return (code == null ? data.accountNumber() : Optional.of(code))
        .filter(number -> number.length() >= FACTOR_DIGITS)
        .map(number -> number.substring(number.length() - FACTOR_DIGITS));
  }
}
