package org.tillkeeper.agent.nexo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.reader.CardReader;
import org.tillkeeper.agent.reader.Wish;
import org.tillkeeper.agent.terminal.Terminal;

/** Has a customer present a card or a code, and starts the payment with it. Safe for any thread. */
public interface Presented {
  /**
   * Asks for one and starts the payment with it, or finds the one this key started before. Fails
   * with {@link org.tillkeeper.agent.reader.NotCollected} or {@link
   * org.tillkeeper.agent.terminal.Refused}, and nothing is recorded then.
   *
   * @param canonical as for {@link Terminal#start}
   */
  CompletableFuture<Terminal.Started> collect(Wanted wanted, String key, byte[] canonical);

  /**
   * Asks no more for what is asked for under a key: its {@link #collect} fails. Where a card is
   * there already it is the payment that is given up, and not by this.
   */
  void giveUp(String key);

  /**
   * What is asked for.
   *
   * @param order without entry, and without the data of a card or code
   * @param entries how it may be presented
   * @param within after this it is not asked for any more
   */
  record Wanted(PaymentOrder order, Set<Entry> entries, Duration within) {}

  /** By the reader that is attached to this terminal. */
  static Presented at(CardReader reader) {
    return new Presented() {
      @Override
      public CompletableFuture<Terminal.Started> collect(
          Wanted wanted, String key, byte[] canonical) {
        return reader.collect(
            new Wish(wanted.order(), new ArrayList<>(wanted.entries()), wanted.within()),
            key,
            canonical);
      }

      @Override
      @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is the collecting's
      public void giveUp(String key) {
        reader.cancel(key);
      }
    };
  }
}
