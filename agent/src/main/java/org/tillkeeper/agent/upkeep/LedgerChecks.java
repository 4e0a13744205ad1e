package org.tillkeeper.agent.upkeep;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Announcements;
import org.tillkeeper.agent.ledger.Downloads;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.OpenSignatures;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Suspects;

/**
 * The health checks that the ledger alone answers, so that they are the same for an agent that runs
 * and for the ledger of one that does not.
 */
public final class LedgerChecks {
  private static final Duration SHOWN = Duration.ofDays(7);

  /** A program that is started anew, or a shop's server that is mended, takes no longer. */
  private static final Duration NOT_TOLD = Duration.ofHours(1);

  /** A terminal that was off over night delivers them in the morning. */
  private static final Duration SIGNATURE_OLD = Duration.ofDays(1);

  private final Ledger ledger;

  public LedgerChecks(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Whether records were lost. */
  public Finding.Witness witness() {
    return new Finding.Witness(
        ledger.lossWaits(),
        ledger.opening() == Ledger.Opening.WITNESS_REBUILT,
        ledger.stans().areInUse());
  }

  /** Reversals that may still succeed. */
  public long openReversals() {
    long open = 0;
    for (Payment payment : ledger.withReversalsToSend()) {
      open += payment.openReversals();
    }
    return open;
  }

  /** Payments that need a person. */
  public Finding.Attention attention() {
    return new Finding.Attention(ledger.attention());
  }

  /** What the last settlement left to do. */
  public Finding.LastSettlement settlement() {
    return new Finding.LastSettlement(lastSettlement(), disputed(), isHolding());
  }

  /** What chips did with issuers' scripts. */
  public Finding.ScriptNotices scripts(Instant now) {
    return new Finding.ScriptNotices(
        ledger.scriptNotices().open().size(),
        ledger.scriptNotices().refusedSince(now.minus(SHOWN)));
  }

  /** Signatures that wait; empty where none does. */
  public Optional<Finding.Signatures> signatures(Instant now) {
    List<OpenSignatures.Row> open = ledger.signatures().open();
    Instant old = now.minus(SIGNATURE_OLD);
    int forLong = 0;
    for (OpenSignatures.Row row : open) {
      boolean isOld =
          ledger.payment(row.payment()).filter(it -> it.createdAt().isBefore(old)).isPresent();
      forLong += isOld ? 1 : 0;
    }
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of(new Finding.Signatures(open.size(), forLong));
  }

  /** Programs that are not told what happens; empty where none is to be told. */
  public Optional<Finding.Webhooks> webhooks(Instant now) {
    List<Announcements.Address> addresses = ledger.announcements().addresses();
    int failing = 0;
    int gone = 0;
    for (Announcements.Address address : addresses) {
      boolean forLong =
          address.failingSince().filter(it -> !it.plus(NOT_TOLD).isAfter(now)).isPresent();
      failing += forLong ? 1 : 0;
      gone += address.gone() ? 1 : 0;
    }
    return addresses.isEmpty()
        ? Optional.empty()
        : Optional.of(new Finding.Webhooks(failing, gone));
  }

  /** What the acquirer orders and is not carried out. */
  public Finding.Orders orders() {
    List<Finding.Orders.Order> open = new ArrayList<>();
    for (Downloads.Standing standing : ledger.downloads().all()) {
      if (standing.orderedAt().isPresent()) {
        open.add(new Finding.Orders.Order(standing.what(), standing.trouble()));
      }
    }
    return new Finding.Orders(open);
  }

  /** How old keys and parameters are. */
  public Ages ages() {
    List<Ages.Download> downloads = new ArrayList<>();
    for (Downloads.Standing standing : ledger.downloads().all()) {
      standing
          .receivedAt()
          .ifPresent(
              at -> downloads.add(new Ages.Download(standing.what(), standing.version(), at)));
    }
    return new Ages(ledger.keys().receivedAt(), downloads);
  }

  /**
   * When keys and parameters came.
   *
   * @param keys when the newest working keys came; empty before the first
   * @param downloads what was downloaded to its end
   */
  public record Ages(Optional<Instant> keys, List<Download> downloads) {
    /** One of them. */
    public record Download(String what, long version, Instant at) {}
  }

  private boolean isHolding() {
    return ledger.settlements().open().filter(it -> it.stage().holdsPayments()).isPresent();
  }

  private Optional<Finding.LastSettlement.Disputed> disputed() {
    List<Settlement> disputed = ledger.settlements().disputed();
    if (disputed.isEmpty()) {
      return Optional.empty();
    }
    Settlement newest = disputed.get(0);
    Suspects.Counted suspects =
        Suspects.counted(
            newest,
            ledger.batches().attention(newest.batch()),
            ledger.batches().suspects(newest.batch()));
    return Optional.of(
        new Finding.LastSettlement.Disputed(
            newest, suspects, disputed.size() - 1, ledger.batches().currency()));
  }

  /**
   * How the last settlement ended. The open batch comes first: its settlement may have been
   * refused. Otherwise it is the settlement of the batch before. A batch that the acquirer closed
   * by itself may have had no settlement, and if it held no payments nothing is left to compare.
   */
  private Optional<Result> lastSettlement() {
    long open = ledger.batches().open().seq();
    Optional<Result> ofOpen = result(open);
    boolean closed =
        ledger
                .batches()
                .batch(open - 1)
                .filter(it -> it.state().startsWith("closed-by-"))
                .isPresent()
            && !ledger.batches().sums(open - 1).isEmpty();
    Optional<Result> before = closed ? Optional.of(Result.CLOSED_BY_ACQUIRER) : result(open - 1);
    return ofOpen.isPresent() ? ofOpen : before;
  }

  private Optional<Result> result(long batch) {
    return ledger.settlements().ofBatch(batch).flatMap(Settlement::result);
  }
}
