package org.tillkeeper.tools.demo;

import static org.tillkeeper.tools.demo.DemoWords.say;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.tools.lab.Booked;
import org.tillkeeper.tools.lab.Cashier;
import org.tillkeeper.tools.lab.Comparison;
import org.tillkeeper.tools.lab.Payment;

/** The table at the end: what became of each payment, by the agent and by the acquirer. */
final class Verdict {
  private Verdict() {}

  /** Shows the rows that are there. */
  static void show(List<Comparison.Row> rows, List<Scene> scenes, Cashier cashier, Screen screen) {
    Map<String, Scene> byReference = new HashMap<>();
    Map<String, Integer> numbers = new HashMap<>();
    for (Scene scene : scenes) {
      byReference.put(scene.reference(), scene);
      numbers.put(scene.reference(), numbers.size() + 1);
    }
    Table table = new Table();
    table.row(
        " #",
        say("column.paid"),
        say("column.what"),
        say("column.amount"),
        say("column.state"),
        say("column.saw"),
        say("column.attempts"),
        say("column.booked"),
        say("column.verdict"));
    List<Boolean> good = new ArrayList<>();
    for (Comparison.Row row : rows) {
      Optional<Scene> scene = Optional.ofNullable(byReference.get(row.reference()));
      Optional<Payment> payment = row.payment();
      table.row(
          scene.map(one -> String.format("%2d", numbers.get(one.reference()))).orElse(" -"),
          scene.map(Scene::entry).orElse("-"),
          scene.map(Scene::what).orElse("-"),
          scene.map(one -> String.format("%6s", Screen.money(one.amount()))).orElse("     -"),
          payment.map(one -> Screen.display(one.display())).orElse("-"),
          saw(cashier, row.reference()),
          payment.map(one -> one.attempts().size() + "").orElse("-"),
          booked(row.booked()),
          row.difference().map(one -> say("difference." + one)).orElse(say("agree")));
      good.add(row.difference().isEmpty());
    }
    screen.table(table.lines(), good);
  }

  private static String saw(Cashier cashier, String reference) {
    List<String> seen = cashier.seen(reference).stream().map(Screen::display).toList();
    return seen.isEmpty() ? "-" : String.join(" → ", seen);
  }

  private static String booked(List<Booked> bookings) {
    List<String> texts = new ArrayList<>();
    for (Booked one : bookings) {
      String amount = Screen.money(one.amount());
      texts.add(one.reversed() ? say("undone", amount) : amount);
    }
    return texts.isEmpty() ? "-" : String.join(", ", texts);
  }
}
