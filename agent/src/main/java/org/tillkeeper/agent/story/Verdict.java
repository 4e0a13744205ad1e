package org.tillkeeper.agent.story;

/** What is to be said of a payment's money, and where it is. */
public enum Verdict {
  /** Its batch is settled, and the acquirer has the same totals or was sent every payment. */
  SETTLED(Whereabouts.SETTLED),
  /** Its batch has ended with other totals at the acquirer, which this payment does not explain. */
  SETTLED_UNEQUAL(Whereabouts.SETTLED),
  /** An inquiry about a balance moves no money. */
  NO_MONEY(Whereabouts.SETTLED),
  /** Approved, to be settled. */
  IN_BATCH(Whereabouts.IN_BATCH),
  /** A pre-authorisation that holds an amount. */
  HELD(Whereabouts.IN_BATCH),
  /** A pre-authorisation whose completion has charged. */
  COMPLETED(Whereabouts.IN_BATCH),
  /** A later payment that takes it back or completes it has no answer yet. */
  CHANGE_UNANSWERED(Whereabouts.UNKNOWN),
  /** Only a person can find out whether a later payment took it back or completed it. */
  CHANGE_NEEDS_PERSON(Whereabouts.ATTENTION),
  /** A later payment took it back. */
  TAKEN_BACK(Whereabouts.REVERSED),
  /** The acquirer undid it, or proved that it never had it. */
  REVERSED(Whereabouts.REVERSED),
  /** A person found that it is not charged, or was given back. */
  REVERSED_BY_PERSON(Whereabouts.REVERSED),
  /** Its last request is proven uncharged, and another one may be sent while the customer waits. */
  TO_BE_SENT_AGAIN(Whereabouts.REVERSED),
  /** Refused by acquirer or issuer. */
  DECLINED(Whereabouts.DECLINED),
  /** It ended before anything was sent. */
  NOT_SENT(Whereabouts.NOT_SENT),
  /** It waits to be sent for the first time. */
  TO_BE_SENT(Whereabouts.NOT_SENT),
  /** Accepted offline, to be delivered. */
  STORED(Whereabouts.STORED),
  /** Accepted offline; the acquirer says only that it has the message already. */
  STORED_AND_DELIVERED(Whereabouts.STORED),
  /** It was sent, and its answer is waited for or asked for. */
  UNANSWERED(Whereabouts.UNKNOWN),
  /** The terminal shows a code for it, and the acquirer is asked whether it was paid. */
  SHOWN(Whereabouts.UNKNOWN),
  /** The acquirer has it without having said what became of it; settlement will show. */
  DELIVERED(Whereabouts.UNKNOWN),
  /** It is being reversed, and the reversal has no end yet. */
  REVERSING(Whereabouts.UNKNOWN),
  /** The acquirer's batch has exactly this payment more than the terminal's. */
  VERY_PROBABLY_CHARGED(Whereabouts.ATTENTION),
  /** The acquirer's batch has as much more, and other payments may explain it as well. */
  POSSIBLY_CHARGED(Whereabouts.ATTENTION),
  /** It is charged, and the acquirer's batch has exactly this amount once more. */
  VERY_PROBABLY_CHARGED_TWICE(Whereabouts.ATTENTION),
  /** It needs a person; acquirer and terminal agree on a batch that it is not in. */
  VERY_PROBABLY_NOT_CHARGED(Whereabouts.ATTENTION),
  /** It needs a person; acquirer and terminal agree on a batch that it is in once. */
  VERY_PROBABLY_CHARGED_ONCE(Whereabouts.ATTENTION),
  /** Approved, and the acquirer's batch has exactly this amount less than the terminal's. */
  POSSIBLY_MISSING(Whereabouts.ATTENTION),
  /** Approved, in a batch that was closed without a settlement. */
  CLOSED_WITHOUT_SETTLEMENT(Whereabouts.ATTENTION),
  /** Accepted offline, and refused when it was delivered: nothing was received. */
  DECLINED_AFTER_OFFLINE_ACCEPTANCE(Whereabouts.ATTENTION),
  /** Only a person can find out. */
  NEEDS_PERSON(Whereabouts.ATTENTION);

  private final Whereabouts where;

  Verdict(Whereabouts where) {
    this.where = where;
  }

  /** Where the money is by it. */
  public Whereabouts where() {
    return where;
  }
}
