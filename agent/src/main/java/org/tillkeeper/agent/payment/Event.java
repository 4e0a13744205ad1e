package org.tillkeeper.agent.payment;

/** What may happen to a payment. */
public sealed interface Event {
  /** The merchant takes the risk. The payment is delivered once the acquirer can be reached. */
  record AcceptedOffline() implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** A person lets what was accepted offline be delivered again. */
  record DeliveredAgain() implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** An attempt starts. This commit comes before its first byte. */
  record Sending(Attempt.Request request) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** It is proven that no byte of the attempt's request was handed to the network. */
  record NotHandedOver(int attempt, String why) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /**
   * An answer to an attempt's original request, in time or late.
   *
   * @param beingGivenBack whether a refund of the attempt is under way, or nobody knows what became
   *     of it
   */
  record Answered(int attempt, Answer answer, boolean beingGivenBack) implements Event {
    /** One to an attempt that no refund gives back. */
    public Answered(int attempt, Answer answer) {
      this(attempt, answer, false);
    }

    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** The attempt's request will not be answered any more. */
  record Unanswered(int attempt, Silence why) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /**
   * A message came that would be the attempt's answer, had it another MTI. Its MAC is right for the
   * request, so it is the acquirer's.
   *
   * @param mti as it came
   */
  record AnsweredAmiss(int attempt, String mti) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** The attempt's request is about to be sent again. This commit comes before its first byte. */
  record Repeating(int attempt, long keys, String route) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /**
   * The data that the attempt would be sent from cannot be read from the ledger any more.
   *
   * @param attempt 0 where none was made yet
   */
  record RequestUnreadable(int attempt) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** An inquiry about the attempt is about to be sent. This commit comes before its first byte. */
  record Inquiring(int attempt, String stan, String route) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** An answer to an inquiry about the attempt. */
  record InquiryAnswered(int attempt, Answer answer, Circumstances circumstances) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** The last inquiry about the attempt will not be answered any more. */
  record InquiryUnanswered(int attempt, Silence why) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /**
   * The acquirer is about to be asked about an attempt's code, or to close it. This commit comes
   * before the message's first byte.
   *
   * @param keys generation of the working keys its MAC is made under
   */
  record AskingOfCode(int attempt, CodeQuestion what, String stan, long keys, String route)
      implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** An answer to such a question. */
  record CodeAnswered(int attempt, CodeQuestion what, Answer answer, Circumstances circumstances)
      implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** The last such question will not be answered any more. */
  record CodeUnanswered(int attempt, CodeQuestion what, Silence why) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** The time for which a code is shown is over. */
  record CodeExpired() implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** What the chip said to the acquirer's approval. */
  record CardAnswered(boolean accepted) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /**
   * A payment that refers to this one was confirmed.
   *
   * @param attempt that it gives back; 0 where it refers to the payment as a whole
   */
  record ReferredTo(PaymentType by, String id, long amount, int attempt) implements Event {
    /** Refers to the payment as a whole. */
    public ReferredTo(PaymentType by, String id, long amount) {
      this(by, id, amount, 0);
    }

    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** The confirmation of a payment that refers to this one was undone. */
  record NoLongerReferredTo(PaymentType by, String id, long amount, int attempt) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** Its batch is closed. */
  record BatchClosed(BatchEnd end) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** How a batch ended. */
  enum BatchEnd {
    /** It is settled, and acquirer and terminal have the same payments. */
    AGREED("Its batch is settled."),
    /** It is settled, and they do not have the same payments. A person compares. */
    NOT_AGREED("Its batch is settled, and the acquirer does not have the same payments."),
    /** The acquirer began another batch by itself. */
    BY_ACQUIRER("The acquirer closed its batch without settlement."),
    /**
     * The terminal has another identity now, and whatever became of its batch, this payment was
     * none of it.
     */
    OF_ANOTHER(
        "The batch is closed. This was sent as another terminal's, and is in none of this one's"
            + " settlements."),
    /** The terminal was given another identity, under which nobody can settle it. */
    BY_CHANGE("Its batch was closed without settlement: the terminal is another now.");

    private final String text;

    BatchEnd(String text) {
      this.text = text;
    }

    /** For the history. */
    String text() {
      return text;
    }
  }

  /** The cashier gives up. */
  record CancelRequested() implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** The payment may not be sent again. */
  record RetryEnded(RetryEnd why) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** The agent has started again and found this payment. */
  record Restarted() implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** An attempt's reversal is about to be sent. This commit comes before its first byte. */
  record ReversalSending(int attempt, long keys, String route) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** An answer to an attempt's reversal. */
  record ReversalAnswered(int attempt, Answer answer, Circumstances circumstances)
      implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** The last send of an attempt's reversal will not be answered any more. */
  record ReversalUnanswered(int attempt, Silence why) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** The message of an attempt's reversal cannot be read from the ledger any more. */
  record ReversalUnreadable(int attempt) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** A person has settled it by evidence. */
  record Resolved(Resolution resolution) implements Event {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** Why there is no answer. */
  enum Silence {
    TIMED_OUT("no answer in time"),
    CUT("the connection ended before the answer"),
    NEVER_LEFT("the connection had ended before anything was sent");

    private final String text;

    Silence(String text) {
      this.text = text;
    }

    /** For the history. */
    public String text() {
      return text;
    }
  }

  /** Why a payment may not be sent again. */
  enum RetryEnd {
    WINDOW_OVER("window-over", "the time to try again is over"),
    NOT_ONLINE("not-online", "it is sent at once or not at all"),
    /** Its time was over while it waited for the end of a settlement. */
    SETTLING("settling", "its time was over while the batch was being settled"),
    DATA_UNREADABLE("data-unreadable", "its card data cannot be read from the ledger any more"),
    KEYS_CHANGED("keys-changed", "the key of its PIN block is no longer in use");

    private final String label;
    private final String text;

    RetryEnd(String label, String text) {
      this.label = label;
      this.text = text;
    }

    /** As the ledger has it. */
    public String label() {
      return label;
    }

    /** For the history. */
    public String text() {
      return text;
    }

    /**
     * The one with that label.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RetryEnd of(String label) {
      for (RetryEnd end : values()) {
        if (end.label.equals(label)) {
          return end;
        }
      }
      throw new IllegalArgumentException("no such end of the retries: " + label);
    }
  }

  /** Which host an answer comes from, beside the one that the original went to. */
  enum Speaker {
    ITS_HOST,
    /** Another, while the line can go to the original's. */
    ANOTHER,
    /** Another, and no route of the configuration leads to the original's any more. */
    ANOTHER_FOR_GOOD
  }

  /**
   * The circumstances of an answer to a reversal or an inquiry. What the answer proves depends on
   * them.
   *
   * @param speaker who gave it
   * @param originalExpired its reversal was sent later than {@code host.originalLifetime} after the
   *     original's last byte
   * @param hostMovedOn the acquirer's date or batch is another than when the original was sent
   * @param disproved the acquirer has approved an original after it said that it had none
   */
  record Circumstances(
      Speaker speaker, boolean originalExpired, boolean hostMovedOn, boolean disproved) {
    public boolean sameHost() {
      return speaker == Speaker.ITS_HOST;
    }

    /**
     * Whether <em>no original</em> says nothing, because the acquirer does not find what it has.
     */
    boolean looksElsewhere() {
      return hostMovedOn || disproved;
    }
  }

  /** Hands this to the rule for its case. */
  void accept(Cases cases);

  /**
   * A rule for every event. Whoever lacks the rule for an event that is added here does not
   * compile.
   */
  interface Cases {
    void on(AcceptedOffline event);

    void on(DeliveredAgain event);

    void on(Sending event);

    void on(NotHandedOver event);

    void on(Answered event);

    void on(AnsweredAmiss event);

    void on(Unanswered event);

    void on(Repeating event);

    void on(RequestUnreadable event);

    void on(Inquiring event);

    void on(InquiryAnswered event);

    void on(InquiryUnanswered event);

    void on(AskingOfCode event);

    void on(CodeAnswered event);

    void on(CodeUnanswered event);

    void on(CodeExpired event);

    void on(CardAnswered event);

    void on(ReferredTo event);

    void on(NoLongerReferredTo event);

    void on(BatchClosed event);

    void on(CancelRequested event);

    void on(RetryEnded event);

    void on(Restarted event);

    void on(ReversalSending event);

    void on(ReversalAnswered event);

    void on(ReversalUnanswered event);

    void on(ReversalUnreadable event);

    void on(Resolved event);
  }
}
