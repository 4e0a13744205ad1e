package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.iso8583.Message;

/** A terminal on the bench, and what the tests of settlements do with it again and again. */
final class SettlingBench {
  final TerminalOnBench bench;
  private int keys;

  SettlingBench(File folder) throws Exception {
    this(new TerminalOnBench(folder));
  }

  SettlingBench(TerminalOnBench bench) {
    this.bench = bench.online();
  }

  void pass(Duration time) {
    bench.time.advance(time);
  }

  void pass(int seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  Payment sale(long amount) {
    Payment payment = bench.swipe(amount);
    pass(1);
    return bench.payment(payment);
  }

  /** A settlement that is started and has got no further than it gets at once. */
  Settlement begun() {
    return bench
        .now(bench.agent().settle("settle-" + keys++, "settle".getBytes(StandardCharsets.UTF_8)))
        .settlement()
        .settlement();
  }

  /** A settlement half a minute after it was started. */
  Settlement settled() {
    Settlement started = begun();
    pass(30);
    return now(started);
  }

  Settlement now(Settlement earlier) {
    return bench.now(bench.agent().settlement(earlier.id())).get().settlement();
  }

  Finding diagnosed() {
    return bench.now(bench.agent().diagnosis()).stream()
        .filter(finding -> finding.check().equals("settlement"))
        .findFirst()
        .orElseThrow();
  }

  static void assertEnded(Result result, Settlement settlement) {
    assertEquals(Stage.ENDED, settlement.stage(), settlement.toString());
    assertEquals(Optional.of(result), settlement.result(), settlement.toString());
  }

  /** MTI and network management code of each message of a settlement. */
  List<String> messages() {
    List<String> texts = new ArrayList<>();
    for (Message message : bench.acquirer.settlement.received) {
      texts.add(message.mti() + " " + message.field(60).get().substring(8, 11));
    }
    return texts;
  }

  /**
   * The request that was received last, as an earlier attempt with this STAN would have sent it.
   */
  Message lastReceived(String stan) {
    Message last = bench.acquirer.received.get(bench.acquirer.received.size() - 1);
    TreeMap<Integer, String> fields = new TreeMap<>(last.fields());
    fields.put(11, stan);
    return new Message(last.tpdu(), last.header(), last.mti(), fields);
  }
}
