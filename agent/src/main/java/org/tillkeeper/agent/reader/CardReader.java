package org.tillkeeper.agent.reader;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.time.TimeOrderedId;

/**
 * Between a till that wants a card and the payment application that owns the card reader. The
 * application asks for work, and a till's wish is handed to it; what it presents begins the
 * payment, under the till's key and in one step.
 *
 * <ul>
 *   <li>One card is asked for at a time. Calls with the same key and body wait for the same card.
 *   <li>Until the card is there nothing is recorded. It ends when the time is up, when reader or
 *       till give up, and when nobody waits for the payment any more: nobody is charged unseen.
 *   <li>Once the card is there the payment is recorded, whoever still waits.
 *   <li>Of two applications that answer, the first counts. The same answer again is told the same.
 * </ul>
 *
 * <p>Safe for any thread; everything is decided on the agent's. Nothing outlives a restart.
 */
public final class CardReader {
  /** An application that has not asked for so long is taken to be gone. */
  public static final Duration PRESENCE = Duration.ofSeconds(30);

  private static final Log LOG = Log.of(CardReader.class);

  private final Terminal terminal;
  private final Scheduler scheduler;
  private final Random random;
  private final boolean attached;
  private final Pollers pollers;
  private Optional<Collecting> current = Optional.empty();
  private Optional<Long> lastSeen = Optional.empty();

  private final Ended ended = new Ended();

  private CardReader(Terminal terminal, Scheduler scheduler, Random random, boolean attached) {
    this.terminal = terminal;
    this.scheduler = scheduler;
    this.random = random;
    this.attached = attached;
    pollers = new Pollers(scheduler);
  }

  /**
   * A reader whose application asks for work.
   *
   * @param terminal its futures complete on this scheduler's thread
   * @param random for ids
   */
  public static CardReader ofApplication(Terminal terminal, Scheduler scheduler, Random random) {
    return new CardReader(terminal, scheduler, random, true);
  }

  /** Where there is none: whoever wants a card is told so. */
  public static CardReader none(Terminal terminal) {
    return new CardReader(terminal, new AtOnce(), new Random(0), false);
  }

  /** How a reader stands. */
  public enum Standing {
    /** The configuration names none. */
    NONE,
    /** Its application does not ask for work. */
    ABSENT,
    READY,
    /** A card is asked for. */
    BUSY
  }

  /** How it stands. */
  public CompletableFuture<Standing> standing() {
    CompletableFuture<Standing> result = new CompletableFuture<>();
    onAgent(result, () -> result.complete(standingNow()));
    return result;
  }

  private Standing standingNow() {
    if (!attached) {
      return Standing.NONE;
    }
    if (current.isPresent()) {
      return Standing.BUSY;
    }
    return isThere() ? Standing.READY : Standing.ABSENT;
  }

  // ---- The till's side

  /**
   * Asks for a card and starts the payment with it, or finds the one this key started before. Fails
   * with {@link NotCollected}, or with {@link org.tillkeeper.agent.terminal.Refused}: before the
   * card where no card would help, else after. Who cancels it waits no more.
   *
   * @param canonical method, path and body of the call, as for {@link Terminal#start}
   */
  @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is the caller's
  public CompletableFuture<Terminal.Started> collect(Wish wish, String key, byte[] canonical) {
    Asking asking = new Asking(wish, key, canonical);
    onAgent(
        asking.caller(),
        () -> {
          if (current.filter(it -> it.key().equals(key)).isPresent()) {
            // At once: of a crowd with one key there is no moment at which nobody waits.
            join(asking);
          } else {
            begin(asking);
          }
        });
    asking.caller().whenComplete((started, failure) -> scheduler.execute(() -> left(asking)));
    return asking.caller();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is the caller's
  private void begin(Asking asking) {
    terminal
        .mayStart(asking.wish().order(), asking.key(), asking.canonical())
        .whenComplete(
            (known, failure) ->
                answering(
                    asking.caller(),
                    () -> {
                      if (failure != null) {
                        asking.caller().completeExceptionally(unwrapped(failure));
                      } else if (known.isPresent()) {
                        asking.caller().complete(new Terminal.Started(known.get(), false));
                      } else if (!asking.hasLeft()) {
                        join(asking);
                      }
                    }));
  }

  /** One that has given up is still counted until its turn to leave comes. */
  private void join(Asking asking) {
    if (!current.isPresent()) {
      open(asking.wish(), asking.key(), asking.canonical());
    } else if (!current.get().key().equals(asking.key())) {
      throw new NotCollected(NotCollected.Why.READER_BUSY);
    } else if (!MessageDigest.isEqual(current.get().canonical(), asking.canonical())) {
      throw new NotCollected(NotCollected.Why.KEY_OF_ANOTHER);
    }
    current.get().callers().add(asking.caller());
  }

  private void open(Wish wish, String key, byte[] canonical) {
    if (!attached || !isThere()) {
      throw new NotCollected(NotCollected.Why.NO_READER);
    }
    Instant now = scheduler.wallClock();
    ReaderRequest request =
        new ReaderRequest(TimeOrderedId.next(now, random), wish, now.plus(wish.within()));
    Collecting opened = new Collecting(request, key, canonical);
    current = Optional.of(opened);
    LOG.info(
        "a card is asked for",
        Fact.event("collecting"),
        Fact.id("request", request.id()),
        Fact.of("type", wish.order().type()),
        Fact.of("within", wish.within()));
    if (pollers.tell(Optional.of(request))) {
      opened.fetched();
    } else {
      opened.timer(scheduler.after(presenceLeft(), () -> endUnlessFetched(opened)));
    }
    opened.timer(
        scheduler.after(
            wish.within(),
            () ->
                end(
                    opened,
                    opened.isFetched()
                        ? NotCollected.Why.NOT_PRESENTED
                        : NotCollected.Why.NO_READER)));
  }

  private void endUnlessFetched(Collecting opened) {
    if (!opened.isFetched()) {
      end(opened, NotCollected.Why.NO_READER);
    }
  }

  private void left(Asking asking) {
    asking.leave();
    if (current.isPresent()
        && current.get().callers().removeIf(caller -> caller == asking.caller())
        && current.get().callers().isEmpty()) {
      end(current.get(), NotCollected.Why.ABANDONED);
    }
  }

  /**
   * The till gives up on the card that is asked for under this key.
   *
   * @return whether one was; once a card is there it is the payment that is given up
   */
  public CompletableFuture<Boolean> cancel(String key) {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    onAgent(
        result,
        () -> {
          Optional<Collecting> asked =
              current.filter(it -> it.key().equals(key) && !it.isPresented());
          asked.ifPresent(it -> end(it, NotCollected.Why.CANCELLED_BY_TILL));
          result.complete(asked.isPresent());
        });
    return result;
  }

  // ---- The reader's side

  /**
   * The card that is asked for, as soon as it is another than the one already seen, or as it is
   * when the time is up. Fails with {@link NotCollected} where no reader is configured. Who cancels
   * it waits no more.
   *
   * @param seen id of the request that the application knows of; empty for none
   */
  public CompletableFuture<Optional<ReaderRequest>> request(
      Optional<String> seen, Duration atMost) {
    CompletableFuture<Optional<ReaderRequest>> answer = new CompletableFuture<>();
    onAgent(
        answer,
        () -> {
          if (!attached) {
            throw new NotCollected(NotCollected.Why.NO_READER);
          }
          seenNow();
          if (atMost.isZero() || Pollers.isNews(seen, openRequest())) {
            tell(answer);
          } else {
            pollers.add(seen, atMost, answer, () -> tell(answer), this::seenNow);
          }
        });
    return answer;
  }

  private void tell(CompletableFuture<Optional<ReaderRequest>> answer) {
    seenNow();
    if (answer.complete(openRequest())) {
      current.ifPresent(Collecting::fetched);
    }
  }

  /**
   * Starts the payment with what was presented. Fails with {@link NotOpen}, with {@link NotTaken},
   * or with what {@code read} throws; then the request stays open, and the card may be presented
   * again.
   *
   * @param mark by which the same answer is known again; holds no card data
   * @param read the order with what was presented; on the agent's thread
   */
  public CompletableFuture<Optional<Payment>> present(
      String id, byte[] mark, Function<ReaderRequest, PaymentOrder> read) {
    return answer(
        id,
        mark,
        open -> {
          PaymentOrder order;
          try {
            order = read.apply(open.request());
          } catch (NotCollected e) {
            open.answered(mark);
            end(open, e.why());
            return;
          }
          open.answered(mark);
          start(open, order);
        });
  }

  /** The reader gives up; otherwise as {@link #present}, and there is no payment. */
  public CompletableFuture<Optional<Payment>> refuse(String id, byte[] mark, NotCollected.Why why) {
    return answer(
        id,
        mark,
        open -> {
          open.answered(mark);
          open.outcome().complete(Optional.empty());
          end(open, why);
        });
  }

  private interface Answer {
    void to(Collecting open);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is the result's
  private CompletableFuture<Optional<Payment>> answer(String id, byte[] mark, Answer answer) {
    CompletableFuture<Optional<Payment>> result = new CompletableFuture<>();
    onAgent(
        result,
        () -> {
          if (!attached) {
            throw unknown();
          }
          seenNow();
          Collecting asked =
              current
                  .filter(it -> it.request().id().equals(id))
                  .orElseGet(() -> ended.with(id).orElseThrow(CardReader::unknown));
          boolean isOpen = current.equals(Optional.of(asked)) && !asked.isPresented();
          if (isOpen && scheduler.wallClock().isAfter(asked.request().expiresAt())) {
            // The other clock stands still while the device sleeps. The customer has gone by now.
            end(asked, NotCollected.Why.NOT_PRESENTED);
            isOpen = false;
          }
          if (isOpen) {
            answer.to(asked);
          } else if (!asked.isAnsweredBy(mark)) {
            throw new NotOpen(NotOpen.How.OVER);
          }
          asked
              .outcome()
              .whenComplete(
                  (payment, failure) -> {
                    if (failure == null) {
                      result.complete(payment);
                    } else {
                      result.completeExceptionally(failure);
                    }
                  });
        });
    return result;
  }

  private static NotOpen unknown() {
    return new NotOpen(NotOpen.How.UNKNOWN);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is the callers'
  private void start(Collecting open, PaymentOrder order) {
    open.presented();
    pollers.tell(openRequest());
    terminal
        .start(order, open.key(), open.canonical())
        .whenComplete(
            (started, failure) -> {
              List<CompletableFuture<Terminal.Started>> callers = close(open);
              if (failure == null) {
                LOG.info(
                    "the card is there",
                    Fact.event("presented"),
                    Fact.id("request", open.request().id()),
                    Fact.payment(started.payment().id()));
                open.outcome().complete(Optional.of(started.payment()));
                boolean created = started.created();
                for (CompletableFuture<Terminal.Started> caller : callers) {
                  // Of those who asked at once exactly one has started it.
                  created &= !caller.complete(new Terminal.Started(started.payment(), created));
                }
              } else {
                LOG.info(
                    "the card is there and no payment came of it",
                    Fact.event("not-taken"),
                    Fact.id("request", open.request().id()));
                open.outcome().completeExceptionally(new NotTaken(unwrapped(failure)));
                callers.forEach(it -> it.completeExceptionally(unwrapped(failure)));
              }
            });
  }

  // ---- Both sides

  /** It ends without a card. */
  private void end(Collecting open, NotCollected.Why why) {
    if (open.isPresented() || !current.equals(Optional.of(open))) {
      return;
    }
    List<CompletableFuture<Terminal.Started>> callers = close(open);
    LOG.info(
        "no card came",
        Fact.event("not-collected"),
        Fact.id("request", open.request().id()),
        Fact.of("why", why));
    NotCollected none = new NotCollected(why);
    open.outcome().completeExceptionally(new NotTaken(none));
    callers.forEach(it -> it.completeExceptionally(none));
    pollers.tell(Optional.empty());
  }

  /**
   * The reader is free again.
   *
   * @return who waited, to be told
   */
  private List<CompletableFuture<Terminal.Started>> close(Collecting open) {
    current = Optional.empty();
    ended.add(open);
    return open.over();
  }

  /** What an application may still answer. */
  private Optional<ReaderRequest> openRequest() {
    return current.filter(it -> !it.isPresented()).map(Collecting::request);
  }

  private void seenNow() {
    lastSeen = Optional.of(scheduler.nanoTime());
  }

  private boolean isThere() {
    return !pollers.isEmpty() || presenceLeft().compareTo(Duration.ZERO) > 0;
  }

  private Duration presenceLeft() {
    return lastSeen.map(at -> PRESENCE.minusNanos(scheduler.nanoTime() - at)).orElse(Duration.ZERO);
  }

  private void onAgent(CompletableFuture<?> result, Runnable work) {
    scheduler.execute(() -> answering(result, work));
  }

  private static void answering(CompletableFuture<?> result, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
