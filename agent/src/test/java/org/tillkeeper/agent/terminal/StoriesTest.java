package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.story.Proof;
import org.tillkeeper.agent.story.Story;
import org.tillkeeper.agent.story.Verdict;
import org.tillkeeper.agent.story.Whereabouts;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.words.Bilingual;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.agent.words.StoryText;

/** Where a payment's money is, told from what the ledger knows and from what settlement showed. */
class StoriesTest {
  @TempDir File folder;
  private SettlingBench settling;
  private TerminalOnBench bench;
  private StoryText text;

  @BeforeEach
  void a_terminal_that_is_online() throws Exception {
    settling = new SettlingBench(folder);
    bench = settling.bench;
    text = new StoryText(new PaymentText(bench.acquirer.dialect::responseCode));
  }

  private Story story(Payment payment) {
    Story story = bench.now(bench.agent().story(payment.id())).get();
    for (Bilingual said : List.of(text.merchant(story), text.customer(story))) {
      assertFalse((said.zh() + said.en()).contains("{"), said.toString());
    }
    for (Proof proof : story.proof()) {
      Bilingual said = text.proof(story, proof);
      assertFalse((said.zh() + said.en()).contains("{"), said.toString());
    }
    return story;
  }

  private static void assertTold(Verdict verdict, Whereabouts where, Story story) {
    assertEquals(verdict, story.verdict(), story.toString());
    assertEquals(where, story.where());
  }

  private static boolean shows(Story story, Proof.Fact fact) {
    return story.proof().stream().anyMatch(proof -> proof.fact() == fact);
  }

  /** The acquirer says that it has reversed it, and has not. */
  private Payment cancelledHereAndBookedThere(long amount) {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.addAll(List.of("00", "00"));
    Payment sale = bench.swipe(amount);
    settling.pass(1);
    bench.now(bench.agent().cancel(sale.id()));
    settling.pass(40);
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    return sale;
  }

  @Test
  void what_is_approved_is_in_the_batch_and_then_settled() {
    Payment sale = settling.sale(4444);
    Story open = story(sale);
    assertTold(Verdict.IN_BATCH, Whereabouts.IN_BATCH, open);
    assertTrue(shows(open, Proof.Fact.APPROVED) && shows(open, Proof.Fact.BATCH_OPEN));
    settling.settled();
    Story settled = story(sale);
    assertTold(Verdict.SETTLED, Whereabouts.SETTLED, settled);
    assertTrue(shows(settled, Proof.Fact.SETTLED_EQUAL), settled.toString());
  }

  @Test
  void what_the_acquirer_has_exactly_more_is_very_probably_charged() {
    settling.sale(1000);
    bench.acquirer.saleCodes.add("51");
    Payment declined = settling.sale(70);
    Payment cancelled = cancelledHereAndBookedThere(4444);
    assertTold(Verdict.REVERSED, Whereabouts.REVERSED, story(cancelled));
    Settlement settlement = settling.settled();
    Story story = story(cancelled);
    assertTold(Verdict.VERY_PROBABLY_CHARGED, Whereabouts.ATTENTION, story);
    assertTrue(shows(story, Proof.Fact.ONE_MORE));
    assertTrue(
        text.merchant(story)
            .en()
            .startsWith(
                "Very probably charged: when batch 000001 was settled the acquirer had exactly this"
                    + " 44.44 CNY more"),
        text.merchant(story).en());
    assertTrue(text.customer(story).zh().startsWith("44.44 CNY 很可能已扣款"));
    assertTold(Verdict.DECLINED, Whereabouts.DECLINED, story(declined));
    bench.now(bench.agent().acknowledge(settlement.id(), "Li", "refunded by the acquirer"));
    Story acknowledged = story(cancelled);
    assertTold(Verdict.REVERSED, Whereabouts.REVERSED, acknowledged);
    assertTrue(shows(acknowledged, Proof.Fact.DIFFERENCE_ACKNOWLEDGED));
  }

  @Test
  void two_payments_of_the_same_amount_are_both_only_possible() {
    Payment one = cancelledHereAndBookedThere(4444);
    bench.acquirer.saleCodes.add("51");
    Payment other = settling.sale(4444);
    settling.sale(100);
    settling.settled();
    assertTold(Verdict.POSSIBLY_CHARGED, Whereabouts.ATTENTION, story(one));
    Story story = story(other);
    assertTold(Verdict.POSSIBLY_CHARGED, Whereabouts.ATTENTION, story);
    assertTrue(shows(story, Proof.Fact.OTHERS_MAY_BE_MEANT));
  }

  @Test
  void a_payment_that_was_sent_anew_and_is_there_once_more_is_charged_twice() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.addAll(List.of("00", "00"));
    Payment sale = bench.swipe(500);
    settling.pass(40);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    assertTold(Verdict.IN_BATCH, Whereabouts.IN_BATCH, story(sale));
    settling.settled();
    assertTold(Verdict.VERY_PROBABLY_CHARGED_TWICE, Whereabouts.ATTENTION, story(sale));
  }

  @Test
  void what_the_acquirer_has_exactly_less_may_be_missing_there() {
    Payment sale = settling.sale(4444);
    Payment other = settling.sale(1000);
    bench.acquirer.settlement.hidden.add(sale.lastSent().get().request().stan());
    settling.settled();
    Story story = story(sale);
    assertTold(Verdict.POSSIBLY_MISSING, Whereabouts.ATTENTION, story);
    assertTrue(shows(story, Proof.Fact.ONE_LESS));
    assertTold(Verdict.SETTLED, Whereabouts.SETTLED, story(other));
  }

  @Test
  void a_doubt_is_answered_by_totals_that_agree() {
    settling.sale(1000);
    bench.acquirer.saleFaults.add(Fault.LOST);
    bench.acquirer.reversalCodes.add("12");
    Payment doubtful = bench.swipe(4444);
    settling.pass(60);
    assertEquals(State.ATTENTION, bench.payment(doubtful).state());
    assertTold(Verdict.NEEDS_PERSON, Whereabouts.ATTENTION, story(doubtful));
    settling.settled();
    Story story = story(doubtful);
    assertTold(Verdict.VERY_PROBABLY_NOT_CHARGED, Whereabouts.ATTENTION, story);
    assertTrue(text.customer(story).en().contains("very probably not charged"));
  }

  @Test
  void what_is_refused_waits_or_was_never_sent_is_told_so() {
    bench.acquirer.saleCodes.add("51");
    Story declined = story(settling.sale(100));
    assertTold(Verdict.DECLINED, Whereabouts.DECLINED, declined);
    assertTrue(shows(declined, Proof.Fact.REFUSED));
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment waits = bench.swipe(200);
    settling.pass(1);
    assertTold(Verdict.UNANSWERED, Whereabouts.UNKNOWN, story(waits));
    Payment behind = bench.swipe(300);
    assertTold(Verdict.TO_BE_SENT, Whereabouts.NOT_SENT, story(behind));
    bench.now(bench.agent().cancel(behind.id()));
    assertTold(Verdict.NOT_SENT, Whereabouts.NOT_SENT, story(behind));
    bench.now(bench.agent().cancel(waits.id()));
    assertTold(Verdict.REVERSING, Whereabouts.UNKNOWN, story(waits));
  }

  @Test
  void nothing_is_told_of_a_payment_that_is_not_there() {
    assertEquals(Optional.empty(), bench.now(bench.agent().story("none")));
  }

  @Test
  void a_sale_whose_void_has_no_certain_end_is_not_told_as_paid() {
    Payment sale = settling.sale(4444);
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.addAll(List.of("96", "12"));
    Payment voiding = bench.voiding(sale);
    settling.pass(1);
    Story open = story(sale);
    assertTold(Verdict.CHANGE_UNANSWERED, Whereabouts.UNKNOWN, open);
    assertEquals(
        "It is not known yet whether the original is voided; that is being found out.",
        text.customer(open).en());
    settling.pass(90);
    assertEquals(State.ATTENTION, bench.payment(voiding).state());
    Story doubtful = story(sale);
    assertTold(Verdict.CHANGE_NEEDS_PERSON, Whereabouts.ATTENTION, doubtful);
    assertEquals(
        "Paid. But a later payment, "
            + voiding.id()
            + ", has no certain end: it is unknown whether the original is voided. Go by that one.",
        text.merchant(doubtful).en());
    assertEquals("原交易是否已撤销还不清楚，商户正在核实。", text.customer(doubtful).zh());
    bench.now(
        bench
            .agent()
            .resolve(
                voiding.id(), new Resolution(Resolution.Outcome.CANCELLED, "Li", "statement")));
    assertTold(Verdict.IN_BATCH, Whereabouts.IN_BATCH, story(sale));
  }
}
