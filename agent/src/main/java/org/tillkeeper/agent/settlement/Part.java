package org.tillkeeper.agent.settlement;

import org.tillkeeper.iso8583.Kind;

/** A part of the upload, in the order of the upload. */
public enum Part {
  /** Offline sales and tips. */
  OFFLINE("offline", Kind.BATCH_ADVICE),
  /** Payments that their chips approved offline, with their certificates. */
  CHIP_OFFLINE("chip-offline", Kind.BATCH_CHIP),
  /** Everything else, several to a message. */
  ROWS("rows", Kind.BATCH_ROWS),
  REFUNDS("refunds", Kind.BATCH_ADVICE),
  /** Completions that were sent as notices. */
  COMPLETIONS("completions", Kind.BATCH_ADVICE),
  /** Payments that were approved online and then by the chip, with its certificate. */
  CHIP("chip", Kind.BATCH_CHIP),
  /** Payments that were approved online and refused by the chip. They moved no money. */
  CHIP_FAILED("chip-failed", Kind.BATCH_CHIP_FAILED),
  /** The end of the batch. It says how many payments were uploaded. */
  END("end", Kind.BATCH_END);

  private final String label;
  private final Kind kind;

  Part(String label, Kind kind) {
    this.label = label;
    this.kind = kind;
  }

  /** As in the ledger. */
  public String label() {
    return label;
  }

  /** The message that carries it. */
  public Kind kind() {
    return kind;
  }

  /**
   * The part of a label.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Part of(String label) {
    for (Part part : values()) {
      if (part.label.equals(label)) {
        return part;
      }
    }
    throw new IllegalArgumentException("no such part: " + label);
  }
}
