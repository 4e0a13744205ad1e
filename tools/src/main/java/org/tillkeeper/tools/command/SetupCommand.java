package org.tillkeeper.tools.command;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tillkeeper.agent.CannotStart;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.tools.config.GivenFile;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.setup.Draft;
import org.tillkeeper.tools.setup.InvalidAnswer;
import org.tillkeeper.tools.setup.Place;
import org.tillkeeper.tools.setup.Question;
import org.tillkeeper.tools.setup.Trial;
import org.tillkeeper.tools.words.Language;
import org.tillkeeper.tools.words.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A terminal's first configuration: asks for what an agent cannot do without, checks each answer at
 * once, writes configuration and key, and tries the line. What is there already is never
 * overwritten unasked.
 */
@Command(
    name = "setup",
    footer =
        "tools/tillkeeper setup --terminal 00000001 --merchant 952718182217875 --address host.example:8600 --key-file key.txt --yes")
final class SetupCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int KEY_KILOBYTES = 1;

  @Option(names = "--terminal", paramLabel = "ID")
  private String terminal;

  @Option(names = "--merchant", paramLabel = "ID")
  private String merchant;

  @Option(names = "--currency", paramLabel = "CODE")
  private String currency;

  @Option(names = "--time-zone", paramLabel = "ZONE")
  private String timeZone;

  @Option(names = "--dialect", paramLabel = "NAME")
  private String dialect;

  @Option(names = "--address", paramLabel = "HOST:PORT")
  private String address;

  @Option(names = "--tls", paramLabel = "TLS")
  private String tls;

  @Option(names = "--tpdu", paramLabel = "HEX")
  private String tpdu;

  @Option(names = "--header", paramLabel = "HEX")
  private String header;

  @Option(names = "--key-file", paramLabel = "FILE", descriptionKey = "key-file")
  private String keyFile;

  @Option(names = "--replace")
  private boolean replace;

  @Option(names = "--untried")
  private boolean untried;

  @Option(names = "--yes")
  private boolean yes;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = AgentCall.DEFAULT_CONFIG,
      order = AgentCall.LAST)
  private Path config;

  private final Words words = Words.of("setup", Language.ofReader());
  private final PrintStream out = org.tillkeeper.tools.words.Console.out();
  private BufferedReader in;

  @Override
  public Integer call() throws InvalidSettings, IOException {
    in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Place place = Place.of(config);
    boolean isThere = Files.exists(place.config());
    if (isThere && !replace) {
      throw new InvalidSettings(words.say("is-there", place.config()));
    }
    Draft draft = new Draft(place);
    answers(draft);
    Optional<byte[]> key = key(draft, place);
    if (isThere) {
      Path aside = place.config().resolveSibling("agent.yaml." + STAMP.format(Instant.now()));
      Files.copy(place.config(), aside, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      out.println(words.say("kept", aside));
    }
    try {
      draft.write(key);
    } catch (java.nio.file.AccessDeniedException e) {
      throw new IOException(words.say("denied", e.getFile()), e);
    } finally {
      key.ifPresent(it -> Arrays.fill(it, (byte) 0));
    }
    out.println(words.say("written", place.config()));
    boolean well;
    try {
      well = untried || tried(place);
    } finally {
      // Only now: an agent takes no folder of another user's.
      place.handOver();
    }
    next(place);
    return well ? 0 : 1;
  }

  // ---- Asking

  private void answers(Draft draft) throws InvalidSettings, IOException {
    List<String> missing = new ArrayList<>();
    for (Question question : Question.values()) {
      Optional<String> given = Optional.ofNullable(given(question));
      if (given.isPresent()) {
        try {
          draft.answer(question, given.get());
        } catch (InvalidAnswer e) {
          throw new InvalidSettings("--" + question.option() + ": " + e.getMessage());
        }
      } else if (draft.applies(question)) {
        Optional<String> usual = draft.usual(question);
        if (!yes) {
          ask(draft, question, usual);
        } else if (usual.isPresent()) {
          take(draft, question, usual.get());
        } else {
          missing.add("--" + question.option());
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new InvalidSettings(words.say("missing", String.join(", ", missing)));
    }
  }

  private String given(Question question) {
    return switch (question) {
      case TERMINAL -> terminal;
      case MERCHANT -> merchant;
      case CURRENCY -> currency;
      case TIME_ZONE -> timeZone;
      case DIALECT -> dialect;
      case ADDRESS -> address;
      case TLS -> tls;
      case TPDU -> tpdu;
      case HEADER -> header;
    };
  }

  private void take(Draft draft, Question question, String usual)
      throws InvalidSettings, IOException {
    try {
      draft.answer(question, usual);
    } catch (InvalidAnswer e) {
      throw new InvalidSettings("--" + question.option() + ": " + e.getMessage());
    }
  }

  private void ask(Draft draft, Question question, Optional<String> usual)
      throws InvalidSettings, IOException {
    String text = words.say("ask." + question.option());
    while (true) {
      out.print(usual.map(it -> text + " [" + it + "]: ").orElse(text + ": "));
      out.flush();
      String typed = line();
      try {
        draft.answer(question, typed.isEmpty() && usual.isPresent() ? usual.get() : typed);
        return;
      } catch (InvalidAnswer e) {
        out.println(words.say("again", e.getMessage()));
      }
    }
  }

  private String line() throws InvalidSettings, IOException {
    String line = in.readLine();
    if (line == null) {
      throw new InvalidSettings(words.say("no-more-input"));
    }
    return line.trim();
  }

  // ---- The key

  private Optional<byte[]> key(Draft draft, Place place) throws InvalidSettings, IOException {
    boolean isThere = Files.exists(place.file(place.masterKey()));
    if (keyFile != null) {
      return Optional.of(checked(draft, keyOf(keyFile)));
    }
    if (yes) {
      if (isThere) {
        return Optional.empty();
      }
      throw new InvalidSettings(words.say("missing", "--key-file"));
    }
    while (true) {
      String typed = typedKey(words.say(isThere ? "ask.key-again" : "ask.key"));
      if (typed.isEmpty() && isThere) {
        return Optional.empty();
      }
      try {
        return Optional.of(checked(draft, bytes(typed)));
      } catch (InvalidSettings e) {
        out.println(words.say("again", e.getMessage()));
      }
    }
  }

  /** Unseen where a person types; else a line of what is piped in. */
  @SuppressWarnings("SystemConsoleNull") // on Java 17, which this is built for, there is none then
  private String typedKey(String text) throws InvalidSettings, IOException {
    Console console = System.console();
    out.print(text + ": ");
    out.flush();
    if (console == null) {
      return line();
    }
    char[] typed = console.readPassword();
    return typed == null ? "" : new String(typed).trim();
  }

  private byte[] keyOf(String file) throws InvalidSettings, IOException {
    return bytes(
        file.equals("-")
            ? line()
            : GivenFile.text(Path.of(file), "a key file", KEY_KILOBYTES).trim());
  }

  private static byte[] bytes(String hex) {
    return (hex + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] checked(Draft draft, byte[] key) throws InvalidSettings, IOException {
    try {
      draft.check(key);
      return key;
    } catch (InvalidAnswer e) {
      Arrays.fill(key, (byte) 0);
      throw new InvalidSettings(e.getMessage());
    }
  }

  // ---- Trying

  private boolean tried(Place place) throws IOException, InvalidSettings {
    out.println(words.say("trying"));
    Trial trial = new Trial(place);
    List<Map<?, ?>> wrong = trial.look();
    wrong.forEach(this::show);
    try {
      Trial.Result result =
          trial.signIn(
              () -> {
                try {
                  return AgentApi.of(place.config())::get;
                } catch (InvalidSettings e) {
                  throw new IOException(e.getMessage(), e);
                }
              });
      result.wrong().stream().filter(it -> !wrong.contains(it)).forEach(this::show);
      out.println(words.say("sign-in." + result.signIn()));
      return result.signIn() == Trial.SignIn.DONE
          || (result.signIn() == Trial.SignIn.NOT_TRIED && wrong.isEmpty());
    } catch (CannotStart | InvalidConfig e) {
      out.println(words.say("cannot-start", e.getMessage()));
      return false;
    }
  }

  private void show(Map<?, ?> finding) {
    String language = words.language().code();
    out.println(words.say("wrong", String.valueOf(finding.get(language))));
    if (finding.get("do") instanceof Map<?, ?> what && what.get(language) != null) {
      out.println(words.say("do", String.valueOf(what.get(language))));
    }
  }

  private void next(Place place) {
    out.println(
        place.isInstalled() ? words.say("next.installed") : words.say("next", place.config()));
    out.println(words.say("next.key", place.file(place.ledgerKey())));
  }
}
