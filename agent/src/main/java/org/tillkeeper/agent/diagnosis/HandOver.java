package org.tillkeeper.agent.diagnosis;

/** What no terminal can see, and whom to ask about it. Its sentences are {@code words}'. */
public enum HandOver {
  /** The card or account that takings are paid out to. */
  SETTLEMENT_CARD("acquirer"),
  /** Whether and how this merchant may receive money. */
  RECEIVING_SETTINGS("acquirer"),
  /** Text messages of the bank about incoming money. */
  SMS_ALERT("bank"),
  /** Accounts or cards that were frozen for their risk. */
  RISK_FREEZE("acquirer"),
  /** A fee for the terminal or its service that was not registered as paid. */
  RENEWAL("provider"),
  /** Hardware that is worn out. */
  WORN_OUT("maker"),
  /** Announcements of maintenance or changes. */
  ANNOUNCEMENTS("acquirer"),
  /** Complaints and wishes. */
  FEEDBACK("provider"),
  /** Repayments of credit cards, top-ups of telephones. */
  OTHER_SERVICES("acquirer"),
  /** When and by whom takings are paid out. */
  PAYOUT("acquirer"),
  /** Membership and coupons. */
  LOYALTY("provider"),
  /** Signatures on the terminal's screen. */
  E_SIGNATURE("acquirer");

  private final String to;

  HandOver(String to) {
    this.to = to;
  }

  /** Whom to call: {@code acquirer}, {@code bank}, {@code provider} or {@code maker}. */
  public String to() {
    return to;
  }

  /** Whom to call about a cause, besides what can be done on the spot. */
  public static String about(Check cause) {
    return switch (cause) {
      case INTERFACE, ADDRESS, GATEWAY, DNS, ROUTE, LATENCY, SIGNAL -> "network-provider";
      case TCP,
          TLS,
          SIGN_IN,
          ECHO,
          HOST,
          ACCOUNT,
          BACKLOG,
          REVERSALS,
          ATTENTION,
          SETTLEMENT,
          PARAMETERS ->
          "acquirer";
      case BATTERY, PRINTER, SCANNER, TEMPERATURE -> "maker";
      case CONFIG, KEYS, CLOCK, DISK, LEDGER, WITNESS, SOFTWARE, AGENT -> "provider";
    };
  }
}
