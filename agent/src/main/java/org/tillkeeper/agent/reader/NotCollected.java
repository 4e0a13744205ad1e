package org.tillkeeper.agent.reader;

/** There is no card, so nothing was recorded and no key is used up. */
public final class NotCollected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Why why;

  public NotCollected(Why why) {
    super(why.name(), null, false, false);
    this.why = why;
  }

  /** Why there is none. */
  public Why why() {
    return why;
  }

  /** Why there is no card. */
  public enum Why {
    /** The configuration names no reader, or no application has asked for work of late. */
    NO_READER,
    /** It is asked for another payment's card. */
    READER_BUSY,
    /** Nobody presented anything in time. */
    NOT_PRESENTED,
    /** Given up at the reader, by the customer or the cashier. */
    CANCELLED_AT_READER,
    /** The card was taken out before it had been read. */
    CARD_REMOVED,
    /** The card or code could not be read. */
    CARD_UNREADABLE,
    /** Given up by the till. */
    CANCELLED_BY_TILL,
    /** The reference, which is kept in plain, holds the number of the card. */
    CARD_NUMBER_AS_REFERENCE,
    /** Nobody waits for the payment any more. */
    ABANDONED,
    /** The key collects for another request. */
    KEY_OF_ANOTHER
  }
}
