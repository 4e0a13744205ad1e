package org.tillkeeper.agent.payment;

import java.util.Optional;

/**
 * Says which change of a payment somebody has to be told of afterwards, because nobody was there to
 * see it or because another end was told before. It knows no clock: who was there is said by the
 * caller.
 */
public final class LateChange {
  private LateChange() {}

  /**
   * Whether a person has to be told of a change.
   *
   * @param before the payment
   * @param event what happened to it
   * @param after the payment then
   * @param attended whether somebody stood at the till for it, or was being answered
   */
  public static boolean calls(Payment before, Event event, Payment after, boolean attended) {
    if (isOfPerson(event) || showsTheSame(before, after)) {
      return false;
    }
    if (after.state() == State.ATTENTION || before.state().isFinal()) {
      return true;
    }
    return after.state().isFinal() && !attended && !isAsTold(after);
  }

  /** Whether a person has settled the payment and so has seen it. */
  public static boolean isSeenBy(Event event) {
    return event instanceof Event.Resolved;
  }

  /** Who makes such a call is answered with what became of it. */
  private static boolean isOfPerson(Event event) {
    return event instanceof Event.CancelRequested
        || event instanceof Event.CardAnswered
        || event instanceof Event.AcceptedOffline
        || event instanceof Event.DeliveredAgain
        || event instanceof Event.Resolved;
  }

  private static boolean showsTheSame(Payment before, Payment after) {
    Optional<Attention> why =
        after.state() == State.ATTENTION ? after.attention() : Optional.empty();
    Optional<Attention> was =
        before.state() == State.ATTENTION ? before.attention() : Optional.empty();
    return Display.of(before) == Display.of(after) && was.equals(why);
  }

  /**
   * A payment that was accepted offline was told as paid, and a balance is of no use to anybody
   * once its customer has gone.
   */
  private static boolean isAsTold(Payment after) {
    boolean delivered = after.terms().acceptedOffline() && after.state() == State.CONFIRMED;
    return delivered || after.type() == PaymentType.BALANCE;
  }
}
