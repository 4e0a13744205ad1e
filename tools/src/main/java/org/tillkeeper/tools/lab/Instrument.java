package org.tillkeeper.tools.lab;

import java.util.Map;

/**
 * What a customer pays with, as a till sends it. The card is a published test card.
 *
 * @param json the members {@code card} or {@code qr} of a payment's request
 */
public record Instrument(Map<String, Object> json) {
  /** The test card's number. */
  public static final String PAN = "6225000000000006";

  /** Its track 2. */
  public static final String TRACK2 = PAN + "=30125200000000000000";

  private static final String EXPIRY = "3012";
  private static final String QR_PREFIX = "621234567890";

  /** A swiped card. */
  public static Instrument swipe() {
    return new Instrument(Map.of("card", Map.of("entry", "swipe", "track2", TRACK2)));
  }

  /** A typed card. */
  public static Instrument manual() {
    return new Instrument(Map.of("card", Map.of("entry", "manual", "pan", PAN, "expiry", EXPIRY)));
  }

  /** A card in the chip reader. */
  public static Instrument chip(int counter) {
    return read("chip", counter);
  }

  /** A card held to the reader. */
  public static Instrument contactless(int counter) {
    return read("contactless", counter);
  }

  /** A payment code; each is good for one payment. */
  public static Instrument qr(int counter) {
    return new Instrument(Map.of("qr", Map.of("code", qrCode(counter))));
  }

  /** The digits of {@link #qr}. */
  public static String qrCode(int counter) {
    return QR_PREFIX + String.format("%07d", counter);
  }

  /**
   * Cryptogram (9F26), its information (9F27), application transaction counter (9F36) and terminal
   * verification results (95), as a terminal's kernel gives them.
   */
  private static Instrument read(String entry, int counter) {
    String emv =
        String.format("9F2608A1B2C3D4E5F6%04X9F2701809F3602%04X95050000008000", counter, counter);
    return new Instrument(
        Map.of(
            "card",
            Map.of("entry", entry, "pan", PAN, "expiry", EXPIRY, "sequence", "001", "emv", emv)));
  }
}
