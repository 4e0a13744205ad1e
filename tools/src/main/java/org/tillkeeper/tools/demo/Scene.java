package org.tillkeeper.tools.demo;

/**
 * A payment of the demonstration.
 *
 * @param reference the till's name of it, and its idempotency key
 * @param entry how the customer pays, in a word
 * @param amount in fen
 * @param what happens to it
 */
record Scene(String reference, String entry, long amount, String what) {}
