package org.tillkeeper.agent.payment;

import java.util.Optional;
import java.util.OptionalLong;

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
 * @param part the part that it names, in the minor unit, where the acquirer approved only a part
 *     and wants that undone; fixed for ever. Empty where it names what was asked for
 * @param undoneAt the acquirer's own time when it last said that it undid the original; empty if it
 *     never said so
 * @param signInKeys generation of the working keys under which an answer last wanted a sign-in; 0
 *     if none did
 * @param untrusted how many answers could not be believed
 */
public record Reversal(
    ReversalReason reason,
    Stage stage,
    int sends,
    boolean answered,
    String responseCode,
    long keys,
    String authCode,
    OptionalLong part,
    Optional<HostTime> undoneAt,
    long signInKeys,
    int untrusted) {

  /** So many answers that cannot be believed get it nowhere. */
  private static final int UNTRUSTED_AT_MOST = 5;

  /** How far a reversal has come. */
  public enum Stage {
    /** It is sent until an answer ends it. */
    OPEN,
    /**
     * It was refused with a code that a person has to look at, or it gets nowhere. It is sent again
     * at a sign-in and before settlement.
     */
    PARKED,
    /**
     * The acquirer said that it undid the original, at a time when a lost original could still
     * arrive. It is sent once more when none can. Nothing waits for that.
     */
    REVERSED_EARLY,
    /** The acquirer undid the original. */
    REVERSED,
    /** It is proven that the acquirer never had the original. */
    NO_ORIGINAL,
    /** The acquirer will not look any more, and nothing is proven. */
    ENDED_WITHOUT_PROOF
  }

  static Reversal recorded(ReversalReason reason, String authCode, OptionalLong part) {
    return new Reversal(
        reason, Stage.OPEN, 0, false, "", 0, authCode, part, Optional.empty(), 0, 0);
  }

  /** Whether it may still undo its original. */
  public boolean mayStillSucceed() {
    return stage == Stage.OPEN || stage == Stage.PARKED;
  }

  /** Whether it will be sent again, whatever the acquirer has said so far. */
  public boolean isSentAgain() {
    return mayStillSucceed() || stage == Stage.REVERSED_EARLY;
  }

  /** Whether only a person can find out what became of its original. */
  public boolean needsPerson() {
    return stage == Stage.PARKED || stage == Stage.ENDED_WITHOUT_PROOF;
  }

  /** Whether new sales wait for it. */
  public boolean blocksSales() {
    return stage == Stage.OPEN && !answered;
  }

  /**
   * Whether sending it again soon would bring the same again: the acquirer wants a sign-in after
   * each sign-in, or its answers cannot be believed.
   */
  public boolean getsNowhere() {
    return stage == Stage.PARKED && (signInKeys != 0 || untrusted >= UNTRUSTED_AT_MOST);
  }

  Reversal sending(long newKeys) {
    return with(stage, sends + 1, answered, responseCode, newKeys, undoneAt, signInKeys, untrusted);
  }

  /** After an answer that can be believed. */
  Reversal answered(String code, Stage newStage) {
    return with(newStage, sends, true, code, keys, undoneAt, signInKeys, untrusted);
  }

  /** After a refusal that a person has to look at. */
  Reversal refused(String code) {
    return with(Stage.PARKED, sends, true, code, keys, undoneAt, 0, 0);
  }

  /** After the acquirer said that it undid the original. */
  Reversal undone(String code, HostTime at, Stage newStage) {
    return with(newStage, sends, true, code, keys, Optional.of(at), signInKeys, untrusted);
  }

  /**
   * After an answer that wants a sign-in. A second one with a sign-in between parks it: a further
   * sign-in would bring the same. One that was parked for another reason is open again, so that the
   * sign-in it wants is followed by it.
   */
  Reversal signInWanted() {
    boolean signedInBetween = signInKeys != 0 && signInKeys != keys;
    Stage otherwise = getsNowhere() ? stage : Stage.OPEN;
    Stage then = signedInBetween ? Stage.PARKED : otherwise;
    return with(then, sends, answered, responseCode, keys, undoneAt, keys, untrusted);
  }

  /** After an answer that cannot be believed. */
  Reversal distrusted() {
    int count = untrusted + 1;
    Stage then = count >= UNTRUSTED_AT_MOST ? Stage.PARKED : stage;
    return with(then, sends, answered, responseCode, keys, undoneAt, signInKeys, count);
  }

  Reversal ended(Stage newStage) {
    return with(newStage, sends, answered, responseCode, keys, undoneAt, signInKeys, untrusted);
  }

  Reversal reopened() {
    return with(Stage.OPEN, sends, answered, responseCode, keys, undoneAt, 0, 0);
  }

  private Reversal with(
      Stage newStage,
      int newSends,
      boolean nowAnswered,
      String code,
      long newKeys,
      Optional<HostTime> newUndoneAt,
      long newSignInKeys,
      int newUntrusted) {
    return new Reversal(
        reason,
        newStage,
        newSends,
        nowAnswered,
        code,
        newKeys,
        authCode,
        part,
        newUndoneAt,
        newSignInKeys,
        newUntrusted);
  }
}
