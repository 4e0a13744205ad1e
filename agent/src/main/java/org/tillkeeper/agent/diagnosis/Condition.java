package org.tillkeeper.agent.diagnosis;

/** Everything that a check may find. Its sentences are {@code words}'. */
public enum Condition {
  // ---- This terminal's own
  CONFIG_FINE(Check.CONFIG, Weight.FINE),
  CONFIG_INVALID(Check.CONFIG, Weight.STOPS),
  KEYS_FINE(Check.KEYS, Weight.FINE),
  KEYS_UNKNOWN(Check.KEYS, Weight.UNKNOWN),
  KEYS_FILE_UNUSABLE(Check.KEYS, Weight.STOPS),
  KEYS_NONE(Check.KEYS, Weight.HINDERS),
  KEYS_OTHER_MASTER(Check.KEYS, Weight.HINDERS),
  CLOCK_FINE(Check.CLOCK, Weight.FINE),
  CLOCK_OTHER_ZONE(Check.CLOCK, Weight.FINE),
  CLOCK_WRONG(Check.CLOCK, Weight.HINDERS),
  CLOCK_BEHIND(Check.CLOCK, Weight.HINDERS),
  CLOCK_UNKNOWN(Check.CLOCK, Weight.UNKNOWN),
  DISK_FINE(Check.DISK, Weight.FINE),
  DISK_LOW(Check.DISK, Weight.WARNS),
  DISK_FULL(Check.DISK, Weight.STOPS),
  DISK_READ_ONLY(Check.DISK, Weight.STOPS),
  DISK_UNKNOWN(Check.DISK, Weight.UNKNOWN),
  LEDGER_FINE(Check.LEDGER, Weight.FINE),
  LEDGER_NONE(Check.LEDGER, Weight.FINE),
  LEDGER_NOT_WRITABLE(Check.LEDGER, Weight.STOPS),
  LEDGER_DAMAGED(Check.LEDGER, Weight.STOPS),
  LEDGER_UNKNOWN(Check.LEDGER, Weight.UNKNOWN),
  WITNESS_FINE(Check.WITNESS, Weight.FINE),
  WITNESS_LOSS(Check.WITNESS, Weight.STOPS),
  WITNESS_UNKNOWN(Check.WITNESS, Weight.UNKNOWN),

  // ---- The way to the acquirer
  INTERFACE_FINE(Check.INTERFACE, Weight.FINE),
  INTERFACE_NONE(Check.INTERFACE, Weight.STOPS),
  INTERFACE_OFF(Check.INTERFACE, Weight.STOPS),
  LINK_DOWN(Check.INTERFACE, Weight.STOPS),
  WIFI_NOT_JOINED(Check.INTERFACE, Weight.STOPS),
  RADIO_BLOCKED(Check.INTERFACE, Weight.STOPS),
  INTERFACE_UNKNOWN(Check.INTERFACE, Weight.UNKNOWN),
  ADDRESS_FINE(Check.ADDRESS, Weight.FINE),
  ADDRESS_NONE(Check.ADDRESS, Weight.STOPS),
  ADDRESS_SELF_MADE(Check.ADDRESS, Weight.STOPS),
  ADDRESS_UNKNOWN(Check.ADDRESS, Weight.UNKNOWN),
  GATEWAY_FINE(Check.GATEWAY, Weight.FINE),
  GATEWAY_NOT_NEEDED(Check.GATEWAY, Weight.FINE),
  GATEWAY_NONE(Check.GATEWAY, Weight.STOPS),
  GATEWAY_SILENT(Check.GATEWAY, Weight.STOPS),
  GATEWAY_UNKNOWN(Check.GATEWAY, Weight.UNKNOWN),
  DNS_FINE(Check.DNS, Weight.FINE),
  DNS_NOT_NEEDED(Check.DNS, Weight.FINE),
  DNS_NO_SERVER(Check.DNS, Weight.STOPS),
  DNS_SILENT(Check.DNS, Weight.STOPS),
  DNS_NO_SUCH_NAME(Check.DNS, Weight.STOPS),
  DNS_REFUSES(Check.DNS, Weight.STOPS),
  DNS_FAILED(Check.DNS, Weight.STOPS),
  DNS_FAILS_NOW(Check.DNS, Weight.WARNS),
  DNS_UNKNOWN(Check.DNS, Weight.UNKNOWN),
  ROUTE_FINE(Check.ROUTE, Weight.FINE),
  ROUTE_NONE(Check.ROUTE, Weight.STOPS),
  ROUTE_REJECTED(Check.ROUTE, Weight.STOPS),
  ROUTE_NO_SOURCE(Check.ROUTE, Weight.STOPS),
  VPN_DOWN(Check.ROUTE, Weight.STOPS),
  ROUTE_WANTED(Check.ROUTE, Weight.WARNS),
  ROUTE_UNKNOWN(Check.ROUTE, Weight.UNKNOWN),
  TCP_FINE(Check.TCP, Weight.FINE),
  TCP_PROVEN(Check.TCP, Weight.FINE),
  TCP_OTHER_ROUTE(Check.TCP, Weight.WARNS),
  TCP_REFUSED(Check.TCP, Weight.STOPS),
  TCP_SILENT(Check.TCP, Weight.STOPS),
  TCP_UNREACHABLE(Check.TCP, Weight.STOPS),
  TCP_RESET(Check.TCP, Weight.STOPS),
  TCP_FAILED(Check.TCP, Weight.STOPS),
  TCP_UNKNOWN(Check.TCP, Weight.UNKNOWN),
  TLS_FINE(Check.TLS, Weight.FINE),
  TLS_PROVEN(Check.TLS, Weight.FINE),
  TLS_PLAIN(Check.TLS, Weight.FINE),
  TLS_EXPIRES_SOON(Check.TLS, Weight.WARNS),
  TLS_EXPIRED_TRUSTED(Check.TLS, Weight.WARNS),
  TLS_CLIENT_EXPIRES_SOON(Check.TLS, Weight.WARNS),
  TLS_EXPIRED(Check.TLS, Weight.STOPS),
  TLS_AUTHORITY_EXPIRED(Check.TLS, Weight.STOPS),
  TLS_NOT_YET_VALID(Check.TLS, Weight.STOPS),
  TLS_OTHER_NAME(Check.TLS, Weight.STOPS),
  TLS_OTHER_AUTHORITY(Check.TLS, Weight.STOPS),
  TLS_OTHER_KEY(Check.TLS, Weight.STOPS),
  TLS_CLIENT_REFUSED(Check.TLS, Weight.STOPS),
  TLS_CLIENT_EXPIRED(Check.TLS, Weight.STOPS),
  TLS_NOT_SPOKEN(Check.TLS, Weight.STOPS),
  TLS_SILENT(Check.TLS, Weight.STOPS),
  TLS_FAILED(Check.TLS, Weight.STOPS),
  TLS_FILES(Check.TLS, Weight.STOPS),
  TLS_UNKNOWN(Check.TLS, Weight.UNKNOWN),

  // ---- What the acquirer says
  SIGN_IN_FINE(Check.SIGN_IN, Weight.FINE),
  SIGN_IN_SIGNED_OFF(Check.SIGN_IN, Weight.FINE),
  SIGN_IN_TERMINAL(Check.SIGN_IN, Weight.STOPS),
  SIGN_IN_MERCHANT(Check.SIGN_IN, Weight.STOPS),
  SIGN_IN_NOT_ALLOWED(Check.SIGN_IN, Weight.STOPS),
  SIGN_IN_REFUSED(Check.SIGN_IN, Weight.STOPS),
  SIGN_IN_BUSY(Check.SIGN_IN, Weight.STOPS),
  SIGN_IN_NO_KEYS(Check.SIGN_IN, Weight.STOPS),
  SIGN_IN_KEY_FAULT(Check.SIGN_IN, Weight.STOPS),
  SIGN_IN_WAITS(Check.SIGN_IN, Weight.HINDERS),
  SIGN_IN_UNKNOWN(Check.SIGN_IN, Weight.UNKNOWN),
  ECHO_FINE(Check.ECHO, Weight.FINE),
  ECHO_WITHOUT(Check.ECHO, Weight.FINE),
  ECHO_SILENT(Check.ECHO, Weight.STOPS),
  ECHO_UNKNOWN(Check.ECHO, Weight.UNKNOWN),
  LATENCY_FINE(Check.LATENCY, Weight.FINE),
  LATENCY_HIGH(Check.LATENCY, Weight.HINDERS),
  LOSS_HIGH(Check.LATENCY, Weight.HINDERS),
  LINE_UNSTABLE(Check.LATENCY, Weight.HINDERS),
  CONGESTED_HOURS(Check.LATENCY, Weight.WARNS),
  LATENCY_UNKNOWN(Check.LATENCY, Weight.UNKNOWN),
  HOST_FINE(Check.HOST, Weight.FINE),
  HOST_MAINTENANCE(Check.HOST, Weight.HINDERS),
  HOST_CUT_OVER(Check.HOST, Weight.HINDERS),
  HOST_ISSUERS(Check.HOST, Weight.HINDERS),
  HOST_MAC_FAULT(Check.HOST, Weight.HINDERS),
  HOST_KEY_FAULT(Check.HOST, Weight.HINDERS),
  HOST_HABITS(Check.HOST, Weight.WARNS),
  HOST_UNKNOWN(Check.HOST, Weight.UNKNOWN),
  ACCOUNT_FINE(Check.ACCOUNT, Weight.FINE),
  ACCOUNT_MERCHANT(Check.ACCOUNT, Weight.STOPS),
  ACCOUNT_TERMINAL(Check.ACCOUNT, Weight.STOPS),
  ACCOUNT_NOT_ALLOWED(Check.ACCOUNT, Weight.HINDERS),
  ACCOUNT_STOPPED(Check.ACCOUNT, Weight.STOPS),
  ACCOUNT_STILL_STOPPED(Check.ACCOUNT, Weight.STOPS),
  ACCOUNT_UNKNOWN(Check.ACCOUNT, Weight.UNKNOWN),

  // ---- What is open
  BACKLOG_FINE(Check.BACKLOG, Weight.FINE),
  BACKLOG_PUT_OFF(Check.BACKLOG, Weight.WARNS),
  BACKLOG_SCRIPTS(Check.BACKLOG, Weight.WARNS),
  BACKLOG_WEBHOOKS(Check.BACKLOG, Weight.WARNS),
  BACKLOG_FLEET(Check.BACKLOG, Weight.WARNS),
  BACKLOG_SIGNATURES_WAIT(Check.BACKLOG, Weight.FINE),
  BACKLOG_SIGNATURES(Check.BACKLOG, Weight.WARNS),
  BACKLOG_UNKNOWN(Check.BACKLOG, Weight.UNKNOWN),
  REVERSALS_FINE(Check.REVERSALS, Weight.FINE),
  REVERSALS_OPEN(Check.REVERSALS, Weight.WARNS),
  REVERSALS_UNANSWERED(Check.REVERSALS, Weight.STOPS),
  REVERSALS_UNKNOWN(Check.REVERSALS, Weight.UNKNOWN),
  ATTENTION_FINE(Check.ATTENTION, Weight.FINE),
  ATTENTION_NEEDED(Check.ATTENTION, Weight.WARNS),
  ATTENTION_UNKNOWN(Check.ATTENTION, Weight.UNKNOWN),
  SETTLEMENT_FINE(Check.SETTLEMENT, Weight.FINE),
  SETTLEMENT_OPEN(Check.SETTLEMENT, Weight.WARNS),
  SETTLEMENT_UNKNOWN(Check.SETTLEMENT, Weight.UNKNOWN),

  // ---- The machine
  SOFTWARE_FINE(Check.SOFTWARE, Weight.FINE),
  PARAMETERS_FINE(Check.PARAMETERS, Weight.FINE),
  PARAMETERS_ORDERED(Check.PARAMETERS, Weight.WARNS),
  PARAMETERS_KEYS_OLD(Check.PARAMETERS, Weight.WARNS),
  PARAMETERS_UNKNOWN(Check.PARAMETERS, Weight.UNKNOWN),
  BATTERY_FINE(Check.BATTERY, Weight.FINE),
  BATTERY_LOW(Check.BATTERY, Weight.WARNS),
  BATTERY_UNKNOWN(Check.BATTERY, Weight.UNKNOWN),
  SIGNAL_FINE(Check.SIGNAL, Weight.FINE),
  SIGNAL_WEAK(Check.SIGNAL, Weight.WARNS),
  SIGNAL_UNKNOWN(Check.SIGNAL, Weight.UNKNOWN),
  PRINTER_FINE(Check.PRINTER, Weight.FINE),
  PRINTER_WRONG(Check.PRINTER, Weight.WARNS),
  PRINTER_UNKNOWN(Check.PRINTER, Weight.UNKNOWN),
  SCANNER_FINE(Check.SCANNER, Weight.FINE),
  SCANNER_WRONG(Check.SCANNER, Weight.WARNS),
  SCANNER_UNKNOWN(Check.SCANNER, Weight.UNKNOWN),
  TEMPERATURE_FINE(Check.TEMPERATURE, Weight.FINE),
  TEMPERATURE_HIGH(Check.TEMPERATURE, Weight.WARNS),
  TEMPERATURE_UNKNOWN(Check.TEMPERATURE, Weight.UNKNOWN),
  AGENT_RUNS(Check.AGENT, Weight.FINE),
  AGENT_STOPPED(Check.AGENT, Weight.STOPS),
  AGENT_SILENT(Check.AGENT, Weight.STOPS);

  /** What a condition means for who wants to be paid. */
  public enum Weight {
    /** It could not be looked at. */
    UNKNOWN,
    /** As it should be. */
    FINE,
    /** Something is to be done, and payments go. */
    WARNS,
    /** Some payments do not go, or slowly. */
    HINDERS,
    /** Nothing goes. */
    STOPS
  }

  private final Check check;
  private final Weight weight;

  Condition(Check check, Weight weight) {
    this.check = check;
    this.weight = weight;
  }

  /** Which check finds it. */
  public Check check() {
    return check;
  }

  /** How bad it is. */
  public Weight weight() {
    return weight;
  }

  /** Whether something is wrong. */
  public boolean isWrong() {
    return weight.compareTo(Weight.WARNS) >= 0;
  }

  /** What is said of a check that could not be looked at. */
  static Condition unknown(Check check) {
    return switch (check) {
      case KEYS -> KEYS_UNKNOWN;
      case CLOCK -> CLOCK_UNKNOWN;
      case DISK -> DISK_UNKNOWN;
      case LEDGER -> LEDGER_UNKNOWN;
      case WITNESS -> WITNESS_UNKNOWN;
      case INTERFACE -> INTERFACE_UNKNOWN;
      case ADDRESS -> ADDRESS_UNKNOWN;
      case GATEWAY -> GATEWAY_UNKNOWN;
      case DNS -> DNS_UNKNOWN;
      case ROUTE -> ROUTE_UNKNOWN;
      case TCP -> TCP_UNKNOWN;
      case TLS -> TLS_UNKNOWN;
      case SIGN_IN -> SIGN_IN_UNKNOWN;
      case ECHO -> ECHO_UNKNOWN;
      case LATENCY -> LATENCY_UNKNOWN;
      case HOST -> HOST_UNKNOWN;
      case ACCOUNT -> ACCOUNT_UNKNOWN;
      case BACKLOG -> BACKLOG_UNKNOWN;
      case REVERSALS -> REVERSALS_UNKNOWN;
      case ATTENTION -> ATTENTION_UNKNOWN;
      case SETTLEMENT -> SETTLEMENT_UNKNOWN;
      case PARAMETERS -> PARAMETERS_UNKNOWN;
      case BATTERY -> BATTERY_UNKNOWN;
      case SIGNAL -> SIGNAL_UNKNOWN;
      case PRINTER -> PRINTER_UNKNOWN;
      case SCANNER -> SCANNER_UNKNOWN;
      case TEMPERATURE -> TEMPERATURE_UNKNOWN;
      case CONFIG, SOFTWARE, AGENT -> throw new IllegalArgumentException(check + " is known");
    };
  }
}
