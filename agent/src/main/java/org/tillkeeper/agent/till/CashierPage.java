package org.tillkeeper.agent.till;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;

/**
 * The cashier's page, or the engineer's: one HTML file with its style and script inside, so that it
 * needs nothing but this server. Its content security policy allows exactly these two and calls to
 * this server alone.
 */
final class CashierPage {
  private final byte[] html;
  private final String policy;

  private CashierPage(byte[] html, String policy) {
    this.html = html;
    this.policy = policy;
  }

  /** Puts the page together from its parts on the class path. */
  static CashierPage load() throws IOException {
    return load("cashier");
  }

  /** The page that shows the diagnosis. */
  static CashierPage ofEngineer() throws IOException {
    return load("engineer");
  }

  private static CashierPage load(String name) throws IOException {
    String style = "\n" + resource(name + ".css");
    String script = "\n" + resource(name + "-text.js") + resource(name + ".js");
    String html =
        resource(name + ".html")
            .replace("<style></style>", "<style>" + style + "</style>")
            .replace("<script></script>", "<script>" + script + "</script>");
    String policy =
        "default-src 'none'; script-src '"
            + hash(script)
            + "'; style-src '"
            + hash(style)
            + "'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
    return new CashierPage(html.getBytes(StandardCharsets.UTF_8), policy);
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

  private static String resource(String name) throws IOException {
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
