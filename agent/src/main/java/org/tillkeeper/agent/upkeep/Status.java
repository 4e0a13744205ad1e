package org.tillkeeper.agent.upkeep;

import java.time.Instant;
import java.util.Optional;

/**
 * How the terminal stands.
 *
 * @param online whether the acquirer can be reached: proven by an echo or a sign-in on this
 *     connection
 * @param since when that last changed
 * @param route the route in use, or last tried; empty before the first try
 * @param signedIn whether there are working keys
 * @param batch 6 digits
 * @param pendingCount payments that are not final
 * @param pendingAmount their sum in the minor unit
 * @param attention payments that need a person, and settlements that nobody has acknowledged
 * @param openReversals reversals that may still succeed
 * @param ledgerLoss whether the ledger lost records and no person has accepted it
 * @param version of the agent
 */
public record Status(
    boolean online,
    Instant since,
    Optional<String> route,
    boolean signedIn,
    String batch,
    long pendingCount,
    long pendingAmount,
    long attention,
    long openReversals,
    boolean ledgerLoss,
    String version) {}
