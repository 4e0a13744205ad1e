package org.tillkeeper.agent.payment;

/**
 * What the customer paid with, as far as it may be shown.
 *
 * @param entry how it was read
 * @param masked first 6 and last 4 digits of a PAN, or last 4 of a QR code, with {@code *} for the
 *     others
 * @param pinKeys generation of the working keys a PIN block was made under; 0 if there is no PIN
 *     block
 */
public record Instrument(Entry entry, String masked, long pinKeys) {}
