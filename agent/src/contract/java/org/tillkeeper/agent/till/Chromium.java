package org.tillkeeper.agent.till;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The system's Chromium, one process for all tests of a JVM, driven over the DevTools protocol. A
 * browser library would bring 200 MB into every build for the same few commands. Safe for any
 * thread.
 */
final class Chromium {
  static final long PATIENCE_SECONDS = 60;

  private static Chromium running;

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Map<String, Object>>> open =
      new ConcurrentHashMap<>();

  /** The one of this JVM, which is started at its first use and ends with the JVM. */
  static synchronized Chromium shared() throws Exception {
    if (running == null || !running.process.isAlive()) {
      running = new Chromium(Files.createTempDirectory("chromium"));
    }
    return running;
  }

  private Chromium(Path profile) throws Exception {
    process =
        new ProcessBuilder(
                System.getProperty("tillkeeper.chromium", "chromium"),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-extensions",
                // What a test does not look at goes on all the same.
                "--disable-background-timer-throttling",
                "--disable-backgrounding-occluded-windows",
                "--disable-renderer-backgrounding",
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0",
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(new File(profile.toFile(), "chromium.log"))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, profile)));
    socket = connect(profile.resolve("DevToolsActivePort"));
  }

  private WebSocket connect(Path portFile) throws Exception {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.exists(portFile) || Files.readAllLines(portFile).size() < 2) {
      if (!process.isAlive() || System.nanoTime() > giveUp) {
        throw new IOException(
            "Chromium did not start: " + Files.readString(portFile.resolveSibling("chromium.log")));
      }
      Thread.onSpinWait();
    }
    List<String> lines = Files.readAllLines(portFile);
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)), new Listener())
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * One command, whose answer comes later.
   *
   * @param session of a page; empty for the browser itself
   */
  CompletableFuture<Map<String, Object>> send(
      String session, String method, Map<String, Object> parameters) throws IOException {
    int id = lastId.incrementAndGet();
    CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
    open.put(id, answer);
    Map<String, Object> command = new LinkedHashMap<>();
    command.put("id", id);
    command.put("method", method);
    command.put("params", parameters);
    if (!session.isEmpty()) {
      command.put("sessionId", session);
    }
    String text = JSON.std.asString(command);
    synchronized (socket) {
      socket.sendText(text, true).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
    return answer;
  }

  Map<String, Object> command(String session, String method, Map<String, Object> parameters)
      throws Exception {
    return send(session, method, parameters).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static void end(Process process, Path profile) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    // The profile is deleted next; no child may still write into it.
    process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
    for (ProcessHandle child : children) {
      child.onExit().completeOnTimeout(child, 5, TimeUnit.SECONDS).join();
    }
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      // What is left lies in the system's folder for what may be deleted.
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          heard(JSON.std.mapFrom(text.toString()));
        } catch (IOException e) {
          open.values().forEach(waiting -> waiting.completeExceptionally(e));
        }
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }

    private void heard(Map<String, Object> message) {
      if (message.get("id") instanceof Integer id) {
        CompletableFuture<Map<String, Object>> waiting = open.remove(id);
        if (message.containsKey("error")) {
          waiting.completeExceptionally(new IOException(message.get("error").toString()));
        } else {
          @SuppressWarnings("unchecked") // an answer's result is an object
          Map<String, Object> result =
              (Map<String, Object>) message.getOrDefault("result", Map.of());
          waiting.complete(result);
        }
      }
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      open.values().forEach(waiting -> waiting.completeExceptionally(error));
    }
  }
}
