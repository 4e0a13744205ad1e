package org.tillkeeper.agent.session;

import java.time.Duration;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;

/**
 * What the line is used for next, and why. A value: nothing has been sent or changed because of it.
 */
public sealed interface Turn {
  /** Why this and nothing else. */
  Reason reason();

  /** Carries the turn out, each kind of turn by a method of its own. */
  void carryOut(Carrier carrier);

  /** Who carries turns out. */
  interface Carrier {
    void signIn();

    void echo();

    void takeForProven();

    void reverse(AttemptKey attempt);

    void resolve(RepeatQueue.Task task);

    void sell(Payment payment);

    void askOfCode(Payment payment);

    void tell(OwnMessage message);

    void beginSettlement();

    /** Nothing is sent for so long. */
    void rest(Duration pause);
  }

  /** Whether nothing has its turn now. */
  default boolean rests() {
    return false;
  }

  /** Why the line is used as it is, or why it rests. The labels are stable. */
  enum Reason {
    /** The ledger cannot be written, and nothing is sent that is not recorded first. */
    LEDGER_STALLED("ledger-stalled"),
    /** There is no connection, or as many requests are outstanding as may be. */
    LINE_BUSY("line-busy"),
    /** A message of the terminal's own is on its way, and it goes alone. */
    OWN_MESSAGE_UNDER_WAY("own-message-under-way"),
    /** A message that goes alone waits until the requests on their way have their end. */
    OTHERS_UNDER_WAY("others-under-way"),
    /** The line is connected and not yet proven. */
    NOT_PROVEN("not-proven"),
    /** The acquirer wants a sign-in, or there are no working keys. */
    SIGN_IN_DUE("sign-in-due"),
    /** The terminal was signed off, and something waits that needs a sign-in. */
    SIGNED_OFF("signed-off"),
    /** What a chip did with the issuer's scripts is to be told. */
    SCRIPT_RESULT("script-result"),
    /** An attempt may have charged and is to be undone. */
    REVERSAL("reversal"),
    /** A reversal was sent and never answered: no new sale goes beside it. */
    REVERSAL_UNANSWERED("reversal-unanswered"),
    /** Nobody knows what became of a request, and the acquirer can say. */
    OUTCOME_UNKNOWN("outcome-unknown"),
    /** A customer waits. */
    SALE("sale"),
    /** A code is shown, and the acquirer knows whether it was paid; or it is to be closed. */
    SHOWN_CODE("shown-code"),
    /** Another sale has waited longer. */
    EARLIER_SALE("earlier-sale"),
    /** What was decided without the acquirer is to be told. */
    NOTICE("notice"),
    /** A reversal that was answered early is sent once more. */
    REVERSED_EARLY("reversed-early"),
    /** The batch is being settled. */
    SETTLEMENT("settlement"),
    /** Downloads, a status, a sign-off: when nothing else waits. */
    OTHER("other"),
    /** Nothing waits. */
    NOTHING_WAITS("nothing-waits");

    private final String label;

    Reason(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** Signs in. */
  record SignIn(Reason reason) implements Turn {
    @Override
    public void carryOut(Carrier carrier) {
      carrier.signIn();
    }
  }

  /** Proves the line. */
  record Echo(Reason reason) implements Turn {
    @Override
    public void carryOut(Carrier carrier) {
      carrier.echo();
    }
  }

  /** Takes a connection for proven without a message, where nothing could prove it. */
  record TakeForProven() implements Turn {
    @Override
    public Reason reason() {
      return Reason.NOT_PROVEN;
    }

    @Override
    public void carryOut(Carrier carrier) {
      carrier.takeForProven();
    }
  }

  /** Sends the reversal of an attempt. */
  record Reverse(AttemptKey attempt, Reason reason) implements Turn {
    @Override
    public void carryOut(Carrier carrier) {
      carrier.reverse(attempt);
    }
  }

  /** Repeats a request, asks about it, or delivers a notice. */
  record Resolve(RepeatQueue.Task task, Reason reason) implements Turn {
    @Override
    public void carryOut(Carrier carrier) {
      carrier.resolve(task);
    }
  }

  /** Sends a new attempt of a payment that waits. */
  record Sale(Payment payment) implements Turn {
    @Override
    public Reason reason() {
      return Reason.SALE;
    }

    @Override
    public void carryOut(Carrier carrier) {
      carrier.sell(payment);
    }
  }

  /** Asks about the code that a payment shows, or closes it. */
  record AskOfCode(Payment payment) implements Turn {
    @Override
    public Reason reason() {
      return Reason.SHOWN_CODE;
    }

    @Override
    public void carryOut(Carrier carrier) {
      carrier.askOfCode(payment);
    }
  }

  /** Sends a message of the terminal's own. */
  record Own(OwnMessage message, Reason reason) implements Turn {
    @Override
    public void carryOut(Carrier carrier) {
      carrier.tell(message);
    }
  }

  /** The waiting settlement's place has come for the first time; nothing is sent yet. */
  record BeginSettlement() implements Turn {
    @Override
    public Reason reason() {
      return Reason.SETTLEMENT;
    }

    @Override
    public void carryOut(Carrier carrier) {
      carrier.beginSettlement();
    }
  }

  /** Rests until then, since what waits has its turn later. */
  record Wait(Duration pause, Reason reason) implements Turn {
    @Override
    public void carryOut(Carrier carrier) {
      carrier.rest(pause);
    }

    @Override
    public boolean rests() {
      return true;
    }
  }

  /** Rests until something happens, e.g. an answer comes or a payment is started. */
  record Nothing(Reason reason) implements Turn {
    @Override
    public void carryOut(Carrier carrier) {
      // A rest asks for nothing.
    }

    @Override
    public boolean rests() {
      return true;
    }
  }
}
