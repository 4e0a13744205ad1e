package org.tillkeeper.tools.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tillkeeper.agent.Examination;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Console;
import org.tillkeeper.tools.words.Language;
import org.tillkeeper.tools.words.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What is wrong with the terminal, what comes first, and what to do. A running agent is asked.
 * Where none answers, this looks by itself.
 */
@Command(name = "doctor", footer = "tools/tillkeeper doctor --lang zh")
final class DoctorCommand extends LookCall {
  /** A running agent says how it stands within milliseconds. */
  private static final Duration AGENT = Duration.ofSeconds(2);

  /** On a machine that is busy with other things it may need longer. */
  private static final Duration SLOW_AGENT = Duration.ofSeconds(6);

  /** For all of it, after the start of Java. */
  private static final Duration ALL = Duration.ofMillis(13_500);

  @Option(names = "--lang", paramLabel = "LANGUAGE")
  private String language;

  @Override
  public Integer call() throws InvalidSettings, IOException {
    AgentCall.oneOf("--lang", language, List.of("zh", "en"));
    if (!isAfar() && !Files.exists(config())) {
      throw new InvalidSettings(
          "--config is \"" + config() + "\": allowed is a file with the agent's configuration");
    }
    String body = isAfar() ? api().get(path()) : diagnosis(config());
    Map<String, Object> diagnosis = AgentApi.parsed(body);
    if (isJson()) {
      Console.out().println(body.trim());
    } else {
      show(diagnosis);
    }
    return exitCode(diagnosis);
  }

  @Override
  String path() {
    return "/v1/diagnosis";
  }

  @Override
  void show(Map<String, Object> diagnosis, AgentApi api, PrintStream out) {
    show(diagnosis);
  }

  private void show(Map<String, Object> diagnosis) {
    new DiagnosisPage(words(), clockOrReaders(), Console.out()).show(diagnosis);
  }

  @Override
  int exitCode(Map<String, Object> diagnosis) {
    boolean fine =
        diagnosis.get("verdict") instanceof Map<?, ?> verdict
            && Boolean.TRUE.equals(verdict.get("ok"));
    return fine ? 0 : 1;
  }

  private Words words() {
    Language asked =
        language == null
            ? Language.ofReader()
            : language.equals("zh") ? Language.CHINESE : Language.ENGLISH;
    return Words.of("command", asked);
  }

  /**
   * The diagnosis of the terminal with this configuration, whether its agent runs or not, as JSON.
   * Takes at most fifteen seconds.
   */
  static String diagnosis(Path config) {
    return new Asking(config).answer();
  }

  /**
   * Asks a running agent, and looks without it where that says nothing for a while. On a busy
   * machine it may only be slow, so what it says later still counts. Threads that hang are left
   * behind: this process ends soon.
   */
  private static final class Asking {
    private final Path config;

    /** It runs. */
    private final CompletableFuture<Boolean> runs = new CompletableFuture<>();

    /** What it says. */
    private final CompletableFuture<String> told = new CompletableFuture<>();

    Asking(Path config) {
      this.config = config;
    }

    String answer() {
      long begun = System.nanoTime();
      begin(this::ask);
      if (isTrue(runs, until(begun, AGENT))) {
        return value(told, until(begun, ALL)).orElseGet(() -> Examination.of(config.toFile()));
      }
      CompletableFuture<String> alone =
          CompletableFuture.supplyAsync(() -> Examination.of(config.toFile()), Asking::begin);
      // That nobody listens is known at once, that one who listens is silent only after a while.
      if (!isTrue(runs, until(begun, SLOW_AGENT))) {
        String found = alone.join();
        if (!isTrue(runs, Duration.ZERO)) {
          return found;
        }
      }
      return value(told, until(begun, ALL)).orElseGet(alone::join);
    }

    private void ask() {
      try {
        AgentApi api = AgentApi.of(config);
        api.get("/v1/status");
        runs.complete(true);
        told.complete(api.get("/v1/diagnosis"));
      } catch (InvalidSettings | IOException e) {
        runs.completeExceptionally(e);
        told.completeExceptionally(e);
      }
    }

    private static void begin(Runnable work) {
      Thread thread = new Thread(work);
      thread.setDaemon(true);
      thread.start();
    }

    private static Duration until(long begun, Duration end) {
      return end.minusNanos(System.nanoTime() - begun);
    }

    private static boolean isTrue(CompletableFuture<Boolean> value, Duration most) {
      return value(value, most).orElse(false);
    }

    /** Its value; empty where it failed, or is not there in time. */
    private static <T> Optional<T> value(CompletableFuture<T> value, Duration most) {
      try {
        return Optional.of(value.get(Math.max(0, most.toNanos()), TimeUnit.NANOSECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      } catch (ExecutionException | TimeoutException e) {
        return Optional.empty();
      }
    }
  }
}
