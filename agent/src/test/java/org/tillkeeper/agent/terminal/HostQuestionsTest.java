package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.iso8583.Message;

/** What the host asks by itself, such as its own echo. */
class HostQuestionsTest extends AgentLoopBench {
  private void hostAsks(String mti, String function, String terminal) {
    bench.network.deliver(question(mti, function, terminal));
    bench.time.settle();
    pass(seconds(1).dividedBy(10));
  }

  private byte[] question(String mti, String function, String terminal) {
    Message message =
        new Message(
            "6000000003",
            "603100310000",
            mti,
            Map.of(11, "000077", 41, terminal, 60, "00000001" + function));
    return bench.acquirer.dialect.pack(message, (algorithm, input) -> new byte[8]);
  }

  private List<Message> answers() {
    return bench.acquirer.received.stream()
        .filter(message -> message.mti().equals("0810") || message.mti().equals("0830"))
        .toList();
  }

  @Test
  void its_echo_is_answered_as_done_on_the_way_it_came() {
    hostAsks("0800", "301", "00000001");
    hostAsks("0820", "301", "00000001");
    assertEquals(2, answers().size());
    Message answer = answers().get(0);
    assertEquals("0810", answer.mti());
    assertEquals("6000030000", answer.tpdu());
    assertEquals("00", answer.field(39).get());
    assertEquals("000077", answer.field(11).get());
    assertEquals("00000001", answer.field(41).get());
    assertEquals("0830", answers().get(1).mti());
  }

  @Test
  void anything_else_is_refused_because_nothing_is_done() {
    hostAsks("0800", "001", "00000001");
    assertEquals("12", answers().get(0).field(39).get());
  }

  @Test
  void another_terminals_is_not_answered() {
    hostAsks("0800", "301", "00000002");
    assertEquals(List.of(), answers());
  }

  @Test
  void it_is_no_answer_to_what_is_on_its_way() {
    bench.acquirer.saleFaults.add(ModelAcquirer.Fault.SILENT);
    Payment sale = bench.swipe(1234);
    hostAsks("0800", "301", "00000001");
    assertEquals(1, answers().size());
    assertEquals(State.SENT, bench.payment(sale).state());
  }

  @Test
  void our_own_echo_that_comes_back_is_not_answered_and_proves_nothing() throws Exception {
    bench.acquirer.echoCode = "";
    bench.acquirer.before =
        message -> {
          if (message.mti().equals("0820")) {
            bench.network.deliver(bench.acquirer.dialect.pack(message, (a, b) -> new byte[8]));
          }
        };
    bench.killAndRestart();
    pass(seconds(5));
    assertTrue(count("0820") > 0);
    assertEquals(List.of(), answers());
  }

  @Test
  void a_flood_of_them_is_answered_ten_times_in_ten_seconds() {
    for (int i = 0; i < 500; i++) {
      bench.network.deliver(question("0800", "301", "00000001"));
    }
    bench.time.settle();
    pass(seconds(1));
    assertEquals(10, answers().size());
    Payment sale = bench.swipe(1234);
    pass(seconds(1));
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    pass(seconds(10));
    hostAsks("0800", "301", "00000001");
    assertEquals(11, answers().size());
  }
}
