package org.tillkeeper.agent.payment;

/**
 * The rules of how a payment moves: one function from (payment, event) to (payment, what to do
 * next). It only hands each event to the file that has the rule. The loop makes the result durable
 * before it does anything that follows from it.
 *
 * <p>The rules lie in one file for each subject, and each file uses only files below it:
 *
 * <pre>
 *   Requesting      an original: sent, sent again, answered
 *   UnknownOutcome  nobody knows what became of it      Withdrawing  cashier or chip takes it back
 *   Inquiring       the acquirer is asked about it
 *   Showing         a code that the terminal shows: asked about, paid, closed
 *   LateApproval    it is approved when nobody waits for it any more
 *   LateRefusal     it is refused when nobody waits for it any more
 *   Reversing       the attempt is undone
 *   Endings         how a payment ends
 * </pre>
 *
 * <pre>
 *              Sending                 approved
 *   RECORDED -----------> SENT --------------------------> CONFIRMED
 *    |   ^                 | \------- refused -----------> DECLINED
 *    |   |                 |  \------ STAN known (94) ---> ATTENTION
 *    |   |                 |
 *    |   |                 | outcome unknown: no answer, cut, wrong MAC, restart
 *    |   | uncharged,      |
 *    |   | may be          |  policy    what follows
 *    |   | sent again      +- reverse:  REVERSING -- ended unproven --> ATTENTION
 *    |   |                 |              \--------- uncharged -------> back, or CANCELLED
 *    |   |                 +- repeat:   SENT, the same message again until it is answered
 *    |   |                 +- inquire:  INQUIRING -- approved, refused, uncharged; else reversed
 *    |   +-----------------+- person:   ATTENTION
 *    |                     +- none:     CANCELLED, for no money moved
 *    |        |
 *    |        +-- a code to be shown: SHOWN -- paid: CONFIRMED -- closed by the acquirer: DECLINED
 *    |             its time over, cancelled, its answer lost: CLOSING -- closed, not paid: back, or
 *    |             CANCELLED -- paid: CONFIRMED -- nothing is proven: ATTENTION
 *    +-- window over, cancelled: NOT_SENT, or CANCELLED after an attempt
 *    +-- accepted offline: STORED, delivered as a notice until it is answered; from ATTENTION a
 *        person may let it be delivered again
 * </pre>
 *
 * <p>The policy is the dialect's, by kind of request ({@link Rules}). An attempt's reversal may
 * outlive the payment's end: a late approval of an attempt that was thought uncharged opens its
 * reversal again, whatever the payment shows.
 */
public final class Recovery {
  private final Rules rules;
  private final Trust trust;

  /**
   * @param rules of the dialect
   */
  public Recovery(Rules rules) {
    this.rules = rules;
    trust = new Trust(rules);
  }

  /** The rules it decides by. */
  public Rules rules() {
    return rules;
  }

  /**
   * What follows from an event.
   *
   * @throws IllegalTransition if the event must not happen in this state
   */
  public Step after(Payment payment, Event event) {
    Draft draft = new Draft(rules, payment);
    event.accept(new Dispatch(draft, trust));
    Reversing.needsPersonWhereUnproven(draft);
    return draft.step();
  }

  /** Whether the cashier may still give a payment up. */
  public boolean mayBeCancelled(Payment payment) {
    return Withdrawing.mayBeCancelled(rules, payment);
  }

  /** Which rule an event is for. */
  private record Dispatch(Draft draft, Trust trust) implements Event.Cases {
    private Attempt attempt(int number) {
      return draft.now().attempt(number);
    }

    @Override
    public void on(Event.AcceptedOffline event) {
      Requesting.acceptedOffline(draft);
    }

    @Override
    public void on(Event.DeliveredAgain event) {
      Requesting.deliveredAgain(draft);
    }

    @Override
    public void on(Event.Sending event) {
      Requesting.sending(draft, event);
    }

    @Override
    public void on(Event.NotHandedOver event) {
      Requesting.notHandedOver(draft, attempt(event.attempt()), event.why());
    }

    @Override
    public void on(Event.Answered event) {
      if (draft.isByShownCode()) {
        Showing.answered(draft, trust, attempt(event.attempt()), event.answer());
      } else {
        Requesting.answered(draft, trust, attempt(event.attempt()), event);
      }
    }

    @Override
    public void on(Event.AnsweredAmiss event) {
      Requesting.answeredAmiss(draft, attempt(event.attempt()), event.mti());
    }

    @Override
    public void on(Event.Unanswered event) {
      if (draft.isByShownCode()) {
        Showing.unanswered(draft, attempt(event.attempt()), event.why());
      } else {
        UnknownOutcome.unanswered(draft, attempt(event.attempt()), event.why().text());
      }
    }

    @Override
    public void on(Event.Repeating event) {
      Requesting.repeating(draft, attempt(event.attempt()), event);
    }

    @Override
    public void on(Event.RequestUnreadable event) {
      Requesting.requestUnreadable(draft, event.attempt());
    }

    @Override
    public void on(Event.Inquiring event) {
      Inquiring.sending(draft, attempt(event.attempt()), event);
    }

    @Override
    public void on(Event.InquiryAnswered event) {
      Inquiring.answered(
          draft, trust, attempt(event.attempt()), event.answer(), event.circumstances());
    }

    @Override
    public void on(Event.InquiryUnanswered event) {
      Inquiring.unanswered(draft, attempt(event.attempt()), event.why());
    }

    @Override
    public void on(Event.AskingOfCode event) {
      Showing.asking(draft, attempt(event.attempt()), event);
    }

    @Override
    public void on(Event.CodeAnswered event) {
      Showing.told(draft, trust, attempt(event.attempt()), event);
    }

    @Override
    public void on(Event.CodeUnanswered event) {
      Showing.untold(draft, attempt(event.attempt()), event);
    }

    @Override
    public void on(Event.CodeExpired event) {
      Showing.expired(draft);
    }

    @Override
    public void on(Event.CardAnswered event) {
      Withdrawing.cardAnswered(draft, event.accepted());
    }

    @Override
    public void on(Event.ReferredTo event) {
      if (draft.isSurplus(event.attempt())) {
        Endings.givenBack(draft, attempt(event.attempt()), event.id());
        return;
      }
      Links links = draft.now().links();
      draft.links(links.with(event.by(), event.id(), event.amount()));
      draft.note(
          "referred-to", 0, "Confirmed of it: " + event.by().label() + " " + event.id() + ".");
      if (draft.now().cardResult() == CardResult.AWAITED) {
        // The chip is not waited for any more. If it refused now, that would take back what is
        // taken back already.
        draft.cardResult(CardResult.NONE);
      }
    }

    @Override
    public void on(Event.NoLongerReferredTo event) {
      if (event.attempt() > 0 && attempt(event.attempt()).givenBackBy().isPresent()) {
        Endings.notGivenBack(draft, attempt(event.attempt()), event.id());
        return;
      }
      Links links = draft.now().links();
      draft.links(links.without(event.by(), event.amount()));
      draft.note("referred-to", 0, "Undone of it: " + event.by().label() + " " + event.id() + ".");
    }

    @Override
    public void on(Event.BatchClosed event) {
      Endings.batchClosed(draft, event.end());
    }

    @Override
    public void on(Event.CancelRequested event) {
      Withdrawing.cancelRequested(draft);
    }

    @Override
    public void on(Event.RetryEnded event) {
      Endings.retryEnded(draft, event.why());
    }

    @Override
    public void on(Event.Restarted event) {
      if (draft.isByShownCode()) {
        Showing.restarted(draft);
      } else {
        UnknownOutcome.restarted(draft);
      }
    }

    @Override
    public void on(Event.ReversalSending event) {
      Reversing.sending(draft, attempt(event.attempt()), event);
    }

    @Override
    public void on(Event.ReversalAnswered event) {
      Reversing.answered(
          draft, trust, attempt(event.attempt()), event.answer(), event.circumstances());
    }

    @Override
    public void on(Event.ReversalUnanswered event) {
      Reversing.unanswered(draft, attempt(event.attempt()), event.why());
    }

    @Override
    public void on(Event.ReversalUnreadable event) {
      Reversing.unreadable(draft, attempt(event.attempt()));
    }

    @Override
    public void on(Event.Resolved event) {
      Endings.resolved(draft, event.resolution());
    }
  }
}
