package org.tillkeeper.agent.till;

import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.upkeep.Status;

/**
 * What changes, for all event streams: each event is encoded once, whoever reads it. The last ones
 * are kept here and taken from here by each stream at its own pace, so that a till which does not
 * read costs nothing but its place. A stream that is further behind reads on from the ledger.
 *
 * <p>The ledger is read for one stream at a time, a page of a few milliseconds. Forty tills that
 * come back after a day delay no other call by more than that. Safe for any thread.
 */
final class EventBroadcast implements Terminal.Subscriber {
  private static final int KEPT = 512;
  private static final int KEPT_BYTES = 1024 * 1024;

  /** Payments in a page: about a millisecond of the agent's thread, and 32 kB. */
  private static final int PAGE = 16;

  private static final Log LOG = Log.of(EventBroadcast.class);

  /** One stream of it. Every call is from any thread. */
  interface Listener {
    /** Id of the last change that was written; empty to begin with the present. */
    Optional<Long> after();

    /** A page of what was missed has been read. */
    void arrived(Terminal.Changes changes);

    /** There may be something to write. */
    void resume();

    /** Ends the connection; the till comes back. */
    void cut();
  }

  /** One event as it is written, and the id to resume after. */
  @SuppressWarnings("ArrayRecordComponent") // shared by all who write it, never compared
  record Event(long id, byte[] bytes) {}

  private final Terminal terminal;
  private final Replies replies;
  private final EventExecutor encoding;

  private final Set<Listener> streams = new LinkedHashSet<>();
  private Optional<Terminal.Subscription> subscription = Optional.empty();
  private boolean telling;

  /** Numbered from 0 for ever; the last ones are here, at their number modulo the length. */
  private final Event[] kept = new Event[KEPT];

  private long begin;
  private long end;
  private int keptBytes;
  private long lastDropped;
  private Optional<Status> status = Optional.empty();

  private final ArrayDeque<Listener> asking = new ArrayDeque<>();
  private boolean reading;

  /**
   * @param encoding where events are encoded
   */
  EventBroadcast(Terminal terminal, Replies replies, EventExecutor encoding) {
    this.terminal = terminal;
    this.replies = replies;
    this.encoding = encoding;
  }

  /** A stream begins. */
  synchronized void add(Listener stream) {
    streams.add(stream);
    if (!subscription.isPresent()) {
      subscription = Optional.of(terminal.subscribe(Optional.empty(), this));
    }
  }

  /** A stream has ended. */
  synchronized void remove(Listener stream) {
    streams.remove(stream);
    asking.remove(stream);
    if (streams.isEmpty()) {
      subscription.ifPresent(Terminal.Subscription::cancel);
      subscription = Optional.empty();
    }
  }

  /** The number of the first event after a change; empty where not all of them are kept. */
  synchronized Optional<Long> numberAfter(long id) {
    if (id < lastDropped) {
      return Optional.empty();
    }
    long number = end;
    while (number > begin && at(number - 1).id() > id) {
      number--;
    }
    return Optional.of(number);
  }

  /** An event by its number; empty where it is not there yet, or no more. */
  synchronized Optional<Event> event(long number) {
    return number >= begin && number < end ? Optional.of(at(number)) : Optional.empty();
  }

  /** Whether the event with this number, and all after it, are still here. */
  synchronized boolean keeps(long number) {
    return number >= begin;
  }

  /**
   * How the terminal stood last, for one stream alone.
   *
   * @param after what the stream has told already; a till that resumes after this misses nothing
   */
  Optional<Event> status(long after) {
    Optional<Status> last;
    synchronized (this) {
      last = status;
    }
    return last.map(now -> encoded(after, "status", replies.event(now)));
  }

  /** An event of a payment, for one stream alone. */
  Event event(Terminal.Change change) {
    return encoded(change.id(), "payment", replies.event(change.payment()));
  }

  /** Asks for the next page of a stream; it is told on its event loop. */
  void ask(Listener stream) {
    synchronized (this) {
      asking.add(stream);
      if (reading) {
        return;
      }
      reading = true;
    }
    readNext();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it never fails
  private void readNext() {
    Optional<Listener> next;
    synchronized (this) {
      next = Optional.ofNullable(asking.poll());
      reading = next.isPresent();
    }
    next.ifPresent(
        stream ->
            terminal
                .changes(stream.after(), PAGE)
                .whenComplete(
                    (page, failure) -> {
                      if (failure == null) {
                        onLoop(() -> stream.arrived(page));
                      } else {
                        LOG.debug("A stream ends: what it missed cannot be read");
                        stream.cut();
                      }
                      onLoop(this::readNext);
                    }));
  }

  @Override
  public void payment(long id, Payment payment) {
    onLoop(() -> publish(encoded(id, "payment", replies.event(payment))));
  }

  @Override
  public void status(long id, Status now) {
    onLoop(
        () -> {
          synchronized (this) {
            status = Optional.of(now);
          }
          publish(encoded(id, "status", replies.event(now)));
        });
  }

  /** The terminal's thread never sees what goes wrong here. */
  private void onLoop(Runnable work) {
    try {
      encoding.execute(
          () -> {
            try {
              work.run();
            } catch (RuntimeException e) {
              LOG.error("An event could not be told", Fact.text("defect", e.getClass().getName()));
              all().forEach(Listener::cut);
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("The event loop has ended, and every stream with it");
    }
  }

  private void publish(Event event) {
    synchronized (this) {
      kept[place(end++)] = event;
      keptBytes += event.bytes().length;
      while (end - begin >= KEPT || keptBytes > KEPT_BYTES) {
        Event dropped = at(begin);
        kept[place(begin++)] = null;
        keptBytes -= dropped.bytes().length;
        lastDropped = dropped.id();
      }
      if (telling) {
        return;
      }
      telling = true;
    }
    // Later, so that what changes together is written together.
    onLoop(this::tell);
  }

  private void tell() {
    synchronized (this) {
      telling = false;
    }
    all().forEach(Listener::resume);
  }

  private synchronized List<Listener> all() {
    return new ArrayList<>(streams);
  }

  private Event at(long number) {
    return kept[place(number)];
  }

  private static int place(long number) {
    return (int) (number % KEPT);
  }

  private static Event encoded(long id, String name, byte[] data) {
    byte[] head = ("id: " + id + "\nevent: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[head.length + data.length + 2];
    System.arraycopy(head, 0, bytes, 0, head.length);
    System.arraycopy(data, 0, bytes, head.length, data.length);
    bytes[bytes.length - 2] = '\n';
    bytes[bytes.length - 1] = '\n';
    return new Event(id, bytes);
  }
}
