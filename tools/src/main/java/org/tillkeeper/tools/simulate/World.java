package org.tillkeeper.tools.simulate;

import java.io.File;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.keys.LedgerCipher;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnusable;
import org.tillkeeper.agent.loop.AgentLoop;
import org.tillkeeper.agent.loop.Limits;
import org.tillkeeper.agent.loop.LoopSettings;
import org.tillkeeper.agent.loop.Terminal;
import org.tillkeeper.agent.loop.Upkeep;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.iso8583.Dialect;

/**
 * One run: a terminal, its till, the network and the acquirer in virtual time, from a schedule to
 * the end of everything. The agent in it is the real one; only its thread, its sockets and its
 * clock are not.
 */
@SuppressWarnings("FutureReturnValueIgnored") // every answer is looked at where it completes
final class World implements AutoCloseable {
  static final String TERMINAL = "00000001";
  static final String FIRST = "first";
  static final String SECOND = "second";
  private static final String MERCHANT = "952718182217875";

  /** Long enough for any back-off, every answer that is waited for and the original's lifetime. */
  private static final long CONVERGES_WITHIN_MILLIS = 600_000;

  private static final long STEPS_MOST = 400_000;

  /** Nobody looks. */
  static final Consumer<String> SILENT = line -> {};

  /** What went wrong. */
  record Violation(Invariant invariant, String what) {}

  private final Schedule schedule;
  private final Homes homes;
  private final Dialect dialect;
  private final Timeline time;
  private final Host host;
  private final Net net;
  private final Watch watch;
  private final Tally tally;
  private final TillSide till;
  private final Map<Integer, Happening> deaths = new HashMap<>();
  private final LoopSettings settings;
  private final Limits.Offline offline;
  private Optional<Violation> violation = Optional.empty();
  private Life life;
  private Ledger ledger;
  private AgentLoop agent;
  private int lives;
  private boolean calm;
  private boolean lossy;

  /** The ledger does not open any more, and says so. */
  private boolean refused;

  private final List<CompletableFuture<Void>> starts = new ArrayList<>();
  private long lastAct;
  private long places;
  private long frames;

  /** Is told what happens, line by line, for a person who looks into a run. */
  private final Consumer<String> trace;

  World(Schedule schedule, Templates templates, Tally tally, Consumer<String> trace)
      throws IOException {
    this.trace = trace;
    this.schedule = schedule;
    this.tally = tally;
    dialect = templates.dialect(schedule);
    time = new Timeline(schedule.number("drift-ppm", 0));
    host = new Host(dialect, schedule, time::truth, tally);
    homes = new Homes(schedule, templates, dialect, tally);
    watch = new Watch(this, homes, host, tally, time);
    WireTap tap = new WireTap(this, dialect, host, watch, time, tally);
    net = new Net(time, host, schedule, tally, tap);
    till = new TillSide(this, watch, time, tally);
    offline =
        new Limits.Offline(
            schedule.settings().containsKey("offline-total"),
            schedule.number("offline-each", 50_000),
            schedule.number("offline-total", 0),
            (int) schedule.number("offline-count", 75),
            Duration.ofHours(24));
    settings = settings();
    for (Happening happening : schedule.happenings()) {
      plan(happening);
    }
  }

  private void plan(Happening happening) {
    switch (happening.on()) {
      case "death" -> deaths.put((int) happening.at(), happening);
      case "till" -> {
        lastAct = Math.max(lastAct, happening.at() + 1_000);
        time.afterMillis(happening.at(), () -> till.act(happening));
      }
      case "clock" ->
          time.afterMillis(
              happening.at(),
              () -> {
                tally.fault("clock jump");
                if (happening.number(0) < 0) {
                  tally.reached(Path.CLOCK_WENT_BACK);
                }
                time.jump(happening.number(0));
              });
      case "host" ->
          time.afterMillis(
              happening.at(),
              () -> {
                if (!calm) {
                  tally.fault("host " + happening.what());
                  host.change(happening.what());
                }
              });
      case "net" ->
          time.afterMillis(
              happening.at(),
              () -> {
                if (!calm && happening.what().equals("changed")) {
                  tally.fault("net changed");
                  till.call(AgentLoop::networkChanged);
                } else if (!calm) {
                  tally.fault("net " + happening.what());
                  net.change(happening);
                }
              });
      default -> {
        // Of the network or the acquirer: they have read it themselves.
      }
    }
  }

  private LoopSettings settings() {
    List<Route> routes = new ArrayList<>();
    routes.add(new Route(FIRST, "127.0.0.1", 8600, Optional.empty()));
    if (schedule.number("routes", 1) == 2) {
      routes.add(new Route(SECOND, "127.0.0.1", 8601, Optional.empty()));
    }
    boolean unionPay = isUnionPay();
    return new LoopSettings(
        TERMINAL,
        MERCHANT,
        "156",
        ZoneId.of("Asia/Shanghai"),
        unionPay ? "6000030000" : "",
        unionPay ? "603100310000" : "",
        Duration.ofSeconds(15),
        Duration.ofMillis(retryWithinMillis()),
        new Limits(Duration.ZERO, 115, Duration.ofSeconds(60), offline),
        new Line.Settings(
            routes,
            Duration.ofSeconds(5),
            Duration.ofMillis(schedule.number("answer-within", 30_000)),
            Duration.ofSeconds(60)),
        "simulated",
        new Upkeep(Optional.empty(), 0, Duration.ofMillis(schedule.number("keep-payments", 0)), 0));
  }

  /** Runs to the end; empty where every invariant held. */
  Optional<Violation> run() {
    try {
      return course();
    } catch (RuntimeException e) {
      // Of the simulation itself: it has a seed and a schedule like any other find.
      return Optional.of(defect(e));
    }
  }

  private Optional<Violation> course() {
    tally.runs++;
    boot();
    long calmAt = schedule.number("calm", 60_000);
    time.afterMillis(calmAt, this::calmDown);
    until(calmAt);
    if (refused) {
      return violation;
    }
    long deadline = calmAt + CONVERGES_WITHIN_MILLIS;
    long next = time.millis();
    while (!violation.isPresent() && !refused && !isSettled()) {
      if (next > deadline) {
        violated(Invariant.CONVERGES, "after ten minutes without faults: " + open());
      }
      next += 5_000;
      until(next);
      if (life.isAlive() && next % 60_000 < 5_000 && !ledger.withOpenReversals().isEmpty()) {
        // What the acquirer refused to reverse is tried again at each sign-in, or when asked for.
        host.change("order-sign-in");
        till.retryAll(ledger.withOpenReversals());
      }
    }
    if (!violation.isPresent() && !refused) {
      until(time.millis() + 16_000); // nothing that was lost may change it any more
      till.settleByEvidence();
      until(time.millis() + 1_000);
    }
    if (!violation.isPresent() && !refused) {
      new EndOfRun(this, till, ledger, tally).verify(watch.settlements(), starts);
      homes.verifySecretsErased(this);
    }
    tally.lives += lives;
    return violation;
  }

  private void until(long millis) {
    boolean[] there = new boolean[1];
    time.afterMillis(Math.max(0, millis - time.millis()), () -> there[0] = true);
    long steps = 0;
    while (!there[0] && !violation.isPresent() && !refused) {
      time.step();
      tally.steps++;
      steps++;
      if (steps > STEPS_MOST) {
        violated(Invariant.CONVERGES, "it does something for ever at " + time.millis() + " ms");
      }
    }
  }

  private void calmDown() {
    calm = true;
    places = lives == 1 ? life.places() : places;
    frames = net.framesSent();
    life.spare();
    net.calm();
    host.calm();
    till.call(AgentLoop::networkChanged);
  }

  private boolean isSettled() {
    if (!life.isAlive() || till.isAsking() || ledger.lossWaits() || time.millis() < lastAct) {
      return false;
    }
    for (Payment payment : ledger.open()) {
      if (!payment.delivered()) {
        return false;
      }
    }
    return ledger.withOpenReversals().isEmpty()
        && !ledger.settlements().open().isPresent()
        && agent.wasOnline();
  }

  private String open() {
    if (!life.isAlive()) {
      return "no agent runs";
    }
    List<String> open = new ArrayList<>();
    for (Payment payment : ledger.open()) {
      open.add(customer(payment) + " is " + payment.state().label());
    }
    for (Payment payment : ledger.withOpenReversals()) {
      open.add(customer(payment) + " has an open reversal");
    }
    ledger.settlements().open().ifPresent(it -> open.add("settlement is " + it.stage().label()));
    return open
        + (agent.wasOnline() ? "" : ", offline")
        + (till.isAsking() ? ", a till has no answer" : "")
        + (ledger.lossWaits() ? ", the loss is not accepted" : "");
  }

  // Lives.

  private void boot() {
    if (violation.isPresent()) {
      return;
    }
    lives++;
    trace("life " + lives);
    Optional<Ledger> old = Optional.ofNullable(ledger);
    long lost = 0;
    try {
      lost = old.isPresent() ? homes.move(Optional.ofNullable(deaths.get(lives - 1))) : 0;
      long seqBefore = old.isPresent() ? old.get().lastSeq() : 0;
      int stanBefore = old.isPresent() ? old.get().stans().last() : 0;
      List<Payment> before = lost > 0 ? all(old.get()) : List.of();
      ledger = homes.open();
      old.ifPresent(Ledger::close);
      homes.leave();
      watch.born(ledger);
      if (old.isPresent()) {
        verifyAlarm(lost, seqBefore, stanBefore);
        taint(before);
      }
    } catch (LedgerUnusable | IOException e) {
      if (lost > 0 || homes.isRotten()) {
        // What is left does not fit together: it is refused, loudly, and kept for evidence.
        tally.reached(Path.DAMAGED_LEDGER_REFUSED);
        refused = true;
      } else {
        violated(Invariant.NO_DEFECT, "the ledger does not open: " + e.getMessage());
      }
      return;
    }
    Happening death = calm ? null : deaths.get(lives);
    life =
        new Life(
            time,
            net,
            death == null ? Long.MAX_VALUE : Long.parseLong(death.what()),
            this::died,
            this::threw);
    if (lives == 1 && schedule.number("fresh", 0) == 1) {
      tally.reached(Path.FIRST_SIGN_IN);
    }
    byte[] dataKey = new byte[32];
    Arrays.fill(dataKey, (byte) 7);
    try {
      agent =
          new AgentLoop(
              settings,
              life,
              new Random(schedule.number("jitter", 1) * 31 + lives),
              ledger,
              life,
              dialect,
              new BenchVault(),
              new LedgerCipher(dataKey, new SecureRandom()));
    } catch (Life.Death e) {
      return; // before it had begun
    }
    starts.add(agent.start());
    agent.subscribe(Optional.of(0L), new Screen());
    till.born();
  }

  /** Every payment of a ledger. */
  static List<Payment> all(Ledger ledger) {
    return ledger.page(Set.of(), Optional.empty(), Optional.empty(), 500);
  }

  private void verifyAlarm(long lost, long seqBefore, int stanBefore) {
    boolean rowsLost = seqBefore > ledger.lastSeq() || ledger.opening() == Ledger.Opening.LOSS;
    boolean alarmed = ledger.opening() == Ledger.Opening.LOSS;
    if (lost > 0) {
      tally.reached(Path.VANISHED_COMMITS);
      tally.fault("vanished commits");
      boolean missing = seqBefore > ledger.lastSeq() && !alarmed;
      boolean stanMissing = ledger.stans().last() < stanBefore && !alarmed;
      if (missing || stanMissing) {
        violated(
            Invariant.WITNESS_ALARM_ON_LOSS,
            lost
                + " commits are gone, of history "
                + seqBefore
                + " it has "
                + ledger.lastSeq()
                + ", of STAN "
                + stanBefore
                + " it has "
                + ledger.stans().last()
                + ", and it says "
                + ledger.opening());
      }
    } else if (rowsLost) {
      violated(Invariant.WITNESS_ALARM_ON_LOSS, "nothing is gone and it says a loss");
    }
    lossy |= alarmed;
    if (ledger.lossWaits()) {
      till.personAcceptsLoss();
    }
  }

  private void taint(List<Payment> before) {
    for (Payment payment : before) {
      Optional<Payment> now = ledger.payment(payment.id());
      if (!now.equals(Optional.of(payment))) {
        Customer customer = customer(payment);
        if (customer != null) {
          customer.tainted = true;
        }
        watch.forget(payment.id());
      }
    }
  }

  private void died() {
    trace("the process dies");
    Happening death = deaths.get(lives);
    tally.fault("death");
    if (life.diedBeforeSend()) {
      tally.reached(Path.DEATH_BETWEEN_COMMIT_AND_SEND);
    }
    if (life.diedReadingClock() && isWithinTransaction()) {
      tally.reached(Path.DEATH_WITHIN_A_COMMIT);
    }
    if (lives > 1) {
      tally.reached(Path.DEATH_WHILE_RECOVERING);
    }
    if (watch.settlements().isUnderWay()) {
      tally.reached(Path.DEATH_WHILE_SETTLING);
    }
    net.processDied();
    long down = death == null || death.with().isEmpty() ? 50 : death.number(0);
    time.afterMillis(down, this::boot);
  }

  /** Transactions do not nest, and the ledger says so. */
  private boolean isWithinTransaction() {
    try {
      ledger.transaction(() -> {});
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private void threw(RuntimeException e) {
    if (!violation.isPresent()) {
      violation = Optional.of(defect(e));
    }
  }

  private static Violation defect(RuntimeException e) {
    StackTraceElement[] trace = e.getStackTrace();
    return new Violation(
        Invariant.NO_DEFECT, e + (trace.length == 0 ? "" : " at " + trace[0] + ", " + trace[1]));
  }

  /** What a cashier sees. */
  private final class Screen implements Terminal.Subscriber {
    private final int of = lives;

    @Override
    public void payment(long id, Payment payment) {
      if (of == lives) {
        if (isTraced()) {
          trace(
              "shown: "
                  + customer(payment)
                  + " "
                  + payment.state().label()
                  + " "
                  + payment.attempts());
        }
        watch.changed(payment);
      }
    }

    @Override
    public void status(long id, Terminal.Status status) {
      // Asked for where it is needed.
    }
  }

  // What the parts of the world ask each other.

  void trace(String what) {
    if (isTraced()) {
      trace.accept(String.format(java.util.Locale.ROOT, "%8d ms  %s", time.millis(), what));
    }
  }

  /** Places its first process came by before the faults were over. */
  long placesOfFirstLife() {
    return places;
  }

  /** Frames the terminal sent before the faults were over. */
  long framesSent() {
    return frames;
  }

  void violated(Invariant invariant, String what) {
    if (!violation.isPresent()) {
      violation = Optional.of(new Violation(invariant, what));
    }
  }

  boolean isViolated() {
    return violation.isPresent();
  }

  AgentLoop agent() {
    return agent;
  }

  Ledger ledger() {
    return ledger;
  }

  /** Where its terminal keeps its ledger now. */
  File folder() {
    return homes.folder();
  }

  boolean isTraced() {
    return trace != SILENT;
  }

  boolean isAlive() {
    return life != null && life.isAlive();
  }

  int life() {
    return lives;
  }

  long nanos() {
    return time.nanos();
  }

  boolean isUnionPay() {
    return dialect.name().equals("unionpay-pos");
  }

  /** Whether a disk has lost commits in this run. */
  boolean hasLost() {
    return lossy;
  }

  boolean lossWaits() {
    return ledger.lossWaits();
  }

  long retryWithinMillis() {
    return schedule.number("retry-within", 60_000);
  }

  Limits.Offline offline() {
    return offline;
  }

  /** Whether what waits may look older than {@code offline.maxAge}. */
  boolean clockJumpsADay() {
    return time.hasJumped(86_400_000);
  }

  /** Whether the limits allow an amount that brings the undelivered to this total and count. */
  boolean offlineAllows(long amount, long total, long count) {
    return offline.enabled()
        && amount <= offline.perPayment()
        && total <= offline.total()
        && count <= offline.count();
  }

  /** Whose it is, by the till's own name for it; null for nobody's. */
  Customer customer(Payment payment) {
    return payment.reference().isPresent()
        ? till.customer(Long.parseLong(payment.reference().get()))
        : till.byId(payment.id()); // erased, its time is over
  }

  /** Whether nothing is left of a payment but what its key still answers. */
  boolean isErased(String payment) {
    return ledger.retention().isErased(payment);
  }

  /** Whose booking it is, by what the acquirer alone knows. */
  Customer owner(Booking booking) {
    if (!booking.verb.refers()) {
      return till.byAmount(booking.amount);
    }
    Customer original = null;
    for (Booking other : host.books()) {
      if (other.stan.equals(booking.original) && other != booking && other.approved) {
        original = owner(other);
      }
    }
    return original == null ? null : till.referring(booking.verb, original);
  }

  List<Booking> standing(Customer customer) {
    List<Booking> standing = new ArrayList<>();
    for (Booking booking : host.books()) {
      if (booking.stands() && owner(booking) == customer) {
        standing.add(booking);
      }
    }
    return standing;
  }

  /** Whether any request of a payment is still on its way. */
  boolean mayStillArrive(Payment payment) {
    for (org.tillkeeper.agent.payment.Attempt attempt : payment.attempts()) {
      String stan = attempt.request().stan();
      if (watch.mayStillArrive(stan) || watch.reversalMayStillArrive(stan)) {
        return true;
      }
    }
    return false;
  }

  /** Whose STAN it is; where the dialect has no batches, in whichever of the terminal's own. */
  Optional<AttemptKey> attemptOf(String stan, String batch) {
    if (!batch.isEmpty()) {
      return ledger.attemptOf(stan, batch);
    }
    int number = Integer.parseInt(ledger.batches().open().number());
    Optional<AttemptKey> found = Optional.empty();
    while (number > 0 && !found.isPresent()) {
      found = ledger.attemptOf(stan, String.format(java.util.Locale.ROOT, "%06d", number));
      number--;
    }
    return found;
  }

  @Override
  public void close() {
    if (ledger != null) {
      ledger.close();
    }
    homes.close();
  }
}
