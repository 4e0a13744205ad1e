package org.tillkeeper.agent.ledger;

import java.time.Instant;

/**
 * A row of a payment's history.
 *
 * @param at wall clock
 * @param kind a stable word
 * @param attempt number, 0 for none
 * @param message one English sentence
 */
public record HistoryRow(Instant at, String kind, int attempt, String message) {}
