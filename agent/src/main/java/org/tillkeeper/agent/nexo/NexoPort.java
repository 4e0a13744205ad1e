package org.tillkeeper.agent.nexo;

import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.receipt.Shop;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.till.MessagePort;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.words.PaymentText;

/** Puts together what answers the messages of tills that speak nexo. */
public final class NexoPort {
  private static final String SECTION = "nexo";
  private static final String PATH = "/nexo";

  private NexoPort() {}

  /**
   * Whose payments the messages are about.
   *
   * @param currency the terminal's own, ISO 4217 letters
   * @param shop what stands on receipts
   * @param text what people read about a payment
   */
  public record Merchant(String currency, Shop shop, PaymentText text) {}

  /** Where the port listens and as whom. */
  public static MessagePort.Place place(AgentConfig.Nexo config) {
    return new MessagePort.Place(
        SECTION, PATH, config.host(), config.port(), config.certificate(), config.key());
  }

  /**
   * What answers the messages.
   *
   * @param presented has customers present a card where the till has read none
   * @throws InvalidConfig if the passphrase cannot be used
   */
  public static MessagePort.Service service(
      AgentConfig.Nexo config,
      Merchant merchant,
      Terminal terminal,
      Presented presented,
      Scheduler scheduler,
      SecureRandom random)
      throws InvalidConfig {
    ZoneId zone = merchant.shop().timeZone();
    Pairs pairs = new Pairs(random);
    Bodies bodies = new Bodies(merchant.shop(), scheduler::wallClock);
    Desk desk =
        new Desk(
            config.poiId(),
            terminal,
            new Reading(merchant.currency(), zone),
            new Conduct(terminal, presented, pairs, merchant.currency()),
            pairs,
            new Holding(terminal, scheduler, merchant.text()),
            bodies,
            new Standing(terminal, bodies));
    return new Messages(desk, secured(config.passphrase(), random));
  }

  private static Optional<Secured> secured(
      Optional<AgentConfig.Passphrase> named, SecureRandom random) throws InvalidConfig {
    if (!named.isPresent()) {
      return Optional.empty();
    }
    char[] passphrase = Passphrase.read(named.get().file());
    try {
      return Optional.of(
          new Secured(named.get().identifier(), named.get().version(), passphrase, random));
    } finally {
      Arrays.fill(passphrase, (char) 0);
    }
  }
}
