package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Event;

/** Event streams and long lists: many of them, slow ones, and some that nobody reads. */
@Timeout(60)
class LongReadersTest {
  private static final int CHANGES = 4000;
  private static final int BOUND = 256 * 1024;

  @TempDir Path data;
  private TillFixture till;
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    till = new TillFixture(data.toFile(), Limits.DEFAULT);
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    till.close();
  }

  @Test
  void two_hundred_listen_beside_the_tills_own_places() throws Exception {
    List<Wire> listeners = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Wire wire = listen("");
      wire.headers();
      assertEquals("status", wire.event().name(), "listener " + i);
      listeners.add(wire);
    }
    for (int i = 0; i < Limits.DEFAULT.connections(); i++) {
      Wire wire = connect();
      wire.send(till.head("GET", "/v1/status") + "\r\n");
      assertEquals(200, wire.answer().status(), "till " + i);
    }
    till.pay("key-1", TillFixture.SWIPE);
    for (Wire wire : listeners) {
      assertEquals("payment", wire.event().name());
    }
  }

  @Test
  void who_comes_when_all_listen_is_told_so_and_gets_the_place_of_one_that_leaves()
      throws Exception {
    List<Wire> listeners = new ArrayList<>();
    for (int i = 0; i < Limits.DEFAULT.listeners(); i++) {
      Wire wire = listen("");
      wire.headers();
      listeners.add(wire);
    }
    Wire.Answer refused = listen("").answer();
    assertEquals(503, refused.status());
    assertTrue(refused.body().contains("too-many-listeners"), refused.body());
    assertEquals(200, till.get("/v1/status").status());
    listeners.get(0).socket.close();
    await(() -> statusOf(listenQuietly()) == 200);
  }

  @Test
  void who_comes_when_all_listen_takes_no_place_from_one_that_was_just_written_to()
      throws Exception {
    List<Wire> deaf = fullOfDeaf(Duration.ofHours(1));
    Wire.Answer refused = listen("").answer();
    assertEquals(503, refused.status());
    assertTrue(refused.body().contains("too-many-listeners"), refused.body());
    deaf.get(0).headers();
  }

  @Test
  void who_comes_when_all_listen_gets_the_place_of_one_that_has_not_read_for_a_while()
      throws Exception {
    List<Wire> deaf = fullOfDeaf(Duration.ZERO);
    assertEquals(200, statusOf(listen("")));
    assertThrows(SocketException.class, () -> allThatCame(deaf.get(0)));
  }

  @Test
  void what_a_till_did_not_take_of_a_list_ends_with_a_reset_and_costs_the_system_nothing_more()
      throws Exception {
    stop();
    till = new TillFixture(data.toFile(), TillFixture.SHORT);
    for (int i = 0; i < 510; i++) {
      till.pay("key-" + i, TillFixture.SWIPE);
    }
    Wire stuck = connect();
    stuck.send(till.head("GET", "/v1/payments?limit=500").replace("1.1", "1.0") + "\r\n");
    await(() -> till.server.connections().isEmpty());
    assertThrows(SocketException.class, () -> allThatCame(stuck), "its end looks like the list's");
  }

  @Test
  void an_answer_that_ends_its_connection_reaches_a_till_that_reads_it_late() throws Exception {
    Wire late = connect();
    late.send(till.head("GET", "/v1/payments") + "Connection: close\r\n\r\n");
    late.socket.shutdownOutput();
    await(() -> till.server.connections().isEmpty());
    String answer = new String(late.socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(answer.startsWith("HTTP/1.1 200") && answer.endsWith("}"), answer);
  }

  /** As many streams as there may be, none of which reads what it missed. */
  private List<Wire> fullOfDeaf(Duration deafFor) throws Exception {
    stop();
    till = new TillFixture(data.toFile(), TillFixture.shortWithDeaf(deafFor));
    change(CHANGES);
    List<Wire> deaf = new ArrayList<>();
    for (int i = 0; i < TillFixture.SHORT.listeners(); i++) {
      deaf.add(listen("Last-Event-ID: 0\r\n"));
    }
    await(() -> till.server.connections().stream().filter(one -> !one.isWritable()).count() == 8);
    return deaf;
  }

  private static void allThatCame(Wire wire) throws IOException {
    byte[] bytes = new byte[16 * 1024];
    while (wire.socket.getInputStream().read(bytes) >= 0) {
      // Until the end, whichever it is.
    }
  }

  @Test
  void an_event_is_encoded_once_however_many_listen() throws Exception {
    List<Wire> listeners = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Wire wire = listen("");
      wire.headers();
      wire.event();
      listeners.add(wire);
    }
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    till.terminal.send(id);
    allHear(listeners, "sent");
    int before = till.terminal.shown.get();
    till.terminal.approve(id);
    allHear(listeners, "confirmed");
    assertEquals(1, till.terminal.shown.get() - before);
  }

  private static void allHear(List<Wire> listeners, String state) throws IOException {
    for (Wire wire : listeners) {
      String heard = "";
      while (!heard.contains("\"state\":\"" + state + "\"")) {
        heard = wire.event().data();
      }
    }
  }

  @Test
  void forty_that_come_back_after_long_and_do_not_read_hold_up_nobody() throws Exception {
    change(CHANGES);
    List<Wire> back = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      back.add(listen("Last-Event-ID: 0\r\n"));
    }
    long slowest = 0;
    for (int i = 0; i < 50; i++) {
      long begin = System.nanoTime();
      assertEquals(200, till.get("/v1/status").status());
      slowest = Math.max(slowest, System.nanoTime() - begin);
    }
    assertTrue(slowest < TimeUnit.SECONDS.toNanos(1), slowest / 1_000_000 + " ms");
    assertTrue(till.server.unreadBytesMost() <= BOUND, till.server.unreadBytesMost() + " bytes");
    assertEquals(40, till.terminal.pagesAtOnce.get() * 40, "the ledger is read for one at a time");
    allOf(back.get(39));
  }

  @Test
  void who_reads_slowly_misses_nothing_of_what_goes_on_meanwhile() throws Exception {
    change(100);
    Wire slow = listen("Last-Event-ID: 0\r\n");
    slow.headers();
    long first = Long.parseLong(slow.event().id());
    change(CHANGES);
    assertTrue(till.server.unreadBytesMost() <= BOUND, till.server.unreadBytesMost() + " bytes");
    long last = first;
    while (last < CHANGES + 101) {
      Wire.SseEvent event = slow.event();
      long id = Long.parseLong(event.id());
      assertEquals(event.name().equals("payment") ? last + 1 : last, id, event.name());
      last = id;
    }
  }

  @Test
  void a_stream_that_takes_nothing_is_cut_off_and_resumes_where_it_was() throws Exception {
    stop();
    till = new TillFixture(data.toFile(), TillFixture.SHORT);
    change(CHANGES);
    Wire stuck = listen("Last-Event-ID: 0\r\n");
    await(() -> till.terminal.subscriberCount() == 1);
    await(() -> till.terminal.subscriberCount() == 0);
    String last = "0";
    try {
      stuck.headers();
      while (true) {
        last = stuck.event().id();
      }
    } catch (IOException | AssertionError e) {
      Wire again = listen("Last-Event-ID: " + last + "\r\n");
      again.headers();
      assertEquals(Long.parseLong(last) + 1, Long.parseLong(again.event().id()));
    }
  }

  @Test
  void a_long_list_is_made_as_it_is_read() throws Exception {
    for (int i = 0; i < 510; i++) {
      till.pay("key-" + i, TillFixture.SWIPE);
    }
    for (int i = 0; i < Limits.DEFAULT.connections() - 1; i++) {
      connect().send(till.head("GET", "/v1/payments?limit=500") + "\r\n");
    }
    Map<String, Object> page = till.get("/v1/payments?limit=500").json();
    assertEquals(500, ((List<?>) page.get("payments")).size());
    assertEquals("0193-0011", page.get("next"));
    assertEquals(
        10,
        ((List<?>) till.get("/v1/payments?limit=500&after=0193-0011").json().get("payments"))
            .size());
    assertTrue(till.server.unreadBytesMost() <= BOUND, till.server.unreadBytesMost() + " bytes");
    assertTrue(till.terminal.listedAtOnce.get() <= 50, till.terminal.listedAtOnce + " at once");
  }

  @Test
  void a_long_list_goes_to_an_old_client_without_chunks_and_is_followed_by_another_request()
      throws Exception {
    for (int i = 0; i < 60; i++) {
      till.pay("key-" + i, TillFixture.SWIPE);
    }
    Wire old = connect();
    old.send(till.head("GET", "/v1/payments").replace("HTTP/1.1", "HTTP/1.0") + "\r\n");
    old.headers();
    assertEquals(50, ((List<?>) TillFixture.json(old.rest()).get("payments")).size());
    for (int i = 0; i < 3; i++) {
      assertEquals(50, ((List<?>) till.get("/v1/payments").json().get("payments")).size());
    }
  }

  /** So many changes, of one payment. */
  private void change(int many) throws Exception {
    String id = till.pay("key-" + many, TillFixture.SWIPE).text("id");
    for (int i = 0; i < many; i++) {
      till.terminal.event(id, new Event.RetryEnded(Event.RetryEnd.WINDOW_OVER));
    }
  }

  private void allOf(Wire wire) throws IOException {
    wire.headers();
    for (long last = 0; last < CHANGES; last++) {
      assertEquals(last + 1, Long.parseLong(wire.event().id()));
    }
  }

  private int statusOf(Wire wire) {
    try {
      return wire.line().contains(" 200 ") ? 200 : 503;
    } catch (IOException e) {
      return 0;
    }
  }

  private Wire listenQuietly() {
    try {
      return listen("");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Wire listen(String header) throws IOException {
    Wire wire = connect();
    wire.send(till.head("GET", "/v1/events") + header + "\r\n");
    return wire;
  }

  /** With a small buffer, so that what is not read is soon noticed. */
  private Wire connect() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    socket.connect(
        new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), till.server.port()));
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    return new Wire(socket);
  }

  private static void await(BooleanSupplier condition) {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < giveUp, "it never came true");
      Thread.onSpinWait();
    }
  }
}
