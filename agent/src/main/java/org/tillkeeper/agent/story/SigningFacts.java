package org.tillkeeper.agent.story;

import java.time.Instant;
import java.util.Optional;

/**
 * What the ledger knows of the cardholder's signature on the screen. What became of it stands with
 * the payment.
 *
 * @param at when it was kept, delivered, refused or given up; empty where nobody has signed
 * @param sends how often it was handed to the network without an end yet; 0 once it has its end
 * @param answer the response code that refused it; empty where none did, or without a code
 */
public record SigningFacts(Optional<Instant> at, int sends, Optional<String> answer) {
  /** Nobody has signed on the screen, though the payment could be signed. */
  public static final SigningFacts NONE = new SigningFacts(Optional.empty(), 0, Optional.empty());
}
