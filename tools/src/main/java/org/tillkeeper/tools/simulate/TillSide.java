package org.tillkeeper.tools.simulate;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.AgentLoop;
import org.tillkeeper.agent.terminal.Ground;
import org.tillkeeper.agent.terminal.Refused;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.upkeep.Finding;

/**
 * The till, its cashier, and the person who is called where the terminal asks for one. A till whose
 * call was not answered, because the process died, asks again with the same key. The person tells
 * the truth: what the acquirer's books say, once nothing of the payment is on its way any more.
 */
@SuppressWarnings("FutureReturnValueIgnored") // every answer is looked at where it completes
final class TillSide {
  private static final long FIRST_CHANCE_MILLIS = 6_000;
  private static final long PERSON_COMES_MILLIS = 2_000;
  private static final long SALE_TAKES_MILLIS = 60_000;

  /** A clock that jumps as far may make what waits look older than {@code offline.maxAge}. */
  private static final Duration DAY = Duration.ofDays(1);

  private long bornMillis;
  private final Run run;
  private final Customers customers;
  private final Shown shown;
  private final ScreenWatch screen;
  private final UnderWay underWay;
  private final SettleCalls settleCalls;

  TillSide(Run run, Customers customers, Shown shown, ScreenWatch screen, UnderWay underWay) {
    this.run = run;
    this.customers = customers;
    this.shown = shown;
    this.screen = screen;
    this.underWay = underWay;
    settleCalls = new SettleCalls(run);
  }

  SettleCalls settleCalls() {
    return settleCalls;
  }

  boolean isAsking() {
    for (Customer customer : customers.all()) {
      if (customer.asking) {
        return true;
      }
    }
    return settleCalls.isAsking();
  }

  /** Runs on the agent, if one lives. */
  void call(Consumer<AgentLoop> work) {
    if (run.isAlive()) {
      work.accept(run.agent());
    }
  }

  void act(Happening happening) {
    long number = happening.number(0);
    switch (happening.what()) {
      case "again" -> again(customers.numbered(number));
      case "cancel" -> cancel(customers.numbered(number));
      case "retry" -> onPayment(number, (agent, id) -> ignore(agent.retry(id)));
      case "card" -> card(number, happening.text(1).equals("accepted"));
      case "settle" -> settleCalls.ask(number);
      case "resolve" -> {
        if (run.stage().hasPerson()) {
          onPayment(number, (agent, id) -> resolve(id));
        }
      }
      default -> {
        Customer customer = new Customer(happening);
        customers.add(customer);
        ask(customer);
      }
    }
  }

  private interface OnPayment {
    void run(AgentLoop agent, String id);
  }

  private void onPayment(long number, OnPayment work) {
    Customer customer = customers.numbered(number);
    if (customer != null && customer.id.isPresent() && !customer.tainted) {
      call(agent -> work.run(agent, customer.id.get()));
    }
  }

  /** An answer that only says what is known anyway. */
  private void ignore(CompletableFuture<Payment> answer) {
    expect(answer, payment -> {});
  }

  /** Every failure but a refusal is a defect. */
  private <T> void expect(CompletableFuture<T> answer, Consumer<T> then) {
    CompletableFuture<T> unused =
        answer.whenComplete(
            (value, problem) -> {
              if (problem == null) {
                then.accept(value);
              } else if (!(problem instanceof Refused)) {
                StackTraceElement[] trace = problem.getStackTrace();
                run.violated(
                    Invariant.NO_DEFECT,
                    "a call fails with " + problem + (trace.length == 0 ? "" : " at " + trace[0]));
              }
            });
  }

  private void again(Customer customer) {
    if (customer != null && (customer.id.isPresent() || customer.asking)) {
      run.tally().reached(Path.SAME_KEY_AGAIN);
      ask(customer);
    }
  }

  private void ask(Customer customer) {
    Optional<String> original = Optional.empty();
    if (customer.of != 0) {
      Customer other = customers.numbered(customer.of);
      if (other == null || !other.id.isPresent() || other.tainted) {
        customer.asking = false;
        return;
      }
      original = other.id;
    }
    customer.asking = true;
    if (!run.isAlive()) {
      return;
    }
    boolean first = !customer.id.isPresent();
    if (first) {
      customer.startedNanos = run.time().nanoTime();
      customer.startedInLife = run.life();
    }
    int life = run.life();
    CompletableFuture<Terminal.Started> answer =
        run.agent()
            .start(customer.order(original.orElse("")), customer.key(), customer.canonical());
    CompletableFuture<Terminal.Started> unused =
        answer.whenComplete(
            (started, problem) -> {
              if (run.life() != life) {
                return;
              }
              if (problem == null) {
                customer.asking = false;
                started(customer, started);
                goesOn(customer, started.payment().id());
                if (started.created() && !run.agent().wasOnline()) {
                  offlineExact(customer, started.payment());
                }
              } else {
                refused(customer, problem);
              }
            });
  }

  private void started(Customer customer, Terminal.Started started) {
    String id = started.payment().id();
    boolean same = !customer.id.isPresent() || customer.id.get().equals(id);
    if (!same && !customer.tainted) {
      run.violated(
          Invariant.SAME_KEY_SAME_PAYMENT, customer + " was " + customer.id + " and is " + id);
    }
    if (!same) {
      customer.tainted = true;
    }
    if (customer.id.isPresent() && customer.startedInLife != run.life()) {
      run.tally().reached(Path.SAME_KEY_AFTER_DEATH);
    }
    customer.id = Optional.of(id);
    if (!started.created() && run.isErased(id)) {
      run.tally().reached(Path.KEY_AFTER_RETENTION);
    }
    if (!shown.last(id).isPresent()) {
      screen.changed(started.payment());
    }
  }

  /** When the faults are long over a sale does not wait, whatever else is open. */
  private void goesOn(Customer customer, String id) {
    boolean over = run.time().millis() >= run.stage().salesGoOnAfterMillis();
    if (!over || customer.verb != Verb.SALE || run.hasLost()) {
      return;
    }
    run.time()
        .afterMillis(
            SALE_TAKES_MILLIS,
            () -> {
              Optional<State> state = shown.last(id).map(Payment::state);
              run.check(
                  shown.last(id).flatMap(Payment::lastSent).isPresent(),
                  Invariant.SALES_GO_ON,
                  customer
                      + " is "
                      + state.map(State::label).orElse("unknown")
                      + " after a minute");
              if (state.equals(Optional.of(State.CONFIRMED))) {
                run.tally().reached(Path.SOLD_AFTERWARDS);
              }
            });
  }

  /** Whatever the limits allow is accepted while the acquirer cannot be reached. */
  private void offlineExact(Customer customer, Payment payment) {
    long[] undelivered = shown.undelivered();
    if (customer.verb != Verb.SALE || customer.withPin() || !run.stage().offlineEnabled()) {
      return;
    }
    boolean byHand =
        switch (customer.entry()) {
          case SWIPE, MANUAL -> true;
          default -> customer.chipOffline;
        };
    if (payment.terms().acceptedOffline()) {
      return; // that the limits allow it is checked where it is shown
    }
    boolean fits =
        run.stage()
            .offlineAllows(customer.amount, undelivered[1] + customer.amount, undelivered[0] + 1);
    if (!fits && byHand) {
      run.tally().reached(Path.OFFLINE_LIMIT_REACHED);
    }
    // Until then the line has not had its chance, and the sale waits for it.
    boolean mayWait = run.time().millis() - bornMillis < FIRST_CHANCE_MILLIS;
    if (byHand && fits && !mayWait && !run.time().hasJumped(DAY)) {
      run.violated(
          Invariant.OFFLINE_LIMITS_EXACT,
          customer + " with " + undelivered[1] + " undelivered is not accepted");
    }
  }

  private void refused(Customer customer, Throwable problem) {
    if (!(problem instanceof Refused refusal)) {
      StackTraceElement[] trace = problem.getStackTrace();
      run.violated(
          Invariant.NO_DEFECT,
          "a payment fails with " + problem + (trace.length == 0 ? "" : " at " + trace[0]));
      return;
    }
    Ground.Why why = refusal.why();
    customer.refused = Optional.of(why);
    boolean later = why == Ground.Why.LEDGER_LOSS || why == Ground.Why.LEDGER_UNAVAILABLE;
    if (later) {
      run.time().afterMillis(PERSON_COMES_MILLIS, () -> ask(customer));
    } else {
      customer.asking = false;
    }
    if (why == Ground.Why.SETTLEMENT_OPEN) {
      run.tally().reached(Path.CALL_REFUSED_WHILE_SETTLING);
    }
    if (why == Ground.Why.IDEMPOTENCY_CONFLICT) {
      run.violated(Invariant.SAME_KEY_SAME_PAYMENT, customer + ": " + problem.getMessage());
    }
  }

  private void cancel(Customer customer) {
    if (customer == null || !customer.id.isPresent() || customer.tainted) {
      return;
    }
    String id = customer.id.get();
    Optional<State> before = shown.last(id).map(Payment::state);
    customer.calledOff = true;
    call(
        agent -> {
          CompletableFuture<Payment> unused =
              agent
                  .cancel(id)
                  .whenComplete(
                      (payment, problem) -> {
                        if (problem instanceof Refused refused) {
                          if (refused.why() == Ground.Why.ALREADY_FINAL) {
                            run.tally().reached(Path.CANCEL_LOST_TO_ANSWER);
                          }
                        } else if (problem == null) {
                          customer.givenUp = true;
                          run.tally()
                              .reached(
                                  before.equals(Optional.of(State.SENT))
                                      ? Path.CANCEL_WHILE_SENT
                                      : Path.CANCEL_BEFORE_SENT);
                        } else {
                          run.violated(Invariant.NO_DEFECT, "cancel fails with " + problem);
                        }
                      });
        });
  }

  private void card(long number, boolean accepted) {
    onPayment(
        number,
        (agent, id) -> {
          boolean awaited =
              shown
                  .last(id)
                  .filter(payment -> payment.cardResult() == CardResult.AWAITED)
                  .isPresent();
          if (awaited) {
            expect(
                agent.cardResult(id, accepted, "9F2608AABBCCDDEEFF0011"),
                payment -> customers.numbered(number).givenUp |= !accepted);
          }
        });
  }

  /** The agent runs again: whoever had no answer asks again. */
  void born() {
    bornMillis = run.time().millis();
    settleCalls.born();
    for (Customer customer : customers.all()) {
      if (customer.asking) {
        run.tally().reached(Path.SAME_KEY_AFTER_DEATH);
        ask(customer);
      }
    }
  }

  void personAcceptsLoss() {
    run.time()
        .afterMillis(
            PERSON_COMES_MILLIS,
            () -> {
              if (run.isAlive() && run.ledger().lossWaits()) {
                run.tally().reached(Path.LEDGER_LOSS_ACCEPTED);
                expect(run.agent().acceptLedgerLoss("simulated person", "the books"), status -> {});
              } else if (!run.isAlive()) {
                personAcceptsLoss();
              }
            });
  }

  /** What a terminal says of its health, once it is asked. */
  void diagnosis(Consumer<java.util.List<Finding>> then) {
    call(agent -> expect(agent.diagnosis(), then));
  }

  void retryAll(java.util.List<Payment> payments) {
    for (Payment payment : payments) {
      call(agent -> ignore(agent.retry(payment.id())));
    }
  }

  void settleByEvidence() {
    if (!run.stage().hasPerson()) {
      run.tally().reached(Path.NOBODY_CAME);
      return;
    }
    for (Payment payment : shown.as(State.ATTENTION)) {
      resolve(payment.id());
    }
  }

  private void resolve(String id) {
    Optional<Payment> payment = shown.last(id);
    Customer customer = payment.map(customers::of).orElse(null);
    boolean open =
        !payment.isPresent()
            || payment.get().state() != State.ATTENTION
            || underWay.mayStillArrive(payment.get());
    if (open || customer == null) {
      return;
    }
    customers.closeCodes(customer);
    customers.giveBackWhatStandsTwice(customer, payment.get());
    boolean charged = !customers.standing(customer).isEmpty();
    boolean moneyOnly = payment.get().type() == PaymentType.BALANCE;
    Resolution resolution =
        new Resolution(
            charged && !moneyOnly ? Resolution.Outcome.CONFIRMED : Resolution.Outcome.CANCELLED,
            "simulated person",
            "the acquirer's books");
    Function<AgentLoop, CompletableFuture<Payment>> settle = agent -> agent.resolve(id, resolution);
    call(
        agent ->
            expect(settle.apply(agent), settled -> run.tally().reached(Path.SETTLED_BY_PERSON)));
  }
}
