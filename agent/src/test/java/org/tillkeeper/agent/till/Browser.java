package org.tillkeeper.agent.till;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The system's Chromium with one page, driven over the DevTools protocol. A browser library would
 * bring 200 MB into every build for the same few commands.
 */
final class Browser implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process chromium;
  private final WebSocket socket;

  /** When the last key was pressed, as the page was told; seconds. */
  private double pressedUntil;

  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Map<String, Object>>> open =
      new ConcurrentHashMap<>();

  /**
   * @param profile an empty folder
   * @param language what the browser prefers, for example {@code zh-CN}
   */
  Browser(Path profile, String language) throws Exception {
    chromium =
        new ProcessBuilder(
                System.getProperty("tillkeeper.chromium", "chromium"),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-extensions",
                "--lang=" + language,
                "--accept-lang=" + language,
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0",
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(new File(profile.toFile(), "chromium.log"))
            .start();
    try {
      socket = connect(profile.resolve("DevToolsActivePort"));
    } catch (Exception e) {
      end();
      throw e;
    }
    command("Page.enable", Map.of());
  }

  private WebSocket connect(Path portFile) throws Exception {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.exists(portFile) || Files.readAllLines(portFile).size() < 2) {
      if (!chromium.isAlive() || System.nanoTime() > giveUp) {
        throw new IOException(
            "Chromium did not start: see " + portFile.resolveSibling("chromium.log"));
      }
      Thread.onSpinWait();
    }
    String port = Files.readAllLines(portFile).get(0);
    HttpClient http = HttpClient.newHttpClient();
    String address = "";
    while (address.isEmpty() && System.nanoTime() < giveUp) {
      String targets =
          http.send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      for (Object target : (List<?>) JSON.std.anyFrom(targets)) {
        if (target instanceof Map<?, ?> one && "page".equals(one.get("type"))) {
          address = String.valueOf(one.get("webSocketDebuggerUrl"));
        }
      }
    }
    return http.newWebSocketBuilder()
        .buildAsync(URI.create(address), new Listener())
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  void open(String address) throws Exception {
    command("Page.navigate", Map.of("url", address));
  }

  void reload() throws Exception {
    command("Page.reload", Map.of());
  }

  void resize(int width, int height) throws Exception {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 700));
  }

  /** The value of a JavaScript expression as text. */
  String value(String expression) throws Exception {
    Map<String, Object> answer =
        command(
            "Runtime.evaluate",
            Map.of("expression", "String(" + expression + ")", "returnByValue", true));
    return String.valueOf(((Map<?, ?>) answer.get("result")).get("value"));
  }

  /** The value that a JavaScript promise ends with, as text. */
  String awaited(String promise) throws Exception {
    Map<String, Object> answer =
        command(
            "Runtime.evaluate",
            Map.of("expression", promise, "returnByValue", true, "awaitPromise", true));
    return String.valueOf(((Map<?, ?>) answer.get("result")).get("value"));
  }

  /**
   * Presses keys as a keyboard does, each a fixed time after the one before; {@code \n} is Enter.
   * The times are told to the page, however slow this machine is.
   */
  void keys(String text, long gapMillis) throws Exception {
    double at = Math.max(System.currentTimeMillis() / 1000.0, pressedUntil + 1);
    List<CompletableFuture<Map<String, Object>>> pressed = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean enter = c == '\n';
      String key = enter ? "Enter" : String.valueOf(c);
      boolean named = enter || Character.isLetterOrDigit(c);
      Map<String, Object> up = new HashMap<>();
      up.put("type", "keyUp");
      up.put("key", key);
      up.put("windowsVirtualKeyCode", enter ? 13 : named ? (int) Character.toUpperCase(c) : 0);
      up.put("timestamp", at);
      Map<String, Object> down = new HashMap<>(up);
      down.put("type", "keyDown");
      down.put("text", enter ? "\r" : key);
      pressed.add(send("Input.dispatchKeyEvent", down));
      pressed.add(send("Input.dispatchKeyEvent", up));
      at += gapMillis / 1000.0;
      pressedUntil = at;
    }
    for (CompletableFuture<Map<String, Object>> one : pressed) {
      one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /**
   * What the person has asked the system for.
   *
   * @param features for example {@code prefers-color-scheme} and {@code dark}
   */
  void prefers(Map<String, String> features) throws Exception {
    List<Map<String, String>> all = new ArrayList<>();
    features.forEach((name, value) -> all.add(Map.of("name", name, "value", value)));
    command("Emulation.setEmulatedMedia", Map.of("features", all));
  }

  /** Bytes that scripts hold, once what nobody holds is gone. */
  long heap() throws Exception {
    command("HeapProfiler.collectGarbage", Map.of());
    return ((Number) command("Runtime.getHeapUsage", Map.of()).get("usedSize")).longValue();
  }

  void click(String selector) throws Exception {
    waitFor("!!document.querySelector('" + selector + "')");
    value("document.querySelector('" + selector + "').click()");
  }

  /** Waits until a JavaScript condition holds. */
  void waitFor(String condition) throws Exception {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!value(condition).equals("true")) {
      if (System.nanoTime() > giveUp) {
        throw new AssertionError(
            "never true: " + condition + "; the page says:\n" + value("document.body.innerText"));
      }
      Thread.onSpinWait();
    }
  }

  /** A picture of the window as PNG. */
  void picture(Path file) throws Exception {
    Map<String, Object> answer = command("Page.captureScreenshot", Map.of("format", "png"));
    Files.write(file, Base64.getDecoder().decode(String.valueOf(answer.get("data"))));
  }

  private Map<String, Object> command(String method, Map<String, Object> parameters)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    return send(method, parameters).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private CompletableFuture<Map<String, Object>> send(String method, Map<String, Object> parameters)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    int id = lastId.incrementAndGet();
    CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
    open.put(id, answer);
    String text = JSON.std.asString(Map.of("id", id, "method", method, "params", parameters));
    socket.sendText(text, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return answer;
  }

  @Override
  public void close() {
    socket.abort();
    end();
  }

  private void end() {
    List<ProcessHandle> children = chromium.descendants().toList();
    chromium.destroy();
    // The profile is deleted next; no child may still write into it.
    chromium.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    for (ProcessHandle child : children) {
      child.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          Map<String, Object> message = JSON.std.mapFrom(text.toString());
          if (message.get("id") instanceof Integer id) {
            @SuppressWarnings("unchecked") // an answer's result is an object
            Map<String, Object> result =
                (Map<String, Object>) message.getOrDefault("result", Map.of());
            if (message.containsKey("error")) {
              open.remove(id)
                  .completeExceptionally(new IOException(message.get("error").toString()));
            } else {
              open.remove(id).complete(result);
            }
          }
        } catch (IOException e) {
          open.values().forEach(waiting -> waiting.completeExceptionally(e));
        }
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
