package org.tillkeeper.agent.nexo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tillkeeper.agent.nexo.Talk.abort;
import static org.tillkeeper.agent.nexo.Talk.payment;
import static org.tillkeeper.agent.nexo.Talk.read;
import static org.tillkeeper.agent.nexo.Talk.verdict;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.reader.CardReader;
import org.tillkeeper.agent.reader.NotCollected;
import org.tillkeeper.agent.reader.ReaderRequest;
import org.tillkeeper.agent.till.FakeTerminal;
import org.tillkeeper.agent.till.MembersRefused;
import org.tillkeeper.agent.till.MessagePort;
import org.tillkeeper.agent.till.OrderMembers;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.iso8583.Dialect;

/** A till that speaks nexo, and the payment application that owns the terminal's reader. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it shows in what the terminal does
class AtTheReaderTest {
  private FakeTerminal terminal;
  private CardReader reader;
  private MessagePort.Service service;

  @BeforeEach
  void begin() throws Exception {
    terminal = new FakeTerminal("CNY");
    reader = CardReader.ofApplication(terminal, terminal.scheduler(), new SecureRandom());
    service = service(reader);
  }

  private MessagePort.Service service(CardReader at) throws Exception {
    return NexoPort.service(
        new AgentConfig.Nexo(
            "127.0.0.1", 0, new File("c"), new File("k"), Talk.POI, Optional.empty(), true),
        new NexoPort.Merchant(
            "CNY", Talk.SHOP, new PaymentText(Dialect.named("unionpay-pos")::responseCode)),
        terminal,
        Presented.at(at),
        terminal.scheduler(),
        new SecureRandom());
  }

  @AfterEach
  void end() {
    terminal.close();
  }

  private static CompletableFuture<byte[]> send(MessagePort.Service to, Map<String, Object> message)
      throws Exception {
    return to.answer(
            JSON.std.asString(message).getBytes(StandardCharsets.UTF_8), (what, until) -> {})
        .thenApply(answer -> ((MessagePort.Answer.Message) answer).json());
  }

  private static PaymentOrder swiped(ReaderRequest request) {
    PaymentOrder order = request.wish().order();
    Map<String, Object> members =
        Talk.members(
            "type", order.type().label(),
            "amount", BigInteger.valueOf(order.amount()),
            "currency", order.currency(),
            "reference", order.reference().get(),
            "card", Map.of("entry", "swipe", "track2", Talk.TRACK));
    try {
      return OrderMembers.order(members, "CNY");
    } catch (MembersRefused e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void the_card_that_the_application_presents_pays_under_the_pair() throws Exception {
    CompletableFuture<Optional<ReaderRequest>> work =
        reader.request(Optional.empty(), Duration.ofSeconds(20));
    CompletableFuture<byte[]> answer = send(service, payment("1", 12.34));
    ReaderRequest request = work.get(30, TimeUnit.SECONDS).get();
    assertEquals(1234, request.wish().order().amount());
    List<Entry> readable = new ArrayList<>(List.of(Entry.values()));
    readable.remove(Entry.SHOWN); // no reader reads what the terminal shows
    assertEquals(readable, request.wish().entries());
    String id =
        reader
            .present(request.id(), new byte[] {1}, AtTheReaderTest::swiped)
            .get(30, TimeUnit.SECONDS)
            .get()
            .id();
    terminal.send(id);
    terminal.approve(id);
    Map<String, Object> told = read(answer);
    assertEquals("Success", verdict(told));
    assertEquals(id, terminal.startedBy("nexo:POS-1:1").get(30, TimeUnit.SECONDS).get().id());
  }

  @Test
  void an_abort_is_seen_at_the_reader_and_a_card_that_comes_after_it_pays_nothing()
      throws Exception {
    CompletableFuture<Optional<ReaderRequest>> work =
        reader.request(Optional.empty(), Duration.ofSeconds(20));
    CompletableFuture<byte[]> answer = send(service, payment("1", 12.34));
    ReaderRequest request = work.get(30, TimeUnit.SECONDS).get();
    assertEquals(0, send(service, abort("2", "1")).get(30, TimeUnit.SECONDS).length);
    assertEquals("Failure/Aborted", verdict(read(answer)));
    CompletableFuture<?> late =
        reader.present(request.id(), new byte[] {1}, AtTheReaderTest::swiped);
    assertTrue(
        late.handle((payment, failure) -> failure != null).get(30, TimeUnit.SECONDS), "too late");
    assertEquals(0, terminal.count());
  }

  @Test
  void one_card_is_asked_for_at_a_time() throws Exception {
    CompletableFuture<Optional<ReaderRequest>> work =
        reader.request(Optional.empty(), Duration.ofSeconds(20));
    CompletableFuture<byte[]> first = send(service, payment("1", 12.34));
    ReaderRequest request = work.get(30, TimeUnit.SECONDS).get();
    assertEquals("Failure/Busy", verdict(read(send(service, payment("2", 12.34)))));
    reader.refuse(request.id(), new byte[] {1}, NotCollected.Why.CARD_REMOVED);
    assertEquals("Failure/Cancel", verdict(read(first)));
  }

  @Test
  void without_a_reader_a_till_is_told_so() throws Exception {
    assertEquals(
        "Failure/UnavailableDevice",
        verdict(read(send(service(CardReader.none(terminal)), payment("1", 12.34)))));
    assertEquals("Failure/UnavailableDevice", verdict(read(send(service, payment("1", 12.34)))));
  }
}
