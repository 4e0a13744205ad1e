package org.tillkeeper.iso8583;

/** When the acquirer takes a refund of a part of a payment (option {@code refund.part}). */
public enum PartRefund {
  /** Once the payment's batch is settled. */
  SETTLED,
  /** At any time after the payment. */
  ANYTIME
}
