package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.words.RefusalText;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;

/** An approval without the numbers by which it is found again. */
class ApprovedWithoutNumberTest extends AgentLoopBench {
  /** An answer whose fields are changed, with a MAC that is right again. */
  private byte[] changed(byte[] frame, Map<Integer, String> changes) {
    Dialect dialect = bench.acquirer.dialect;
    try {
      Message message = dialect.unpack(frame);
      Map<Integer, String> fields = new TreeMap<>(message.fields());
      changes.forEach(
          (field, value) -> {
            fields.remove(field);
            if (!value.isEmpty()) {
              fields.put(field, value);
            }
          });
      return dialect.pack(
          new Message(message.tpdu(), message.header(), message.mti(), fields),
          (algorithm, covered) -> bench.acquirer.mac(covered));
    } catch (MalformedMessage e) {
      throw new AssertionError(e);
    }
  }

  private Payment approvedWith(Map<Integer, String> changes) {
    bench.acquirer.rewritten = frame -> changed(frame, changes);
    Payment sale = bench.swipe(1234);
    pass(seconds(1));
    bench.acquirer.rewritten = frame -> frame;
    assertEnds(State.CONFIRMED, sale, 1);
    return bench.payment(sale);
  }

  private Refused refusedRefund(Payment sale) {
    bench.acquirer.batch = "000002";
    bench.acquirer.order = "3";
    bench.swipe(1);
    pass(seconds(1));
    bench.acquirer.order = "0";
    pass(seconds(5));
    PaymentOrder refund =
        PaymentOrder.referring(
            PaymentType.REFUND,
            sale.id(),
            1234,
            "CNY",
            Optional.empty(),
            PaymentOrder.Manner.PLAIN);
    CompletableFuture<Terminal.Started> started =
        bench.agent().start(refund, "refund", new byte[] {1});
    bench.time.settle();
    assertTrue(started.isDone());
    return refusal(started);
  }

  @Test
  void an_approval_without_a_reference_number_is_one_and_its_refund_names_what_is_missing() {
    Payment sale = approvedWith(Map.of(37, ""));
    assertFalse(sale.decision().rrn().isPresent());
    Refused refused = refusedRefund(sale);
    assertEquals(Ground.ORIGINAL_LACKS, refused.refusal().ground());
    assertEquals(Optional.of("rrn"), refused.refusal().detail());
    assertEquals(
        "The acquirer approved the original without a reference number (RRN), and this cannot be"
            + " sent without it. Ask the acquirer for the number; with it a refund by slip is"
            + " possible.",
        RefusalText.english(refused.refusal()));
  }

  @Test
  void a_reference_number_of_blanks_is_none() {
    Payment sale = approvedWith(Map.of(37, "            ", 38, "      "));
    assertFalse(sale.decision().rrn().isPresent());
    assertFalse(sale.decision().authCode().isPresent());
    assertEquals(Ground.ORIGINAL_LACKS, refusedRefund(sale).refusal().ground());
  }

  @Test
  void a_void_goes_without_where_the_dialect_can() {
    Payment sale = approvedWith(Map.of(37, "", 38, ""));
    Payment voiding = bench.voiding(sale);
    pass(seconds(1));
    assertEquals(State.CONFIRMED, bench.payment(voiding).state());
  }
}
