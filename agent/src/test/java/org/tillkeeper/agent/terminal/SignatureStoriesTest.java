package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.story.Proof;
import org.tillkeeper.agent.story.Verdict;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;

/** What a payment's story tells of the signature on the screen. */
class SignatureStoriesTest {
  @TempDir File folder;
  private TerminalOnBench bench;

  @BeforeEach
  void signedInAndOnline() throws Exception {
    bench = TerminalOnBench.with(folder, Map.of("signature.upload", "yes")).online();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void pass(long seconds) {
    bench.time.advance(Duration.ofSeconds(seconds));
  }

  private Payment paid() {
    Payment sale = bench.swipe(1234);
    pass(1);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    return sale;
  }

  private void sign(Payment sale) {
    bench.now(bench.agent().sign(sale.id(), SampleDrawings.signature()));
  }

  /** What is told of the signature; that of the money must be there whatever became of it. */
  private Proof told(Payment sale) {
    var story = bench.now(bench.agent().story(sale.id())).get();
    assertEquals(Verdict.IN_BATCH, story.verdict());
    List<Proof> found =
        story.proof().stream()
            .filter(proof -> proof.fact().label().contains("sign"))
            .collect(Collectors.toList());
    assertEquals(1, found.size(), story.toString());
    assertEquals(found.get(0), story.proof().get(story.proof().size() - 1), "the money first");
    return found.get(0);
  }

  private Optional<Instant> at(Payment sale, String kind) {
    return bench.now(bench.agent().history(sale.id())).get().stream()
        .filter(event -> event.kind().equals(kind))
        .map(Terminal.HistoryEvent::at)
        .reduce((first, last) -> last);
  }

  @Test
  void nobody_has_signed_then_one_waits_is_sent_and_is_delivered() {
    Payment sale = paid();
    assertEquals(Proof.Fact.NOT_SIGNED, told(sale).fact());
    assertEquals(Optional.empty(), told(sale).at());

    bench.acquirer.signatureFaults.addAll(List.of(Fault.SILENT, Fault.SILENT));
    bench.acquirer.reachable = false;
    bench.network.cut();
    sign(sale);
    Proof waits = told(sale);
    assertEquals(Proof.Fact.SIGNATURE_WAITS, waits.fact());
    assertEquals(List.of("56788226", "0"), waits.said());
    assertTrue(waits.at().isPresent());
    assertEquals(at(sale, "signature-kept"), waits.at());

    bench.acquirer.reachable = true;
    while (bench.acquirer.signatures.size() < 2) {
      pass(1);
    }
    assertEquals(List.of("56788226", "2"), told(sale).said());

    pass(600);
    Proof delivered = told(sale);
    assertEquals(Proof.Fact.SIGNATURE_DELIVERED, delivered.fact());
    assertEquals(List.of("56788226"), delivered.said());
    assertEquals(at(sale, "signature-delivered"), delivered.at());
    assertTrue(delivered.at().get().isAfter(waits.at().get()));
  }

  @Test
  void a_refusal_is_told_with_its_code_also_after_a_restart() throws Exception {
    Payment sale = paid();
    bench.acquirer.signatureCodes.add("12");
    sign(sale);
    pass(1);
    bench.killAndRestart();
    Proof refused = told(sale);
    assertEquals(Proof.Fact.SIGNATURE_REFUSED, refused.fact());
    assertEquals(List.of("56788226", "12"), refused.said());
    assertEquals(at(sale, "signature-refused"), refused.at());
  }

  @Test
  void nothing_is_told_where_nobody_could_sign() throws Exception {
    bench.acquirer.saleCodes.add("51");
    Payment declined = bench.swipe(100);
    pass(1);
    var story = bench.now(bench.agent().story(declined.id())).get();
    assertTrue(
        story.proof().stream().noneMatch(proof -> proof.fact() == Proof.Fact.NOT_SIGNED),
        story.toString());

    File other = new File(folder, "other");
    assertTrue(other.mkdir());
    try (TerminalOnBench paper = new TerminalOnBench(other).online()) {
      Payment sale = paper.swipe(100);
      paper.time.advance(Duration.ofSeconds(1));
      var onPaper = paper.now(paper.agent().story(sale.id())).get();
      assertEquals(Verdict.IN_BATCH, onPaper.verdict());
      assertTrue(
          onPaper.proof().stream().noneMatch(proof -> proof.fact() == Proof.Fact.NOT_SIGNED),
          onPaper.toString());
    }
  }

  @Test
  void one_that_cannot_be_sent_any_more_is_told_so() throws Exception {
    Payment sale = paid();
    bench.acquirer.reachable = false;
    bench.network.cut();
    sign(sale);
    bench.terminal = "00000002";
    bench.killAndRestart();
    var story = bench.now(bench.agent().story(sale.id())).get();
    Proof last = story.proof().get(story.proof().size() - 1);
    assertEquals(Proof.Fact.SIGNATURE_GIVEN_UP, last.fact());
    assertEquals(List.of("56788226"), last.said());
    assertEquals(at(sale, "signature-given-up"), last.at());
  }
}
