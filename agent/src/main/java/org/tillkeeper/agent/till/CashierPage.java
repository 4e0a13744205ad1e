package org.tillkeeper.agent.till;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The cashier's page, or the engineer's: one HTML file with its style and script inside, so that it
 * needs nothing but this server. Its content security policy allows exactly these two and calls to
 * this server alone.
 */
final class CashierPage {
  /**
   * The scripts of the cashier's page: a module each for whoever reads, checks and lints them, one
   * script for the browser. Each is there before those that use it while the page starts.
   */
  static final List<String> CASHIER =
      Collections.unmodifiableList(
          Arrays.asList(
              "lean-qr.js",
              "cashier-dom.js",
              "cashier-text.js",
              "cashier-known.js",
              "cashier-money.js",
              "cashier-clock.js",
              "cashier-agent.js",
              "cashier-stream.js",
              "cashier-act.js",
              "cashier-sound.js",
              "cashier-keys.js",
              "cashier-scan.js",
              "cashier-receipt.js",
              "cashier-list.js",
              "cashier-ask.js",
              "cashier-sheet.js",
              "cashier-notices.js",
              "cashier-bar.js",
              "cashier-day.js",
              "cashier-search.js",
              "cashier-supervisor.js",
              "cashier-slip.js",
              "cashier-tour.js",
              "cashier-pad.js",
              "cashier-pay.js",
              "cashier.js"));

  private static final List<String> ENGINEER =
      Collections.unmodifiableList(Arrays.asList("engineer-text.js", "engineer.js"));

  /** The form that all imports of the modules have. */
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import \\{[^}]*\\} from '\\./[a-z-]+\\.js';\\n");

  private static final Pattern EXPORT =
      Pattern.compile("(?m)^export (?=const|function|async|class)");

  /** Types and comments on what is exported are for readers; a licence begins otherwise. */
  private static final Pattern COMMENT =
      Pattern.compile("(?s)[ \\t]*/\\*\\*.*?\\*/[ \\t]*\\n?|(?m)^[ \\t]*//[^\\n]*\\n");

  private static final Pattern STYLE_COMMENT = Pattern.compile("(?m)^[ \\t]*/\\*[^*]*\\*/\\n");

  /** No text of a style holds any of these, nor a blank behind a colon or a comma. */
  private static final Pattern STYLE_SPACE = Pattern.compile("\\s*([{};])\\s*|(?<=[:,])[ \\n]+");

  /** The last of a rule needs none. */
  private static final Pattern STYLE_LAST = Pattern.compile(";(?=\\})");

  /** A value of letters and digits needs none. */
  private static final Pattern QUOTES =
      Pattern.compile("(?<= [a-z-]{1,20}=)\"([A-Za-z0-9-]+)\"(?=[ >])");

  private static final Pattern INDENT = Pattern.compile("(?m)^[ \\t]+|\\n(?=\\n)");

  private final byte[] html;
  private final String policy;

  private CashierPage(byte[] html, String policy) {
    this.html = html;
    this.policy = policy;
  }

  /** Puts the page together from its parts on the class path. */
  static CashierPage load() throws IOException {
    return load("cashier", CASHIER);
  }

  /** The page that shows the diagnosis. */
  static CashierPage ofEngineer() throws IOException {
    return load("engineer", ENGINEER);
  }

  private static CashierPage load(String name, List<String> modules) throws IOException {
    String style = "\n" + style(resource(name + ".css"));
    String script = script(modules);
    String html =
        QUOTES
            .matcher(bare(resource(name + ".html")))
            .replaceAll("$1")
            .replace("<style></style>", "<style>" + style + "</style>")
            .replace("<script></script>", "<script>" + script + "</script>");
    // blob: what the page itself has made, which an app around it reads in its name to save it.
    String policy =
        "default-src 'none'; script-src '"
            + hash(script)
            + "'; style-src '"
            + hash(style)
            + "'; img-src data:; connect-src 'self' blob:; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
    return new CashierPage(html.getBytes(StandardCharsets.UTF_8), policy);
  }

  /** The modules as one script, whose names nobody else sees. */
  static String script(List<String> modules) throws IOException {
    StringBuilder script = new StringBuilder("\n'use strict';\n(() => {\n");
    for (String module : modules) {
      String text = IMPORT.matcher(resource(module)).replaceAll("");
      text = COMMENT.matcher(EXPORT.matcher(text).replaceAll("")).replaceAll("");
      script.append(bare(text));
    }
    return script.append("})();\n").toString();
  }

  private static String style(String text) {
    String bare = STYLE_COMMENT.matcher(text).replaceAll("");
    return STYLE_LAST.matcher(STYLE_SPACE.matcher(bare).replaceAll("$1")).replaceAll("");
  }

  /** Without what only readers need; no text in any part goes over the end of a line. */
  private static String bare(String text) {
    return INDENT.matcher(text).replaceAll("");
  }

  /** The page with a status; it holds no data. */
  Reply.Document document(int status) {
    return new Reply.Document(
        status,
        "text/html; charset=utf-8",
        html,
        Collections.singletonMap("Content-Security-Policy", policy));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static String resource(String name) throws IOException {
    try (InputStream in = CashierPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the program is incomplete: " + name + " is missing");
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
      return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }
  }
}
