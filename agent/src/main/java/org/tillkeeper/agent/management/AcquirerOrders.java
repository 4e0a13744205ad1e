package org.tillkeeper.agent.management;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.tillkeeper.agent.ledger.Downloads;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.messages.ChipParameters;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.messages.Wanted;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.session.Due;
import org.tillkeeper.agent.session.OrderTaker;
import org.tillkeeper.agent.session.OwnMessage;
import org.tillkeeper.agent.session.OwnMessages;
import org.tillkeeper.agent.session.Pauses;
import org.tillkeeper.agent.session.Session;
import org.tillkeeper.agent.session.Soonest;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.InvalidField;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.Order;
import org.tillkeeper.iso8583.unionpay.TerminalParameters;

/**
 * Carries out what the acquirer orders in the header of its answers: to fetch parameters, public
 * keys and chip parameters, and to say how the terminal stands. An order is durable until it is
 * carried out. It goes one message at a time, when nothing else waits. What is received comes into
 * force as a whole.
 */
public final class AcquirerOrders implements OwnMessages, OrderTaker {
  private static final Map<Element, String> NOTHING = Collections.emptyMap();
  private static final Duration AFTER_FAILURE = Duration.ofHours(1);

  private final Ledger ledger;
  private final Messages messages;
  private final Scheduler scheduler;
  private final Duration responseTimeout;
  private final Pauses<Wanted> pauses;
  private final ChipParameters chip;

  /**
   * @param responseTimeout in force, which the terminal reports
   */
  public AcquirerOrders(
      Ledger ledger,
      Messages messages,
      Scheduler scheduler,
      Random random,
      Duration responseTimeout) {
    this.ledger = ledger;
    this.messages = messages;
    this.scheduler = scheduler;
    this.responseTimeout = responseTimeout;
    chip = new ChipParameters(messages.conventions().downloads());
    pauses = Pauses.unhurried(random);
  }

  @Override
  public void ordered(String order, Session session) {
    Optional<Order> known = messages.order(order);
    if (known.equals(Optional.of(Order.NOTHING))) {
      return;
    }
    for (Wanted wanted : Wanted.values()) {
      if (known.equals(Optional.of(wanted.order())) && messages.has(wanted.first())) {
        take(wanted);
        return;
      }
    }
    session.noted(
        "order-" + order,
        "The acquirer orders " + order + " in its header, which this agent does not carry out.");
  }

  private void take(Wanted wanted) {
    boolean known =
        ledger
            .downloads()
            .standing(wanted.label())
            .flatMap(Downloads.Standing::orderedAt)
            .isPresent();
    if (known) {
      return;
    }
    Instant now = scheduler.wallClock();
    ledger.transaction(
        () -> {
          ledger.downloads().order(wanted.label(), now);
          ledger.journal(now, "ordered", "The acquirer orders: " + wanted.label() + ".");
        });
    pauses.forget(wanted);
  }

  @Override
  public Due<OwnMessage> next(long nowNanos) {
    List<Downloads.Standing> all = ledger.downloads().all();
    Soonest soonest = new Soonest();
    for (Wanted wanted : Wanted.values()) {
      for (Downloads.Standing standing : all) {
        if (standing.what().equals(wanted.label()) && standing.orderedAt().isPresent()) {
          Duration left = pauses.left(wanted, nowNanos);
          if (left.isZero()) {
            return Due.now(step(wanted, standing.listed()));
          }
          soonest.of(left);
        }
      }
    }
    return Due.after(soonest.pause());
  }

  private OwnMessage step(Wanted wanted, boolean listed) {
    if (wanted == Wanted.PARAMETERS) {
      return new Fetch(wanted, wanted.first(), NOTHING, this::parameters);
    }
    if (wanted == Wanted.STATUS) {
      return new Fetch(wanted, wanted.first(), asked(status()), content -> done(wanted));
    }
    if (!listed) {
      int known = ledger.downloads().listed(wanted.label());
      return new Fetch(
          wanted,
          wanted.first(),
          Collections.singletonMap(Element.LISTED, Integer.toString(known)),
          content -> list(wanted, known, content));
    }
    Optional<String> name = ledger.downloads().wanted(wanted.label());
    return name.isPresent()
        ? new Fetch(
            wanted,
            wanted.one(),
            asked(name.get()),
            content -> received(wanted, name.get(), content))
        : new Fetch(wanted, wanted.end(), NOTHING, content -> done(wanted));
  }

  private static Map<Element, String> asked(String parameters) {
    return Collections.singletonMap(Element.PARAMETERS, parameters);
  }

  private static String hex(String ascii) {
    return Hex.encode(ascii.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String ascii(String hex) {
    return new String(Hex.decode(hex), StandardCharsets.ISO_8859_1);
  }

  /** The parameters that the terminal reports: those it keeps, with its own waiting time. */
  private String status() {
    Map<String, String> values = new LinkedHashMap<>();
    for (Downloads.Item item : ledger.downloads().inForce(Wanted.PARAMETERS.label())) {
      values.put(item.name(), item.value());
    }
    long seconds = (responseTimeout.toMillis() + 999) / 1000;
    return hex(new TerminalParameters(values).withResponseTimeout(seconds).format());
  }

  /**
   * Reads the content of an answer. The commit keeps what it says; content that is wrong fails with
   * {@link InvalidField} before it.
   */
  private interface Taking {
    Runnable commit(String content);
  }

  private Runnable parameters(String content) {
    if (content.isEmpty()) {
      throw chip.wrong(": the answer brings no parameters");
    }
    Map<String, String> values = TerminalParameters.parse(ascii(content)).values();
    return () -> {
      ledger.downloads().list(Wanted.PARAMETERS.label(), new ArrayList<>(values.keySet()), true);
      values.forEach(
          (tag, value) -> ledger.downloads().received(Wanted.PARAMETERS.label(), tag, value));
      finish(Wanted.PARAMETERS);
    };
  }

  private Runnable done(Wanted wanted) {
    return () -> finish(wanted);
  }

  private void finish(Wanted wanted) {
    ledger.downloads().done(wanted.label(), scheduler.wallClock());
    ledger.journal(scheduler.wallClock(), "order-done", "Carried out: " + wanted.label() + ".");
  }

  private Runnable list(Wanted wanted, int known, String content) {
    ChipParameters.Names names = chip.names(wanted, content);
    if (names.more() && names.names().isEmpty()) {
      throw chip.wrong(": the list says that more follows and names nothing");
    }
    if (known + names.names().size() > chip.most()) {
      throw chip.wrong(": the list names more than " + chip.most());
    }
    return () -> ledger.downloads().list(wanted.label(), names.names(), !names.more());
  }

  private Runnable received(Wanted wanted, String name, String content) {
    String value = chip.value(wanted, name, content);
    return () -> ledger.downloads().received(wanted.label(), name, value);
  }

  /** One message of an order. */
  private final class Fetch implements OwnMessage {
    private final Wanted wanted;
    private final Kind kind;
    private final Map<Element, String> asked;
    private final Taking taking;

    /**
     * @param asked what it is asked with
     */
    Fetch(Wanted wanted, Kind kind, Map<Element, String> asked, Taking taking) {
      this.wanted = wanted;
      this.kind = kind;
      this.asked = asked;
      this.taking = taking;
    }

    @Override
    public Message prepare() {
      return messages.other(kind, ledger.batches().open().number(), scheduler.wallClock(), asked);
    }

    @Override
    public Consumer<Session> answered(Message message, Answer answer) {
      String code = answer.responseCode();
      if (messages.ordersSignIn(code)) {
        return session -> {
          pauses.dueAfterBackoff(wanted, scheduler.nanoTime());
          session.orderSignIn();
        };
      }
      if (answer.hasCode() && !messages.isSuccess(code)) {
        return failed("the acquirer answered " + code);
      }
      Runnable commit;
      try {
        commit = taking.commit(messages.value(message, Element.PARAMETERS).orElse(""));
      } catch (InvalidField e) {
        return failed(e.getMessage());
      }
      commit.run();
      return session -> pauses.forget(wanted);
    }

    @Override
    public Optional<Duration> givesWayAfter() {
      return Optional.of(GIVES_WAY_AFTER);
    }

    @Override
    public boolean obeys(String order) {
      return !messages.order(order).equals(Optional.of(wanted.order()));
    }

    /**
     * Notes that an order failed. What was received before stays in force, and the acquirer is
     * asked again in a while.
     */
    private Consumer<Session> failed(String why) {
      ledger.downloads().failed(wanted.label(), why);
      ledger.journal(
          scheduler.wallClock(),
          "order-failed",
          "Not carried out: " + wanted.label() + ": " + why + ". What was in force stays.");
      return session -> pauses.dueAt(wanted, scheduler.nanoTime() + AFTER_FAILURE.toNanos());
    }

    @Override
    public void unanswered(Event.Silence why) {
      pauses.dueAfterBackoff(wanted, scheduler.nanoTime());
    }
  }
}
