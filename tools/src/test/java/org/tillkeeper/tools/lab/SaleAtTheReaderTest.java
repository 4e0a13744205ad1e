package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code tillkeeper pay} and {@code tillkeeper reader} beside a whole agent and the simulated
 * acquirer, each a process of its own.
 */
@Tag("full")
class SaleAtTheReaderTest {
  private static final Duration START = Duration.ofSeconds(60);
  private static final SmallLab.Setup WITH_READER =
      new SmallLab.Setup("unionpay-pos", "{}", "masterKeyFile", "", "device: {reader: api}");

  @TempDir private Path folder;

  private Child command(String name, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--config", folder.resolve("commands.yaml").toString()));
    return Child.start(name, folder, SmallLab.tool(line.toArray(new String[0])));
  }

  private SmallLab lab() throws Exception {
    SmallLab lab = new SmallLab(folder, WITH_READER);
    String yaml = Files.readString(folder.resolve("agent.yaml"));
    Files.writeString(
        folder.resolve("commands.yaml"),
        yaml.replace(
            "api: {listen: \"127.0.0.1:0\"}",
            "api: {listen: \"" + lab.till().json().base().replace("http://", "") + "\"}"));
    assertTrue(Deadline.in(START).await(() -> lab.till().isOnline()));
    return lab;
  }

  private static boolean reader(SmallLab lab, String standing) throws Exception {
    return lab.till().json().object("/v1/reader").get("reader").equals(standing);
  }

  private static int ended(Child child) throws Exception {
    assertTrue(Deadline.in(START).await(() -> !child.isAlive()), child.printed());
    return child.exitCode();
  }

  @Test
  void a_chip_sale_of_two_commands_is_booked_once_and_the_chip_has_its_say() throws Exception {
    try (SmallLab lab = lab();
        Child reader =
            command("reader", "reader", "--card", Instrument.TRACK2, "--entry", "chip", "--once")) {
      assertTrue(Deadline.in(START).await(() -> reader(lab, "ready")), reader.printed());
      try (Child pay = command("pay", "pay", "12.34", "--key", "mine", "--within", "30")) {
        assertEquals(0, ended(pay), pay.printed());
      }
      assertEquals(0, ended(reader), reader.printed());
      List<?> payments = (List<?>) lab.till().json().object("/v1/payments").get("payments");
      assertEquals(1, payments.size());
      Map<?, ?> payment = (Map<?, ?>) payments.get(0);
      assertEquals("accepted", payment.get("cardResult"));
      assertEquals("chip", ((Map<?, ?>) payment.get("card")).get("entry"));
      assertTrue(lab.compare().agrees(), lab.compare().toString());
      // The same line again takes nothing, and needs no reader.
      try (Child again = command("again", "pay", "12.34", "--key", "mine", "--within", "30")) {
        assertEquals(0, ended(again), again.printed());
      }
      assertEquals(1, lab.acquirer().list("/bookings").size());
    }
  }

  @Test
  void a_cashier_who_gives_up_while_the_customer_searches_the_card_charges_nobody()
      throws Exception {
    try (SmallLab lab = lab();
        Child watch = command("watch", "watch", "--json")) {
      lab.till().json().object("/v1/reader/requests");
      try (Child pay = command("pay", "pay", "12.34", "--within", "30")) {
        assertTrue(Deadline.in(START).await(() -> reader(lab, "busy")), pay.printed());
        pay.kill();
      }
      assertTrue(Deadline.in(START).await(() -> !reader(lab, "busy")));
      try (Child reader = command("reader", "reader", "--card", Instrument.TRACK2, "--once")) {
        assertTrue(Deadline.in(START).await(() -> reader(lab, "ready")), reader.printed());
        lab.started(100, Map.of("card", Map.of("entry", "swipe", "track2", Instrument.TRACK2)));
        assertTrue(
            Deadline.in(START).await(() -> watch.printed().contains("\"confirmed\"")),
            watch.printed());
        assertTrue(reader.isAlive(), "nothing was asked of it: " + reader.printed());
      }
      assertEquals(1, lab.acquirer().list("/bookings").size());
    }
  }
}
