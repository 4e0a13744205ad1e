package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

class OpenPaymentsTest {
  @TempDir File folder;

  private static final State[] STATES = State.values();
  private long asked;

  private static void save(Ledger ledger, Payment payment, State state) {
    LedgerTest.save(ledger, LedgerTest.with(payment, state, new ArrayList<>()));
  }

  /** What the database says, read anew. */
  private static List<String> stored(Ledger ledger, Set<State> states) {
    List<String> ids = new ArrayList<>();
    for (String id :
        LedgerOnBench.texts(
            ledger, "SELECT id FROM payment WHERE" + Payments.in(states) + "ORDER BY seq")) {
      ids.add(id);
    }
    return ids;
  }

  private static List<String> shown(Ledger ledger, Set<State> states) {
    List<String> ids = new ArrayList<>();
    ledger.open(states).forEach(payment -> ids.add(payment.id()));
    return ids;
  }

  private static void assertAsStored(Ledger ledger, String when) {
    assertEquals(
        stored(ledger, State.open()), ledger.open().stream().map(Payment::id).toList(), when);
    for (State state : State.open()) {
      Set<State> one = EnumSet.of(state);
      assertEquals(stored(ledger, one), shown(ledger, one), when + ", " + state);
    }
    Set<State> some = EnumSet.of(State.RECORDED, State.SENT, State.STORED);
    assertEquals(stored(ledger, some), shown(ledger, some), when);
    String sums =
        LedgerOnBench.rows(
                ledger,
                "count(*), coalesce(sum(amount), 0)",
                "payment WHERE" + Payments.in(State.open()))
            .get(0);
    assertEquals(sums, ledger.pending().count() + " " + ledger.pending().amount(), when);
  }

  @Test
  void what_is_kept_in_memory_is_what_the_database_holds_also_after_steps_that_were_undone()
      throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Ledger ledger = Ledger.open(folder, LedgerTest.NOW)) {
      List<Payment> payments = new ArrayList<>();
      for (int step = 0; step < 300; step++) {
        String when = "seed " + seed + ", step " + step;
        if (payments.isEmpty() || random.nextInt(4) == 0) {
          Payment payment = LedgerTest.recorded("payment" + step, Entry.SWIPE);
          payments.add(payment);
          LedgerTest.insert(ledger, payment);
        } else {
          Payment payment = payments.get(random.nextInt(payments.size()));
          State state = STATES[random.nextInt(STATES.length)];
          if (random.nextInt(4) == 0) {
            undone(ledger, payment, state);
          } else {
            save(ledger, payment, state);
          }
        }
        if (random.nextInt(3) == 0) {
          assertAsStored(ledger, when);
        }
      }
      assertAsStored(ledger, "seed " + seed + ", at the end");
    }
  }

  private static void undone(Ledger ledger, Payment payment, State state) {
    try {
      ledger.transaction(
          () -> {
            LedgerTest.step(ledger, LedgerTest.with(payment, state, new ArrayList<>()));
            ledger.pending();
            throw new LedgerUnavailable("as if the disk were full", new IllegalStateException());
          });
    } catch (LedgerUnavailable expected) {
      // Nothing of it is in the ledger.
    }
  }

  @Test
  void a_step_asks_the_database_the_same_whether_few_or_many_payments_wait() throws Exception {
    try (Ledger ledger =
        Ledger.open(
            folder,
            LedgerTest.NOW,
            (file, config) -> counting(LedgerFile.DRIVER.connect(file, config)))) {
      long few = costOfStepsWith(ledger, 10);
      long many = costOfStepsWith(ledger, 400);
      assertEquals(few, many);
    }
  }

  private long costOfStepsWith(Ledger ledger, int open) {
    for (int number = ledger.open().size(); number < open; number++) {
      Payment payment = LedgerTest.recorded("waits" + number, Entry.SWIPE);
      LedgerTest.insert(ledger, payment);
      save(ledger, payment, State.STORED);
    }
    Payment payment = LedgerTest.recorded("step" + open, Entry.SWIPE);
    LedgerTest.insert(ledger, payment);
    save(ledger, payment, State.STORED);
    everybodyLooks(ledger);
    asked = 0;
    List<Attempt> attempts =
        Collections.singletonList(
            LedgerTest.attempt(1, "000" + open, "000001", Attempt.Outcome.OPEN, Optional.empty()));
    LedgerTest.save(ledger, LedgerTest.with(payment, State.STORED, attempts));
    everybodyLooks(ledger);
    save(ledger, payment, State.DECLINED);
    everybodyLooks(ledger);
    return asked;
  }

  private static void everybodyLooks(Ledger ledger) {
    ledger.open();
    ledger.pending();
    ledger.withReversalsToSend();
    ledger.open(EnumSet.of(State.STORED)).iterator().next();
  }

  /** Counts what is executed, and every row that is read. */
  private Connection counting(Connection connection) {
    return (Connection) proxy(connection, Connection.class);
  }

  private Object proxy(Object of, Class<?> as) {
    return Proxy.newProxyInstance(
        OpenPaymentsTest.class.getClassLoader(),
        new Class<?>[] {as},
        (self, method, with) -> {
          asked +=
              method.getName().startsWith("execute") || method.getName().equals("next") ? 1 : 0;
          Object result;
          try {
            result = method.invoke(of, with);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
          if (result instanceof PreparedStatement) {
            return proxy(result, PreparedStatement.class);
          }
          return result instanceof ResultSet ? proxy(result, ResultSet.class) : result;
        });
  }
}
