package org.tillkeeper.tools.acquirer;

import java.util.ArrayList;
import java.util.List;

/**
 * What a terminal asks for, and what that does to the books. {@link Protocol} says how a message
 * asks for it.
 */
enum RequestKind {
  SIGN_IN("signin"),
  SIGN_OFF("signoff"),
  ECHO("echo"),
  SALE("sale", Effect.CHARGES, Recovery.REVERSED),
  VOID("void", Effect.CREDITS, Recovery.REVERSED),
  REFUND("refund", Effect.CREDITS, Recovery.REPEATED),
  PREAUTH("preauth", Effect.NONE, Recovery.REVERSED),
  PREAUTH_VOID("preauth-void", Effect.NONE, Recovery.REVERSED),
  COMPLETION("completion", Effect.CHARGES, Recovery.REVERSED),
  COMPLETION_ADVICE("completion-advice", Effect.CHARGES, Recovery.REPEATED),
  COMPLETION_VOID("completion-void", Effect.CREDITS, Recovery.REVERSED),
  BALANCE("balance"),
  OFFLINE_SALE("offline-sale", Effect.CHARGES, Recovery.REPEATED),
  OFFLINE_CHIP_SALE("offline-chip-sale", Effect.CHARGES, Recovery.REPEATED),
  ADJUSTMENT("adjustment", Effect.CHANGES, Recovery.REPEATED),
  TIP("tip", Effect.CHANGES, Recovery.REPEATED),
  SCRIPT_RESULT("script-result"),
  REVERSAL("reversal"),
  INQUIRY("inquiry"),
  SETTLEMENT("settlement"),
  BATCH_ROWS("batch-rows"),
  BATCH_ADVICE("batch-advice"),
  BATCH_CHIP("batch-chip"),
  BATCH_END("batch-end"),
  PARAMETERS("parameters"),
  STATUS_UPLOAD("status-upload"),
  CAPK("capk"),
  CHIP_PARAMETERS("chip-parameters"),
  /** The cardholder's signature of a payment. */
  SIGNATURE("signature"),
  /** A code that the terminal shows, asked for, asked about and closed. */
  CODE("code"),
  CODE_INQUIRY("code-inquiry"),
  CODE_CLOSE("code-close"),
  /** Readable, and nothing this acquirer does. */
  OTHER("other");

  /** What a booking of this kind does to the cardholder's account and to the batch's totals. */
  enum Effect {
    /** Takes its amount; a debit in the totals. */
    CHARGES,
    /** Gives its amount back; a credit in the totals. */
    CREDITS,
    /** Gives its original another amount; the original stays one debit. */
    CHANGES,
    /** Moves no money; in no total. */
    NONE
  }

  /** What a terminal does when the answer is lost. */
  private enum Recovery {
    REVERSED,
    REPEATED,
    NONE
  }

  private final String label;
  private final Effect effect;
  private final Recovery recovery;

  RequestKind(String label) {
    this(label, Effect.NONE, Recovery.NONE);
  }

  RequestKind(String label, Effect effect, Recovery recovery) {
    this.label = label;
    this.effect = effect;
    this.recovery = recovery;
  }

  /** The word used in configuration, the control API and the ledger. */
  String label() {
    return label;
  }

  Effect effect() {
    return effect;
  }

  /** Whether it becomes a booking. */
  boolean isBooked() {
    return recovery != Recovery.NONE;
  }

  /** Whether a reversal may undo it. */
  boolean isReversible() {
    return recovery == Recovery.REVERSED;
  }

  /** Whether a repeat of it is expected, and is to be recognised. */
  boolean isRepeatable() {
    return recovery == Recovery.REPEATED;
  }

  /** Whether it is about a code that the terminal shows. */
  boolean isOfCode() {
    return this == CODE || this == CODE_INQUIRY || this == CODE_CLOSE;
  }

  /** The kinds that faults can be limited to. */
  static List<String> labels() {
    List<String> labels = new ArrayList<>();
    for (RequestKind kind : values()) {
      labels.add(kind.label);
    }
    return labels;
  }

  static RequestKind named(String label) {
    for (RequestKind kind : values()) {
      if (kind.label.equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(label);
  }
}
