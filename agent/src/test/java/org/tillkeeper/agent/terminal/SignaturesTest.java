package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.LedgerOnBench;
import org.tillkeeper.agent.management.Signatures;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Signature;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.signature.Drawing;
import org.tillkeeper.agent.signature.SignaturePicture;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.jbig.Bitmap;
import org.tillkeeper.iso8583.jbig.Jbig;

/** Signatures on the screen: kept, told after the money, and in nobody's way. */
class SignaturesTest {
  private static final Map<String, String> TAKEN = Map.of("signature.upload", "yes");

  @TempDir File folder;
  private TerminalOnBench bench;

  @BeforeEach
  void signedInAndOnline() throws Exception {
    bench = TerminalOnBench.with(folder, TAKEN).online();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Payment paid(long amount) {
    Payment sale = bench.swipe(amount);
    pass(1);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    return bench.payment(sale);
  }

  private void pass(long seconds) {
    bench.time.advance(Duration.ofSeconds(seconds));
  }

  private Payment sign(Payment sale) {
    return bench.now(bench.agent().sign(sale.id(), SampleDrawings.signature()));
  }

  private List<String> history(Payment payment) {
    return bench.now(bench.agent().history(payment.id())).get().stream()
        .map(Terminal.HistoryEvent::kind)
        .filter(kind -> kind.startsWith("signature"))
        .collect(Collectors.toList());
  }

  private Ground refusal(Payment payment, Drawing drawing) {
    var call = bench.agent().sign(payment.id(), drawing);
    bench.time.settle();
    CompletionException failed = assertThrows(CompletionException.class, call::join);
    return ((Refused) failed.getCause()).refusal().ground();
  }

  private int finding() {
    return bench.now(bench.agent().diagnosis()).stream()
        .filter(found -> found instanceof Finding.Signatures)
        .mapToInt(found -> ((Finding.Signatures) found).waiting())
        .sum();
  }

  @Test
  void a_signature_is_told_with_the_numbers_of_its_payment_and_its_picture_is_erased()
      throws Exception {
    bench.acquirer.settlementDate = "0304";
    Payment sale = paid(1234);
    Payment signed = sign(sale);
    assertEquals(Signature.KEPT, signed.signature());
    pass(1);
    Payment delivered = bench.payment(sale);
    assertEquals(Signature.DELIVERED, delivered.signature());
    assertEquals(1, bench.acquirer.signatures.size());
    Message told = bench.acquirer.signatures.get(0);
    assertEquals("6225000000000006", told.field(2).get());
    assertEquals("000000", told.field(3).get());
    assertEquals("000000001234", told.field(4).get());
    assertEquals(sale.attempt(1).request().stan(), told.field(11).get());
    assertEquals("0304", told.field(15).get());
    assertEquals("00", told.field(25).get());
    assertEquals("123456789012", told.field(37).get());
    assertEquals("07000001800", told.field(60).get());
    // 03041234 XOR 56789012
    assertEquals("557C8226", delivered.transactionCode().get());
    byte[] picture =
        SignaturePicture.of(SampleDrawings.signature(), delivered.transactionCode(), 999);
    assertEquals(Hex.encode(picture), told.field(62).get());
    assertEquals(240, Jbig.decode(picture, 100_000).width());
    assertEquals(List.of(), bench.ledger().signatures().open());
    assertEquals(List.of("signature-kept", "signature-sent", "signature-delivered"), history(sale));
    assertEquals(sale.attempts(), delivered.attempts());
    assertEquals(sale.decision(), delivered.decision());
    assertEquals(0, finding());
  }

  @Test
  void what_was_drawn_can_be_seen_until_the_acquirer_has_it() throws Exception {
    Payment sale = paid(1234);
    assertEquals(Optional.empty(), bench.now(bench.agent().signature(sale.id())));
    bench.acquirer.signatureFaults.add(Fault.SILENT);
    Payment signed = sign(sale);
    Bitmap drawn = bench.now(bench.agent().signature(sale.id())).get();
    byte[] picture = SignaturePicture.of(SampleDrawings.signature(), signed.transactionCode(), 999);
    assertEquals(Jbig.decode(picture, 100_000), drawn);
    pass(60);
    assertEquals(Signature.DELIVERED, bench.payment(sale).signature());
    assertEquals(Optional.empty(), bench.now(bench.agent().signature(sale.id())));
  }

  @Test
  void a_signature_that_nobody_answers_is_sent_again_with_growing_pauses_and_few_lines() {
    Payment sale = paid(1234);
    for (int i = 0; i < 6; i++) {
      bench.acquirer.signatureFaults.add(i % 2 == 0 ? Fault.SILENT : Fault.CUT_BEFORE_READING);
    }
    sign(sale);
    pass(10);
    assertEquals(1, finding());
    pass(600);
    assertEquals(Signature.DELIVERED, bench.payment(sale).signature());
    Set<Map<Integer, String>> told =
        bench.acquirer.signatures.stream().map(Message::fields).collect(Collectors.toSet());
    assertEquals(1, told.size(), "always the same message");
    assertEquals(
        List.of("signature-kept", "signature-sent", "signature-no-answer", "signature-delivered"),
        history(sale));
  }

  @Test
  void an_acquirer_that_never_answers_signatures_is_asked_for_one_of_them_ever_more_seldom() {
    for (int i = 0; i < 5; i++) {
      sign(paid(100 + i));
    }
    bench.acquirer.before =
        request -> {
          if (request.mti().equals("0820") && request.field(60).get().endsWith("800")) {
            bench.acquirer.signatureFaults.add(Fault.SILENT);
          }
        };
    bench.network.cut();
    int before = bench.acquirer.signatures.size();
    pass(3600);
    int asked = bench.acquirer.signatures.size() - before;
    assertTrue(asked > 3 && asked < 40, asked + " in an hour");
  }

  @Test
  void a_sale_that_comes_while_a_signature_is_unanswered_is_confirmed_within_two_seconds() {
    Payment signed = paid(1234);
    bench.acquirer.signatureFaults.add(Fault.SILENT);
    sign(signed);
    pass(1);
    assertEquals(1, bench.acquirer.signatures.size());
    Payment sale = bench.swipe(500);
    pass(2);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    assertEquals(1, bench.payment(sale).attempts().size());
    pass(60);
    assertEquals(Signature.DELIVERED, bench.payment(signed).signature());
  }

  @Test
  void a_sale_waits_for_the_answer_to_a_signature_if_it_comes_at_once() {
    Payment signed = paid(1234);
    sign(signed);
    Payment sale = bench.swipe(500);
    pass(1);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    assertEquals(Signature.DELIVERED, bench.payment(signed).signature());
    assertEquals(1, bench.acquirer.signatures.size());
  }

  @Test
  void reversals_and_sales_go_before_signatures() {
    Payment signed = paid(1234);
    bench.acquirer.reachable = false;
    bench.network.cut();
    sign(signed);
    pass(5);
    bench.swipe(500);
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reachable = true;
    pass(150);
    List<String> mtis = bench.acquirer.receivedMtis();
    assertTrue(mtis.contains("0400"), mtis.toString());
    int told = bench.acquirer.received.indexOf(bench.acquirer.signatures.get(0));
    assertTrue(told > mtis.indexOf("0400"), mtis.toString());
    assertTrue(told > mtis.lastIndexOf("0200"), mtis.toString());
  }

  @Test
  void what_waits_is_told_after_a_settlement_too_and_holds_none_up() {
    Payment signed = paid(1234);
    bench.acquirer.signatureCodes.addAll(List.of("96", "96"));
    sign(signed);
    pass(0);
    bench.now(bench.agent().settle("s", "s".getBytes(StandardCharsets.UTF_8)));
    pass(120);
    Payment settled = bench.payment(signed);
    assertTrue(settled.batchClosed());
    assertEquals(Signature.DELIVERED, settled.signature());
    Set<String> batches = new HashSet<>();
    bench.acquirer.signatures.forEach(told -> batches.add(told.field(60).get()));
    assertEquals(Set.of("07000001800"), batches);
  }

  @Test
  void a_refusal_ends_it_and_the_receipt_has_a_line_to_sign_on_again() {
    Payment sale = paid(1234);
    bench.acquirer.signatureCodes.add("12");
    sign(sale);
    pass(600);
    Payment refused = bench.payment(sale);
    assertEquals(Signature.REFUSED, refused.signature());
    assertFalse(refused.signature().isValid());
    assertEquals(State.CONFIRMED, refused.state());
    assertEquals(1, bench.acquirer.signatures.size());
    assertEquals(List.of(), bench.ledger().signatures().open());
    assertEquals(Ground.SIGNED_BEFORE, refusal(sale, SampleDrawings.another()));
  }

  @Test
  void it_signs_in_for_no_signature_and_tells_it_once_something_else_has_signed_in() {
    Payment sale = paid(1234);
    bench.acquirer.loseKeys();
    sign(sale);
    pass(30);
    assertEquals(Signature.KEPT, bench.payment(sale).signature());
    assertEquals(1, bench.acquirer.receivedMtis().stream().filter("0800"::equals).count());
    bench.swipe(500);
    pass(300);
    assertEquals(2, bench.acquirer.receivedMtis().stream().filter("0800"::equals).count());
    assertEquals(Signature.DELIVERED, bench.payment(sale).signature());
  }

  @Test
  void a_terminal_that_is_signed_off_does_not_sign_in_for_a_signature() {
    Payment sale = paid(1234);
    bench.acquirer.signatureCodes.add("96");
    sign(sale);
    pass(0);
    bench.now(bench.agent().signOff());
    pass(600);
    int signIns = (int) bench.acquirer.receivedMtis().stream().filter("0800"::equals).count();
    assertEquals(1, signIns);
    bench.swipe(500);
    pass(60);
    assertEquals(Signature.DELIVERED, bench.payment(sale).signature());
  }

  @Test
  void under_another_identity_what_waits_is_given_up() throws Exception {
    Payment sale = paid(1234);
    bench.acquirer.reachable = false;
    bench.network.cut();
    sign(sale);
    bench.terminal = "00000002";
    bench.killAndRestart();
    bench.acquirer.reachable = true;
    pass(120);
    assertEquals(Signature.GIVEN_UP, bench.payment(sale).signature());
    assertEquals(List.of(), bench.acquirer.signatures);
    assertEquals(List.of(), bench.ledger().signatures().open());
    assertEquals(Ground.SIGNED_ELSEWHERE, refusal(sale, SampleDrawings.another()));
  }

  @Test
  void no_more_than_so_many_wait() {
    Payment sale = paid(1234);
    bench.acquirer.reachable = false;
    bench.network.cut();
    LedgerOnBench.waitingSignatures(bench.ledger(), Signatures.MOST);
    assertEquals(Ground.SIGNATURES_FULL, refusal(sale, SampleDrawings.signature()));
  }

  @Test
  void a_kill_at_any_place_loses_no_signature_and_changes_no_payment() throws Exception {
    int places = 0;
    int died;
    do {
      places++;
      File world = new File(folder, "world" + places);
      assertTrue(world.mkdir());
      try (TerminalOnBench one = TerminalOnBench.with(world, TAKEN).online()) {
        died = killedAt(one, places);
      }
    } while (died == 1);
    assertTrue(places > 6, "a signature has more effects than " + places);
  }

  /** Returns how often the process died. */
  private static int killedAt(TerminalOnBench world, int place) throws Exception {
    Payment sale = world.swipe(1234);
    world.time.advance(Duration.ofSeconds(1));
    world.process().dieAt(place);
    world.now(world.agent().sign(sale.id(), SampleDrawings.signature()));
    int died = 0;
    for (int i = 0; i < 90; i++) {
      if (!world.process().isAlive()) {
        died++;
        world.restart();
        world.now(world.agent().sign(sale.id(), SampleDrawings.signature()));
      }
      world.time.advance(Duration.ofSeconds(1));
    }
    world.process().dieAt(Integer.MAX_VALUE);
    Payment signed = world.payment(sale);
    assertEquals(Signature.DELIVERED, signed.signature(), "killed at " + place);
    assertEquals(State.CONFIRMED, signed.state(), "killed at " + place);
    assertEquals(1, world.acquirer.charged());
    assertEquals(1, world.acquirer.signatures.stream().map(Message::fields).distinct().count());
    assertEquals(List.of(), world.ledger().signatures().open());
    assertEquals(0, world.ledger().firstBrokenLink());
    return died;
  }
}
