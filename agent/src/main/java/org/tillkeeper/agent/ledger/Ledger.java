package org.tillkeeper.agent.ledger;

import java.io.File;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Search;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;

/**
 * The record of everything the agent does, in {@code ledger.db} of the data folder. It is SQLite in
 * WAL mode with {@code synchronous=FULL}, one connection and one writer. When {@link #transaction}
 * returns, its work is durable. The ledger does not survive every disk that rots under it, but it
 * notices ({@link Opening}, {@link DamageScan}).
 *
 * <p>Belongs to the agent's thread. The ledger seals nothing itself. Card data, messages and keys
 * come sealed or wrapped.
 */
public final class Ledger implements AutoCloseable {
  private static final String LOSS = "ledger-loss";
  private static final Log LOG = Log.of(Ledger.class);

  /** More STANs than this are never given between the last mark of the witness and a crash. */
  private static final int STAN_MARGIN = 100;

  private final Sql sql;
  private final Payments payments;
  private final SealedData sealed;
  private final Fingerprints fingerprints;
  private final WrappedKeys keys;
  private final History history;
  private final ScriptNotices scriptNotices;
  private final OpenSignatures signatures;
  private final Downloads downloads;
  private final Settlements settlements;
  private final Batches batches;
  private final Routes routes;
  private final Retention retention;
  private final DamageScan damageScan;
  private final Facts facts;
  private final StanCounter stans;
  private final PaymentQueries queries;
  private final HighWaterMark mark;
  private final Announcements announcements;
  private final CommittedLines lines = new CommittedLines();
  private final Opening opening;
  private LedgerMeter meter = LedgerMeter.NONE;

  /** What was found when the ledger was opened. */
  public enum Opening {
    /** There was no ledger. It is made, and empty. */
    NEW,
    /** It has everything the witness remembers. */
    FINE,
    /** There was no valid witness beside it. A new one is written. */
    WITNESS_REBUILT,
    /** It lacks rows that the witness remembers. Committed records are lost. */
    LOSS
  }

  /**
   * Payments that are not final.
   *
   * @param count how many
   * @param amount their sum in the minor unit
   */
  public record Pending(long count, long amount) {}

  /** Whether a data folder holds a ledger already. */
  public static boolean exists(File folder) {
    return LedgerFile.of(folder).length() > 0;
  }

  /**
   * Opens the ledger of a folder whose {@link FolderLock} is held, and brings its schema up to
   * date.
   *
   * @param at the time now, by the wall clock. The ledger has no clock of its own. It is told every
   *     time that it keeps, so that the same calls always make the same history.
   * @throws LedgerUnusable if the agent must not start on it; nothing was changed
   */
  public static Ledger open(File folder, Instant at) throws LedgerUnusable {
    return open(folder, at, LedgerFile.DRIVER);
  }

  /**
   * Opens a ledger as {@link #open(File, Instant)} does.
   *
   * @param connector connects to the file; closing its connections leaves no lock on it
   */
  public static Ledger open(File folder, Instant at, LedgerFile.Connector connector)
      throws LedgerUnusable {
    LedgerFile file = new LedgerFile(folder, connector);
    Connection connection = null;
    Witness witness = null;
    try {
      connection = file.begin();
      witness = new Witness(file.witness());
      return new Ledger(new Sql(connection, file::connect), witness, file.isNew(), at);
    } catch (SQLException | IOException | LedgerUnavailable e) {
      close(witness);
      close(connection);
      throw new LedgerUnusable(
          "data: the ledger in "
              + folder
              + " cannot be opened ("
              + LedgerUnusable.saidBySqlite(String.valueOf(e.getMessage()))
              + "); keep the folder as it is for evidence, check the disk's health and free space",
          e);
    } catch (LedgerUnusable e) {
      close(witness);
      close(connection);
      throw e;
    }
  }

  private Ledger(Sql sql, Witness witness, boolean isNew, Instant at) throws LedgerUnusable {
    this.sql = sql;
    facts = new Facts(sql);
    stans = new StanCounter(sql, facts);
    payments = new Payments(sql, stans);
    sealed = new SealedData(sql, payments);
    fingerprints = new Fingerprints(sql, payments);
    keys = new WrappedKeys(sql);
    history = new History(sql);
    mark = new HighWaterMark(witness, history, stans);
    queries = new PaymentQueries(sql, payments);
    TableDigests digests = new TableDigests(sql, facts);
    OpeningCheck check = new OpeningCheck(sql, facts, payments, digests);
    check.makeDigestsAskedFor();
    check.verifyTables();
    sql.beforeCommit(
        written -> {
          stans.verifySaved();
          payments.renewDigests();
          digests.renew(written);
        });
    scriptNotices = new ScriptNotices(sql);
    signatures = new OpenSignatures(sql, payments);
    downloads = new Downloads(sql);
    announcements = new Announcements(sql);
    settlements = new Settlements(sql, history, announcements);
    batches = new Batches(sql, payments);
    routes = new Routes(sql, facts, payments, history);
    retention = new Retention(sql, payments, history);
    damageScan = new DamageScan(sql, payments, history, facts);
    opening = mark.compareWithWitness(isNew);
    if (opening == Opening.LOSS) {
      lost(at, "Committed records are missing");
    } else if (opening == Opening.WITNESS_REBUILT) {
      transaction(
          () -> journal(at, "witness-rebuilt", "No valid witness was found beside the ledger."));
    } else {
      mark.move();
    }
    mark.sync();
  }

  private void lost(Instant at, String what) {
    int last = mark.lastStan();
    transaction(
        () -> {
          int jumped = stans.jumpFrom(last, STAN_MARGIN);
          noteLoss();
          journal(at, "ledger-loss", what + "; the STAN jumped to " + jumped + ".");
        });
  }

  /**
   * Keeps a second witness outside the data folder. A ledger that is behind it was put back from a
   * backup: it has lost what came after.
   *
   * @param path of this ledger alone
   * @param at the time now, by the wall clock
   */
  public void keepWitnessOutside(File path, Instant at) {
    boolean hasAll = mark.keepOutside(path);
    if (!hasAll && !lossWaits()) {
      lost(at, "The ledger is older than its witness beside the ledger key, as from a backup");
    }
    mark.move();
    mark.sync();
  }

  /**
   * Where the second witness lies: beside the ledger key, which no backup of the data folder brings
   * back. Its name tells the ledger, so that two that share a key do not share it.
   */
  public File outerWitness(File ledgerKey) {
    String ledgers = String.format(Locale.ROOT, "%08x", Arrays.hashCode(keys.ledgerKey().get()));
    return new File(ledgerKey.getPath() + "." + ledgers + ".witness");
  }

  /** What was found when the ledger was opened. */
  public Opening opening() {
    return opening;
  }

  /** Sealed data that payments still need. */
  public SealedData sealed() {
    return sealed;
  }

  /** Fingerprints by which cards, codes and slips are known again. */
  public Fingerprints fingerprints() {
    return fingerprints;
  }

  /** The ledger's key and the acquirer's working keys. */
  public WrappedKeys keys() {
    return keys;
  }

  /** Notices of what chips did with issuers' scripts. */
  public ScriptNotices scriptNotices() {
    return scriptNotices;
  }

  /** Cardholders' signatures that the acquirer has not got yet. */
  public OpenSignatures signatures() {
    return signatures;
  }

  /** What the acquirer ordered to download. */
  public Downloads downloads() {
    return downloads;
  }

  /** Settlements and their uploads. */
  public Settlements settlements() {
    return settlements;
  }

  /** Batches as a whole. */
  public Batches batches() {
    return batches;
  }

  /** Routes by which attempts were sent. */
  public Routes routes() {
    return routes;
  }

  /** The erasing of what has been kept long enough. */
  public Retention retention() {
    return retention;
  }

  /** What is still to be told to other programs. */
  public Announcements announcements() {
    return announcements;
  }

  /** The search for records that the disk has changed. */
  public DamageScan damageScan() {
    return damageScan;
  }

  /** Whether records were lost and no person has accepted that yet. */
  public boolean lossWaits() {
    return facts.get(LOSS).orElse("no").equals("yes");
  }

  /** Records were lost, or cannot be relied on. Part of a transaction. */
  public void noteLoss() {
    facts.set(LOSS, "yes");
  }

  /** A person has accepted that records were lost. Part of a transaction. */
  public void acceptLoss() {
    facts.set(LOSS, "no");
  }

  /** Runs as one transaction; see {@link #transaction(Supplier)}. */
  public void transaction(Runnable work) {
    transaction(
        () -> {
          work.run();
          return null;
        });
  }

  /**
   * Runs as one transaction. When this returns, its work is durable. When it throws, nothing of the
   * work is in the ledger.
   *
   * @throws LedgerUnavailable if it could not be made durable
   */
  public <T> T transaction(Supplier<T> work) {
    boolean done = false;
    long began = meter.nanoTime();
    try {
      T result = sql.transaction(work);
      done = true;
      payments.tally().committed(meter);
      announcements.committed();
      mark.move();
      meter.committed(meter.nanoTime() - began);
      lines.committed();
      return result;
    } finally {
      if (!done) {
        payments.tally().undone();
        announcements.undone();
        lines.undone();
        history.forgetEnd();
        stans.forgetUndone();
      }
    }
  }

  /**
   * Begins a transaction and gives it up: nothing is written, so it may be asked often.
   *
   * @throws LedgerUnavailable if none can begin
   */
  public void verifyWritable() {
    sql.verifyWritable();
  }

  /** Adds a payment that is new. Part of a transaction. */
  public void insert(Payment payment, String idempotencyKey, byte[] requestHmac) {
    payments.insert(payment, idempotencyKey, requestHmac, history.lastSeq() + 1);
    String what =
        "Recorded: "
            + payment.type().label()
            + " of "
            + payment.amount()
            + " "
            + payment.currency()
            + ".";
    history.add(payments.seqOf(payment.id()), payment.createdAt(), "recorded", 0, what);
    lines.add(payment, new Step.Entry("recorded", 0, what));
  }

  /**
   * Writes a step's payment and history, and erases the sealed data that the payment no longer
   * needs. Part of a transaction.
   */
  public void save(Step step) {
    Payment payment = step.payment();
    long seq = payments.seqOf(payment.id());
    if (step.history().isEmpty()) {
      throw new IllegalStateException("a change that the history does not tell");
    }
    for (Step.Entry entry : step.history()) {
      history.add(seq, payment.updatedAt(), entry.kind(), entry.attempt(), entry.message());
      lines.add(payment, entry);
    }
    if (payments.update(payment, history.lastSeq())) {
      announcements.changed(payment, history.lastSeq());
    }
  }

  /** Adds an event of the terminal's own, such as a sign-in. Part of a transaction. */
  public void journal(Instant at, String kind, String message) {
    history.add(0, at, kind, 0, message);
    lines.add(kind, message);
  }

  /** One payment; empty if there is none with that id. */
  public Optional<Payment> payment(String id) {
    return payments.byId(id);
  }

  /** The payment a till's key started; empty if the key is new. */
  public Optional<Payment> paymentByKey(String idempotencyKey) {
    return payments.byKey(idempotencyKey);
  }

  /** The HMAC of the request that started a payment. */
  public byte[] requestHmac(String payment) {
    return queries.requestHmac(payment);
  }

  /** Payments that are not final, oldest first. */
  public List<Payment> open() {
    return queries.open().open();
  }

  /**
   * Payments in some states that are not final, oldest first. Going through them costs what is
   * looked at, however many wait. No payment may be changed meanwhile.
   */
  public Iterable<Payment> open(Set<State> states) {
    return queries.open().in(states);
  }

  /** Payments that refer to a payment, such as its refunds, oldest first. */
  public List<Payment> referringTo(String original) {
    return queries.referringTo(original);
  }

  /** Payments whose last attempt belongs to a batch that is not closed, oldest first. */
  public List<Payment> ofBatch(long batch) {
    return queries.ofBatch(batch);
  }

  /** Count and sum of payments that are not final. */
  public Pending pending() {
    return queries.open().pending();
  }

  /** How many payments need a person. */
  public long attention() {
    return inAttention().count();
  }

  /** Count, sum and age of the payments that need a person. */
  public PaymentSum inAttention() {
    return queries.inAttention();
  }

  /** Payments that show what nobody has been told, the latest change first. */
  public List<Payment> unseen(int limit) {
    return queries.unseen(limit);
  }

  /** How many payments there are in a state, erased ones too. */
  public long count(State state) {
    return payments.tally().in(state);
  }

  /**
   * Lets the log's lines about what is durable be written by an executor, in their order. Without
   * it a transaction writes them before it returns.
   */
  public void logBy(Executor executor) {
    lines.logBy(executor);
  }

  /** Tells of what is done from now on. */
  public void measureBy(LedgerMeter newMeter) {
    meter = newMeter;
  }

  /** Payments of which a reversal will be sent again, oldest first. */
  public List<Payment> withReversalsToSend() {
    return queries.open().withReversalsToSend();
  }

  /** Payments that changed after a change, in order of their last change, at most {@code limit}. */
  public List<Payment> changedAfter(long change, int limit) {
    return queries.changedAfter(change, limit);
  }

  /** Number of a payment's last change: the {@code seq} of its last history row. */
  public long lastChange(String payment) {
    return queries.lastChange(payment);
  }

  /** Number of the last row of the history. */
  public long lastSeq() {
    return history.lastSeq();
  }

  /**
   * Payments newest first.
   *
   * @param states only payments in these states; empty for all
   * @param since only payments created at or after this; empty for all
   * @param before only payments that the ledger took in before this one; empty to begin with the
   *     newest
   */
  public List<Payment> page(
      Set<State> states, Optional<Instant> since, Optional<String> before, int limit) {
    return page(states, Search.since(since), before, limit);
  }

  /** As the other, with all that a payment may be looked for by. */
  public List<Payment> page(Set<State> states, Search search, Optional<String> before, int limit) {
    return queries.page(states, search, before, limit);
  }

  /** A payment's history in order. */
  public List<HistoryRow> history(String payment) {
    return history.of(payments.seqOf(payment));
  }

  /** The history's rows with their places in its chain. */
  public ChainRows chain() {
    return new ChainRows(sql);
  }

  /**
   * The first row of the history whose hash does not fit the chain; 0 if the whole chain holds.
   * Reads all of it.
   */
  public long firstBrokenLink() {
    return history.firstBroken();
  }

  /**
   * The latest attempt with a STAN in a batch. Where the batch has none, the latest one with the
   * STAN in another batch whose reversal may still succeed.
   *
   * @param terminal as which it was made; empty for any
   */
  public Optional<AttemptKey> attemptOf(String stan, String batch, Optional<String> terminal) {
    return queries.attemptOf(stan, batch, terminal);
  }

  /**
   * The latest attempt with a STAN in any batch. For answers that name no batch.
   *
   * @param terminal as which it was made; empty for any
   */
  public Optional<AttemptKey> attemptOf(String stan, Optional<String> terminal) {
    return queries.attemptOf(stan, terminal);
  }

  /** The one connection. For this package and its tests. */
  Sql sql() {
    return sql;
  }

  /** The STANs. Each is given and recorded in one call. */
  public StanCounter stans() {
    return stans;
  }

  /** Single values by name. */
  public Facts facts() {
    return facts;
  }

  @Override
  public void close() {
    sql.close();
    close(mark);
  }

  private static void close(AutoCloseable part) {
    if (part != null) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.debug("not closed", Fact.text("why", e.getMessage()));
      }
    }
  }
}
