package org.tillkeeper.iso8583;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a terminal is: degrees with a sign, at most 10 characters each, which is what messages have
 * room for. Five decimals are a metre; more are rounded.
 *
 * @param latitude -90 to +90, for example {@code +31.2304}; + is north
 * @param longitude -180 to +180, for example {@code +121.4737}; + is east
 */
public record Location(String latitude, String longitude) {
  /** What may be written, for error texts. */
  public static final String ALLOWED =
      "LATITUDE/LONGITUDE in degrees such as +31.2304/+121.4737: -90 to +90, -180 to +180, + is"
          + " north and east";

  private static final Pattern WRITTEN =
      Pattern.compile("([+-]?[0-9]{1,2}(?:\\.[0-9]{1,15})?)/([+-]?[0-9]{1,3}(?:\\.[0-9]{1,15})?)");
  private static final int DECIMALS = 5;

  /** Reads {@code LATITUDE/LONGITUDE}; empty if the text is none. */
  public static Optional<Location> parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal latitude = new BigDecimal(matcher.group(1));
    BigDecimal longitude = new BigDecimal(matcher.group(2));
    return isWithin(latitude, 90) && isWithin(longitude, 180)
        ? Optional.of(new Location(signed(latitude), signed(longitude)))
        : Optional.empty();
  }

  private static boolean isWithin(BigDecimal degrees, int most) {
    return degrees.abs().compareTo(BigDecimal.valueOf(most)) <= 0;
  }

  private static String signed(BigDecimal degrees) {
    BigDecimal kept =
        degrees.scale() > DECIMALS ? degrees.setScale(DECIMALS, RoundingMode.HALF_EVEN) : degrees;
    return kept.signum() < 0 ? kept.toPlainString() : "+" + kept.toPlainString();
  }

  /** As it is read. */
  @Override
  public String toString() {
    return latitude + "/" + longitude;
  }
}
