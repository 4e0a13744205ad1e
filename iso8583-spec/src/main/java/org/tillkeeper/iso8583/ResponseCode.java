package org.tillkeeper.iso8583;

/**
 * A response code as a dialect knows it.
 *
 * @param code the code as received
 * @param meaning what it says about the money of a sale
 * @param action what has to be done next
 * @param zh what the cashier reads, in Chinese: reason and what to do
 * @param en the same in English
 */
public record ResponseCode(String code, Meaning meaning, Action action, String zh, String en) {
  /** A code whose action follows from its meaning. */
  public ResponseCode(String code, Meaning meaning, String zh, String en) {
    this(code, meaning, Action.of(meaning), zh, en);
  }

  /** What the code of a valid answer to a sale says about its money. */
  public enum Meaning {
    /** Booked. */
    APPROVED,
    /** Booked for less than was asked. */
    PARTIALLY_APPROVED,
    /** Of an advice: taken over, its money too. Nothing can be known by it of a request. */
    ACKNOWLEDGED,
    /** Not booked: refused. */
    DECLINED,
    /** The acquirer does not know the outcome itself. */
    UNKNOWN_OUTCOME,
    /** The acquirer knows this STAN from another payment. */
    DUPLICATE,
    /** Not booked, and nothing will be until the terminal signs in again. */
    SIGN_IN_AGAIN,
    /** Not booked: it names a batch the acquirer does not have open. A sign-in tells which is. */
    OTHER_BATCH;

    /** Whether the acquirer wants the terminal to sign in. */
    public boolean wantsSignIn() {
      return this == SIGN_IN_AGAIN || this == OTHER_BATCH;
    }
  }

  /** What has to be done next, whatever the money. */
  public enum Action {
    /** Nothing: it is done. */
    SUCCESS("success"),
    /** Go by the amount approved, not by the amount asked for. */
    PARTIAL("partial"),
    /** Not with this card or not like this: another card or another way to pay. */
    DECLINED("declined"),
    /** The same may succeed again later, once what is open has been undone. */
    RETRY("retry"),
    /** The terminal signs in, then the same may succeed. */
    SIGN_IN_AGAIN("signInAgain"),
    /** Only the acquirer can tell or put right what is wrong. */
    CONTACT_ACQUIRER("contactAcquirer"),
    /** The issuer wants the card retained. */
    PICK_UP("pickUp");

    private final String label;

    Action(String label) {
      this.label = label;
    }

    /** The name used in dialect files. */
    public String label() {
      return label;
    }

    /** What follows from a meaning where the dialect says nothing else. */
    static Action of(Meaning meaning) {
      return switch (meaning) {
        case APPROVED, ACKNOWLEDGED -> SUCCESS;
        case PARTIALLY_APPROVED -> PARTIAL;
        case DECLINED -> DECLINED;
        case UNKNOWN_OUTCOME -> RETRY;
        case DUPLICATE -> CONTACT_ACQUIRER;
        case SIGN_IN_AGAIN, OTHER_BATCH -> SIGN_IN_AGAIN;
      };
    }
  }

  /** The same said of another code; {@code {code}} in the texts becomes that code. */
  ResponseCode of(String other) {
    return new ResponseCode(
        other, meaning, action, zh.replace("{code}", other), en.replace("{code}", other));
  }
}
