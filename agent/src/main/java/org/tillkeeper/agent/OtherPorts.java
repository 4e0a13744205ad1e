package org.tillkeeper.agent;

import io.netty.channel.IoEventLoopGroup;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.nexo.NexoPort;
import org.tillkeeper.agent.nexo.Presented;
import org.tillkeeper.agent.reader.CardReader;
import org.tillkeeper.agent.receipt.Shop;
import org.tillkeeper.agent.terminal.AgentLoop;
import org.tillkeeper.agent.till.Access;
import org.tillkeeper.agent.till.EngineerServer;
import org.tillkeeper.agent.till.Field;
import org.tillkeeper.agent.till.MessagePort;
import org.tillkeeper.agent.till.PaymentJson;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.words.PaymentText;

/**
 * The ports beside the till API's, each of which is there only where the configuration names it.
 */
final class OtherPorts {
  private OtherPorts() {}

  /** The engineers' port. */
  static EngineerServer engineer(
      AgentLoop loop,
      AgentConfig config,
      AgentConfig.Engineer engineer,
      PaymentJson json,
      IoEventLoopGroup group,
      Field field)
      throws InvalidConfig, CannotStart {
    try {
      return EngineerServer.start(loop, json, field, config.terminal().currency(), engineer, group);
    } catch (IOException e) {
      throw new CannotStart("engineer.listen: " + e.getMessage(), e);
    }
  }

  /**
   * The port of tills that speak nexo.
   *
   * @param shop what stands on receipts
   * @param field has the card reader, where one is attached
   */
  static MessagePort nexo(
      AgentLoop loop,
      AgentConfig config,
      AgentConfig.Nexo nexo,
      PaymentJson json,
      Shop shop,
      Access access,
      Field field,
      Scheduler scheduler,
      IoEventLoopGroup group)
      throws InvalidConfig, CannotStart {
    CardReader reader = field.reader(loop).orElseGet(() -> CardReader.none(loop));
    NexoPort.Merchant merchant =
        new NexoPort.Merchant(
            config.terminal().currency(),
            shop,
            new PaymentText(config.host().dialect()::responseCode));
    // Encrypted messages show who sent them.
    boolean byToken = !nexo.passphrase().isPresent() && !nexo.isOpen();
    try {
      return MessagePort.start(
          NexoPort.place(nexo),
          byToken ? Optional.of(access) : Optional.empty(),
          NexoPort.service(
              nexo, merchant, loop, Presented.at(reader), scheduler, new SecureRandom()),
          loop,
          json,
          group);
    } catch (IOException e) {
      throw new CannotStart("nexo.listen: " + e.getMessage(), e);
    }
  }
}
