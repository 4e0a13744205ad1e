package org.tillkeeper.agent.payment;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One try at a payment: one original request with a STAN of its own, and at most one reversal of
 * it.
 *
 * @param number 1 for the first of its payment
 * @param request what identifies its request
 * @param sends how often the original was handed to the network; 0 once it is proven that no byte
 *     of it left
 * @param outcome what became of it
 * @param heard what the acquirer ever said of it, in time or late
 * @param approvals every valid approval of it, in time or late
 * @param answeredOn the acquirer's date (MMDD) in the first answer to it that had one. Its reversal
 *     may have to name this date, so the reversal's first send fixes it
 * @param unseen whether it is proven that the acquirer never saw its data
 * @param inquiries how often the acquirer was asked what became of it; durable before each inquiry
 * @param closings how often the acquirer was asked to close its code; durable before each time
 * @param reversal empty while there is none
 * @param givenBackBy id of the refund that gave back a booking of it that was one too many
 */
public record Attempt(
    int number,
    Request request,
    int sends,
    Outcome outcome,
    Heard heard,
    Approvals approvals,
    Optional<String> answeredOn,
    boolean unseen,
    int inquiries,
    int closings,
    Optional<Reversal> reversal,
    Optional<String> givenBackBy) {

  /** A new attempt, about to be sent for the first time. */
  static Attempt sending(int number, Request request) {
    return new Attempt(
        number,
        request,
        1,
        Outcome.OPEN,
        Heard.NOTHING,
        Approvals.NONE,
        Optional.empty(),
        false,
        0,
        0,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * What identifies a request. Fixed before its first send.
   *
   * @param stan 6 digits
   * @param batch 6 digits
   * @param terminal 8 characters
   * @param merchant 15 characters
   * @param amount as the message names it, in the minor unit; 0 where it names none
   * @param route name of the route it was last sent by
   * @param keys generation of the working keys the MAC of its last send was made under
   * @param hostDate the acquirer's date (MMDD) as last heard before the send; empty if it was not
   *     known
   * @param sentAt when it was first sent, by the wall clock
   * @param signInKeys generation of the working keys under which the acquirer last wanted a sign-in
   *     instead of it, or of the request before it; 0 if it did not
   */
  public record Request(
      String stan,
      String batch,
      String terminal,
      String merchant,
      long amount,
      String route,
      long keys,
      String hostDate,
      Instant sentAt,
      long signInKeys) {

    /** A request instead of which no sign-in was wanted. */
    public Request(
        String stan,
        String batch,
        String terminal,
        String merchant,
        long amount,
        String route,
        long keys,
        String hostDate,
        Instant sentAt) {
      this(stan, batch, terminal, merchant, amount, route, keys, hostDate, sentAt, 0);
    }

    Request by(String newRoute, long newKeys) {
      return new Request(
          stan, batch, terminal, merchant, amount, newRoute, newKeys, hostDate, sentAt, signInKeys);
    }

    Request signInWantedUnder(long generation) {
      return new Request(
          stan, batch, terminal, merchant, amount, route, keys, hostDate, sentAt, generation);
    }
  }

  /** What the acquirer has said of an attempt's original so far. */
  public enum Heard {
    /** Nothing. */
    NOTHING,
    /**
     * It wants the terminal to sign in first. So it has seen the data, and speaks of keys or batch,
     * not of money.
     */
    SIGN_IN,
    /** It answered and decided nothing. For example it does not know the outcome itself. */
    ANSWER,
    /** It refused the only send of the attempt, and its answer can be believed. */
    REFUSAL,
    /**
     * It never answered, and an inquiry found it approved in a way that confirms nothing. For
     * example it was approved with another amount. So the acquirer has seen it.
     */
    FOUND,
    /**
     * It answered a repeat by saying that it had this message before. So the message is delivered.
     */
    DELIVERED,
    /** It sent a valid approval, so it has booked the attempt. */
    APPROVAL
  }

  /** Whether a valid approval of the attempt was ever seen. */
  public boolean approved() {
    return heard == Heard.APPROVAL;
  }

  /**
   * Whether the acquirer has seen the attempt's data and has not refused it. <em>No original</em>
   * proves nothing then: this acquirer looks where the original cannot be found.
   */
  public boolean seenAndNotRefused() {
    return switch (heard) {
      case ANSWER, FOUND, DELIVERED, APPROVAL -> true;
      case NOTHING, SIGN_IN, REFUSAL -> false;
    };
  }

  /** Whether the acquirer has refused it, in an answer that can be believed. */
  public boolean refused() {
    return heard == Heard.REFUSAL;
  }

  /** What became of an attempt. The labels are the API's. */
  public enum Outcome {
    OPEN("open"),
    CONFIRMED("confirmed"),
    DECLINED("declined"),
    REVERSED("reversed"),
    /** The code it showed is closed, or was never made, and nobody paid it. */
    CLOSED("closed"),
    NOT_SENT("not-sent");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    /** As in the API and the ledger. */
    public String label() {
      return label;
    }

    /**
     * The outcome of a label.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Outcome of(String label) {
      for (Outcome outcome : values()) {
        if (outcome.label.equals(label)) {
          return outcome;
        }
      }
      throw new IllegalArgumentException("no such outcome: " + label);
    }
  }

  /** Whether its reversal may still undo it. */
  public boolean reversalMayStillSucceed() {
    return reversal.isPresent() && reversal.get().mayStillSucceed();
  }

  /** Whether its reversal will be sent again, whatever the acquirer has said so far. */
  public boolean isReversalSentAgain() {
    return reversal.isPresent() && reversal.get().isSentAgain();
  }

  /**
   * Whether the fields of its reversal may be needed. A reversal may be open, or may still have to
   * be opened when an answer comes late. A request that never left has no late answer.
   */
  boolean mayBeReversed() {
    return outcome != Outcome.NOT_SENT && outcome != Outcome.CONFIRMED && outcome != Outcome.CLOSED;
  }

  /** Whether the acquirer has undone it, and nothing is to be sent of it any more. */
  boolean isUndone() {
    return reversal.isPresent() && reversal.get().stage() == Reversal.Stage.REVERSED;
  }

  /**
   * Whether the acquirer has it without saying what became of it. Only settlement can show that.
   */
  public boolean delivered() {
    return heard == Heard.DELIVERED && outcome == Outcome.OPEN;
  }

  Attempt with(Outcome newOutcome) {
    return copy(request, sends, newOutcome, heard, unseen);
  }

  private Attempt copy(
      Request newRequest, int newSends, Outcome newOutcome, Heard newHeard, boolean nowUnseen) {
    return new Attempt(
        number,
        newRequest,
        newSends,
        newOutcome,
        newHeard,
        approvals,
        answeredOn,
        nowUnseen,
        inquiries,
        closings,
        reversal,
        givenBackBy);
  }

  /** After an answer that wants a sign-in before anything is made of the request. */
  Attempt signInWanted() {
    return copy(request.signInWantedUnder(request.keys()), sends, outcome, heard, unseen);
  }

  /**
   * Whether a sign-in was wanted before, and the last send came after that sign-in. A further
   * sign-in would bring the same.
   */
  boolean signedInFor() {
    return request.signInKeys() != 0 && request.signInKeys() != request.keys();
  }

  /** Whether its last send brought nothing but the demand for a sign-in. */
  boolean waitsForSignIn() {
    return request.signInKeys() != 0 && request.signInKeys() == request.keys();
  }

  Attempt with(Reversal newReversal) {
    return new Attempt(
        number,
        request,
        sends,
        outcome,
        heard,
        approvals,
        answeredOn,
        unseen,
        inquiries,
        closings,
        Optional.of(newReversal),
        givenBackBy);
  }

  Attempt repeated(String route, long keys) {
    return copy(request.by(route, keys), sends + 1, outcome, heard, unseen);
  }

  Attempt inquired() {
    return new Attempt(
        number,
        request,
        sends,
        outcome,
        heard,
        approvals,
        answeredOn,
        unseen,
        inquiries + 1,
        closings,
        reversal,
        givenBackBy);
  }

  /**
   * The same once the acquirer was asked about its code, or to close it.
   *
   * @param keys generation of the working keys the question's MAC was made under
   */
  Attempt askedOfCode(CodeQuestion what, long keys) {
    boolean closes = what == CodeQuestion.CLOSING;
    return new Attempt(
        number,
        request.by(request.route(), keys),
        sends,
        outcome,
        heard,
        approvals,
        answeredOn,
        unseen,
        inquiries + (closes ? 0 : 1),
        closings + (closes ? 1 : 0),
        reversal,
        givenBackBy);
  }

  /** After a valid approval of it. */
  Attempt approvalHeard(Answer answer) {
    return new Attempt(
        number,
        request,
        sends,
        outcome,
        Heard.APPROVAL,
        approvals.and(Approval.by(answer, request.amount())),
        answeredOn,
        false,
        inquiries,
        closings,
        reversal,
        givenBackBy);
  }

  /** The part that the acquirer last approved; empty if it approved all, or nothing. */
  OptionalLong approvedPart() {
    long amount = approvals.last().map(Approval::amount).orElse(0L);
    boolean part = amount > 0 && amount < request.amount();
    return part ? OptionalLong.of(amount) : OptionalLong.empty();
  }

  /** Whether two approvals of it name different bookings. */
  public boolean isBookedTwice() {
    return approvals.areOfTwoBookings();
  }

  /**
   * Whether the acquirer may have booked it after a time of the acquirer's. So it may where the
   * time of an approval is not known.
   */
  boolean mayBeBookedAfter(HostTime time) {
    return approved() && !approvals.areNoLaterThan(time);
  }

  /**
   * After an answer to it came. Whatever the answer said, the acquirer has seen its data.
   *
   * @param answer whose date is kept; it decides nothing by this
   */
  Attempt answerHeard(Answer answer) {
    Heard now = answer.sale().wantsSignIn() ? Heard.SIGN_IN : Heard.ANSWER;
    boolean decidedNothing = neverAnswered() || heard == Heard.SIGN_IN;
    boolean reversalSent = reversal.isPresent() && reversal.get().sends() > 0;
    boolean fixed = answeredOn.isPresent() || reversalSent;
    return new Attempt(
        number,
        request,
        sends,
        outcome,
        decidedNothing ? now : heard,
        approvals,
        fixed ? answeredOn : answer.date(),
        false,
        inquiries,
        closings,
        reversal,
        givenBackBy);
  }

  /** After the acquirer said something of it that is no answer. It has seen its data. */
  Attempt heardAmiss() {
    return heard(Heard.ANSWER);
  }

  /** After a refusal of its only send, which can be believed, and nothing before it. */
  Attempt refusalHeard() {
    return heard(Heard.REFUSAL);
  }

  /** Whether no answer to it ever came. */
  public boolean neverAnswered() {
    return heard == Heard.NOTHING || heard == Heard.FOUND;
  }

  /** After an inquiry found it approved in a way that confirms nothing. */
  Attempt found() {
    boolean unknown = heard == Heard.NOTHING || heard == Heard.SIGN_IN;
    return unknown ? heard(Heard.FOUND) : this;
  }

  Attempt heardDelivered() {
    return heard(Heard.DELIVERED);
  }

  private Attempt heard(Heard now) {
    return copy(request, sends, outcome, now, false);
  }

  /**
   * After the acquirer proved that it has no such original. The attempt charged nothing. Its data
   * is unseen unless the acquirer had answered the original.
   */
  Attempt noOriginal() {
    boolean neverSeen = heard == Heard.NOTHING;
    return copy(request, sends, Outcome.REVERSED, heard, neverSeen);
  }

  /**
   * Whether a refund may give it back: the acquirer has booked it, nothing has taken that back, and
   * no reversal may do so yet.
   */
  public boolean mayBeGivenBack() {
    boolean booked = outcome == Outcome.CONFIRMED || (outcome == Outcome.OPEN && approved());
    return booked && !givenBackBy.isPresent() && !isReversalSentAgain();
  }

  /** After a refund gave back a booking of it that was one too many. */
  Attempt givenBack(Optional<String> refund) {
    boolean kept = outcome == Outcome.CONFIRMED;
    Outcome uncharged = refund.isPresent() ? Outcome.REVERSED : Outcome.OPEN;
    return new Attempt(
        number,
        request,
        sends,
        kept ? outcome : uncharged,
        heard,
        approvals,
        answeredOn,
        unseen,
        inquiries,
        closings,
        reversal,
        refund);
  }

  Attempt neverHandedOver() {
    return copy(request, 0, Outcome.NOT_SENT, heard, true);
  }
}
