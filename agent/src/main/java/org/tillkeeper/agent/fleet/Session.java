package org.tillkeeper.agent.fleet;

import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.tillkeeper.agent.host.Backoff;
import org.tillkeeper.agent.host.ClientTls;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.log.Sparing;

/**
 * Keeps to one broker: connects, says that the terminal is there, connects again. What waits is
 * bounded: {@link #WAITING_MOST} messages, and nobody hands in more than a few.
 *
 * <p>The first connection of a life begins a new session, since what was under way is forgotten
 * with the life before. Later ones go on with it: what was not acknowledged is sent again under its
 * packet identifier, as section 4.4 of the standard wants it.
 *
 * <p>Everything runs on its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a timer's end is what it runs
final class Session implements Link.Owner {
  static final int WAITING_MOST = 64;

  /** Messages of any kind that are taken of a broker; more than any operator has to ask. */
  static final int IN_A_MINUTE_MOST = 60;

  private static final int SUBSCRIPTION_ID = 65_535;
  private static final Duration SAME_AGAIN = Duration.ofMinutes(10);
  private static final Log LOG = Log.of(Session.class);

  private final EventLoop loop;
  private final Broker broker;
  private final Optional<ClientTls> tls;
  private final Topics topics;
  private final String clientId;
  private final Pauses pauses;
  private final Backoff backoff;
  private final Listener listener;
  private final Sparing sparing = new Sparing(SAME_AGAIN);

  private final Deque<Outgoing> waiting = new ArrayDeque<>();
  private final Map<Integer, Outgoing> unacknowledged = new LinkedHashMap<>();
  private Optional<Link> link = Optional.empty();
  private Optional<Granted> granted = Optional.empty();
  private boolean hadSession;
  private boolean stopped;
  private long grantedNanos;
  private long minuteNanos;
  private int inMinute;
  private int lastId;
  private volatile Standing standing = Standing.NEVER;

  /** Who is told how the session goes; on its event loop. */
  interface Listener {
    /** What is published now reaches the broker. */
    void connected();

    /** It does not any more. */
    void disconnected();

    /** Somebody asks for something. */
    void ordered(Message order);

    /** Whether anything may be asked of this terminal. */
    boolean takesOrders();
  }

  /** What becomes of a message that was not acknowledged when the connection ended. */
  enum Loss {
    /** It is sent again until the broker has it or refuses it. */
    SENT_AGAIN,
    /** It is given up: a newer one takes its place. */
    GIVEN_UP
  }

  /**
   * A message on its way.
   *
   * @param then is told once: empty where the broker has it, else why not
   */
  record Outgoing(Message message, Loss loss, Consumer<Optional<String>> then) {}

  /**
   * How it stands.
   *
   * @param connected whether the broker takes what is said
   * @param end why there is no connection, or what the last one ended by
   * @param failures tries in a row that brought none
   * @param trouble what does not go although there is a connection; may be empty
   */
  record Standing(boolean connected, End end, int failures, String trouble) {
    static final Standing NEVER = new Standing(false, End.of(End.How.NOT_TRIED, ""), 0, "");
  }

  Session(
      EventLoop loop,
      Broker broker,
      Optional<ClientTls> tls,
      Topics topics,
      String clientId,
      Pauses pauses,
      Random random,
      Listener listener) {
    this.loop = loop;
    this.broker = broker;
    this.tls = tls;
    this.topics = topics;
    this.clientId = clientId;
    this.pauses = pauses;
    this.listener = listener;
    backoff = pauses.backoff(random);
  }

  /** How it stands; safe for any thread. */
  Standing standing() {
    return standing;
  }

  /** Connects now. */
  void connect() {
    if (stopped || link.isPresent()) {
      return;
    }
    Hello hello =
        new Hello(
            clientId,
            hadSession ? Hello.Start.GO_ON : Hello.Start.CLEAN,
            pauses.keepAlive(),
            pauses.sessionExpiry(),
            Optional.of(new Hello.Will(presence("lost"), pauses.willAfter())));
    link =
        Optional.of(Link.open(loop, broker, tls, hello, Inbound.ORDERS, pauses.patience(), this));
  }

  private Message presence(String state) {
    String json =
        "{\"schema\":\"tillkeeper/presence/1\",\"online\":"
            + state.equals("here")
            + ",\"why\":\""
            + state
            + "\"}";
    return Message.json(
        topics.presence(), json.getBytes(StandardCharsets.UTF_8), Message.Kept.RETAINED);
  }

  /** Publishes as soon as it can. */
  void publish(Outgoing outgoing) {
    if (stopped) {
      outgoing.then().accept(Optional.of("the agent is stopping"));
    } else if (!granted.isPresent() && outgoing.loss() == Loss.GIVEN_UP) {
      outgoing.then().accept(Optional.of("the broker is not reached"));
    } else if (waiting.size() >= WAITING_MOST) {
      outgoing.then().accept(Optional.of("too much waits"));
    } else {
      waiting.addLast(outgoing);
      flush();
    }
  }

  /** Bytes that a payload on a topic may have now; empty without a connection. */
  Optional<Integer> payloadMost(Message empty) {
    return granted.map(it -> Math.max(0, it.packetMax() - empty.overhead()));
  }

  private void flush() {
    while (granted.isPresent()
        && !waiting.isEmpty()
        && unacknowledged.size() < granted.get().receiveMax()) {
      Outgoing next = waiting.removeFirst();
      if (isTooLarge(next)) {
        next.then().accept(Optional.of(ReasonCode.PACKET_TOO_LARGE.text()));
      } else {
        int id = freeId();
        unacknowledged.put(id, next);
        link.get().publish(id, next.message(), Link.Again.FIRST_TIME);
      }
    }
  }

  private boolean isTooLarge(Outgoing outgoing) {
    Message message = outgoing.message();
    return message.payload().length + message.overhead() > granted.get().packetMax();
  }

  private int freeId() {
    do {
      lastId = lastId % (SUBSCRIPTION_ID - 1) + 1;
    } while (unacknowledged.containsKey(lastId));
    return lastId;
  }

  @Override
  public void granted(Granted now) {
    boolean goesOn = now.sessionPresent();
    granted = Optional.of(now);
    grantedNanos = System.nanoTime();
    standing = new Standing(true, standing.end(), 0, "");
    LOG.info(
        "the fleet's broker is reached",
        Fact.event("fleet-connected"),
        Fact.text("broker", broker.shown()),
        Fact.of("sessionGoesOn", goesOn),
        Fact.of("receiveMaximum", now.receiveMax()),
        Fact.of("keepAliveSeconds", now.keepAliveSeconds()));
    hadSession = true;
    Map<Integer, Outgoing> before = new LinkedHashMap<>(unacknowledged);
    unacknowledged.clear();
    List<Outgoing> anew = new ArrayList<>();
    List<Outgoing> gone = new ArrayList<>();
    before.forEach(
        (id, outgoing) -> {
          if (outgoing.loss() == Loss.GIVEN_UP) {
            gone.add(outgoing);
          } else if (goesOn && !isTooLarge(outgoing)) {
            unacknowledged.put(id, outgoing);
            link.get().publish(id, outgoing.message(), Link.Again.SENT_BEFORE);
          } else {
            anew.add(outgoing);
          }
        });
    for (int i = anew.size() - 1; i >= 0; i--) {
      waiting.addFirst(anew.get(i));
    }
    // Only now: who is told may publish at once, and must get no identifier that is in use.
    gone.forEach(outgoing -> outgoing.then().accept(Optional.of("the connection was lost")));
    if (listener.takesOrders() && link.isPresent()) {
      link.get()
          .subscribe(
              SUBSCRIPTION_ID, Collections.singletonList(topics.orders()), Message.Kept.PASSING);
    }
    waiting.addFirst(
        new Outgoing(presence("here"), Loss.GIVEN_UP, refused -> noteTrouble("presence", refused)));
    flush();
    if (link.isPresent()) {
      listener.connected();
    }
  }

  private void noteTrouble(String topic, Optional<String> refused) {
    refused.ifPresent(
        why -> {
          if (standing.connected()) {
            standing = new Standing(true, standing.end(), 0, topic + ": " + why);
          }
          warnSparingly("the fleet's broker does not take what is said", topic + ": " + why);
        });
  }

  private void warnSparingly(String message, String why) {
    OptionalLong before = sparing.take(why, System.nanoTime());
    if (before.isPresent()) {
      LOG.warn(
          message,
          Fact.event("fleet-trouble"),
          Fact.text("broker", broker.shown()),
          Fact.text("why", why),
          Fact.of("leftOut", before.getAsLong()));
    }
  }

  /** What a message was answered, in words for the log. */
  void noteRefused(String topic, String why) {
    noteTrouble(topic, Optional.of(why));
  }

  /** Over connections too: who floods again after each is left again. */
  private boolean isFlood() {
    long now = System.nanoTime();
    if (inMinute == 0 || now - minuteNanos > TimeUnit.MINUTES.toNanos(1)) {
      minuteNanos = now;
      inMinute = 0;
    }
    inMinute++;
    return inMinute > IN_A_MINUTE_MOST;
  }

  @Override
  public void message(Message message) {
    if (isFlood()) {
      link.ifPresent(
          it -> it.flooded("it sends more than " + IN_A_MINUTE_MOST + " messages in a minute"));
      return;
    }
    if (message.topic().equals(topics.orders())) {
      listener.ordered(message);
    }
  }

  @Override
  public void acknowledged(int id, int code, String why) {
    Outgoing done = unacknowledged.remove(id);
    if (done == null) {
      return; // of a connection before; it was sent again and is answered twice
    }
    done.then().accept(ReasonCode.refusal(code, why));
    flush();
  }

  @Override
  public void subscribed(int id, int code, String why) {
    noteTrouble("orders", ReasonCode.refusal(code, why));
  }

  @Override
  public void ended(End end) {
    boolean stood =
        granted.isPresent() && System.nanoTime() - grantedNanos >= pauses.steady().toNanos();
    boolean was = granted.isPresent();
    link = Optional.empty();
    granted = Optional.empty();
    if (stood) {
      backoff.succeeded();
    }
    standing = new Standing(false, end, was ? 1 : standing.failures() + 1, "");
    // A session of which the broker knows another's state is of no use, nor one that is flooded.
    if (end.how() == End.How.NOT_UNDERSTOOD || end.how() == End.How.FLOODS) {
      hadSession = false;
    }
    giveUpWhatIsReplaced();
    if (was) {
      listener.disconnected();
    }
    if (stopped) {
      return;
    }
    Duration pause = backoff.next();
    OptionalLong before = sparing.take(end.text(), System.nanoTime());
    if (before.isPresent()) {
      LOG.warn(
          was ? "the fleet's broker is lost" : "the fleet's broker is not reached",
          Fact.event("fleet-lost"),
          Fact.text("broker", broker.shown()),
          Fact.text("why", end.text()),
          Fact.of("failures", standing.failures()),
          Fact.of("nextTryMillis", pause),
          Fact.of("leftOut", before.getAsLong()));
    }
    loop.schedule(this::connect, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void giveUpWhatIsReplaced() {
    List<Outgoing> gone = new ArrayList<>();
    waiting.removeIf(
        outgoing -> {
          boolean replaced = outgoing.loss() == Loss.GIVEN_UP;
          if (replaced) {
            gone.add(outgoing);
          }
          return replaced;
        });
    gone.forEach(outgoing -> outgoing.then().accept(Optional.of("the connection was lost")));
  }

  /** Says that the terminal stops, where the broker is there, and ends the connection. */
  void stop(Runnable then) {
    stopped = true;
    if (!granted.isPresent() || unacknowledged.size() >= granted.get().receiveMax()) {
      link.ifPresent(it -> it.disconnect(ReasonCode.NORMAL_DISCONNECTION));
      then.run();
      return;
    }
    Runnable end =
        () -> {
          link.ifPresent(it -> it.disconnect(ReasonCode.NORMAL_DISCONNECTION));
          then.run();
        };
    int id = freeId();
    unacknowledged.put(id, new Outgoing(presence("stopped"), Loss.GIVEN_UP, refused -> end.run()));
    link.get().publish(id, unacknowledged.get(id).message(), Link.Again.FIRST_TIME);
    loop.schedule(end, 500, TimeUnit.MILLISECONDS);
  }
}
