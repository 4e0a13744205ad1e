package org.tillkeeper.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor of an agent that runs and is slow: slow is not silent. */
class SlowAgentTest {
  private static final long PATIENCE_SECONDS = 20;

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** The doctor has begun to look by itself. */
  private final CountDownLatch looksItself = new CountDownLatch(1);

  private HttpServer agent;
  private ServerSocket acquirer;

  @BeforeEach
  void listen() throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    acquirer = new ServerSocket(0, 4, here);
    threads.execute(
        () -> {
          try {
            acquirer.accept().close();
            looksItself.countDown();
          } catch (IOException e) {
            // The test is over.
          }
        });
    agent = HttpServer.create(new InetSocketAddress(here, 0), 0);
    agent.setExecutor(threads);
    agent.createContext("/v1/status", exchange -> answer(exchange, true));
    agent.createContext("/v1/diagnosis", exchange -> answer(exchange, false));
    agent.start();
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/api-token"), "secret\n");
    Files.writeString(
        folder.resolve("agent.yaml"),
        """
        terminal: {id: "00000001", merchant: "952718182217875", currency: CNY}
        data: ./data
        api: {listen: "127.0.0.1:%d"}
        host: {dialect: unionpay-pos, routes: [{name: primary, address: "127.0.0.1:%d", tls: false}]}
        keys: {masterKeyFile: ./master.key, ledgerKeyFile: ./ledger.key}
        """
            .formatted(agent.getAddress().getPort(), acquirer.getLocalPort()));
  }

  private void answer(HttpExchange exchange, boolean late) throws IOException {
    try {
      if (late) {
        looksItself.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    byte[] body = "{\"verdict\":\"the agent's own\"}".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @AfterEach
  void close() throws IOException {
    agent.stop(0);
    acquirer.close();
    threads.shutdownNow();
  }

  @Test
  void what_it_says_after_the_doctor_began_to_look_by_itself_still_counts() {
    assertEquals(
        "{\"verdict\":\"the agent's own\"}", DoctorCommand.diagnosis(folder.resolve("agent.yaml")));
    assertEquals(0, looksItself.getCount(), "it had begun");
  }

  @Test
  void where_nobody_listens_it_does_not_wait() {
    agent.stop(0);
    String said = DoctorCommand.diagnosis(folder.resolve("agent.yaml"));
    assertTrue(said.contains("agent-stopped"), said);
  }
}
