package org.tillkeeper.agent.payment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.tillkeeper.agent.payment.Todo.When;
import org.tillkeeper.iso8583.RecoveryPolicy;

/** A payment while a rule works on it. A draft decides nothing itself. */
final class Draft {
  private final Rules rules;
  private final Payment before;
  private final List<Attempt> attempts;
  private final List<Step.Entry> history = new ArrayList<>();
  private final Set<Todo> todo = new LinkedHashSet<>();
  private State state;
  private boolean retryOpen;
  private boolean cancelRequested;
  private boolean batchClosed;
  private Decision decision;
  private CardResult cardResult;
  private Links links;
  private Optional<Attention> attention;
  private Optional<Resolution> resolution;
  private Optional<Event.RetryEnd> retryEnd;

  Draft(Rules rules, Payment payment) {
    this.rules = rules;
    before = payment;
    attempts = new ArrayList<>(payment.attempts());
    state = payment.state();
    retryOpen = payment.retryOpen();
    cancelRequested = payment.cancelRequested();
    batchClosed = payment.batchClosed();
    decision = payment.decision();
    cardResult = payment.cardResult();
    links = payment.links();
    attention = payment.attention();
    resolution = payment.resolution();
    retryEnd = payment.retryEnd();
  }

  RecoveryPolicy policy() {
    return rules.recovery(before);
  }

  boolean isReversible() {
    return rules.isReversible(before);
  }

  /**
   * Whether an attempt is booked besides what the payment shows: by a second attempt, or a second
   * time. 0 is none.
   */
  boolean isSurplus(int attempt) {
    return attempt > 0 && now().isSurplus(now().attempt(attempt));
  }

  boolean isAdvice() {
    return rules.isAdvice(before);
  }

  boolean isByShownCode() {
    return before.isByShownCode();
  }

  boolean takesPart() {
    return rules.takesPart(before);
  }

  Rules rules() {
    return rules;
  }

  State state() {
    return state;
  }

  Optional<Resolution> resolution() {
    return resolution;
  }

  /** The attempt that the payment waits for. */
  boolean isUnderWay(Attempt attempt) {
    return now().underWay().filter(open -> open.number() == attempt.number()).isPresent();
  }

  Attempt lastAttempt() {
    return attempts.get(attempts.size() - 1);
  }

  void add(Attempt attempt) {
    attempts.add(attempt);
  }

  void put(Attempt attempt) {
    attempts.set(attempt.number() - 1, attempt);
  }

  void enter(State next) {
    if (next == state) {
      return;
    }
    state = next;
    if (next.isFinal()) {
      retryOpen = false;
      note(next.label(), 0, "The payment is " + next.label() + ".");
    }
  }

  void attention(Attention why) {
    attention = Optional.of(why);
    enter(State.ATTENTION);
  }

  void retryOver() {
    retryOpen = false;
  }

  /** Keeps the first reason: after it there was nothing left to end. */
  void retryOver(Event.RetryEnd why) {
    if (retryOpen) {
      retryEnd = Optional.of(why);
    }
    retryOpen = false;
  }

  void cancelled() {
    cancelRequested = true;
    retryOpen = false;
  }

  void resolved(Optional<Resolution> word) {
    resolution = word;
  }

  void decidedBy(Answer answer, OptionalLong approvedAmount) {
    decision = Decision.by(answer, approvedAmount);
  }

  void cardResult(CardResult result) {
    cardResult = result;
  }

  void links(Links newLinks) {
    links = newLinks;
  }

  void batchClosed() {
    batchClosed = true;
  }

  void ofOpenBatch() {
    batchClosed = false;
  }

  void note(String kind, int attempt, String message) {
    history.add(new Step.Entry(kind, attempt, message));
  }

  void signIn() {
    todo.add(new Todo.SignIn());
  }

  void jumpStan() {
    todo.add(new Todo.JumpStan());
  }

  void disproveNoOriginal() {
    todo.add(new Todo.DisproveNoOriginal());
  }

  void reverse(Attempt attempt, When when) {
    todo.add(new Todo.Reverse(key(attempt), when));
  }

  void repeat(Attempt attempt, When when) {
    todo.add(new Todo.Repeat(key(attempt), when));
  }

  void inquire(Attempt attempt, When when) {
    todo.add(new Todo.Inquire(key(attempt), when));
  }

  void askOfCode(Attempt attempt, When when) {
    todo.add(new Todo.AskOfCode(key(attempt), when));
  }

  private AttemptKey key(Attempt attempt) {
    return new AttemptKey(before.id(), attempt.number());
  }

  Payment now() {
    return new Payment(
        before.id(),
        before.terms(),
        before.instrument(),
        state,
        retryOpen,
        cancelRequested,
        attempts,
        decision,
        cardResult,
        links,
        batchClosed,
        attention,
        resolution,
        retryEnd,
        before.retryUntil(),
        before.unseenSince(),
        before.signature(),
        before.createdAt(),
        before.updatedAt());
  }

  Step step() {
    return new Step(now(), history, todo);
  }
}
