package org.tillkeeper.agent.payment;

import java.time.Instant;
import java.util.Optional;

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
 * @param answeredOn the acquirer's date (MMDD) in the first answer to it that had one. Its reversal
 *     may have to name this date, so the reversal's first send fixes it
 * @param unseen whether it is proven that the acquirer never saw its data
 * @param inquiries how often the acquirer was asked what became of it; durable before each inquiry
 * @param reversal empty while there is none
 */
public record Attempt(
    int number,
    Request request,
    int sends,
    Outcome outcome,
    Heard heard,
    Optional<String> answeredOn,
    boolean unseen,
    int inquiries,
    Optional<Reversal> reversal) {

  /** A new attempt, about to be sent for the first time. */
  static Attempt sending(int number, Request request) {
    return new Attempt(
        number,
        request,
        1,
        Outcome.OPEN,
        Heard.NOTHING,
        Optional.empty(),
        false,
        0,
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
      Instant sentAt) {

    Request by(String newRoute, long newKeys) {
      return new Request(
          stan, batch, terminal, merchant, amount, newRoute, newKeys, hostDate, sentAt);
    }
  }

  /** What the acquirer has said of an attempt's original so far. */
  public enum Heard {
    /** Nothing. */
    NOTHING,
    /** It answered, so it has seen the data. */
    ANSWER,
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

  /** What became of an attempt. The labels are the API's. */
  public enum Outcome {
    OPEN("open"),
    CONFIRMED("confirmed"),
    DECLINED("declined"),
    REVERSED("reversed"),
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

  /**
   * Whether the fields of its reversal must be kept. A reversal may be open, or may still have to
   * be opened when an answer comes late. A request that never left has no late answer.
   */
  public boolean needsReversalFields() {
    if (outcome == Outcome.NOT_SENT || outcome == Outcome.CONFIRMED) {
      return false;
    }
    return !reversal.isPresent() || reversal.get().stage() != Reversal.Stage.REVERSED;
  }

  /**
   * Whether the acquirer has it without saying what became of it. Only settlement can show that.
   */
  public boolean delivered() {
    return heard == Heard.DELIVERED && outcome == Outcome.OPEN;
  }

  Attempt with(Outcome newOutcome) {
    return new Attempt(
        number, request, sends, newOutcome, heard, answeredOn, unseen, inquiries, reversal);
  }

  Attempt with(Reversal newReversal) {
    return new Attempt(
        number,
        request,
        sends,
        outcome,
        heard,
        answeredOn,
        unseen,
        inquiries,
        Optional.of(newReversal));
  }

  Attempt repeated(String route, long keys) {
    return new Attempt(
        number,
        request.by(route, keys),
        sends + 1,
        outcome,
        heard,
        answeredOn,
        unseen,
        inquiries,
        reversal);
  }

  Attempt inquired() {
    return new Attempt(
        number, request, sends, outcome, heard, answeredOn, unseen, inquiries + 1, reversal);
  }

  Attempt approvalHeard() {
    return heard(Heard.APPROVAL);
  }

  /**
   * After an answer to it came. Whatever the answer said, the acquirer has seen its data.
   *
   * @param date the acquirer's, MMDD
   */
  Attempt answerHeard(Optional<String> date) {
    boolean reversalSent = reversal.isPresent() && reversal.get().sends() > 0;
    boolean fixed = answeredOn.isPresent() || reversalSent;
    return new Attempt(
        number,
        request,
        sends,
        outcome,
        heard == Heard.NOTHING ? Heard.ANSWER : heard,
        fixed ? answeredOn : date,
        false,
        inquiries,
        reversal);
  }

  Attempt heardDelivered() {
    return heard(Heard.DELIVERED);
  }

  private Attempt heard(Heard now) {
    return new Attempt(
        number, request, sends, outcome, now, answeredOn, false, inquiries, reversal);
  }

  /**
   * After the acquirer proved that it has no such original. The attempt charged nothing. Its data
   * is unseen unless the acquirer had answered the original.
   */
  Attempt noOriginal() {
    boolean neverSeen = heard == Heard.NOTHING;
    return new Attempt(
        number,
        request,
        sends,
        Outcome.REVERSED,
        heard,
        answeredOn,
        neverSeen,
        inquiries,
        reversal);
  }

  Attempt neverHandedOver() {
    return new Attempt(
        number, request, 0, Outcome.NOT_SENT, heard, answeredOn, true, inquiries, reversal);
  }
}
