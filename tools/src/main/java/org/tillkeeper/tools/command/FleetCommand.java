package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.tillkeeper.agent.bundle.BundleCheck;
import org.tillkeeper.agent.files.OwnerOnly;
import org.tillkeeper.agent.fleet.Broker;
import org.tillkeeper.agent.fleet.Topics;
import org.tillkeeper.agent.time.WrittenDuration;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;
import org.tillkeeper.tools.control.Members;
import org.tillkeeper.tools.fleet.AskedBundle;
import org.tillkeeper.tools.fleet.BrokerAddress;
import org.tillkeeper.tools.fleet.Look;
import org.tillkeeper.tools.fleet.TerminalState;
import org.tillkeeper.tools.words.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Which terminals of a fleet hold money of which nobody knows what became of it, by what their
 * broker keeps; and a bundle of one of them. Nothing is kept here.
 */
@Command(
    name = "fleet",
    footer = "tools/tillkeeper fleet --url mqtts://broker.example:8883 --ca ca.pem")
final class FleetCommand implements Callable<Integer> {
  private static final String USUAL_TOPIC = "tillkeeper/+/+";
  private static final WrittenDuration TIME = new WrittenDuration(6, "s", "m", "h", "d");
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._+-]+(/[A-Za-z0-9._+-]+)*");
  private static final Duration PIECE = Duration.ofSeconds(60);

  @Parameters(index = "0", arity = "0..1", paramLabel = "bundle", descriptionKey = "bundle-word")
  private String action;

  @Parameters(index = "1", arity = "0..1", paramLabel = "TERMINAL", descriptionKey = "terminal")
  private String terminal;

  @Option(names = "--older", paramLabel = "TIME", defaultValue = "2m")
  private String older;

  @Option(names = "--sort", paramLabel = "age|sum", defaultValue = "age")
  private String sort;

  @Option(names = "--merchant", paramLabel = "MERCHANT")
  private String merchant;

  @Option(names = "--all")
  private boolean all;

  @Option(names = "--since", paramLabel = "TIME", descriptionKey = "since")
  private String since;

  @Option(names = "--out", paramLabel = "FILE")
  private Path out;

  @Option(names = "--quiet-for", paramLabel = "TIME", defaultValue = "2s")
  private String quiet;

  @Option(names = "--url", paramLabel = "URL", order = AgentCall.LAST)
  private String url;

  @Option(names = "--topic", paramLabel = "TOPIC", order = AgentCall.LAST)
  private String topic;

  @Option(names = "--certificate", paramLabel = "FILE", order = AgentCall.LAST)
  private Path certificate;

  @Option(names = "--key", paramLabel = "FILE", order = AgentCall.LAST)
  private Path key;

  @Option(names = "--ca", paramLabel = "FILE", order = AgentCall.LAST)
  private Path ca;

  @Option(names = "--config", paramLabel = "FILE", order = AgentCall.LAST)
  private Path config;

  @Option(names = "--json", order = AgentCall.LAST)
  private boolean json;

  @Override
  public Integer call() throws InvalidSettings, IOException, InterruptedException {
    if (action != null && !action.equals("bundle")) {
      throw new InvalidSettings("\"" + action + "\": allowed is bundle TERMINAL, or nothing");
    }
    if (action != null && terminal == null) {
      throw new InvalidSettings("TERMINAL is missing: fleet bundle TERMINAL --out FILE");
    }
    AgentCall.oneOf("--sort", sort, List.of("age", "sum"));
    Duration old = time("--older", older);
    Duration silence = time("--quiet-for", quiet);
    BrokerAddress address = address();
    String filter = topic == null ? USUAL_TOPIC : topic;
    if (!TOPIC.matcher(filter).matches()) {
      throw new InvalidSettings(
          "--topic is \""
              + filter
              + "\": allowed are words with / between them, with + where each terminal has its own,"
              + " such as "
              + USUAL_TOPIC);
    }
    Broker broker = address.broker();
    Look look = Look.at(broker, filter, silence);
    return action == null ? show(look, old) : bundle(broker, look);
  }

  private BrokerAddress address() throws InvalidSettings {
    Optional<Settings> file =
        config == null ? Optional.empty() : Optional.of(Settings.ofFile(config));
    if (file.isPresent()) {
      file.get().only("url", "topic", "certificate", "key", "ca");
      if (topic == null && file.get().has("topic")) {
        topic = file.get().text("topic", TOPIC.pattern(), "a topic such as " + USUAL_TOPIC);
      }
    }
    String to = url;
    if (to == null && file.isPresent() && file.get().has("url")) {
      to = file.get().text("url", "\\S{1,300}", "mqtts://HOST:PORT");
    }
    if (to == null) {
      throw new InvalidSettings(
          "--url is missing: the broker, such as mqtts://broker.example:8883; or --config FILE with"
              + " url, certificate, key, ca, topic");
    }
    return new BrokerAddress(
        to, path(certificate, file, "certificate"), path(key, file, "key"), path(ca, file, "ca"));
  }

  private static Optional<Path> path(Path given, Optional<Settings> file, String name)
      throws InvalidSettings {
    if (given != null || file.isEmpty() || !file.get().has(name)) {
      return Optional.ofNullable(given);
    }
    return Optional.of(file.get().path(name));
  }

  private static Duration time(String option, String text) throws InvalidSettings {
    return TIME.read(text)
        .orElseThrow(
            () ->
                new InvalidSettings(
                    option
                        + " is \""
                        + text
                        + "\": allowed is a time with its unit such as 90s, 10m, 2h, 1d"));
  }

  // ---- The table

  private int show(Look look, Duration old) throws IOException {
    Instant now = Instant.now();
    List<TerminalState> looked = new ArrayList<>(look.terminals());
    looked.removeIf(one -> merchant != null && !one.merchant().equals(merchant));
    List<TerminalState> unknown = new ArrayList<>(looked);
    unknown.removeIf(one -> !one.holdsUnknown(now, old));
    List<TerminalState> shown = new ArrayList<>(all ? looked : unknown);
    Comparator<TerminalState> byAge = Comparator.comparing(one -> one.age(now));
    Comparator<TerminalState> bySum = Comparator.comparing(TerminalState::amount);
    shown.sort(
        (sort.equals("age") ? byAge.thenComparing(bySum) : bySum.thenComparing(byAge))
            .reversed()
            .thenComparing(TerminalState::topic));
    PrintStream to = Console.out();
    if (json) {
      to.println(AgentApi.written(document(look, looked.size(), shown, now, old)));
    } else {
      shown.forEach(one -> to.println(row(one, now)));
      to.println(say("fleet.sum", unknown.size(), looked.size()));
      look.unreadable().forEach((where, why) -> to.println(say("fleet.unreadable", where, why)));
    }
    return unknown.isEmpty() && look.unreadable().isEmpty() ? 0 : 1;
  }

  private static Map<String, Object> document(
      Look look, int looked, List<TerminalState> shown, Instant now, Duration old) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("at", now.toString());
    json.put("looked", looked);
    List<Object> rows = new ArrayList<>();
    shown.forEach(one -> rows.add(one.json(now, old)));
    json.put("terminals", rows);
    List<Object> unreadable = new ArrayList<>();
    look.unreadable()
        .forEach((where, why) -> unreadable.add(Members.of("topic", where, "why", why)));
    json.put("unreadable", unreadable);
    return json;
  }

  private static String row(TerminalState one, Instant now) {
    List<String> what = new ArrayList<>();
    count(what, "fleet.pending", one.pending().count());
    count(what, "fleet.attention", one.attention().count());
    count(what, "fleet.reversals", one.reversals().count());
    count(what, "fleet.differences", one.differences());
    if (one.ledgerLoss()) {
      what.add(say("fleet.loss"));
    }
    return String.join(
        "  ",
        one.terminal(),
        one.merchant(),
        what.isEmpty() ? "-" : shown(one.age(now)),
        AgentCall.money(one.amount(), one.currency()),
        what.isEmpty() ? say("fleet.nothing") : String.join(say("fleet.and"), what),
        say("fleet.presence." + one.presence().orElse("unknown")),
        one.lineOnline() ? say("fleet.line.online") : say("fleet.line.offline"),
        say("fleet.reported", ShopClock.ofReader().shown(one.at().toString())));
  }

  private static void count(List<String> what, String text, long count) {
    if (count > 0) {
      what.add(say(text, count));
    }
  }

  private static String shown(Duration age) {
    if (age.toDays() > 0) {
      return age.toDays() + "d" + age.toHoursPart() + "h";
    }
    return age.toHours() > 0
        ? age.toHours() + "h" + age.toMinutesPart() + "m"
        : age.toMinutes() + "m" + age.toSecondsPart() + "s";
  }

  // ---- A bundle

  private int bundle(Broker broker, Look look)
      throws IOException, InvalidSettings, InterruptedException {
    List<TerminalState> found = new ArrayList<>(look.terminals());
    found.removeIf(one -> !one.terminal().equals(terminal));
    found.removeIf(one -> merchant != null && !one.merchant().equals(merchant));
    if (found.isEmpty()) {
      throw new IOException(say("fleet.no-terminal", terminal));
    }
    if (found.size() > 1) {
      throw new InvalidSettings(say("fleet.which", terminal));
    }
    TerminalState one = found.get(0);
    if (!one.allow().contains("bundle")) {
      throw new IOException(say("fleet.not-allowed", terminal));
    }
    if (!one.isHere()) {
      throw new IOException(say("fleet.not-here", terminal));
    }
    Path file = out == null ? Path.of("tillkeeper-" + fileName(one.terminal()) + ".tar.gz") : out;
    if (Files.exists(file)) {
      throw new InvalidSettings(say("bundle.exists", file));
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Optional<Instant> from = LookCall.since(since, ShopClock.ofReader());
    try {
      OwnerOnly.file(part.toFile());
      try (OutputStream to = Files.newOutputStream(part)) {
        AskedBundle.fetch(broker, new Topics(one.topic()), Instant.now(), from, PIECE, to);
      }
      BundleCheck.Verdict verdict = checked(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      PrintStream to = Console.out();
      String deviceKey = verdict.key().map(Object::toString).orElse("");
      if (json) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("file", file.toString());
        said.put("bytes", Files.size(file));
        said.put("deviceKey", deviceKey);
        to.println(AgentApi.written(said));
      } else {
        to.println(say("bundle.written", file, Files.size(file)));
        to.println(say("bundle.key", deviceKey));
      }
      return 0;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** A terminal's name is what a stranger may have written: only what a file's name may have. */
  private static String fileName(String name) {
    return name.replaceAll("[^A-Za-z0-9_-]", "_");
  }

  private static BundleCheck.Verdict checked(Path part) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(part))) {
      BundleCheck.Verdict verdict = BundleCheck.of(in, Optional.empty());
      if (!verdict.faults().isEmpty()) {
        throw new IOException(
            say("bundle.not-whole", Faults.say(verdict.faults().get(0), verdict)));
      }
      return verdict;
    }
  }
}
