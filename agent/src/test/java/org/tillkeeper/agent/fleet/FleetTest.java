package org.tillkeeper.agent.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.ledger.Announcements;
import org.tillkeeper.agent.webhook.Post;

/** A terminal and its broker, whatever the broker does. */
@Timeout(60)
class FleetTest {
  private static final Topics TOPICS = new Topics("tillkeeper/952718182217875/00000001");
  private static final Pauses SHORT =
      new Pauses(
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMillis(200),
          Duration.ofMillis(900),
          Duration.ofSeconds(2),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofMillis(50),
          Duration.ofMinutes(10),
          Duration.ofMinutes(10));

  private TestBroker broker;
  private Fleet fleet;
  private final BlockingQueue<Post.Result> results = new LinkedBlockingQueue<>();
  private final List<Order> recorded = new CopyOnWriteArrayList<>();
  private final Deque<byte[]> pieces = new ArrayDeque<>();
  private volatile String gist = "1";
  private volatile boolean ledgerFails;
  private volatile Instant now = Instant.parse("2026-07-25T17:20:00Z");

  private final class Doing implements Deeds {
    @Override
    public CompletableFuture<Void> record(Order order) {
      if (ledgerFails) {
        CompletableFuture<Void> failed = new CompletableFuture<>();
        failed.completeExceptionally(new IllegalStateException("planted"));
        return failed;
      }
      recorded.add(order);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Map<String, Object>> logLevel(Order order) {
      CompletableFuture<Map<String, Object>> failed = new CompletableFuture<>();
      failed.completeExceptionally(new NotDone("level must be another"));
      return failed;
    }

    @Override
    public CompletableFuture<Map<String, Object>> digest() {
      return CompletableFuture.completedFuture(Map.of("inForce", "abc"));
    }

    @Override
    public Pieces bundle(Order order) {
      return new Pieces() {
        @Override
        public CompletableFuture<Optional<byte[]>> next() {
          return CompletableFuture.completedFuture(Optional.ofNullable(pieces.poll()));
        }

        @Override
        public String name() {
          return "b.tar.gz";
        }
      };
    }
  }

  @BeforeEach
  void open() throws Exception {
    broker = new TestBroker();
  }

  @AfterEach
  void close() {
    if (fleet != null) {
      fleet.close();
    }
    broker.close();
  }

  private void start(Order.Kind... allowed) throws Exception {
    EnumSet<Order.Kind> kinds = EnumSet.noneOf(Order.Kind.class);
    kinds.addAll(List.of(allowed));
    Fleet.Place place = new Fleet.Place(broker.address(), TOPICS, "tillkeeper-m-t", kinds);
    fleet =
        Fleet.of(
            place,
            SHORT,
            new Random(1),
            () ->
                CompletableFuture.completedFuture(
                    new Reports.Report(
                        ("{\"gist\":\"" + gist + "\"}").getBytes(StandardCharsets.UTF_8),
                        gist,
                        false)),
            new Doing(),
            () -> now);
    fleet.start();
  }

  private void tell(long seq, String body) {
    fleet
        .events()
        .send(
            new Announcements.Announcement(
                seq,
                "id-" + seq,
                Announcements.Type.PAYMENT_FINAL,
                "01930000-0000-7000-8000-000000000001",
                Instant.EPOCH,
                Optional.of(body.getBytes(StandardCharsets.UTF_8))),
            results::add);
  }

  private Post.Result result() throws InterruptedException {
    Post.Result result = results.poll(20, TimeUnit.SECONDS);
    assertTrue(result != null, "nothing came of it");
    return result;
  }

  private static void until(BooleanSupplier true1, String what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!true1.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, what);
      Thread.onSpinWait();
    }
  }

  private static MqttProperties.MqttProperty<?> number(int id, int value) {
    return new MqttProperties.IntegerProperty(id, value);
  }

  // ---- Presence and status

  @Test
  void a_terminal_says_that_it_is_there_and_leaves_word_for_when_it_is_lost() throws Exception {
    start();
    TestBroker.Hello hello = broker.hello();
    assertEquals("tillkeeper-m-t", hello.packet().payload().clientIdentifier());
    assertTrue(hello.isClean(), "a life begins without a session");
    assertEquals(5, hello.packet().variableHeader().version());
    assertEquals(2, hello.packet().variableHeader().keepAliveTimeSeconds());
    assertEquals(60, hello.number(Packet.SESSION_EXPIRY));
    assertEquals(16 * 1024, hello.number(Packet.MAXIMUM_PACKET_SIZE));
    assertEquals(TOPICS.presence(), hello.packet().payload().willTopic());
    assertTrue(hello.packet().variableHeader().isWillRetain());
    assertEquals(
        "{\"schema\":\"tillkeeper/presence/1\",\"online\":false,\"why\":\"lost\"}",
        new String(hello.packet().payload().willMessageInBytes(), StandardCharsets.UTF_8));
    assertEquals(
        5, hello.packet().payload().willProperties().getProperty(Packet.WILL_DELAY).value());
    TestBroker.Got here = broker.next("/presence");
    assertTrue(here.retained());
    assertEquals(
        "{\"schema\":\"tillkeeper/presence/1\",\"online\":true,\"why\":\"here\"}", here.text());
    TestBroker.Got status = broker.next("/status");
    assertTrue(status.retained());
    assertEquals("{\"gist\":\"1\"}", status.text());
    until(() -> fleet.standing().connected(), "connected");
    fleet.close();
    fleet = null;
    assertTrue(broker.next("/presence").text().contains("\"why\":\"stopped\""));
    assertEquals(0, broker.ends.poll(10, TimeUnit.SECONDS), "so that the will is dropped");
  }

  @Test
  void a_change_is_reported_once_and_what_has_not_changed_not_again() throws Exception {
    start();
    assertEquals("{\"gist\":\"1\"}", broker.next("/status").text());
    fleet.changed();
    gist = "2";
    for (int i = 0; i < 100; i++) {
      fleet.changed();
    }
    assertEquals("{\"gist\":\"2\"}", broker.next("/status").text());
    fleet.changed();
    assertNull(broker.got.poll(300, TimeUnit.MILLISECONDS));
    broker.cut();
    assertEquals("{\"gist\":\"2\"}", broker.next("/status").text(), "whatever the broker keeps");
  }

  // ---- Events

  @Test
  void events_carry_their_id_and_the_next_waits_for_the_acknowledgement() throws Exception {
    start();
    broker.next("/status");
    broker.answers(id -> -1);
    tell(1, "{\"type\":\"payment.final\",\"data\":{}}");
    tell(2, "{\"type\":\"payment.final\",\"data\":{}}");
    TestBroker.Got first = broker.next("/events");
    assertEquals(
        "{\"schema\":\"tillkeeper/event/1\",\"id\":\"id-1\",\"seq\":1,\"type\":\"payment.final\",\"data\":{}}",
        first.text());
    assertFalse(first.retained());
    assertNull(results.poll(100, TimeUnit.MILLISECONDS));
    broker.acknowledges(first.id(), 0x10);
    assertTrue(result().isDelivered(), "no matching subscribers is no refusal");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_event_whose_acknowledgement_was_lost_comes_again_under_its_id(boolean sessionKept)
      throws Exception {
    start();
    broker.next("/status");
    broker.answers(id -> -1);
    tell(1, "{\"type\":\"payment.final\"}");
    TestBroker.Got first = broker.next("/events");
    assertFalse(first.again());
    broker.hellos.clear();
    broker.answers(id -> 0);
    broker.greets(
        sessionKept ? TestBroker.Greeting.WELCOME.goingOn() : TestBroker.Greeting.WELCOME);
    broker.cut();
    assertFalse(broker.hello().isClean(), "the session is asked for");
    TestBroker.Got again = broker.next("/events");
    assertEquals(first.text(), again.text());
    assertEquals(sessionKept, again.again());
    if (sessionKept) {
      assertEquals(first.id(), again.id());
    }
    assertTrue(result().isDelivered());
    assertTrue(results.isEmpty());
  }

  @Test
  void an_event_waits_for_a_broker_that_is_not_there_yet() throws Exception {
    broker.greets(TestBroker.Greeting.WELCOME.refusing(0x88));
    start();
    tell(1, "{\"type\":\"payment.final\"}");
    broker.hello();
    broker.hello();
    assertTrue(results.isEmpty());
    broker.greets(TestBroker.Greeting.WELCOME);
    assertEquals(1, ((Number) json(broker.next("/events").text()).get("seq")).intValue());
    assertTrue(result().isDelivered());
  }

  @Test
  void the_brokers_receive_maximum_is_kept() throws Exception {
    broker.greets(TestBroker.Greeting.WELCOME.with(number(Packet.RECEIVE_MAXIMUM, 1)));
    broker.answers(id -> -1);
    start();
    TestBroker.Got presence = broker.next("/presence");
    tell(1, "{\"type\":\"payment.final\"}");
    assertNull(broker.got.poll(300, TimeUnit.MILLISECONDS), "one is on its way");
    broker.acknowledges(presence.id(), 0);
    TestBroker.Got second = broker.got.poll(10, TimeUnit.SECONDS);
    assertNull(broker.got.poll(200, TimeUnit.MILLISECONDS), "one is on its way");
    broker.answers(id -> 0);
    broker.acknowledges(second.id(), 0);
    assertTrue(result().isDelivered());
  }

  @Test
  void an_event_that_the_broker_finds_too_large_is_told_without_its_data() throws Exception {
    broker.greets(TestBroker.Greeting.WELCOME.with(number(Packet.MAXIMUM_PACKET_SIZE, 700)));
    start();
    tell(5, "{\"type\":\"payment.final\",\"data\":\"" + "x".repeat(1000) + "\"}");
    Map<String, Object> event = json(broker.next("/events").text());
    assertEquals("id-5", event.get("id"));
    assertEquals(5, event.get("seq"));
    assertEquals("payment.final", event.get("type"));
    assertEquals(Map.of("id", "01930000-0000-7000-8000-000000000001"), event.get("data"));
    assertTrue(result().isDelivered());
  }

  @Test
  void an_event_that_is_refused_is_not_taken_for_told_and_the_doctor_has_the_reason()
      throws Exception {
    start();
    broker.next("/status");
    broker.answers(id -> 0x87);
    tell(1, "{\"type\":\"payment.final\"}");
    Post.Result result = result();
    assertFalse(result.isDelivered());
    assertEquals("not authorized (0x87)", result.text());
    until(() -> !fleet.standing().trouble().isEmpty(), "told");
    assertEquals("events: not authorized (0x87)", fleet.standing().trouble());
  }

  // ---- What brokers say instead

  @ParameterizedTest
  @CsvSource({
    "0x84, UNSUPPORTED_PROTOCOL_VERSION",
    "0x85, CLIENT_IDENTIFIER_NOT_VALID",
    "0x87, NOT_AUTHORIZED",
    "0x89, SERVER_BUSY",
    "0x8A, BANNED",
    "0x97, QUOTA_EXCEEDED",
    "0x9C, USE_ANOTHER_SERVER",
    "0x9F, CONNECTION_RATE_EXCEEDED"
  })
  void a_refusal_is_named_and_tried_again(String code, ReasonCode named) throws Exception {
    broker.greets(
        TestBroker.Greeting.WELCOME
            .refusing(Integer.decode(code))
            .with(new MqttProperties.StringProperty(Packet.REASON_STRING, "go\u0007\n away"))
            .with(
                new MqttProperties.StringProperty(Packet.SERVER_REFERENCE, "other.example:8883")));
    start();
    broker.hello();
    until(() -> fleet.standing().failures() > 0, "refused");
    End end = fleet.standing().end();
    assertEquals(End.How.REFUSED, end.how());
    assertEquals(Optional.of(named), end.code());
    assertEquals("go  away", end.detail().replaceAll(" +", "  "));
    assertEquals(Optional.of("other.example:8883"), end.otherServer());
    broker.hello(); // the same broker is asked again: none is followed
  }

  @Test
  void a_second_terminal_of_the_same_name_is_named() throws Exception {
    start();
    broker.next("/status");
    broker.disconnects(0x8E, MqttProperties.NO_PROPERTIES);
    until(() -> !fleet.standing().end().how().equals(End.How.NOT_TRIED), "ended");
    assertEquals(End.How.ENDED_BY_BROKER, fleet.standing().end().how());
    assertEquals(Optional.of(ReasonCode.SESSION_TAKEN_OVER), fleet.standing().end().code());
    assertEquals("ended by broker: session taken over (0x8E)", fleet.standing().end().text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "silence | SILENT",
        "HTTP/1.1 400 Bad Request | NOT_UNDERSTOOD",
        "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff | NOT_UNDERSTOOD"
      })
  void what_is_no_broker_is_named_and_tried_again(String said, End.How how) throws Exception {
    broker.greets(TestBroker.Greeting.WELCOME.saying(said));
    start();
    broker.hello();
    until(() -> fleet.standing().failures() > 0, "ended");
    assertEquals(how, fleet.standing().end().how());
    broker.greets(TestBroker.Greeting.WELCOME);
    broker.next("/status");
  }

  @Test
  void a_port_where_nobody_listens_is_named() throws Exception {
    int port = broker.address().port();
    broker.close();
    broker = new TestBroker();
    Fleet.Place place =
        new Fleet.Place(
            new Broker("127.0.0.1", port, Optional.empty()),
            TOPICS,
            "c",
            EnumSet.noneOf(Order.Kind.class));
    fleet = Fleet.of(place, SHORT, new Random(1), CompletableFuture::new, new Doing(), () -> now);
    fleet.start();
    until(() -> fleet.standing().failures() > 1, "tried");
    assertEquals(End.How.NOT_REACHED, fleet.standing().end().how());
    assertEquals("connection refused", fleet.standing().end().detail());
  }

  @Test
  void a_broker_that_answers_no_keep_alive_is_left() throws Exception {
    broker.answersNoPing();
    broker.greets(TestBroker.Greeting.WELCOME.with(number(Packet.SERVER_KEEP_ALIVE, 1)));
    start();
    broker.hello();
    broker.hello();
    assertEquals(End.How.SILENT, fleet.standing().end().how());
    assertEquals("no answer to the keep-alive", fleet.standing().end().detail());
  }

  @ParameterizedTest
  @CsvSource({"0x24, it takes messages of QoS 0 alone", "0x25, it keeps no retained messages"})
  void a_broker_that_cannot_serve_is_told_so(String property, String why) throws Exception {
    broker.greets(TestBroker.Greeting.WELCOME.with(number(Integer.decode(property), 0)));
    start();
    broker.hello();
    until(() -> fleet.standing().failures() > 0, "ended");
    assertEquals(End.How.CANNOT_SERVE, fleet.standing().end().how());
    assertEquals(why, fleet.standing().end().detail());
    assertTrue(broker.ends.poll(10, TimeUnit.SECONDS) >= 0x9A);
  }

  @Test
  void bytes_that_are_no_packet_end_the_connection_and_not_the_fleet() throws Exception {
    start();
    broker.next("/status");
    broker.sendsBytes(new byte[] {0x00, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF});
    broker.next("/status");
    assertEquals(End.How.NOT_UNDERSTOOD, fleet.standing().end().how());
  }

  // ---- Orders

  private static Map<String, Object> json(String text) throws Exception {
    return JSON.std.mapFrom(text);
  }

  private void ask(String order) throws Exception {
    broker.sends(TOPICS.orders(), order, MqttQoS.AT_LEAST_ONCE, false);
  }

  private Map<String, Object> answer() throws Exception {
    return json(broker.next("/answers").text());
  }

  @Test
  void nothing_is_subscribed_to_where_nothing_is_allowed() throws Exception {
    start();
    broker.next("/status");
    ask("{\"id\":\"1\",\"do\":\"digest\"}");
    Map<String, Object> answer = answer();
    assertEquals("not-allowed", answer.get("why"));
    assertTrue(broker.filters.isEmpty());
    assertTrue(recorded.isEmpty());
  }

  @Test
  void what_is_allowed_is_recorded_done_and_answered_and_a_repeat_is_not() throws Exception {
    start(Order.Kind.DIGEST);
    broker.next("/status");
    assertEquals(TOPICS.orders(), broker.filters.poll(10, TimeUnit.SECONDS));
    ask("{\"id\":\"a-1\",\"do\":\"digest\"}");
    assertEquals(
        Map.of(
            "schema",
            "tillkeeper/answer/1",
            "id",
            "a-1",
            "do",
            "digest",
            "ok",
            true,
            "inForce",
            "abc"),
        answer());
    assertEquals(7, broker.acknowledged.poll(10, TimeUnit.SECONDS));
    ask("{\"id\":\"a-1\",\"do\":\"digest\"}");
    ask("{\"id\":\"a-2\",\"do\":\"log-level\",\"level\":\"debug\",\"for\":\"10m\"}");
    assertEquals("not-allowed", answer().get("why"));
    assertEquals(1, recorded.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\":\"1\",\"do\":\"pay\"} | do must be one of bundle, log-level, digest",
        "{\"id\":\"1\"} | do must be one of bundle, log-level, digest",
        "{\"id\":\"1\",\"do\":\"digest\",\"amount\":1} | has a member that is not known; allowed: id, do, since, level, logger, for, expires",
        "{\"id\":\"1\",\"do\":\"bundle\",\"since\":\"yesterday\"} | since must be a time such as 2026-07-25T17:20:00Z, not before 1970 nor after 9999",
        "{\"id\":\"1\",\"do\":\"bundle\",\"since\":\"-1000000000-01-01T00:00:00Z\"} | since must be a time such as 2026-07-25T17:20:00Z, not before 1970 nor after 9999",
        "{\"id\":\"1\",\"do\":\"bundle\",\"since\":\"+1000000000-12-31T23:59:59Z\"} | since must be a time such as 2026-07-25T17:20:00Z, not before 1970 nor after 9999",
        "{\"id\":\"1\",\"do\":\"digest\",\"expires\":null} | expires must be a time such as 2026-07-25T17:20:00Z, not before 1970 nor after 9999",
        "{\"id\":\"1\",\"do\":\"digest\",\"expires\":\"60s\"} | expires must be a time such as 2026-07-25T17:20:00Z, not before 1970 nor after 9999",
        "{\"id\":\"1\",\"do\":\"log-level\",\"level\":5,\"for\":\"1m\"} | level must be a word",
        "{\"id\":\"1\",\"do\":\"log-level\",\"level\":\"debug\",\"for\":\"forever\"} | for must be a time with its unit (s, m, h) such as 10m"
      })
  void an_order_that_is_none_is_answered_with_what_is_allowed(String order, String detail)
      throws Exception {
    start(Order.Kind.DIGEST, Order.Kind.BUNDLE, Order.Kind.LOG_LEVEL);
    broker.next("/status");
    ask(order);
    Map<String, Object> answer = answer();
    assertEquals("unreadable", answer.get("why"));
    assertEquals(detail, answer.get("detail"));
    assertTrue(recorded.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"id\":1,\"do\":\"digest\"}",
        "{\"id\":\"\u0001\",\"do\":\"digest\"}"
      })
  void rubbish_is_let_go_and_what_follows_is_taken(String rubbish) throws Exception {
    start(Order.Kind.DIGEST);
    broker.next("/status");
    ask(rubbish);
    broker.sends(
        TOPICS.orders(), "{\"id\":\"kept\",\"do\":\"digest\"}", MqttQoS.AT_LEAST_ONCE, true);
    ask("{\"id\":\"good\",\"do\":\"digest\"}");
    assertEquals("good", answer().get("id"), "and a retained order is none");
  }

  @Test
  void what_comes_after_its_time_is_answered_and_neither_recorded_nor_done() throws Exception {
    start(Order.Kind.DIGEST);
    broker.next("/status");
    ask("{\"id\":\"1\",\"do\":\"digest\",\"expires\":\"2026-07-25T17:20:00Z\"}");
    Map<String, Object> answer = answer();
    assertEquals("1", answer.get("id"));
    assertEquals("digest", answer.get("do"));
    assertEquals(false, answer.get("ok"));
    assertEquals("expired", answer.get("why"));
    assertEquals(
        "it was to be done before 2026-07-25T17:20:00Z, and by this terminal's clock it is"
            + " 2026-07-25T17:20:00Z",
        answer.get("detail"));
    assertTrue(recorded.isEmpty());
    ask("{\"id\":\"2\",\"do\":\"digest\",\"expires\":\"2026-07-25T17:20:00.001Z\"}");
    assertEquals(true, answer().get("ok"));
    assertEquals(1, recorded.size());
  }

  @Test
  void one_that_the_broker_hands_on_again_after_its_id_is_forgotten_is_over_by_then()
      throws Exception {
    start(Order.Kind.DIGEST);
    broker.next("/status");
    String limited = "{\"id\":\"a\",\"do\":\"digest\",\"expires\":\"2026-07-25T17:21:00Z\"}";
    ask(limited);
    assertEquals(true, answer().get("ok"));
    String unlimited = "{\"id\":\"b\",\"do\":\"digest\"}";
    ask(unlimited);
    assertEquals(true, answer().get("ok"));
    fleet.close(); // a start remembers no id at all
    now = Instant.parse("2026-07-25T18:00:00Z");
    start(Order.Kind.DIGEST);
    broker.next("/status");
    ask(limited);
    assertEquals("expired", answer().get("why"));
    assertEquals(2, recorded.size());
    ask(unlimited);
    assertEquals(true, answer().get("ok"), "what names no end has none");
    assertEquals(3, recorded.size());
  }

  @Test
  void what_is_over_takes_no_place_of_the_few_in_a_minute() throws Exception {
    start(Order.Kind.DIGEST);
    broker.next("/status");
    for (int i = 0; i <= OrderDesk.IN_A_MINUTE_MOST; i++) {
      ask("{\"id\":\"" + i + "\",\"do\":\"digest\",\"expires\":\"2026-07-25T17:19:59Z\"}");
      assertEquals("expired", answer().get("why"));
    }
    ask("{\"id\":\"now\",\"do\":\"digest\"}");
    assertEquals(true, answer().get("ok"));
  }

  @Test
  void what_is_not_allowed_is_said_to_be_so_whenever_it_comes() throws Exception {
    start(Order.Kind.BUNDLE);
    broker.next("/status");
    ask("{\"id\":\"1\",\"do\":\"digest\",\"expires\":\"2026-07-25T17:19:59Z\"}");
    assertEquals("not-allowed", answer().get("why"));
  }

  @Test
  void what_cannot_be_recorded_is_not_done() throws Exception {
    ledgerFails = true;
    start(Order.Kind.DIGEST);
    broker.next("/status");
    ask("{\"id\":\"1\",\"do\":\"digest\"}");
    assertEquals("not-recorded", answer().get("why"));
  }

  @Test
  void whoever_floods_the_topic_fills_no_history() throws Exception {
    start(Order.Kind.DIGEST);
    broker.next("/status");
    for (int i = 0; i < OrderDesk.IN_A_MINUTE_MOST; i++) {
      ask("{\"id\":\"" + i + "\",\"do\":\"digest\"}");
      assertEquals(true, answer().get("ok"));
    }
    ask("{\"id\":\"more\",\"do\":\"digest\"}");
    assertEquals("too-many", answer().get("why"));
    assertEquals(OrderDesk.IN_A_MINUTE_MOST, recorded.size());
  }

  @ParameterizedTest
  @CsvSource({"/orders, true", "/orders, false", "/status, false"})
  void a_broker_that_floods_the_terminal_is_left_whatever_it_sends(String topic, boolean retained)
      throws Exception {
    start();
    broker.next("/status");
    for (int i = 0; i <= Session.IN_A_MINUTE_MOST; i++) {
      String order = "{\"id\":\"" + i + "\",\"do\":\"digest\"}";
      broker.sends(TOPICS.base() + topic, order, MqttQoS.AT_LEAST_ONCE, retained);
    }
    broker.next("/status"); // of the next connection: whether it hears why is not sure
    assertEquals(End.How.FLOODS, fleet.standing().end().how());
    assertEquals("it sends more than 60 messages in a minute", fleet.standing().end().detail());
    assertTrue(broker.acknowledged.size() <= Session.IN_A_MINUTE_MOST);
    assertTrue(recorded.isEmpty());
  }

  @Test
  void a_reason_why_something_is_not_done_is_told() throws Exception {
    start(Order.Kind.LOG_LEVEL);
    broker.next("/status");
    ask("{\"id\":\"1\",\"do\":\"log-level\",\"level\":\"loud\",\"for\":\"1m\"}");
    assertEquals("level must be another", answer().get("detail"));
  }

  @Test
  void a_bundle_comes_in_pieces_that_the_broker_takes_and_can_be_checked() throws Exception {
    broker.greets(TestBroker.Greeting.WELCOME.with(number(Packet.MAXIMUM_PACKET_SIZE, 4096)));
    byte[] whole = new byte[10_000];
    new Random(7).nextBytes(whole);
    pieces.add(java.util.Arrays.copyOfRange(whole, 0, 9_000));
    pieces.add(java.util.Arrays.copyOfRange(whole, 9_000, 10_000));
    start(Order.Kind.BUNDLE);
    broker.next("/status");
    ask("{\"id\":\"b\",\"do\":\"bundle\"}");
    ByteArrayOutputStream came = new ByteArrayOutputStream();
    int count = 0;
    while (came.size() < whole.length) {
      TestBroker.Got piece = broker.next("/bundle");
      assertEquals("b", piece.idProperty());
      assertTrue(piece.payload().length <= 4096 - 200);
      came.write(piece.payload());
      count++;
    }
    Map<String, Object> answer = answer();
    assertEquals(count, answer.get("pieces"));
    assertEquals(10_000, answer.get("bytes"));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(came.toByteArray());
    assertEquals(answer.get("sha256"), java.util.HexFormat.of().formatHex(digest));
    List<Integer> same = new ArrayList<>();
    for (byte one : whole) {
      same.add((int) one);
    }
    List<Integer> got = new ArrayList<>();
    for (byte one : came.toByteArray()) {
      got.add((int) one);
    }
    assertEquals(same, got);
  }

  @Test
  void a_bundle_that_is_cut_off_is_given_up_and_another_can_be_asked_for() throws Exception {
    pieces.add(new byte[100]);
    start(Order.Kind.BUNDLE);
    broker.next("/status");
    broker.answers(id -> -1);
    ask("{\"id\":\"b\",\"do\":\"bundle\"}");
    broker.next("/bundle");
    broker.answers(id -> 0);
    broker.cut();
    broker.next("/status");
    until(() -> fleet.standing().connected(), "connected");
    pieces.clear();
    pieces.add(new byte[100]);
    ask("{\"id\":\"b2\",\"do\":\"bundle\"}");
    Map<String, Object> answer = answer();
    if (answer.get("id").equals("b")) {
      answer = answer();
    }
    assertEquals("b2", answer.get("id"));
    assertEquals(true, answer.get("ok"));
  }
}
