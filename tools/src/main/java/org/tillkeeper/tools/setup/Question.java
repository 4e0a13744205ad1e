package org.tillkeeper.tools.setup;

import java.util.Optional;

/** What a configuration cannot be written without, in the order in which it is asked. */
public enum Question {
  TERMINAL("terminal", "terminal.id"),
  MERCHANT("merchant", "terminal.merchant"),
  CURRENCY("currency", "terminal.currency"),
  TIME_ZONE("time-zone", "terminal.timeZone"),
  DIALECT("dialect", "host.dialect"),
  ADDRESS("address", "host.routes"),
  TLS("tls", "host.routes"),
  TPDU("tpdu", "host.tpdu"),
  HEADER("header", "host.header");

  private final String option;
  private final String key;

  Question(String option, String key) {
    this.option = option;
    this.key = key;
  }

  /** The command's option, without its dashes; also the name of the question's text. */
  public String option() {
    return option;
  }

  /** Where {@code agent.yaml} has it. */
  String key() {
    return key;
  }

  /** What most terminals say; empty where there is no such thing. */
  Optional<String> usual() {
    return switch (this) {
      case CURRENCY -> Optional.of("CNY");
      case TIME_ZONE -> Optional.of(java.time.ZoneId.systemDefault().getId());
      case DIALECT -> Optional.of("unionpay-pos");
      case TLS -> Optional.of("yes");
      case TERMINAL, MERCHANT, ADDRESS, TPDU, HEADER -> Optional.empty();
    };
  }
}
