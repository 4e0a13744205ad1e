package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process of another user keeps all the strangers' places taken while a till has connected and
 * has not shown the token yet. For real, with processes of several users.
 */
@Tag("full")
@Timeout(120)
class CrowdOfAnotherUserTest {
  private static final String NOBODY = "65534";
  private static final String DAEMON = "1";

  /** Knocks in rounds and holds the last 60; says the number of each round when it is over. */
  private static final String CROWD =
      """
      held=()
      for ((round = 1; ; round++)); do
        for ((i = 0; i < 20; i++)); do
          exec {fd}<>/dev/tcp/127.0.0.1/PORT || exit 1
          held+=("$fd")
          if ((${#held[@]} > 60)); then
            exec {held[0]}>&-
            held=("${held[@]:1}")
          fi
        done
        echo "$round" || exit 0
        read -r -t 0.02
      done""";

  /** Connects, and asks when it is told to; says the first line of the answer. */
  private static final String TILL =
      """
      exec 3<>/dev/tcp/127.0.0.1/PORT
      echo connected
      read -r token
      printf 'GET /v1/status HTTP/1.1\\r\\nHost: localhost\\r\\nAuthorization: Bearer %s\\r\\n\\r\\n' \
        "$token" >&3
      read -r answer <&3
      echo "${answer:-cut off}"
      """;

  @TempDir Path data;
  private TillFixture till;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "needs other users");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
    till = new TillFixture(data.toFile(), Limits.DEFAULT);
  }

  @AfterEach
  void stop() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    if (till != null) {
      till.close();
    }
  }

  private Process process(String user, String script) throws IOException {
    Process process =
        new ProcessBuilder(
                "/usr/bin/setpriv",
                "--reuid=" + user,
                "--regid=65534",
                "--clear-groups",
                "bash",
                "-c",
                script.replace("PORT", String.valueOf(till.server.port())))
            .directory(Path.of("/").toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    processes.add(process);
    return process;
  }

  /** Until another 400 have knocked, for which they need more than a moment. */
  private static void aCrowdPasses(BufferedReader crowd) throws IOException {
    int from = Integer.parseInt(crowd.readLine());
    while (Integer.parseInt(crowd.readLine()) < from + 20) {
      // They go on.
    }
  }

  @Test
  void a_till_of_the_agents_user_that_is_slow_to_show_the_token_is_served() throws Exception {
    BufferedReader crowd = process(NOBODY, CROWD).inputReader();
    aCrowdPasses(crowd);
    for (int i = 0; i < 5; i++) {
      Wire wire = till.connect();
      aCrowdPasses(crowd);
      wire.send(till.head("GET", "/v1/status") + "\r\n");
      assertEquals(200, wire.answer().status());
      wire.socket.close();
    }
  }

  @Test
  void a_till_of_a_third_user_is_served() throws Exception {
    BufferedReader crowd = process(NOBODY, CROWD).inputReader();
    aCrowdPasses(crowd);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Process third = process(DAEMON, TILL);
      BufferedReader said = third.inputReader();
      assertEquals("connected", said.readLine());
      aCrowdPasses(crowd);
      third.outputWriter().append(till.token.text()).append('\n').close();
      answers.add(said.readLine());
    }
    String served = "HTTP/1.1 200 OK";
    assertEquals(Arrays.asList(served, served, served, served, served), answers);
  }
}
