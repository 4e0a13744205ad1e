package org.tillkeeper.agent.reader;

import java.time.Instant;

/**
 * A card that is asked for, as the payment application of the reader sees it.
 *
 * @param id of this request; no other ever has it
 * @param expiresAt wall clock, for display
 */
public record ReaderRequest(String id, Wish wish, Instant expiresAt) {}
