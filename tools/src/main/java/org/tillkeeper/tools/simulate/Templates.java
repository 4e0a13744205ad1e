package org.tillkeeper.tools.simulate;

import java.io.File;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnusable;
import org.tillkeeper.agent.ledger.StanCounter;
import org.tillkeeper.iso8583.Dialect;

/**
 * Data folders to begin with: a new one, and one that has signed in before. Belongs to one thread.
 */
final class Templates implements AutoCloseable {
  private final Map<String, Dialect> dialects = new HashMap<>();

  private final Deque<Place> free = new ArrayDeque<>();
  private final File root;
  private int places;

  Templates() throws IOException {
    root = Disk.scratch();
    for (String name : new String[] {Dialects.UNIONPAY, "iso1987-ascii"}) {
      make(name, true);
      make(name, false);
    }
  }

  private File template(String dialect, boolean fresh) {
    return new File(root, dialect + (fresh ? "-fresh" : "-signed-in"));
  }

  private void make(String dialect, boolean fresh) throws IOException {
    File folder = template(dialect, fresh);
    if (!folder.mkdirs()) {
      throw new IOException("cannot make " + folder);
    }
    Instant at = Instant.parse("2026-03-04T08:00:00Z");
    try (Ledger ledger = Ledger.open(folder, at)) {
      if (!fresh) {
        byte[] keys = dialect.equals(Dialects.UNIONPAY) ? BenchKeys.workingKeys(1) : new byte[0];
        ledger.transaction(
            () -> {
              String batch = ledger.batches().open().number();
              ledger.stans().give(StanCounter.Purpose.SIGN_IN, batch, at);
            });
        ledger.transaction(
            () -> {
              ledger.keys().addWorkingKeys(keys, at);
              ledger.batches().renumber("000001");
              ledger.journal(at, "signed-in", "Signed in; batch 000001.");
            });
      }
    } catch (LedgerUnusable e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The dialect a schedule names, with its options. */
  Dialect dialect(Schedule schedule) {
    Map<String, String> options = new TreeMap<>();
    schedule
        .settings()
        .forEach(
            (name, value) -> {
              if (name.startsWith("option.")) {
                options.put(name.substring("option.".length()), value);
              }
            });
    String name = schedule.setting("dialect", Dialects.UNIONPAY);
    return dialects.computeIfAbsent(name + options, key -> Dialects.named(name).with(options));
  }

  /** A place for a ledger, to be given back. */
  Place place() {
    if (!free.isEmpty()) {
      return free.pop();
    }
    places++;
    return new Place(new File(root, "place" + places));
  }

  /** A place with a ledger to begin with. */
  Place begin(Dialect dialect, boolean fresh) throws IOException {
    Place place = place();
    place.fill(template(Dialects.isUnionPay(dialect) ? Dialects.UNIONPAY : dialect.name(), fresh));
    return place;
  }

  /** Its ledger is closed. */
  void giveBack(Place place) {
    try {
      place.leave();
      free.push(place);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A folder to look at a copy of a ledger in. */
  File look() {
    return new File(root, "look");
  }

  @Override
  public void close() throws IOException {
    try {
      for (Place place : free) {
        place.close();
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
    Disk.delete(root);
  }
}
