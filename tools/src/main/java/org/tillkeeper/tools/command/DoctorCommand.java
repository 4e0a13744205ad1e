package org.tillkeeper.tools.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
  private static final long AGENT_SECONDS = 2;

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
    try {
      AgentApi api = AgentApi.of(config);
      within(AGENT_SECONDS, () -> api.get("/v1/status"));
      return api.get("/v1/diagnosis");
    } catch (InvalidSettings | IOException e) {
      return Examination.of(config.toFile());
    }
  }

  /** A thread that hangs is left behind: this process ends soon. */
  private static String within(long seconds, Callable<String> call) throws IOException {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                answer.complete(call.call());
              } catch (Exception e) {
                answer.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    try {
      return answer.get(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("no answer", e);
    }
  }
}
