package org.tillkeeper.tools.simulate;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tillkeeper.agent.loop.AgentLoop;
import org.tillkeeper.agent.loop.Refused;
import org.tillkeeper.agent.loop.Terminal;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.State;

/**
 * The till, its cashier, and the person who is called where the terminal asks for one. A till whose
 * call was not answered, because the process died, asks again with the same key. The person tells
 * the truth: what the acquirer's books say, once nothing of the payment is on its way any more.
 */
@SuppressWarnings("FutureReturnValueIgnored") // every answer is looked at where it completes
final class TillSide {
  private static final long PERSON_COMES_MILLIS = 2_000;

  private final World world;
  private final Watch watch;
  private final Timeline time;
  private final Tally tally;
  private final Map<Long, Customer> customers = new LinkedHashMap<>();
  private final SettleCalls settleCalls;

  TillSide(World world, Watch watch, Timeline time, Tally tally) {
    this.world = world;
    this.watch = watch;
    this.time = time;
    this.tally = tally;
    settleCalls = new SettleCalls(world);
  }

  SettleCalls settleCalls() {
    return settleCalls;
  }

  Collection<Customer> customers() {
    return customers.values();
  }

  Customer customer(long number) {
    return customers.get(number);
  }

  /** Whose payment has that id; null for nobody's. */
  Customer byId(String id) {
    for (Customer customer : customers.values()) {
      if (customer.id.equals(Optional.of(id))) {
        return customer;
      }
    }
    return null;
  }

  /** Who pays that amount; payments that stand alone differ in it. */
  Customer byAmount(long amount) {
    for (Customer customer : customers.values()) {
      if (!customer.verb.refers() && customer.amount == amount) {
        return customer;
      }
    }
    return null;
  }

  Customer referring(Verb verb, Customer original) {
    for (Customer customer : customers.values()) {
      if (customer.verb == verb && customer.of == original.number) {
        return customer;
      }
    }
    return null;
  }

  boolean isAsking() {
    for (Customer customer : customers.values()) {
      if (customer.asking) {
        return true;
      }
    }
    return settleCalls.isAsking();
  }

  /** Runs on the agent, if one lives. */
  void call(Consumer<AgentLoop> work) {
    if (world.isAlive()) {
      work.accept(world.agent());
    }
  }

  void act(Happening happening) {
    long number = happening.number(0);
    switch (happening.what()) {
      case "again" -> again(customers.get(number));
      case "cancel" -> cancel(customers.get(number));
      case "retry" -> onPayment(number, (agent, id) -> ignore(agent.retry(id)));
      case "card" -> card(number, happening.text(1).equals("accepted"));
      case "settle" -> settleCalls.ask(number);
      case "resolve" -> onPayment(number, (agent, id) -> resolve(id));
      default -> {
        Customer customer = new Customer(happening);
        customers.put(customer.number, customer);
        ask(customer);
      }
    }
  }

  private interface OnPayment {
    void run(AgentLoop agent, String id);
  }

  private void onPayment(long number, OnPayment work) {
    Customer customer = customers.get(number);
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
                world.violated(
                    Invariant.NO_DEFECT,
                    "a call fails with " + problem + (trace.length == 0 ? "" : " at " + trace[0]));
              }
            });
  }

  private void again(Customer customer) {
    if (customer != null && (customer.id.isPresent() || customer.asking)) {
      tally.reached(Path.SAME_KEY_AGAIN);
      ask(customer);
    }
  }

  private void ask(Customer customer) {
    Optional<String> original = Optional.empty();
    if (customer.of != 0) {
      Customer other = customers.get(customer.of);
      if (other == null || !other.id.isPresent() || other.tainted) {
        customer.asking = false;
        return;
      }
      original = other.id;
    }
    customer.asking = true;
    if (!world.isAlive()) {
      return;
    }
    boolean first = !customer.id.isPresent();
    if (first) {
      customer.startedNanos = time.nanos();
      customer.startedInLife = world.life();
    }
    int life = world.life();
    CompletableFuture<Terminal.Started> answer =
        world
            .agent()
            .start(customer.order(original.orElse("")), customer.key(), customer.canonical());
    CompletableFuture<Terminal.Started> unused =
        answer.whenComplete(
            (started, problem) -> {
              if (world.life() != life) {
                return;
              }
              if (problem == null) {
                customer.asking = false;
                started(customer, started);
                if (started.created() && !world.agent().wasOnline()) {
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
      world.violated(
          Invariant.SAME_KEY_SAME_PAYMENT, customer + " was " + customer.id + " and is " + id);
    }
    if (!same) {
      customer.tainted = true;
    }
    if (customer.id.isPresent() && customer.startedInLife != world.life()) {
      tally.reached(Path.SAME_KEY_AFTER_DEATH);
    }
    customer.id = Optional.of(id);
    if (!started.created() && world.isErased(id)) {
      tally.reached(Path.KEY_AFTER_RETENTION);
    }
    if (!watch.lastShown(id).isPresent()) {
      watch.changed(started.payment());
    }
  }

  /** Whatever the limits allow is accepted while the acquirer cannot be reached. */
  private void offlineExact(Customer customer, Payment payment) {
    long[] undelivered = watch.undelivered();
    if (customer.verb != Verb.SALE || customer.withPin() || !world.offline().enabled()) {
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
        world.offlineAllows(customer.amount, undelivered[1] + customer.amount, undelivered[0] + 1);
    if (!fits && byHand) {
      tally.reached(Path.OFFLINE_LIMIT_REACHED);
    }
    if (byHand && fits && !world.clockJumpsADay()) {
      world.violated(
          Invariant.OFFLINE_LIMITS_EXACT,
          customer + " with " + undelivered[1] + " undelivered is not accepted");
    }
  }

  private void refused(Customer customer, Throwable problem) {
    if (!(problem instanceof Refused refusal)) {
      StackTraceElement[] trace = problem.getStackTrace();
      world.violated(
          Invariant.NO_DEFECT,
          "a payment fails with " + problem + (trace.length == 0 ? "" : " at " + trace[0]));
      return;
    }
    Refused.Why why = refusal.why();
    customer.refused = Optional.of(why);
    boolean later = why == Refused.Why.LEDGER_LOSS || why == Refused.Why.LEDGER_UNAVAILABLE;
    if (later) {
      time.afterMillis(PERSON_COMES_MILLIS, () -> ask(customer));
    } else {
      customer.asking = false;
    }
    if (why == Refused.Why.IDEMPOTENCY_CONFLICT) {
      world.violated(Invariant.SAME_KEY_SAME_PAYMENT, customer + ": " + problem.getMessage());
    }
  }

  private void cancel(Customer customer) {
    if (customer == null || !customer.id.isPresent() || customer.tainted) {
      return;
    }
    String id = customer.id.get();
    Optional<State> before = watch.lastShown(id).map(Payment::state);
    call(
        agent -> {
          CompletableFuture<Payment> unused =
              agent
                  .cancel(id)
                  .whenComplete(
                      (payment, problem) -> {
                        if (problem instanceof Refused refused) {
                          if (refused.why() == Refused.Why.ALREADY_FINAL) {
                            tally.reached(Path.CANCEL_LOST_TO_ANSWER);
                          }
                        } else if (problem == null) {
                          customer.givenUp = true;
                          tally.reached(
                              before.equals(Optional.of(State.SENT))
                                  ? Path.CANCEL_WHILE_SENT
                                  : Path.CANCEL_BEFORE_SENT);
                        } else {
                          world.violated(Invariant.NO_DEFECT, "cancel fails with " + problem);
                        }
                      });
        });
  }

  private void card(long number, boolean accepted) {
    onPayment(
        number,
        (agent, id) -> {
          boolean awaited =
              watch
                  .lastShown(id)
                  .filter(payment -> payment.cardResult() == CardResult.AWAITED)
                  .isPresent();
          if (awaited) {
            expect(
                agent.cardResult(id, accepted, "9F2608AABBCCDDEEFF0011"),
                payment -> customers.get(number).givenUp |= !accepted);
          }
        });
  }

  /** The agent runs again: whoever had no answer asks again. */
  void born() {
    settleCalls.born();
    for (Customer customer : customers.values()) {
      if (customer.asking) {
        tally.reached(Path.SAME_KEY_AFTER_DEATH);
        ask(customer);
      }
    }
  }

  void personAcceptsLoss() {
    time.afterMillis(
        PERSON_COMES_MILLIS,
        () -> {
          if (world.isAlive() && world.lossWaits()) {
            tally.reached(Path.LEDGER_LOSS_ACCEPTED);
            expect(world.agent().acceptLedgerLoss("simulated person", "the books"), status -> {});
          } else if (!world.isAlive()) {
            personAcceptsLoss();
          }
        });
  }

  void retryAll(java.util.List<Payment> payments) {
    for (Payment payment : payments) {
      call(agent -> ignore(agent.retry(payment.id())));
    }
  }

  void settleByEvidence() {
    for (Payment payment : watch.shownAs(State.ATTENTION)) {
      resolve(payment.id());
    }
  }

  private void resolve(String id) {
    Optional<Payment> payment = watch.lastShown(id);
    Customer customer = payment.map(world::customer).orElse(null);
    boolean open =
        !payment.isPresent()
            || payment.get().state() != State.ATTENTION
            || world.mayStillArrive(payment.get());
    if (open || customer == null) {
      return;
    }
    boolean charged = !world.standing(customer).isEmpty();
    boolean moneyOnly = payment.get().type() == PaymentType.BALANCE;
    Resolution resolution =
        new Resolution(
            charged && !moneyOnly ? Resolution.Outcome.CONFIRMED : Resolution.Outcome.CANCELLED,
            "simulated person",
            "the acquirer's books");
    Function<AgentLoop, CompletableFuture<Payment>> settle = agent -> agent.resolve(id, resolution);
    call(agent -> expect(settle.apply(agent), settled -> tally.reached(Path.SETTLED_BY_PERSON)));
  }
}
