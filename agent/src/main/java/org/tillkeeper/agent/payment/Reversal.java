package org.tillkeeper.agent.payment;

/**
 * The one reversal an attempt may have. It is never given up and never deleted.
 *
 * @param reason why it is sent; fixed for ever
 * @param stage how far it has come
 * @param sends how often it was handed to the network; durable before each send
 * @param answered whether the acquirer ever gave a valid answer to it, whatever the answer said.
 *     Until then it blocks new sales
 * @param responseCode the code of its last valid answer, empty before that
 * @param keys generation of the working keys of its last send, 0 before the first
 * @param authCode authorisation code of the answer that caused it, fixed for ever; empty if there
 *     was none
 */
public record Reversal(
    ReversalReason reason,
    Stage stage,
    int sends,
    boolean answered,
    String responseCode,
    long keys,
    String authCode) {

  /** How far a reversal has come. */
  public enum Stage {
    /** It is sent until an answer ends it. */
    OPEN,
    /**
     * It was refused with a code that a person has to look at. It is sent again at every sign-in
     * and before settlement.
     */
    PARKED,
    /** The acquirer undid the original. */
    REVERSED,
    /** It is proven that the acquirer never had the original. */
    NO_ORIGINAL,
    /** The acquirer will not look any more, and nothing is proven. */
    ENDED_WITHOUT_PROOF
  }

  static Reversal recorded(ReversalReason reason, String authCode) {
    return new Reversal(reason, Stage.OPEN, 0, false, "", 0, authCode);
  }

  /** Whether it may still undo its original. */
  public boolean mayStillSucceed() {
    return stage == Stage.OPEN || stage == Stage.PARKED;
  }

  /** Whether only a person can find out what became of its original. */
  public boolean needsPerson() {
    return stage == Stage.PARKED || stage == Stage.ENDED_WITHOUT_PROOF;
  }

  /** Whether new sales wait for it. */
  public boolean blocksSales() {
    return stage == Stage.OPEN && !answered;
  }

  Reversal sending(long newKeys) {
    return new Reversal(reason, stage, sends + 1, answered, responseCode, newKeys, authCode);
  }

  Reversal answered(String code, Stage newStage) {
    return new Reversal(reason, newStage, sends, true, code, keys, authCode);
  }

  Reversal ended(Stage newStage) {
    return new Reversal(reason, newStage, sends, answered, responseCode, keys, authCode);
  }

  Reversal reopened() {
    return new Reversal(reason, Stage.OPEN, sends, answered, responseCode, keys, authCode);
  }
}
