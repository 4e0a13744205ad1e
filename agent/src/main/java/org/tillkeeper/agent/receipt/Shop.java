package org.tillkeeper.agent.receipt;

import java.time.ZoneId;
import java.util.Optional;

/**
 * What stands on every receipt of a terminal; texts on one line, of characters that GBK has.
 *
 * @param name of the merchant, as the customer knows it
 * @param address of the shop
 * @param phone of the shop
 * @param footer the last line
 * @param merchant card acceptor identification, 15 characters
 * @param terminal card acceptor terminal identification, 8 characters
 * @param timeZone of the shop
 */
public record Shop(
    Optional<String> name,
    Optional<String> address,
    Optional<String> phone,
    Optional<String> footer,
    String merchant,
    String terminal,
    ZoneId timeZone) {}
