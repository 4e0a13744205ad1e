package org.tillkeeper.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.ledger.PaymentScan;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;
import org.tillkeeper.tools.reconcile.Booking;
import org.tillkeeper.tools.reconcile.Matching;
import org.tillkeeper.tools.stopped.StoppedLedger;
import org.tillkeeper.tools.words.TypedTime;

/**
 * What the ledger has of a time, newest first. It is read in a copy in one pass, also while the
 * agent runs: a statement may be as long as a year, and the agent has payments to take meanwhile.
 * Where no copy can be made, the running agent is asked page by page.
 *
 * <p>The copy is made and verified on a thread of its own, while the statement is read.
 */
final class BookedPayments implements AutoCloseable {
  private static final int PAGE = 500;

  private final AgentApi api;

  /** Empty where the running agent has to be asked. */
  private final FutureTask<Optional<StoppedLedger>> copy;

  private BookedPayments(AgentApi api, Path data) {
    this.api = api;
    copy = new FutureTask<>(() -> copied(api, data));
  }

  /**
   * Begins to read.
   *
   * @param config of the agent
   */
  static BookedPayments begin(Path config, AgentApi api) throws InvalidSettings {
    BookedPayments begun = new BookedPayments(api, Settings.ofFile(config).path("data", "./data"));
    new Thread(begun.copy, "ledger-copy").start();
    return begun;
  }

  private static Optional<StoppedLedger> copied(AgentApi api, Path data) throws IOException {
    try {
      api.get("/v1/payments?limit=1");
    } catch (AgentApi.Refused e) {
      throw e;
    } catch (IOException stopped) {
      return Optional.of(ofStopped(data, stopped));
    }
    try {
      return StoppedLedger.isThere(data)
          ? Optional.of(StoppedLedger.besideAgent(data))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static StoppedLedger ofStopped(Path data, IOException stopped) throws IOException {
    if (!StoppedLedger.isThere(data)) {
      throw stopped;
    }
    try {
      return StoppedLedger.open(data);
    } catch (IOException e) {
      throw new IOException(stopped.getMessage() + "\n" + e.getMessage(), e);
    }
  }

  /**
   * Reads them.
   *
   * @param compared the time that is compared. They are read a little around it: a line may be of a
   *     payment on the other side of midnight.
   */
  List<Booking> of(TypedTime compared) throws IOException {
    TypedTime time =
        new TypedTime(
            compared.from().minus(Matching.margin()), compared.to().plus(Matching.margin()));
    Optional<StoppedLedger> ledger = copy();
    return ledger.isPresent() ? scanned(ledger.get(), time) : told(time);
  }

  private Optional<StoppedLedger> copy() throws IOException {
    try {
      return copy.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException told) {
        throw told;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the ledger was read", e);
    }
  }

  private static List<Booking> scanned(StoppedLedger ledger, TypedTime time) throws IOException {
    List<Booking> bookings = new ArrayList<>();
    try {
      PaymentScan.each(
          ledger.ledger(), time.from(), time.to(), payment -> bookings.addAll(Booking.of(payment)));
      return bookings;
    } catch (LedgerUnavailable e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private List<Booking> told(TypedTime time) throws IOException {
    List<Booking> bookings = new ArrayList<>();
    String after = null;
    do {
      PaymentSearch search = new PaymentSearch();
      search.text("since", time.from().toString());
      search.text("until", time.to().toString());
      search.number("limit", PAGE);
      search.text("after", after);
      Map<String, Object> page = new PaymentSource.OfAgent(api).payments(search);
      for (Object one : page.get("payments") instanceof List<?> list ? list : List.of()) {
        if (one instanceof Map<?, ?> payment) {
          bookings.addAll(Booking.of(payment));
        }
      }
      after = page.get("next") == null ? null : String.valueOf(page.get("next"));
    } while (after != null);
    return bookings;
  }

  @Override
  public void close() {
    try {
      copy().ifPresent(StoppedLedger::close);
    } catch (IOException e) {
      // There is nothing to close, and who wanted the payments has been told.
    }
  }
}
