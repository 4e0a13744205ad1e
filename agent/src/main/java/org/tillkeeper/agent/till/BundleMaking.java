package org.tillkeeper.agent.till;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tillkeeper.agent.bundle.BundleWriter;
import org.tillkeeper.agent.bundle.ChainLine;
import org.tillkeeper.agent.keys.DeviceKey;
import org.tillkeeper.agent.log.Digest;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Search;
import org.tillkeeper.agent.terminal.Refused;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.upkeep.AgentLog;
import org.tillkeeper.agent.upkeep.LogLevel;
import org.tillkeeper.agent.upkeep.LogSearch;
import org.tillkeeper.agent.upkeep.Status;
import org.tillkeeper.agent.words.BundleText;

/**
 * Makes a bundle entry by entry, with little of it in memory. What cannot be read is left out and
 * named in {@code bundle.json}: a damaged ledger must not keep the log from being taken away.
 *
 * <p>Waits for the terminal's answers, so it runs on a thread that may. For one thread at a time.
 */
public final class BundleMaking {
  private static final int PART_BYTES = 256 * 1024;
  private static final int PAGE = 50;
  private static final int ROWS = 500;
  private static final int SETTLEMENTS = 100;
  private static final long WAIT_SECONDS = 30;
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssxxx", Locale.ROOT);

  private final Terminal terminal;
  private final PaymentJson json;
  private final Field field;
  private final String currency;
  private final Wanted wanted;
  private final BundleWriter writer;
  private final Instant at;
  private final Deque<Section> sections = new ArrayDeque<>();
  private final List<Object> leftOut = new ArrayList<>();
  private Map<String, Object> head = new LinkedHashMap<>();
  private long headSeq = Long.MAX_VALUE;
  private int part = 1;
  private boolean ended;

  /**
   * What goes into it.
   *
   * @param since what is older stays out; empty for all that there is
   * @param payment only what concerns this payment; empty for all
   */
  public record Wanted(Optional<Instant> since, Optional<String> payment) {}

  /** Entries of one name, with a number each. */
  private record Section(String name, Source source) {}

  /** Gives the content of the next entry; empty at the end. */
  private interface Source {
    Optional<byte[]> next() throws IOException;
  }

  BundleMaking(
      Terminal terminal,
      PaymentJson json,
      Field field,
      DeviceKey key,
      String currency,
      Wanted wanted) {
    this.terminal = terminal;
    this.json = json;
    this.field = field;
    this.currency = currency;
    this.wanted = wanted;
    at = field.now();
    writer = new BundleWriter(field.terminal(), at, key);
    add("README.txt", once(() -> BundleText.readme().getBytes(StandardCharsets.UTF_8)));
    if (wanted.payment().isPresent()) {
      add("evidence.json", once(() -> Replies.bytes(evidence())));
    }
    add("status.json", once(() -> Replies.bytes(json.status(status()))));
    add(
        "diagnosis.json",
        once(() -> Replies.bytes(await(TerminalApi.diagnosis(terminal, field.doctor(), json)))));
    field.figures().ifPresent(it -> add("metrics.txt", once(() -> await(it.text().get()))));
    add("config/agent.yaml", once(() -> MaskedConfig.of(field.configuration())));
    // The head first: what happens while the bundle is made comes behind it.
    add("history.%04d.jsonl", new Histories());
    add("payments.%04d.jsonl", new Payments());
    if (!wanted.payment().isPresent()) {
      add("settlements.jsonl", once(this::settlements));
    }
    add("frames.%04d.jsonl", frames());
    add("logs/agent.%04d.jsonl", new Lines(AgentLog.AGENT, lines(wanted.payment()), line -> true));
    add("bundle.json", once(() -> Replies.bytes(facts())));
  }

  /**
   * A bundle of what a terminal keeps, for who is no till.
   *
   * @param field has the device key
   * @param currency of the terminal
   */
  public static BundleMaking of(
      Terminal terminal, PaymentJson json, Field field, String currency, Wanted wanted) {
    return new BundleMaking(terminal, json, field, field.key().get(), currency, wanted);
  }

  private void add(String name, Source source) {
    sections.addLast(new Section(name, source));
  }

  private static Source once(Supplier<byte[]> content) {
    boolean[] done = {false};
    return () -> {
      if (done[0]) {
        return Optional.empty();
      }
      done[0] = true;
      return Optional.of(content.get());
    };
  }

  /** Its file's name, without its ending. */
  public String name() {
    return BundleWriter.name(field.terminal(), at);
  }

  /** Whether nothing follows. */
  public boolean isEnded() {
    return ended;
  }

  /** What follows of the file, at least one byte. */
  public byte[] next() {
    while (!sections.isEmpty()) {
      Section section = sections.peekFirst();
      Optional<byte[]> content = content(section);
      if (content.isPresent()) {
        return writer.add(String.format(Locale.ROOT, section.name(), part++), content.get());
      }
      sections.removeFirst();
      part = 1;
    }
    ended = true;
    return writer.end();
  }

  private Optional<byte[]> content(Section section) {
    try {
      return section.source().next();
    } catch (IOException | RuntimeException e) {
      Map<String, Object> what = new LinkedHashMap<>();
      what.put("entry", section.name().replace(".%04d", ""));
      what.put("why", why(e.getCause() == null ? e : e.getCause()));
      leftOut.add(what);
      return Optional.empty();
    }
  }

  /** Of a defect its text is left out: nobody has looked whether it quotes a card. */
  private static String why(Throwable cause) {
    return cause instanceof IOException || cause instanceof Refused
        ? String.valueOf(cause.getMessage())
        : cause.getClass().getName();
  }

  private static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e.getMessage(), e.getCause() == null ? e : e.getCause());
    }
  }

  private Status status() {
    return await(terminal.status());
  }

  private Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("form", 1);
    facts.put("terminal", field.terminal());
    facts.put("merchant", field.merchant());
    facts.put("at", PaymentJson.time(at));
    facts.put("localTime", LOCAL.format(at.atZone(field.zone())));
    facts.put("timeZone", field.zone().getId());
    facts.put("agentRuns", field.isRunning());
    facts.put("since", wanted.since().map(PaymentJson::time).orElse(null));
    facts.put("payment", wanted.payment().orElse(null));
    facts.put("deviceKey", field.key().get().publicKey().fingerprint());
    facts.put("configuration", Digest.of(field.configuration()).toString());
    facts.put("versions", field.versions());
    facts.put("history", head.isEmpty() ? null : head);
    facts.put("leftOut", leftOut);
    return facts;
  }

  /** What an acquirer asks for of one payment. */
  private Map<String, Object> evidence() {
    Payment payment = await(terminal.payment(wanted.payment().get())).get();
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("terminal", field.terminal());
    evidence.put("merchant", field.merchant());
    Optional<Attempt> last = payment.lastSent();
    last.ifPresent(
        attempt -> {
          evidence.put("terminal", attempt.request().terminal());
          evidence.put("merchant", attempt.request().merchant());
        });
    evidence.put("amount", payment.amount());
    PaymentJson.putCurrency(evidence, payment.currency());
    evidence.put("localTime", LOCAL.format(payment.createdAt().atZone(field.zone())));
    evidence.put("at", PaymentJson.time(payment.createdAt()));
    evidence.put("stan", last.map(attempt -> attempt.request().stan()).orElse(null));
    evidence.put("batch", last.map(attempt -> attempt.request().batch()).orElse(null));
    evidence.put("rrn", payment.decision().rrn().orElse(null));
    evidence.put("authCode", payment.decision().authCode().orElse(null));
    evidence.put("responseCode", payment.decision().responseCode().orElse(null));
    Map<String, Object> shown = json.payment(payment);
    evidence.put("state", shown.get("state"));
    evidence.put("message", shown.get("message"));
    evidence.put("attempts", shown.get("attempts"));
    await(terminal.story(payment.id()))
        .ifPresent(story -> evidence.put("why", StoryJson.of(story, json.text())));
    List<Object> proved = new ArrayList<>();
    for (Terminal.HistoryEvent event :
        await(terminal.history(payment.id())).orElseGet(ArrayList::new)) {
      proved.add(PaymentJson.event(event, payment.currency()));
    }
    evidence.put("history", proved);
    return evidence;
  }

  private byte[] settlements() {
    Parts parts = new Parts();
    Status status = status();
    await(terminal.settlements(SETTLEMENTS))
        .forEach(
            view -> {
              Map<String, Object> shown = SettlementJson.settlement(view, status);
              PaymentJson.putCurrency(shown, currency);
              parts.add(Replies.bytes(shown));
            });
    return parts.taken();
  }

  private LogSearch.Wanted lines(Optional<String> payment) {
    return new LogSearch.Wanted(wanted.since(), payment, LogLevel.DEBUG);
  }

  private Source frames() {
    Set<String> stans = new HashSet<>();
    Predicate<LogSearch.Line> ofPayment =
        line -> {
          if (stans.isEmpty()) {
            for (Attempt attempt :
                await(terminal.payment(wanted.payment().get())).get().attempts()) {
              stans.add(attempt.request().stan());
            }
          }
          return stans.contains(String.valueOf(line.members().get("stan")));
        };
    return new Lines(
        AgentLog.FRAMES,
        lines(Optional.empty()),
        wanted.payment().isPresent() ? ofPayment : line -> true);
  }

  /** Lines that fill an entry. */
  private static final class Parts {
    private final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();

    void add(byte[] line) {
      bytes.write(line, 0, line.length);
      bytes.write('\n');
    }

    boolean isFull() {
      return bytes.size() >= PART_BYTES;
    }

    byte[] taken() {
      byte[] all = bytes.toByteArray();
      bytes.reset();
      return all;
    }

    Optional<byte[]> rest() {
      return bytes.size() == 0 ? Optional.empty() : Optional.of(taken());
    }
  }

  /** Lines of the log's files. */
  private final class Lines implements Source {
    private final String name;
    private final LogSearch.Wanted lines;
    private final Predicate<LogSearch.Line> wanted;
    private Optional<LogSearch> search = Optional.empty();

    /**
     * @param wanted which lines, beyond what is searched for
     */
    Lines(String name, LogSearch.Wanted lines, Predicate<LogSearch.Line> wanted) {
      this.name = name;
      this.lines = lines;
      this.wanted = wanted;
    }

    @Override
    public Optional<byte[]> next() throws IOException {
      if (!search.isPresent()) {
        search = Optional.of(new LogSearch(field.logs(), name, lines));
      }
      Parts parts = new Parts();
      while (!parts.isFull()) {
        Optional<LogSearch.Line> line = search.get().next();
        if (!line.isPresent()) {
          break;
        }
        if (wanted.test(line.get())) {
          parts.add(line.get().text().getBytes(StandardCharsets.UTF_8));
        }
      }
      return parts.rest();
    }
  }

  /** Rows of the history up to its head when this began. */
  private final class Histories implements Source {
    private long after = -1;

    @Override
    public Optional<byte[]> next() {
      if (after < 0) {
        after =
            wanted.since().isPresent() ? await(terminal.lastRowBefore(wanted.since().get())) : 0;
        long last = await(terminal.lastRowBefore(Instant.ofEpochMilli(Long.MAX_VALUE)));
        for (ChainLine line : await(terminal.chain(last - 1, Optional.empty(), 1))) {
          headSeq = line.seq();
          head.put("seq", line.seq());
          head.put("hash", line.hash());
        }
      }
      Parts parts = new Parts();
      while (!parts.isFull()) {
        List<ChainLine> rows = await(terminal.chain(after, wanted.payment(), ROWS));
        boolean any = false;
        for (ChainLine row : rows) {
          if (row.seq() <= headSeq) {
            parts.add(Replies.bytes(row.members()));
            after = row.seq();
            any = true;
          }
        }
        if (!any) {
          break;
        }
      }
      return parts.rest();
    }
  }

  /** Payments, newest first. */
  private final class Payments implements Source {
    private Optional<String> after = Optional.empty();
    private boolean done;

    @Override
    public Optional<byte[]> next() {
      Parts parts = new Parts();
      if (wanted.payment().isPresent() && !done) {
        done = true;
        parts.add(
            Replies.bytes(json.payment(await(terminal.payment(wanted.payment().get())).get())));
      }
      while (!done && !parts.isFull()) {
        Terminal.Page page =
            await(
                terminal.payments(
                    new Terminal.Query(
                        Optional.empty(),
                        Optional.empty(),
                        Search.since(wanted.since()),
                        PAGE,
                        after)));
        for (Payment payment : page.payments()) {
          parts.add(Replies.bytes(json.payment(payment)));
        }
        after = page.next();
        done = !after.isPresent();
      }
      return parts.rest();
    }
  }
}
