package org.tillkeeper.agent.fleet;

import java.util.Locale;
import java.util.Optional;

/**
 * Why there is no connection.
 *
 * @param how what became of it
 * @param code the broker's, where it gave one
 * @param detail in one line: what the system, TLS or the broker says; may be empty
 * @param otherServer where the broker sends its clients; it is named and never followed
 */
public record End(How how, Optional<ReasonCode> code, String detail, Optional<String> otherServer) {
  /** What became of a connection. */
  public enum How {
    /** None was ever tried. */
    NOT_TRIED,
    /** No connection could be made: network, name, TLS. */
    NOT_REACHED,
    /** The broker took the connection and not this client. */
    REFUSED,
    /** The broker has ended it, and said why. */
    ENDED_BY_BROKER,
    /** It broke without a word. */
    LOST,
    /** The broker did not answer in time. */
    SILENT,
    /** The other side does not speak MQTT 5 as its standard has it. */
    NOT_UNDERSTOOD,
    /** The broker cannot do what is needed: QoS 1 and retained messages. */
    CANNOT_SERVE,
    /** It sends more than anybody has to say to a terminal. */
    FLOODS,
    /** This side has ended it. */
    STOPPED
  }

  static End of(How how, String detail) {
    return new End(how, Optional.empty(), detail, Optional.empty());
  }

  /** For the log, in one line. */
  public String text() {
    StringBuilder text = new StringBuilder(how.name().toLowerCase(Locale.ROOT));
    code.ifPresent(it -> text.append(": ").append(it.text()));
    if (!detail.isEmpty()) {
      text.append(": ").append(detail);
    }
    otherServer.ifPresent(it -> text.append("; it names another server: ").append(it));
    return text.toString().replace('_', ' ');
  }
}
