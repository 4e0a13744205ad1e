package org.tillkeeper.tools.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.tools.command.Commands;

/** A day of shops whose lines are cut: the one payment that nobody knows about is seen at once. */
class FleetDayTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  @Timeout(300)
  void of_a_few_shops_the_one_that_holds_an_unknown_payment_is_found_in_one_look()
      throws Exception {
    day(4, 12);
  }

  @Test
  @Timeout(900)
  @Tag("full")
  @EnabledIfSystemProperty(named = "tillkeeper.full", matches = "true")
  void of_fifty_shops_the_one_that_holds_an_unknown_payment_is_found_in_one_look()
      throws Exception {
    day(50, 120);
  }

  private void day(int count, int payments) throws Exception {
    Random chance = new Random(1);
    List<RetainingBroker.Published> told = new ArrayList<>();
    RetainingBroker broker = new RetainingBroker();
    int port = broker.port();
    String url = broker.url();
    try (Shops shops = Shops.open(folder, count, url)) {
      Set<String> made = new HashSet<>();
      for (int i = 0; i < payments; i++) {
        made.add(shops.pay(1 + chance.nextInt(count - 1), 100 + i));
        if (i == payments / 4 || i == payments / 2) {
          shops.all(Shops.Mishap.CUT);
        } else if (i == payments / 4 + 2 || i == payments / 2 + 2) {
          shops.all(Shops.Mishap.HEALED);
        } else if (i == 3 * payments / 4) {
          told.addAll(broker.published);
          broker.close(); // and all that it kept is gone
        }
      }
      made.add(shops.pay(count, 1));
      await(() -> shops.standing(count).containsValue("confirmed"), "the last shop sells");
      shops.last(Shops.Mishap.ANSWERS_LOST);
      String unknown = shops.pay(count, 2500);
      broker = new RetainingBroker(port);
      for (int shop = 1; shop < count; shop++) {
        int one = shop;
        await(() -> hasEnded(shops.standing(one)), "shop " + one + " has its ends");
      }
      RetainingBroker now = broker;
      await(() -> seen(url, 0).size() == count, "every terminal is seen");
      // One look.
      List<String> found = new ArrayList<>();
      await(
          () -> {
            found.clear();
            found.addAll(seen(url, 1));
            return found.size() == 1;
          },
          "one is found, not " + found);
      assertEquals(List.of(Shops.terminal(count) + " 2500"), found);
      // Nothing was lost, and nothing is told under two ids.
      made.forEach(one -> assertTrue(one.startsWith("R")));
      await(
          () -> {
            Map<String, String> byId = new HashMap<>();
            List<RetainingBroker.Published> all = new ArrayList<>(told);
            all.addAll(now.published);
            Set<String> references = new HashSet<>();
            for (RetainingBroker.Published one : all) {
              if (one.topic().endsWith("/events")) {
                Map<String, Object> event = JSON.std.mapFrom(one.text());
                String before = byId.put(String.valueOf(event.get("id")), one.text());
                assertTrue(before == null || before.equals(one.text()), "an id means one thing");
                references.add(String.valueOf(((Map<?, ?>) event.get("data")).get("reference")));
              }
            }
            Set<String> missing = new HashSet<>(made);
            missing.removeAll(references);
            return missing.isEmpty();
          },
          "each payment is told");
      shops.last(Shops.Mishap.HEALED);
      await(() -> seen(url, 1).isEmpty(), "and it comes to its end: " + unknown);
    } finally {
      broker.close();
    }
  }

  private static boolean hasEnded(Map<String, String> standing) {
    return !standing.containsValue("pending") && !standing.containsValue("cancelling");
  }

  /**
   * What the command shows: terminal and sum.
   *
   * @param unknownOnly 1 for those that hold what nobody knows about; 0 for all
   */
  private List<String> seen(String url, int unknownOnly) throws Exception {
    PrintStream out = System.out;
    said.reset();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    int code;
    try {
      List<String> command =
          new ArrayList<>(
              List.of("fleet", "--url", url, "--json", "--older", "8s", "--quiet-for", "1s"));
      if (unknownOnly == 0) {
        command.add("--all");
      }
      code = Commands.run(command.toArray(new String[0]));
    } finally {
      System.setOut(out);
    }
    List<String> seen = new ArrayList<>();
    Map<String, Object> json = JSON.std.mapFrom(said.toString(StandardCharsets.UTF_8));
    for (Object one : (List<?>) json.get("terminals")) {
      Map<?, ?> row = (Map<?, ?>) one;
      seen.add(row.get("terminal") + " " + row.get("amount"));
    }
    if (unknownOnly == 1) {
      assertEquals(seen.isEmpty() ? 0 : 1, code);
    }
    return seen;
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition, String what) throws Exception {
    Instant end = Instant.now().plus(Duration.ofMinutes(3));
    while (!condition.holds()) {
      assertTrue(Instant.now().isBefore(end), what);
      java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
    }
  }
}
