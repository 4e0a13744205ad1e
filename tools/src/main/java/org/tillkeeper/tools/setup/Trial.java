package org.tillkeeper.tools.setup;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import org.tillkeeper.agent.AgentProcess;
import org.tillkeeper.agent.CannotStart;
import org.tillkeeper.agent.Examination;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.ledger.Ledger;

/**
 * Tries a configuration as it will be used: the doctor looks at machine and network, then the agent
 * itself runs until it has signed in. Only a terminal without a ledger is tried that way; with one
 * the agent would go on with payments, which is not what was asked.
 */
public final class Trial {
  /** What a stopped agent's terminal may lack, and what shows only when it runs. */
  private static final Set<String> NOT_YET =
      Set.of("agent", "ledger", "witness", "sign-in", "echo", "software", "parameters");

  private static final Duration FOR_SIGN_IN = Duration.ofSeconds(45);
  private static final long PAUSE_MILLIS = 100;

  private final Place place;

  public Trial(Place place) {
    this.place = place;
    // What the agent logs is not for who sets it up, and is kept in its log all the same.
    LogManager.getLogManager().reset();
  }

  /** How the agent asks its own API. */
  public interface Api {
    String get(String path) throws IOException;
  }

  /** How {@link Api} is made, once the agent listens. */
  public interface Connect {
    Api to() throws IOException;
  }

  /** What the agent found. */
  public enum SignIn {
    /** The acquirer has taken the terminal's numbers and key. */
    DONE,
    /** It has not, within the time. */
    FAILED,
    /** There is a ledger already; the agent that starts next signs in. */
    NOT_TRIED
  }

  /**
   * @param signIn whether the acquirer knows the terminal
   * @param wrong findings of the doctor that are wrong, as of {@code GET /v1/diagnosis}
   */
  public record Result(SignIn signIn, List<Map<?, ?>> wrong) {}

  /** What the doctor finds wrong, of what can be looked at before the agent runs. */
  public List<Map<?, ?>> look() throws IOException {
    return wrong(Examination.of(place.configFile()));
  }

  private static List<Map<?, ?>> wrong(String diagnosis) throws IOException {
    List<Map<?, ?>> wrong = new ArrayList<>();
    if (JSON.std.mapFrom(diagnosis).get("findings") instanceof List<?> all) {
      for (Object one : all) {
        if (one instanceof Map<?, ?> finding
            && Boolean.FALSE.equals(finding.get("ok"))
            && !NOT_YET.contains(String.valueOf(finding.get("check")))) {
          wrong.add(finding);
        }
      }
    }
    return wrong;
  }

  /** A machine that is busy may answer late; it is asked again. */
  private static boolean isSignedIn(Api api) {
    try {
      return Boolean.TRUE.equals(JSON.std.mapFrom(api.get("/v1/status")).get("signedIn"));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Runs the agent until it has signed in, but not for longer than a person waits.
   *
   * @throws CannotStart if it does not start
   */
  public Result signIn(Connect connect) throws IOException, CannotStart, InvalidConfig {
    AgentConfig config = AgentConfig.read(place.configFile());
    if (Ledger.exists(config.data())) {
      return new Result(SignIn.NOT_TRIED, List.of());
    }
    AgentProcess agent = AgentProcess.start(config, "setup");
    try {
      Api api = connect.to();
      long end = System.nanoTime() + FOR_SIGN_IN.toNanos();
      while (System.nanoTime() < end) {
        if (isSignedIn(api)) {
          return new Result(SignIn.DONE, List.of());
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
      Map<String, Object> diagnosis = JSON.std.mapFrom(api.get("/v1/diagnosis"));
      Object verdict = diagnosis.get("verdict");
      List<Map<?, ?>> wrong = new ArrayList<>();
      if (diagnosis.get("findings") instanceof List<?> all && verdict instanceof Map<?, ?> first) {
        for (Object one : all) {
          if (one instanceof Map<?, ?> it && first.get("check").equals(it.get("check"))) {
            wrong.add(it);
          }
        }
      }
      return new Result(SignIn.FAILED, wrong);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result(SignIn.FAILED, List.of());
    } finally {
      agent.close();
    }
  }
}
