package org.tillkeeper.agent.payment;

import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.ResponseCode;
import org.tillkeeper.iso8583.ReversalMeaning;

/**
 * What an acquirer's answer says, as far as the core decides by it. It has the right MTI and STAN
 * already: by these it was found to belong to an attempt.
 *
 * @param responseCode as received; empty if the answer has none
 * @param sale what the code says about a sale
 * @param reversal what the code says about a reversal
 * @param mac what became of its MAC, under the keys its request was made with
 * @param terminal as received
 * @param merchant as received
 * @param amount as received, in the minor unit
 * @param rrn as received
 * @param authCode as received
 */
public record Answer(
    String responseCode,
    ResponseCode.Meaning sale,
    ReversalMeaning reversal,
    MacVerdict mac,
    Optional<String> terminal,
    Optional<String> merchant,
    OptionalLong amount,
    Optional<String> rrn,
    Optional<String> authCode) {}
