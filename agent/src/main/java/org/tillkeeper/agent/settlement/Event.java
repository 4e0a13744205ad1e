package org.tillkeeper.agent.settlement;

import java.time.Instant;

/** What may happen to a settlement. */
public sealed interface Event {
  /**
   * The totals are about to be sent for the first time. This commit comes before their first byte.
   *
   * @param leftOpen how many reversals and notices have no end yet
   */
  record TotalsSending(String stan, BatchTotals totals, Instant at, int leftOpen) implements Event {
    @Override
    public Step accept(Cases cases) {
      return cases.on(this);
    }
  }

  /** The same totals are about to be sent again. This commit comes before their first byte. */
  record TotalsRepeating() implements Event {
    @Override
    public Step accept(Cases cases) {
      return cases.on(this);
    }
  }

  /**
   * The totals were answered.
   *
   * @param verdict the acquirer's word on them, as far as the answer has one
   * @param reply what the answer's response code says
   * @param upload whether this acquirer takes uploads
   */
  record TotalsAnswered(Settlement.Verdict verdict, Reply reply, String code, boolean upload)
      implements Event {
    @Override
    public Step accept(Cases cases) {
      return cases.on(this);
    }
  }

  /**
   * The acquirer has taken nothing for too long, though it could be reached.
   *
   * @param code its last response code; empty if it does not answer
   */
  record GivenUp(String code) implements Event {
    @Override
    public Step accept(Cases cases) {
      return cases.on(this);
    }
  }

  /** The messages of the upload are laid down: how many there are, the end included. */
  record UploadPlanned(int messages) implements Event {
    @Override
    public Step accept(Cases cases) {
      return cases.on(this);
    }
  }

  /** A message of the upload is about to be sent. This commit comes before its first byte. */
  record UploadSending(Part part) implements Event {
    @Override
    public Step accept(Cases cases) {
      return cases.on(this);
    }
  }

  /** Nothing of what a planned message was about stands any more: it is not sent. */
  record UploadDropped(Part part) implements Event {
    @Override
    public Step accept(Cases cases) {
      return cases.on(this);
    }
  }

  /**
   * A message of the upload was answered.
   *
   * @param payments how many payments the message was about
   */
  record UploadAnswered(Part part, int payments, Reply reply, String code) implements Event {
    @Override
    public Step accept(Cases cases) {
      return cases.on(this);
    }
  }

  /** The acquirer has begun another batch. */
  record AcquirerMovedOn() implements Event {
    @Override
    public Step accept(Cases cases) {
      return cases.on(this);
    }
  }

  /** Hands this to the rule for it, and gives back what follows. */
  Step accept(Cases cases);

  /**
   * A rule for every event. Whoever lacks the rule for an event that is added here does not
   * compile.
   */
  interface Cases {
    Step on(TotalsSending event);

    Step on(TotalsRepeating event);

    Step on(TotalsAnswered event);

    Step on(GivenUp event);

    Step on(UploadPlanned event);

    Step on(UploadSending event);

    Step on(UploadDropped event);

    Step on(UploadAnswered event);

    Step on(AcquirerMovedOn event);
  }
}
