package org.tillkeeper.agent.payment;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a payment is. The labels are the API's. */
public enum PaymentType {
  SALE("sale", Money.DEBIT),
  /** Takes a whole sale of the open batch back. */
  VOID("void", Money.CREDIT),
  /** Pre-authorises: reserves an amount and charges nothing. */
  PREAUTH("preauth", Money.NONE),
  PREAUTH_VOID("preauth-void", Money.NONE),
  /** Takes the money of a pre-authorisation. */
  COMPLETION("completion", Money.DEBIT),
  /** Takes a whole completion of the open batch back; its pre-authorisation stands again. */
  COMPLETION_VOID("completion-void", Money.CREDIT),
  /** Pays a settled sale or completion back, or part of it. */
  REFUND("refund", Money.CREDIT),
  /** Adds a tip to a sale of the open batch. */
  TIP("tip", Money.DEBIT),
  BALANCE("balance", Money.NONE);

  /** Which way money goes, seen from the cardholder's account. */
  public enum Money {
    /** The cardholder pays. */
    DEBIT,
    /** The cardholder is paid. */
    CREDIT,
    /** Nothing moves. */
    NONE
  }

  private final String label;
  private final Money money;

  PaymentType(String label, Money money) {
    this.label = label;
    this.money = money;
  }

  /** As in the API and the ledger. */
  public String label() {
    return label;
  }

  /** Which way money goes. */
  public Money money() {
    return money;
  }

  /** The types it may refer to; empty where it stands alone. A refund may also stand alone. */
  public Set<PaymentType> refersTo() {
    return switch (this) {
      case VOID, TIP -> EnumSet.of(SALE);
      case PREAUTH_VOID, COMPLETION -> EnumSet.of(PREAUTH);
      case COMPLETION_VOID -> EnumSet.of(COMPLETION);
      case REFUND -> EnumSet.of(SALE, COMPLETION);
      case SALE, PREAUTH, BALANCE -> EnumSet.noneOf(PaymentType.class);
    };
  }

  /** Whether it is possible only while its original's batch is open, whose totals it changes. */
  public boolean changesOpenBatch() {
    return this == VOID || this == COMPLETION_VOID || this == TIP;
  }

  /** Whether it always needs an original in this ledger. */
  public boolean needsOriginal() {
    return !refersTo().isEmpty() && this != REFUND;
  }

  /** The type of a label; empty for any other text. */
  public static Optional<PaymentType> of(String label) {
    for (PaymentType type : values()) {
      if (type.label.equals(label)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
