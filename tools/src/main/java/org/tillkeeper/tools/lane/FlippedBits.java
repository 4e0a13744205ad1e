package org.tillkeeper.tools.lane;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnusable;
import org.tillkeeper.tools.lab.Deadline;
import org.tillkeeper.tools.lab.Instrument;
import org.tillkeeper.tools.lab.Lab;

/**
 * Flips single bits in every page of a ledger's database and WAL, several in each: header, cell
 * pointers, cells. Each is noticed (refused, an alarm, the payment needs a person), or every row
 * reads as before.
 */
final class FlippedBits implements Lane {
  private static final Logger AGENT = Logger.getLogger("org.tillkeeper.agent");

  /**
   * Encrypted and authenticated, for one payment or attempt: what is changed, or belongs to another
   * now, does not open, and counts as erased.
   */
  private static final Set<String> SEALED =
      Set.of(
          "payment.card",
          "payment.account",
          "payment.chip_answer",
          "payment.chip_certificate",
          "payment.receipt_facts",
          "attempt_message.attempt",
          "attempt_message.request",
          "attempt_message.reversal");

  /** When something was sent that moves no money, or what a management message was for. */
  private static final Set<String> NOTHING_FOLLOWS =
      Set.of(
          "management.kind",
          "management.at",
          "upload.stan",
          "upload.sent_at",
          "upload.sends",
          "upload.answer",
          "sqlite_sequence.name",
          "sqlite_sequence.seq");

  private static final int ALL_AT_ONCE = 10_000;

  /** Where a database says how large its pages are: two bytes. */
  private static final int PAGE_SIZE_AT = 16;

  private static final int WAL_HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Lab.Times TIMES =
      new Lab.Times(Duration.ofMillis(500), Duration.ofMillis(300), Duration.ofSeconds(3));

  private final int rounds;
  private final int perPage;
  private final List<String> agentJava;

  /**
   * @param rounds each with a ledger of its own
   * @param perPage how many bits are flipped in each page, one at a time
   * @param agentJava what starts a JVM for the agent that fills the ledger
   */
  FlippedBits(int rounds, int perPage, List<String> agentJava) {
    this.rounds = rounds;
    this.perPage = perPage;
    this.agentJava = agentJava;
  }

  @Override
  public String name() {
    return "flipped-bits";
  }

  @Override
  public Optional<String> lacks() {
    return Optional.empty();
  }

  @Override
  public int rounds() {
    return rounds;
  }

  @Override
  public int atOnce() {
    return 2;
  }

  @Override
  public Map<String, Long> round(int number, long seed, Path folder) throws Exception {
    Path lab = Files.createDirectory(folder.resolve("lab"));
    fill(lab, seed);
    AGENT.setLevel(Level.OFF);
    return flipAll(lab.resolve("data"), folder, new Random(seed));
  }

  /** A ledger as a kill leaves it, with payments of every state, some of them only in the WAL. */
  private void fill(Path folder, long seed) throws Exception {
    try (Lab lab =
        new Lab(
            folder,
            TIMES,
            agentJava,
            "offline: {enabled: true, perPayment: 50000, total: 5000000, count: 500, maxAge: 24h}")) {
      lab.start();
      MixedTill till = new MixedTill(lab, seed);
      await(lab, () -> lab.till().isOnline());
      some(lab, till, 12);
      String settlement = String.valueOf(lab.till().settle("SETTLE-1").get("id"));
      await(lab, () -> "ended".equals(lab.till().settlement(settlement).get("state")));
      lab.stopAgent();
      lab.startAgent();
      await(lab, () -> lab.till().isOnline());
      some(lab, till, 12);
      lab.acquirer()
          .post(
              "/faults",
              Map.of("fault", "no-answer-after", "on", List.of("sale", "reversal"), "count", 9));
      lab.till().start("UNANSWERED", 77, Instrument.swipe());
      await(lab, () -> openReversals(lab) > 0);
      lab.till().start("WAITS", 78, Instrument.swipe());
      lab.network().post("/rules", Map.of("rule", "cut", "how", "reset"));
      await(lab, () -> !lab.till().isOnline());
      lab.till().start("OFFLINE", 79, Instrument.swipe());
      lab.killAgent();
    }
  }

  private static long openReversals(Lab lab) throws IOException, InterruptedException {
    return ((Number) lab.till().status().get("openReversals")).longValue();
  }

  private static void some(Lab lab, MixedTill till, int calls) throws Exception {
    for (int i = 0; i < calls; i++) {
      till.make(till.next());
      await(lab, () -> lab.till().isDrained());
      till.look();
    }
  }

  private static void await(Lab lab, Deadline.Look look) throws Exception {
    if (!Deadline.in(PATIENCE).await(look)) {
      throw new IOException("the ledger could not be filled: " + lab.till().status());
    }
  }

  /** One bit. */
  private record Bit(String file, long at, int bit) {}

  /** The bits to flip: per page some of its header, its cell pointers and the rest. */
  private List<Bit> bits(Path data, Random random) throws IOException {
    List<Bit> bits = new ArrayList<>();
    byte[] database = Files.readAllBytes(data.resolve("ledger.db"));
    int size = ByteBuffer.wrap(database).getShort(PAGE_SIZE_AT) & 0xFFFF;
    for (int at = 0; at + size <= database.length; at += size) {
      page("ledger.db", at, size, at == 0 ? 100 : 0, random, bits);
    }
    Path wal = data.resolve("ledger.db-wal");
    ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(wal));
    long salts = header.getLong(16);
    for (int i = 0; i < perPage; i++) {
      bits.add(new Bit("ledger.db-wal", random.nextInt(WAL_HEADER), random.nextInt(8)));
    }
    int frame = FRAME_HEADER + size;
    for (int at = WAL_HEADER; at + frame <= header.limit(); at += frame) {
      if (header.getLong(at + 8) == salts) {
        bits.add(new Bit("ledger.db-wal", at + random.nextInt(FRAME_HEADER), random.nextInt(8)));
        page("ledger.db-wal", at + FRAME_HEADER, size, 0, random, bits);
      }
    }
    return bits;
  }

  private void page(String file, long start, int size, int before, Random random, List<Bit> bits) {
    for (int i = 0; i < before; i += Math.max(1, 4 * 12 / perPage)) {
      bits.add(new Bit(file, start + i, random.nextInt(8)));
    }
    for (int i = 0; i < perPage; i++) {
      int within =
          switch (i % 4) {
            case 0 -> before + random.nextInt(12);
            case 1 -> before + 8 + random.nextInt(32);
            default -> before + random.nextInt(size - before);
          };
      bits.add(new Bit(file, start + within, random.nextInt(8)));
    }
  }

  private Map<String, Long> flipAll(Path data, Path scratch, Random random) throws Exception {
    Map<String, Long> counts = new TreeMap<>();
    Path look = scratch.resolve("whole");
    LedgerFiles.copy(data, look);
    Map<String, List<String>> whole = LedgerFiles.rows(look);
    Lanes.delete(look);
    List<String> silent = new ArrayList<>();
    for (Bit bit : bits(data, random)) {
      String found = flip(data, scratch, bit, whole);
      counts.merge(found, 1L, Long::sum);
      if (found.startsWith("SILENT") && silent.size() < 2000) {
        silent.add(bit + ": " + found);
      }
    }
    if (!silent.isEmpty()) {
      throw new Broken(counts + "\n" + String.join("\n", silent));
    }
    return counts;
  }

  /** What came of one bit. */
  private static String flip(Path data, Path scratch, Bit bit, Map<String, List<String>> whole)
      throws IOException {
    Path flipped = scratch.resolve("flipped");
    LedgerFiles.copy(data, flipped);
    try {
      LedgerFiles.flip(flipped.resolve(bit.file()), bit.at(), bit.bit());
      Path opened = scratch.resolve("opened");
      LedgerFiles.copy(flipped, opened);
      try (Ledger ledger = Ledger.open(opened.toFile(), Instant.EPOCH)) {
        if (ledger.opening() == Ledger.Opening.LOSS || ledger.lossWaits()) {
          return "alarm";
        }
        for (int i = 0; i < 3; i++) {
          if (!ledger.damageScan().damagedAmongNext(ALL_AT_ONCE).isEmpty()) {
            return "payment needs a person";
          }
          if (ledger.damageScan().brokenAmongNext(ALL_AT_ONCE) != 0) {
            return "alarm";
          }
        }
        String differs = difference(whole, LedgerFiles.rows(flipped));
        if (differs.isEmpty()) {
          return "reads as before";
        }
        return SEALED.contains(differs)
            ? "secret does not open"
            : NOTHING_FOLLOWS.contains(differs) ? "nothing follows" : "SILENT " + differs;
      } catch (LedgerUnusable e) {
        return "refused";
      } catch (SQLException e) {
        return "SILENT unreadable: " + e.getMessage();
      } catch (RuntimeException e) {
        return "SILENT exception " + e;
      } finally {
        Lanes.delete(opened);
      }
    } finally {
      Lanes.delete(flipped);
    }
  }

  private static String difference(
      Map<String, List<String>> before, Map<String, List<String>> after) {
    for (Map.Entry<String, List<String>> table : before.entrySet()) {
      List<String> now = after.get(table.getKey());
      if (now == null || now.size() != table.getValue().size()) {
        return table.getKey() + " has other rows";
      }
      for (int i = 0; i < now.size(); i++) {
        if (!now.get(i).equals(table.getValue().get(i))) {
          return table.getKey() + "." + column(table.getValue().get(i), now.get(i));
        }
      }
    }
    return "";
  }

  private static String column(String before, String after) {
    String[] one = before.split("\n", -1);
    String[] other = after.split("\n", -1);
    for (int i = 0; i < Math.min(one.length, other.length); i++) {
      if (!one[i].equalsIgnoreCase(other[i])) {
        return one[i].contains("=") ? one[i].substring(0, one[i].indexOf('=')) : "?";
      }
    }
    return "?";
  }
}
