package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.agent.words.FindingText;
import org.tillkeeper.iso8583.Message;

/** What the acquirer orders in the header of its answers. */
class AcquirerOrdersTest {
  @TempDir File folder;
  private TerminalOnBench bench;

  @BeforeEach
  void signedInAndOnline() throws Exception {
    bench = new TerminalOnBench(folder).online();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  /** One sale whose answer carries an order. */
  private static Payment order(TerminalOnBench bench, String order) {
    bench.acquirer.order = order;
    Payment sale = bench.swipe(1234);
    bench.time.advance(Duration.ofMillis(25));
    bench.acquirer.order = "0";
    return sale;
  }

  private void pass(long seconds) {
    bench.time.advance(Duration.ofSeconds(seconds));
  }

  private static Map<String, Downloaded> downloaded(TerminalOnBench bench) {
    return bench.now(bench.agent().downloaded()).stream()
        .collect(Collectors.toMap(Downloaded::what, each -> each));
  }

  private static List<String> codes(TerminalOnBench bench) {
    List<String> codes = new ArrayList<>();
    for (Message message : bench.acquirer.received) {
      if (message.mti().startsWith("08")) {
        codes.add(message.field(60).get().substring(8, 11));
      }
    }
    return codes;
  }

  private Finding finding() {
    return bench.now(bench.agent().diagnosis()).stream()
        .filter(finding -> finding.check().equals("orders"))
        .findFirst()
        .get();
  }

  @Test
  void parameters_are_fetched_after_the_sale_and_kept_across_a_restart() throws Exception {
    Payment sale = order(bench, "1");
    pass(1);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    bench.killAndRestart();
    Downloaded parameters = downloaded(bench).get("parameters");
    assertEquals(1, parameters.version());
    assertEquals(List.of("003", "360"), codes(bench).subList(0, 2));
    assertEquals(
        List.of("12=60", "20=1", "22=TILLKEEPER TEST MERCHANT"),
        parameters.items().stream()
            .map(item -> item.name() + "=" + item.value().trim())
            .collect(Collectors.toList()));
    assertTrue(finding().ok());
  }

  @Test
  void the_terminal_says_how_it_stands() {
    order(bench, "1");
    pass(1);
    order(bench, "2");
    pass(1);
    assertEquals(
        "123020122TILLKEEPER TEST MERCHANT                ", bench.acquirer.downloads.status);
    assertTrue(finding().ok());
  }

  @Test
  void public_keys_are_listed_in_parts_and_fetched_one_by_one() {
    order(bench, "4");
    pass(1);
    assertEquals(List.of("003", "372", "372", "370", "370", "370", "371"), codes(bench));
    Downloaded keys = downloaded(bench).get("public-keys");
    assertEquals(
        bench.acquirer.downloads.publicKeys,
        keys.items().stream().map(Downloaded.Item::value).collect(Collectors.toList()));
    assertEquals("03", keys.items().get(1).values().get("9F22"));
  }

  @Test
  void chip_parameters_are_fetched_and_replace_the_old_ones_as_a_whole() {
    order(bench, "5");
    pass(1);
    assertEquals(2, downloaded(bench).get("applications").items().size());
    bench.acquirer.downloads.applications.remove(0);
    order(bench, "5");
    pass(1);
    Downloaded applications = downloaded(bench).get("applications");
    assertEquals(1, applications.items().size());
    assertEquals(2, applications.version());
    assertEquals("A000000333010102", applications.items().get(0).values().get("9F06"));
  }

  @Test
  void an_order_that_every_answer_carries_is_carried_out_once_for_each_sale_and_not_for_ever() {
    bench.acquirer.order = "1";
    bench.swipe(1234);
    pass(60);
    assertEquals(1, downloaded(bench).get("parameters").version());
    bench.swipe(1235);
    pass(30);
    assertEquals(2, downloaded(bench).get("parameters").version());
  }

  @Test
  void a_sale_goes_before_the_next_message_of_a_download() {
    order(bench, "4");
    bench.time.advance(Duration.ofMillis(30));
    Payment sale = bench.swipe(77);
    bench.time.advance(Duration.ofMillis(45));
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    assertEquals(0, downloaded(bench).get("public-keys").version());
    pass(1);
    assertEquals(1, downloaded(bench).get("public-keys").version());
  }

  @Test
  void a_kill_at_any_place_of_a_download_ends_with_all_of_it() throws Exception {
    int places = 0;
    int died = 1;
    while (died == 1) {
      places++;
      try (TerminalOnBench world = new TerminalOnBench(made(folder, places)).online()) {
        order(world, "4");
        world.process().dieAt(places);
        died = 0;
        for (int i = 0; i < 30; i++) {
          if (!world.process().isAlive()) {
            died++;
            world.restart();
          }
          world.time.advance(Duration.ofSeconds(1));
        }
        world.process().dieAt(Integer.MAX_VALUE);
        Downloaded keys = downloaded(world).get("public-keys");
        assertEquals(1, keys.version(), "killed at " + places);
        assertEquals(3, keys.items().size(), "killed at " + places);
      }
    }
    assertTrue(places > 15, "six messages have more effects than " + places);
  }

  @Test
  void what_cannot_be_read_is_said_and_what_was_in_force_stays() {
    order(bench, "1");
    pass(1);
    bench.acquirer.downloads.parameters = "126099A";
    order(bench, "1");
    pass(1);
    Downloaded parameters = downloaded(bench).get("parameters");
    assertEquals(1, parameters.version());
    assertEquals(3, parameters.items().size());
    assertTrue(parameters.trouble().get().contains("tag 99"), parameters.trouble().get());
    assertFalse(finding().ok());
    assertTrue(FindingText.of(finding()).en().contains("tag 99"), FindingText.of(finding()).en());
    bench.acquirer.downloads.parameters = "1245";
    pass(3700);
    assertEquals(2, downloaded(bench).get("parameters").version());
    assertTrue(finding().ok());
  }

  @Test
  void a_list_or_a_key_that_makes_no_sense_leaves_the_keys_as_they_were() {
    order(bench, "4");
    pass(1);
    Map<String, String> instead = bench.acquirer.downloads.instead;
    String other = ModelDownloads.hex("1") + ModelDownloads.key("09");
    String[][] cases = {
      {"372", ""},
      {"372", "39"},
      {"372", ModelDownloads.hex("2")},
      {"372", ModelDownloads.hex("1") + "9F0605A0"},
      {"372", ModelDownloads.hex("1") + "9F0605A000000333"},
      {"370", other},
      {"370", ModelDownloads.hex("0")},
      {"370", ModelDownloads.hex("1") + "9F0605A0000003339F220102"},
    };
    for (String[] each : cases) {
      instead.clear();
      instead.put(each[0], each[1]);
      bench.acquirer.downloads.instead.putAll(instead);
      order(bench, "4");
      pass(3700);
      Downloaded keys = downloaded(bench).get("public-keys");
      assertTrue(keys.trouble().isPresent(), each[0] + " " + each[1]);
      assertEquals(1, keys.version(), each[0] + " " + each[1]);
      assertEquals(3, keys.items().size(), each[0] + " " + each[1]);
    }
    instead.clear();
    pass(3700);
    assertEquals(2, downloaded(bench).get("public-keys").version());
  }

  @Test
  void a_download_that_nobody_answers_keeps_no_customer_waiting_and_is_asked_for_less_and_less() {
    bench.acquirer.downloads.silent = true;
    order(bench, "4");
    pass(40);
    long first = asked();
    Payment sale = bench.swipe(500);
    pass(3);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    pass(3600);
    long inAnHour = asked() - first;
    assertTrue(inAnHour > 2 && inAnHour < 30, "asked for " + inAnHour + " times in an hour");
    bench.acquirer.downloads.silent = false;
    pass(1200);
    assertEquals(1, downloaded(bench).get("public-keys").version());
  }

  private long asked() {
    return codes(bench).stream().filter("372"::equals).count();
  }

  @Test
  void a_refused_download_is_said_and_tried_again_later() {
    bench.acquirer.downloads.code = "96";
    order(bench, "5");
    pass(10);
    assertTrue(
        FindingText.of(finding()).en().contains("the acquirer answered 96"),
        FindingText.of(finding()).en());
    bench.acquirer.downloads.code = "00";
    pass(3700);
    assertEquals(1, downloaded(bench).get("applications").version());
  }

  @Test
  void orders_this_agent_does_not_carry_out_are_journalled_and_change_nothing() {
    for (String order : new String[] {"6", "7", "8", "9", "E", "F"}) {
      order(bench, order);
      pass(1);
    }
    assertEquals(List.of("003"), codes(bench));
    assertTrue(finding().ok());
  }

  private static File made(File folder, int number) {
    File made = new File(folder, "world" + number);
    assertTrue(made.mkdir());
    return made;
  }
}
