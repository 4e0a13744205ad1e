package org.tillkeeper.agent.upkeep;

import java.time.Duration;
import java.util.Map;
import org.tillkeeper.agent.payment.Display;

/**
 * How the terminal stands, in figures that are taken in one moment.
 *
 * @param status as a till sees it
 * @param payments how many the ledger holds, erased ones too, by what the cashier sees of them
 * @param oldestPending how long the oldest payment without an end has been there, by the wall
 *     clock; zero where there is none
 * @param ledgerBytes bytes of the ledger that hold something
 */
public record Measures(
    Status status, Map<Display, Long> payments, Duration oldestPending, long ledgerBytes) {}
