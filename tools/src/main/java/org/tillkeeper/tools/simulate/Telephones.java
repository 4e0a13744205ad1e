package org.tillkeeper.tools.simulate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.Terminal;

/**
 * Customers who scan what the terminal shows. A code that was scanned is on a telephone: it can be
 * paid whatever has become of the terminal since, for as long as its acquirer takes it.
 */
final class Telephones {
  private final Run run;
  private final ScannedCodes codes;
  private final Customers customers;
  private final Shown shown;
  private final Net net;

  /** What each customer does once the code is seen, by number. */
  private final Map<Long, List<Happening>> plans = new HashMap<>();

  Telephones(Run run, ScannedCodes codes, Customers customers, Shown shown, Net net) {
    this.run = run;
    this.codes = codes;
    this.customers = customers;
    this.shown = shown;
    this.net = net;
    for (Happening happening : run.stage().schedule().happenings()) {
      if (happening.on().equals("customer")) {
        plans.computeIfAbsent(happening.number(0), number -> new ArrayList<>()).add(happening);
      }
    }
  }

  /** Somebody looks at the screen: what is shown there is asked for and drawn. */
  void look(Payment payment) {
    Customer customer = customers.of(payment);
    if (payment.state() != State.SHOWN || customer == null || !run.isAlive()) {
      return;
    }
    int life = run.life();
    CompletableFuture<Optional<Terminal.Shown>> code = run.agent().shownCode(payment.id());
    CompletableFuture<Void> unused =
        code.handle(
            (seen, problem) -> {
              if (problem != null) {
                run.violated(Invariant.NO_DEFECT, "a code cannot be shown: " + problem);
              } else if (run.life() == life) {
                seen.ifPresent(it -> seen(customer, it.code()));
              }
              return null;
            });
  }

  private void seen(Customer customer, String text) {
    Optional<ScannedCodes.Code> code = codes.of(text);
    boolean its = code.filter(it -> it.request.amount() == customer.amount).isPresent();
    run.check(its, Invariant.CODE_AS_ISSUED, customer + " shows \"" + text + "\", of " + code);
    if (!its || code.get().seen) {
      return;
    }
    code.get().seen = true;
    run.tally().reached(Path.CODE_SHOWN);
    for (Happening plan : plans.getOrDefault(customer.number, List.of())) {
      boolean pays = plan.what().equals("pays");
      Runnable act = pays ? () -> pays(customer, code.get()) : () -> codes.refuses(code.get());
      run.time().afterMillis(plan.at(), act);
    }
  }

  private void pays(Customer customer, ScannedCodes.Code code) {
    run.trace(customer + " pays the " + code);
    if (codes.pays(code) != ScannedCodes.Attempted.PAID) {
      return;
    }
    Optional<State> state = customer.id.flatMap(shown::last).map(Payment::state);
    if (!run.isAlive()) {
      run.tally().reached(Path.CODE_PAID_WHILE_DEAD);
    } else if (net.isDown()) {
      run.tally().reached(Path.CODE_PAID_WITHOUT_A_NETWORK);
    } else if (state.equals(Optional.of(State.CLOSING))) {
      run.tally().reached(Path.CODE_PAID_WHILE_CLOSING);
    }
  }
}
