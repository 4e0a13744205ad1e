package org.tillkeeper.agent.payment;

/**
 * What the loop has to do once a step is durable. Each case names the attempt it is about and when
 * it is due. Whoever follows it therefore needs nothing but the case: for example {@code
 * Reverse[attempt=p-1/2, when=AFTER_BACKOFF]}.
 */
public sealed interface Todo {
  /** Sign in before the next financial message. */
  record SignIn() implements Todo {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** Let the STAN counter jump, because the acquirer knows numbers ahead of it. */
  record JumpStan() implements Todo {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /**
   * Take no <em>no original</em> of this acquirer for a proof any more. It approved an original
   * after it had said that it had none.
   */
  record DisproveNoOriginal() implements Todo {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** Send the reversal of an attempt. */
  record Reverse(AttemptKey attempt, When when) implements Todo {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** Send the original of an attempt again. */
  record Repeat(AttemptKey attempt, When when) implements Todo {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** Ask the acquirer what became of an attempt. */
  record Inquire(AttemptKey attempt, When when) implements Todo {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /**
   * Ask the acquirer about the code that an attempt shows, or close it: whatever its payment's
   * state says.
   */
  record AskOfCode(AttemptKey attempt, When when) implements Todo {
    @Override
    public void accept(Cases cases) {
      cases.on(this);
    }
  }

  /** When a message is due. */
  enum When {
    /** At once. */
    NOW,
    /** After a pause that grows with each send. */
    AFTER_BACKOFF,
    /** As soon as a lost original can no longer reach the acquirer. */
    AFTER_ORIGINAL_EXPIRED
  }

  /** Hands this to the rule for its case. */
  void accept(Cases cases);

  /**
   * A rule for every case. Whoever lacks the rule for a case that is added here does not compile.
   */
  interface Cases {
    /** Signing in is due. */
    void on(SignIn signIn);

    /** The STAN counter is to jump. */
    void on(JumpStan jump);

    /** The acquirer's <em>no original</em> proves nothing. */
    void on(DisproveNoOriginal disproved);

    /** A reversal is due. */
    void on(Reverse reverse);

    /** An original is due again. */
    void on(Repeat repeat);

    /** An inquiry is due. */
    void on(Inquire inquire);

    /** A question about a code is due, or its closing. */
    void on(AskOfCode ask);
  }
}
