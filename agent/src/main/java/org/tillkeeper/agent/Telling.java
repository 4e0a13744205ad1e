package org.tillkeeper.agent;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.ledger.Announcements;
import org.tillkeeper.agent.ledger.Announcements.Announcement;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.till.EventBody;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.webhook.Hook;
import org.tillkeeper.agent.webhook.Outlet;
import org.tillkeeper.agent.webhook.Secret;
import org.tillkeeper.agent.webhook.Webhooks;

/** The webhooks of the configuration, wired to the agent. */
final class Telling {
  private Telling() {}

  /**
   * Has recorded what webhooks are to be told; empty where there are none.
   *
   * @param others who are told otherwise
   * @throws CannotStart if a secret cannot be used
   */
  static Optional<Webhooks> record(
      AgentConfig config,
      String version,
      Ledger ledger,
      Scheduler scheduler,
      Random random,
      EventBody body,
      List<Outlet> others)
      throws CannotStart {
    try {
      if (config.webhooks().isEmpty() && others.isEmpty()) {
        Webhooks.recordNothing(ledger);
        return Optional.empty();
      }
      return Optional.of(
          Webhooks.record(
              hooks(config.webhooks()), others, ledger, scheduler, random, of(body), version));
    } catch (Secret.Unusable e) {
      throw new CannotStart(e.getMessage(), e);
    } catch (LedgerUnavailable e) {
      throw new CannotStart("data: " + e.getMessage(), e);
    }
  }

  private static List<Hook> hooks(List<AgentConfig.Webhook> webhooks) throws Secret.Unusable {
    List<Hook> hooks = new ArrayList<>();
    for (AgentConfig.Webhook webhook : webhooks) {
      Set<Announcements.Type> types = EnumSet.noneOf(Announcements.Type.class);
      webhook.events().forEach(event -> types.add(Announcements.Type.of(event)));
      String setting = "webhooks[" + hooks.size() + "].secretFile";
      hooks.add(new Hook(webhook.url(), Secret.read(setting, webhook.secretFile()), types));
    }
    return hooks;
  }

  private static Webhooks.Bodies of(EventBody body) {
    return announcement -> body(body, announcement);
  }

  private static CompletableFuture<byte[]> body(EventBody body, Announcement announcement) {
    String type = announcement.type().label();
    return switch (announcement.type()) {
      case PAYMENT_FINAL, PAYMENT_ATTENTION ->
          body.ofPayment(type, announcement.at(), announcement.subject());
      case SETTLEMENT_ENDED -> body.ofSettlement(type, announcement.at(), announcement.subject());
    };
  }
}
