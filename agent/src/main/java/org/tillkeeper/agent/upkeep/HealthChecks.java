package org.tillkeeper.agent.upkeep;

import java.util.ArrayList;
import java.util.List;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.session.Conversation;
import org.tillkeeper.agent.time.Scheduler;

/** The health checks of a running agent: what is well and what is not, as facts. */
public final class HealthChecks {
  private final Health health;
  private final LedgerChecks ledger;
  private final Conversation conversation;
  private final Line line;
  private final Scheduler scheduler;
  private final boolean usesMacs;

  /**
   * @param usesMacs whether the acquirer's messages carry MACs at all
   */
  public HealthChecks(
      Health health,
      Ledger ledger,
      Conversation conversation,
      Line line,
      Scheduler scheduler,
      boolean usesMacs) {
    this.health = health;
    this.ledger = new LedgerChecks(ledger);
    this.conversation = conversation;
    this.line = line;
    this.scheduler = scheduler;
    this.usesMacs = usesMacs;
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
    findings.add(ledger.witness());
    findings.add(
        new Finding.Reversals(status.openReversals(), health.reversalsUnansweredForLong()));
    findings.add(new Finding.RoutesWanted(conversation.routesWanted()));
    findings.add(ledger.attention());
    findings.add(ledger.settlement());
    findings.add(new Finding.Keys(conversation.hasUsableKeys()));
    findings.add(ledger.scripts(scheduler.wallClock()));
    ledger.signatures(scheduler.wallClock()).ifPresent(findings::add);
    findings.add(ledger.orders());
    findings.add(new Finding.Backlog(conversation.hasNotices(), conversation.noticesPassed()));
    ledger.webhooks(scheduler.wallClock()).ifPresent(findings::add);
    findings.add(new Finding.Host(conversation.hostHabits()));
    findings.add(
        new Finding.Secrecy(
            conversation.plainRoutes(), conversation.believesBareRefusals(), usesMacs));
    return findings;
  }

  /** These, and what else only a running agent knows. */
  public Inside inside() {
    return new Inside(
        health.status(),
        findings(),
        line.isConnected(),
        line.traffic().view(scheduler.wallClock()),
        ledger.ages());
  }
}
