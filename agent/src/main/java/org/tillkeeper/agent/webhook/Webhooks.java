package org.tillkeeper.agent.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.tillkeeper.agent.ledger.Announcements;
import org.tillkeeper.agent.ledger.Announcements.Address;
import org.tillkeeper.agent.ledger.Announcements.Announcement;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Tells each address what has happened, in the order in which it happened and one after the other.
 * What is to be told lies in the ledger from the commit of what it tells until it was delivered, so
 * that no kill and no power failure loses it. Where the answer to a delivery is lost it comes
 * again, under the same id.
 *
 * <p>Who is told otherwise than by HTTP is an {@link Outlet} beside the addresses, and goes by the
 * same rows and the same order.
 *
 * <p>An address that fails is tried again after a pause that grows from seconds to an hour, and
 * holds up nobody but itself. After three days it is told nothing any more that is older than that.
 *
 * <p>Belongs to the agent's thread, on which it only reads and writes the ledger.
 */
public final class Webhooks implements AutoCloseable {
  static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  static final Duration GIVEN_UP_AFTER = Duration.ofDays(3);

  /** As many tries as three days have at least, so that a clock that was set gives nothing up. */
  static final int GIVEN_UP_AFTER_FAILURES = 80;

  /** What waits for one address at most; its oldest is given up then. */
  static final int WAITING_MOST = 10_000;

  /** What becomes durable together is taken up together, and after the till has its answer. */
  private static final Duration TOGETHER = Duration.ofMillis(20);

  private static final Duration LEDGER_PAUSE = Duration.ofSeconds(30);
  private static final int BODIES_AT_ONCE = 50;
  private static final int BODY_TRIES = 3;
  private static final Log LOG = Log.of(Webhooks.class);

  private final Map<String, Outlet> outlets = new HashMap<>();
  private final Map<String, Course> courses = new HashMap<>();
  private final Ledger ledger;
  private final Scheduler scheduler;
  private final Random random;
  private final Post post;
  private final Bodies bodies;
  private boolean looking;
  private boolean making;
  private int notMade;
  private boolean started;
  private boolean closed;

  /** Makes what is sent. */
  public interface Bodies {
    /** The body of an announcement, asked on the agent's thread, given on any. */
    CompletableFuture<byte[]> of(Announcement announcement);
  }

  /** How the deliveries to one address go in this life. */
  private static final class Course {
    private boolean underWay;
    private Optional<Scheduler.Timer> pause = Optional.empty();
  }

  Webhooks(
      Collection<Hook> hooks,
      Ledger ledger,
      Scheduler scheduler,
      Random random,
      Post post,
      Bodies bodies) {
    this(outlets(hooks, post, scheduler), ledger, scheduler, random, post, bodies);
  }

  private Webhooks(
      List<Outlet> outlets,
      Ledger ledger,
      Scheduler scheduler,
      Random random,
      Post post,
      Bodies bodies) {
    for (Outlet outlet : outlets) {
      this.outlets.put(outlet.key(), outlet);
      courses.put(outlet.key(), new Course());
    }
    this.ledger = ledger;
    this.scheduler = scheduler;
    this.random = random;
    this.post = post;
    this.bodies = bodies;
  }

  private static List<Outlet> outlets(Collection<Hook> hooks, Post post, Scheduler scheduler) {
    List<Outlet> outlets = new ArrayList<>();
    hooks.forEach(hook -> outlets.add(new HookOutlet(hook, post, scheduler, GIVEN_UP_AFTER)));
    return outlets;
  }

  /**
   * Has recorded from now on what these are to be told. To be said before the agent recovers what a
   * restart left open: that is told too. Nothing is sent before {@link #start}.
   *
   * @param others who are told otherwise than by HTTP
   * @param version of the agent
   */
  public static Webhooks record(
      Collection<Hook> hooks,
      Collection<Outlet> others,
      Ledger ledger,
      Scheduler scheduler,
      Random random,
      Bodies bodies,
      String version) {
    Post post = new NettyPost("Tillkeeper/" + version);
    List<Outlet> outlets = outlets(hooks, post, scheduler);
    outlets.addAll(others);
    Webhooks webhooks = new Webhooks(outlets, ledger, scheduler, random, post, bodies);
    webhooks.record();
    return webhooks;
  }

  void record() {
    ledger.announcements().whenRecorded(this::lookSoon);
    ledger.transaction(this::tell);
  }

  /**
   * Has recorded for nobody. What waited for addresses that are not configured any more is gone.
   */
  public static void recordNothing(Ledger ledger) {
    if (!ledger.announcements().addresses().isEmpty()) {
      ledger.transaction(
          () ->
              ledger
                  .announcements()
                  .tell(new ArrayList<>(), EnumSet.noneOf(Announcements.Type.class)));
    }
  }

  private void tell() {
    Set<Announcements.Type> types = EnumSet.noneOf(Announcements.Type.class);
    Set<String> gone =
        ledger.announcements().addresses().stream()
            .filter(Address::gone)
            .map(Address::url)
            .collect(Collectors.toSet());
    outlets.forEach(
        (key, outlet) -> {
          if (!gone.contains(key)) {
            types.addAll(outlet.types());
          }
        });
    ledger.announcements().tell(outlets.keySet(), types);
  }

  /** Begins to send. Safe for any thread. */
  public void start() {
    scheduler.execute(
        () -> {
          started = true;
          look();
        });
  }

  private void lookSoon() {
    if (started && !looking && !closed) {
      looking = true;
      scheduler.after(TOGETHER, this::look);
    }
  }

  private void look() {
    looking = false;
    if (closed) {
      return;
    }
    try {
      makeBodies();
      outlets.keySet().forEach(this::proceed);
    } catch (LedgerUnavailable e) {
      lookLater(String.valueOf(e.getMessage()));
    }
  }

  private void lookLater(String why) {
    LOG.warn("nothing is told to webhooks for now", Fact.text("why", why));
    scheduler.after(LEDGER_PAUSE, this::look);
  }

  /** Makes what is sent once and keeps it, so that every try sends the same. */
  private void makeBodies() {
    List<Announcement> bare =
        making ? new ArrayList<>() : ledger.announcements().withoutBody(BODIES_AT_ONCE);
    if (bare.isEmpty()) {
      return;
    }
    making = true;
    Map<Announcement, CompletableFuture<byte[]>> asked = new LinkedHashMap<>();
    bare.forEach(announcement -> asked.put(announcement, asked(announcement)));
    CompletableFuture<?> unused =
        CompletableFuture.allOf(asked.values().toArray(new CompletableFuture<?>[0]))
            .whenComplete((nothing, failure) -> scheduler.execute(() -> made(asked)));
  }

  private CompletableFuture<byte[]> asked(Announcement announcement) {
    try {
      return bodies.of(announcement);
    } catch (RuntimeException e) {
      CompletableFuture<byte[]> failed = new CompletableFuture<>();
      failed.completeExceptionally(e);
      return failed;
    }
  }

  private void made(Map<Announcement, CompletableFuture<byte[]>> asked) {
    making = false;
    if (closed) {
      return;
    }
    boolean all = asked.values().stream().noneMatch(CompletableFuture::isCompletedExceptionally);
    notMade = all ? 0 : notMade + 1;
    if (!all && notMade < BODY_TRIES) {
      lookLater("what is told cannot be read");
      return;
    }
    notMade = 0;
    try {
      ledger.transaction(
          () ->
              asked.forEach(
                  (announcement, body) ->
                      ledger
                          .announcements()
                          .keepBody(
                              announcement.seq(),
                              body.isCompletedExceptionally() ? bare(announcement) : body.join())));
      look();
    } catch (LedgerUnavailable e) {
      lookLater(String.valueOf(e.getMessage()));
    }
  }

  /** What cannot be read must not keep what follows from being told. */
  private static byte[] bare(Announcement announcement) {
    LOG.error("what is told lacks its data", Fact.id("subject", announcement.subject()));
    String bare =
        "{\"type\":\""
            + announcement.type().label()
            + "\",\"timestamp\":\""
            + announcement.at()
            + "\",\"data\":{\"id\":\""
            + announcement.subject()
            + "\"}}";
    return bare.getBytes(StandardCharsets.UTF_8);
  }

  /** Sends an address what is next for it, unless something is on its way or a pause is kept. */
  private void proceed(String url) {
    Course course = courses.get(url);
    if (closed || course.underWay || course.pause.isPresent()) {
      return;
    }
    Address address = withinBounds(ledger.announcements().address(url).get());
    Outlet outlet = outlets.get(url);
    Optional<Announcement> next =
        address.gone()
            ? Optional.empty()
            : ledger.announcements().next(address.told(), outlet.types());
    if (!next.isPresent()) {
      return;
    }
    course.underWay = true;
    Announcement announcement = next.get();
    outlet.send(announcement, result -> scheduler.execute(() -> ended(url, announcement, result)));
  }

  private Address withinBounds(Address address) {
    long oldest = ledger.announcements().lastSeq() - WAITING_MOST;
    if (address.gone() || address.told() >= oldest) {
      return address;
    }
    LOG.warn(
        "too much waits for a webhook, its oldest is given up",
        Fact.event("webhook-given-up"),
        Fact.text("address", outlets.get(address.url()).shown()),
        Fact.of("events", oldest - address.told()));
    Address within = address.givenUp(oldest);
    ledger.transaction(() -> ledger.announcements().save(within));
    return within;
  }

  private void ended(String url, Announcement announcement, Post.Result result) {
    if (closed) {
      return;
    }
    try {
      Address before = ledger.announcements().address(url).get();
      Address after = after(before, announcement, result);
      ledger.transaction(
          () -> {
            ledger.announcements().save(after);
            if (after.gone()) {
              tell();
            }
          });
      courses.get(url).underWay = false;
      if (result.isDelivered()) {
        proceed(url);
      } else if (!after.gone()) {
        pause(url, pauseAfter(after.failures()));
      }
    } catch (LedgerUnavailable e) {
      // What came of it is not kept: it is sent again, under the same id.
      LOG.warn("what a webhook answered is not kept", Fact.text("why", e.getMessage()));
      courses.get(url).underWay = false;
      pause(url, LEDGER_PAUSE);
    }
  }

  private Address after(Address before, Announcement announcement, Post.Result result) {
    String shown = outlets.get(before.url()).shown();
    if (result.isDelivered()) {
      if (before.failures() > 0) {
        LOG.info(
            "a webhook takes again what it is told",
            Fact.event("webhook"),
            Fact.text("address", shown),
            Fact.of("failures", before.failures()));
      }
      return before.told(announcement.seq());
    }
    if (result.isGone()) {
      LOG.warn(
          "a webhook is gone and told nothing more",
          Fact.event("webhook-gone"),
          Fact.text("address", shown));
      return before.leftForGood();
    }
    Instant now = scheduler.wallClock();
    Address failed = before.failed(now);
    LOG.warn(
        "a webhook was not delivered",
        Fact.event("webhook-failed"),
        Fact.text("address", shown),
        Fact.of("failures", failed.failures()),
        Fact.text("why", result.text()));
    Optional<Duration> patience = outlets.get(before.url()).patience();
    boolean forLong =
        patience.isPresent()
            && failed.failures() >= GIVEN_UP_AFTER_FAILURES
            && !failed.failingSince().get().plus(patience.get()).isAfter(now);
    if (!forLong) {
      return failed;
    }
    long upTo = ledger.announcements().lastBefore(now.minus(patience.get()), before.told());
    if (upTo == before.told()) {
      return failed;
    }
    LOG.warn(
        "a webhook fails for three days, what is older than that is given up",
        Fact.event("webhook-given-up"),
        Fact.text("address", shown),
        Fact.of("events", upTo - before.told()));
    return failed.givenUp(upTo);
  }

  /** Doubles from one failure to the next; anything from the half of it, each as likely. */
  private Duration pauseAfter(int failures) {
    long most =
        Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures - 1, 20));
    return Duration.ofMillis(most / 2 + (long) (random.nextDouble() * (most / 2 + 1)));
  }

  private void pause(String url, Duration time) {
    Course course = courses.get(url);
    course.pause =
        Optional.of(
            scheduler.after(
                time,
                () -> {
                  course.pause = Optional.empty();
                  look();
                }));
  }

  /** What is on its way comes again after the next start. Safe for any thread. */
  @Override
  public void close() {
    scheduler.execute(
        () -> {
          closed = true;
          courses.values().forEach(course -> course.pause.ifPresent(Scheduler.Timer::cancel));
        });
    post.close();
  }
}
