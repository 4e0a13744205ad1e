package org.tillkeeper.tools.simulate;

import java.util.HashMap;
import java.util.Map;

/** One settlement as the wire has it. */
final class SettlementRound {
  final String stan;
  final String fields;

  /** The ledger's own number of its batch. */
  final long batchSeq;

  /** What it has to name, by STAN. */
  final Map<String, Booking> counted = new HashMap<>();

  /** STAN of the message that uploads each payment. */
  final Map<String, String> uploads = new HashMap<>();

  final Map<String, String> uploadFields = new HashMap<>();
  String endStan = "";
  int sends = 1;

  /** STAN of the message sent last while it has no answer: the terminal looks for no other. */
  String waitsFor = "";

  /** The terminal may have learned something of it. */
  boolean answered;

  /** The terminal may take it for refused, and its batch for open. */
  boolean maybeRefused;

  boolean judged;
  boolean balanced;

  /** The answer that closes its batch has arrived. */
  boolean closing;

  /** The terminal has stored that its batch is closed. */
  boolean closed;

  /** When its totals were first sent, by the terminal's clock. */
  final long sentNanos;

  SettlementRound(String stan, String fields, long batchSeq, long sentNanos) {
    this.sentNanos = sentNanos;
    this.stan = stan;
    this.fields = fields;
    this.batchSeq = batchSeq;
  }
}
