package org.tillkeeper.agent.till;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A browser with one page: cookies, storage and language of its own, in the one {@link Chromium} of
 * this JVM.
 */
public final class Browser implements AutoCloseable {
  private static final long REST_SECONDS = 5;

  private final Chromium chromium;
  private final String context;
  private final String session;

  /** When the last key was pressed, as the page was told; seconds. */
  private double pressedUntil;

  /**
   * A browser that nobody has used before.
   *
   * @param language what it prefers, for example {@code zh-CN}
   */
  public Browser(String language) throws Exception {
    chromium = Chromium.shared();
    context =
        String.valueOf(
            chromium.command("", "Target.createBrowserContext", Map.of()).get("browserContextId"));
    Object target =
        chromium
            .command(
                "",
                "Target.createTarget",
                Map.of("url", "about:blank", "browserContextId", context))
            .get("targetId");
    session =
        String.valueOf(
            chromium
                .command("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId"));
    Object agent = chromium.command("", "Browser.getVersion", Map.of()).get("userAgent");
    command("Page.enable", Map.of());
    command(
        "Emulation.setUserAgentOverride", Map.of("userAgent", agent, "acceptLanguage", language));
    command("Emulation.setLocaleOverride", Map.of("locale", language));
    command("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
  }

  public void open(String address) throws Exception {
    command("Page.navigate", Map.of("url", address));
  }

  /** Takes what the page saves, without asking. */
  public void savesTo(Path folder) throws Exception {
    command(
        "Page.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", folder.toAbsolutePath().toString()));
  }

  public void reload() throws Exception {
    command("Page.reload", Map.of());
  }

  public void resize(int width, int height) throws Exception {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 700));
  }

  /** The value of a JavaScript expression as text. */
  public String value(String expression) throws Exception {
    Map<String, Object> answer =
        command(
            "Runtime.evaluate",
            Map.of("expression", "String(" + expression + ")", "returnByValue", true));
    return String.valueOf(((Map<?, ?>) answer.get("result")).get("value"));
  }

  /** The value that a JavaScript promise ends with, as text. */
  public String awaited(String promise) throws Exception {
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
  public void keys(String text, long gapMillis) throws Exception {
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
      pressed.add(chromium.send(session, "Input.dispatchKeyEvent", down));
      pressed.add(chromium.send(session, "Input.dispatchKeyEvent", up));
      at += gapMillis / 1000.0;
      pressedUntil = at;
    }
    for (CompletableFuture<Map<String, Object>> one : pressed) {
      one.get(Chromium.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /**
   * What the person has asked the system for.
   *
   * @param features for example {@code prefers-color-scheme} and {@code dark}
   */
  public void prefers(Map<String, String> features) throws Exception {
    List<Map<String, String>> all = new ArrayList<>();
    features.forEach((name, value) -> all.add(Map.of("name", name, "value", value)));
    command("Emulation.setEmulatedMedia", Map.of("features", all));
  }

  /** Bytes that scripts hold, once what nobody holds is gone. */
  public long heap() throws Exception {
    command("HeapProfiler.collectGarbage", Map.of());
    return ((Number) command("Runtime.getHeapUsage", Map.of()).get("usedSize")).longValue();
  }

  public void click(String selector) throws Exception {
    waitFor("!!document.querySelector('" + selector + "')");
    value("document.querySelector('" + selector + "').click()");
  }

  /**
   * Waits until a JavaScript condition holds. The page looks by itself, so that waiting costs the
   * machine nothing; a page that is left meanwhile is asked anew.
   */
  public void waitFor(String condition) throws Exception {
    String look =
        "new Promise((done) => { const until = Date.now() + 2000; const look = () => {"
            + " let holds = false; try { holds = ("
            + condition
            + "); } catch (e) { /* not yet */ }"
            + " if (holds === true) done('true'); else if (Date.now() > until) done('false');"
            + " else setTimeout(look, 8); }; look(); })";
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(Chromium.PATIENCE_SECONDS);
    while (!holds(look)) {
      if (System.nanoTime() > giveUp) {
        throw new AssertionError(
            "never true: " + condition + "; the page says:\n" + value("document.body.innerText"));
      }
    }
  }

  private boolean holds(String look) throws Exception {
    try {
      return awaited(look).equals("true");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException) {
        return false; // the page has gone while it looked
      }
      throw e;
    }
  }

  /**
   * Presses a button as a finger does: it must be in view, and nothing may lie on it once the page
   * has come to rest after a change of its size.
   *
   * @throws AssertionError naming what lies there instead
   */
  public void tap(String selector) throws Exception {
    waitFor("document.querySelector('" + selector + "')?.checkVisibility() === true");
    String at = middle(selector);
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(REST_SECONDS);
    while (at.startsWith("covered") && System.nanoTime() < giveUp) {
      at = middle(selector);
    }
    if (at.startsWith("covered")) {
      throw new AssertionError(selector + " is " + at);
    }
    double x = Double.parseDouble(at.substring(0, at.indexOf(' ')));
    double y = Double.parseDouble(at.substring(at.indexOf(' ') + 1));
    for (String type : new String[] {"mousePressed", "mouseReleased"}) {
      command(
          "Input.dispatchMouseEvent",
          Map.of("type", type, "x", x, "y", y, "button", "left", "clickCount", 1));
    }
  }

  /** Where its middle is, or what lies there instead. */
  private String middle(String selector) throws Exception {
    return value(
        "(() => { const node = document.querySelector('"
            + selector
            + "'); node.scrollIntoView({block: 'nearest'}); const r ="
            + " node.getBoundingClientRect(); const x = r.left + r.width / 2, y = r.top +"
            + " r.height / 2; const hit = document.elementFromPoint(x, y); return"
            + " node.contains(hit) ? x + ' ' + y : 'covered by ' + (hit && (hit.id ||"
            + " hit.outerHTML.slice(0, 80))); })()");
  }

  /** A picture of the window as PNG. */
  public void picture(Path file) throws Exception {
    Map<String, Object> answer = command("Page.captureScreenshot", Map.of("format", "png"));
    Files.write(file, Base64.getDecoder().decode(String.valueOf(answer.get("data"))));
  }

  private Map<String, Object> command(String method, Map<String, Object> parameters)
      throws Exception {
    return chromium.command(session, method, parameters);
  }

  @Override
  public void close() {
    try {
      chromium.command("", "Target.disposeBrowserContext", Map.of("browserContextId", context));
    } catch (Exception e) {
      throw new IllegalStateException("the browser does not end", e);
    }
  }
}
