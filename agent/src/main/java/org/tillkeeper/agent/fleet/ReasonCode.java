package org.tillkeeper.agent.fleet;

import java.util.Locale;
import java.util.Optional;

/** The reason codes by which a broker refuses or ends something: MQTT 5.0, section 2.4. */
public enum ReasonCode {
  NORMAL_DISCONNECTION(0x00),
  NO_MATCHING_SUBSCRIBERS(0x10),
  UNSPECIFIED_ERROR(0x80),
  MALFORMED_PACKET(0x81),
  PROTOCOL_ERROR(0x82),
  IMPLEMENTATION_SPECIFIC_ERROR(0x83),
  UNSUPPORTED_PROTOCOL_VERSION(0x84),
  CLIENT_IDENTIFIER_NOT_VALID(0x85),
  BAD_USER_NAME_OR_PASSWORD(0x86),
  NOT_AUTHORIZED(0x87),
  SERVER_UNAVAILABLE(0x88),
  SERVER_BUSY(0x89),
  BANNED(0x8A),
  SERVER_SHUTTING_DOWN(0x8B),
  BAD_AUTHENTICATION_METHOD(0x8C),
  KEEP_ALIVE_TIMEOUT(0x8D),
  SESSION_TAKEN_OVER(0x8E),
  TOPIC_FILTER_INVALID(0x8F),
  TOPIC_NAME_INVALID(0x90),
  PACKET_IDENTIFIER_IN_USE(0x91),
  PACKET_IDENTIFIER_NOT_FOUND(0x92),
  RECEIVE_MAXIMUM_EXCEEDED(0x93),
  TOPIC_ALIAS_INVALID(0x94),
  PACKET_TOO_LARGE(0x95),
  MESSAGE_RATE_TOO_HIGH(0x96),
  QUOTA_EXCEEDED(0x97),
  ADMINISTRATIVE_ACTION(0x98),
  PAYLOAD_FORMAT_INVALID(0x99),
  RETAIN_NOT_SUPPORTED(0x9A),
  QOS_NOT_SUPPORTED(0x9B),
  USE_ANOTHER_SERVER(0x9C),
  SERVER_MOVED(0x9D),
  SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(0x9E),
  CONNECTION_RATE_EXCEEDED(0x9F),
  MAXIMUM_CONNECT_TIME(0xA0),
  SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(0xA1),
  WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED(0xA2);

  private final int code;

  ReasonCode(int code) {
    this.code = code;
  }

  /** Its number. */
  public int code() {
    return code;
  }

  /** What a number means; {@link #UNSPECIFIED_ERROR} for one that the standard has not. */
  public static ReasonCode of(int code) {
    for (ReasonCode one : values()) {
      if (one.code == code) {
        return one;
      }
    }
    return UNSPECIFIED_ERROR;
  }

  /** Whether it refuses. */
  static boolean refuses(int code) {
    return code >= 0x80;
  }

  /**
   * What a broker's refusal says, such as {@code quota exceeded (0x97): at night}; empty for a
   * number that does not refuse.
   *
   * @param why the broker's own words, empty where it has none
   */
  public static Optional<String> refusal(int code, String why) {
    return refuses(code)
        ? Optional.of(of(code).text() + (why.isEmpty() ? "" : ": " + why))
        : Optional.empty();
  }

  /** In words, such as {@code not authorized (0x87)}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + String.format(Locale.ROOT, " (0x%02X)", code);
  }
}
