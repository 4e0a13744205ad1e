package org.tillkeeper.agent.upkeep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Downloads;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.management.AcquirerOrders;
import org.tillkeeper.agent.management.ScriptResults;
import org.tillkeeper.agent.session.Conversation;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Suspects;

/** The health checks: what is well and what is not, as facts. */
public final class HealthChecks {
  private final Health health;
  private final Ledger ledger;
  private final Conversation conversation;
  private final ScriptResults scriptResults;
  private final AcquirerOrders orders;

  public HealthChecks(
      Health health,
      Ledger ledger,
      Conversation conversation,
      ScriptResults scriptResults,
      AcquirerOrders orders) {
    this.health = health;
    this.ledger = ledger;
    this.conversation = conversation;
    this.scriptResults = scriptResults;
    this.orders = orders;
  }

  /** What a field engineer has to know, one finding for each part. */
  public List<Finding> findings() {
    Status status = health.status();
    List<Finding> findings = new ArrayList<>();
    findings.add(new Finding.Connection(status.online()));
    findings.add(
        new Finding.SignIn(
            status.signedIn(), conversation.isSignedOff(), conversation.signInTrouble()));
    findings.add(new Finding.LedgerWritable(!conversation.isStalled()));
    findings.add(
        new Finding.Witness(
            status.ledgerLoss(),
            ledger.opening() == Ledger.Opening.WITNESS_REBUILT,
            ledger.stans().areInUse()));
    findings.add(
        new Finding.Reversals(status.openReversals(), health.reversalsUnansweredForLong()));
    findings.add(new Finding.RoutesWanted(conversation.routesWanted()));
    findings.add(new Finding.Attention(ledger.attention()));
    findings.add(new Finding.LastSettlement(lastSettlement(), disputed(), isHolding()));
    findings.add(new Finding.Keys(conversation.hasUsableKeys()));
    findings.add(new Finding.ScriptNotices(scriptResults.waiting(), scriptResults.refusedLately()));
    findings.add(new Finding.Orders(openOrders()));
    findings.add(new Finding.Backlog(conversation.hasNotices(), conversation.noticesPassed()));
    findings.add(new Finding.Host(conversation.hostHabits()));
    findings.add(
        new Finding.Secrecy(conversation.plainRoutes(), conversation.believesBareRefusals()));
    return findings;
  }

  private List<Finding.Orders.Order> openOrders() {
    List<Finding.Orders.Order> open = new ArrayList<>();
    for (Downloads.Standing standing : orders.open()) {
      open.add(new Finding.Orders.Order(standing.what(), standing.trouble()));
    }
    return open;
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
    int suspects = Suspects.of(newest, ledger.batches().suspects(newest.batch())).size();
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
