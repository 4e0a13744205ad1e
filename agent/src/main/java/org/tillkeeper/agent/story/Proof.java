package org.tillkeeper.agent.story;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One thing that shows where a payment's money is, or what became of the cardholder's signature.
 *
 * @param fact what it is; says which of the others are there
 * @param at when, by the wall clock; empty where the ledger keeps no time of it
 * @param amount in the minor unit
 * @param said numbers and words of it, in the order that the fact names. No value is a secret
 */
public record Proof(Fact fact, Optional<Instant> at, OptionalLong amount, List<String> said) {
  /** What it is. The labels are the API's. */
  public enum Fact {
    ACCEPTED_OFFLINE("accepted-offline"),
    /** STAN, batch, route, how often. */
    SENT("sent"),
    /** STAN. */
    NEVER_LEFT("never-left"),
    UNANSWERED("unanswered"),
    SIGN_IN_WANTED("sign-in-wanted"),
    UNDECIDED("undecided"),
    /** The acquirer gave a code that is shown. */
    CODE_SHOWN("code-shown"),
    /** It proved that the code is closed, or was never made, and was not paid. */
    CODE_CLOSED("code-closed"),
    DELIVERED("delivered"),
    /** Response code, or nothing. */
    REFUSED("refused"),
    /** Amount; RRN, authorisation code, date MMDD, each empty where there is none. */
    APPROVED("approved"),
    /** How often it was sent, response code or nothing. */
    REVERSAL_OPEN("reversal-open"),
    /** Response code or nothing. */
    REVERSAL_REFUSED("reversal-refused"),
    REVERSED("reversed"),
    NO_ORIGINAL("no-original"),
    REVERSED_WITHOUT_PROOF("reversal-without-proof"),
    /** Id of the refund. */
    GIVEN_BACK("given-back"),
    CANCELLED_BY_CASHIER("cancelled-by-cashier"),
    REFUSED_BY_CHIP("refused-by-chip"),
    /** Id of the payment that did it. */
    TAKEN_BACK("taken-back"),
    COMPLETED("completed"),
    /** Amount. */
    REFUNDED("refunded"),
    /** Outcome (confirmed or cancelled), who, evidence. */
    PERSONS_WORD("persons-word"),
    /** Batch number. */
    BATCH_OPEN("batch-open"),
    SETTLED_EQUAL("settled-equal"),
    SETTLED_UNEQUAL("settled-unequal"),
    CLOSED_BY_ACQUIRER("closed-by-acquirer"),
    CLOSED_BY_CHANGE("closed-by-change"),
    /** Amount; batch number. The acquirer has exactly that more, or less. */
    ONE_MORE("one-more"),
    ONE_LESS("one-less"),
    /** Batch number, how many payments may be meant. */
    OTHERS_MAY_BE_MEANT("others-may-be-meant"),
    /** Who, evidence. */
    DIFFERENCE_ACKNOWLEDGED("difference-acknowledged"),
    NOT_SIGNED("not-signed"),
    /** Transaction code or nothing, how often the signature was sent. */
    SIGNATURE_WAITS("signature-waits"),
    /** Transaction code or nothing. */
    SIGNATURE_DELIVERED("signature-delivered"),
    /** Transaction code or nothing, response code or nothing. */
    SIGNATURE_REFUSED("signature-refused"),
    /** Transaction code or nothing. */
    SIGNATURE_GIVEN_UP("signature-given-up");

    private final String label;

    Fact(String label) {
      this.label = label;
    }

    /** As in the API. */
    public String label() {
      return label;
    }
  }

  /** Makes the list read-only. */
  public Proof {
    said = Collections.unmodifiableList(new ArrayList<>(said));
  }

  static Proof of(Fact fact, String... said) {
    return new Proof(fact, Optional.empty(), OptionalLong.empty(), Arrays.asList(said));
  }

  Proof at(Instant time) {
    return new Proof(fact, Optional.of(time), amount, said);
  }

  Proof of(long sum) {
    return new Proof(fact, at, OptionalLong.of(sum), said);
  }
}
