package org.tillkeeper.agent.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.files.OwnerOnly;
import org.tillkeeper.agent.ledger.Announcements;

/** The page for the integrator says what is so. */
class WebhooksPageTest {
  private static final Path PAGE = Path.of("docs/webhooks.md");
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir Path folder;

  @Test
  void the_page_names_every_event_and_every_bound() throws Exception {
    String page = Files.readString(PAGE);
    for (Announcements.Type type : Announcements.Type.values()) {
      assertTrue(page.contains("| `" + type.label() + "` |"), type.label());
    }
    for (String bound :
        new String[] {
          "after " + Webhooks.FIRST_PAUSE.toSeconds() + " s",
          "at most " + Webhooks.LONGEST_PAUSE.toHours() + " h",
          "for "
              + Webhooks.GIVEN_UP_AFTER.toDays()
              + " days (and "
              + Webhooks.GIVEN_UP_AFTER_FAILURES
              + " tries",
          "within " + NettyPost.PATIENCE.toSeconds() + " s",
          String.format("%,d events", Webhooks.WAITING_MOST)
        }) {
      assertTrue(page.contains(bound), bound);
    }
  }

  @Test
  @Tag("full")
  @EnabledIfSystemProperty(named = "tillkeeper.full", matches = "true")
  void the_example_of_the_page_believes_the_terminal_and_nobody_else() throws Exception {
    Path file = folder.resolve("hook.secret");
    OwnerOnly.write(file.toFile(), (SECRET + "\n").getBytes(StandardCharsets.UTF_8));
    Secret secret = Secret.read("webhooks[0].secretFile", file.toFile());
    byte[] body = "{\"type\":\"payment.final\",\"data\":\"é\"}".getBytes(StandardCharsets.UTF_8);
    long now = Instant.now().getEpochSecond();
    assertEquals("0: x-1 payment.final", run(secret, "x-1", now, now, body));
    assertTrue(run(secret, "x-1", now, now + 1, body).contains("not the terminal"));
    assertTrue(run(secret, "x-1", now - 900, now - 900, body).contains("too old"));
  }

  /**
   * @param signed the time that was signed
   * @param said the time that is said
   */
  private String run(Secret secret, String id, long signed, long said, byte[] body)
      throws Exception {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("```python\n") + "```python\n".length();
    String example = page.substring(begin, page.indexOf("```", begin));
    Files.writeString(
        folder.resolve("hook.py"),
        example
            + """
            import sys
            id, data = event({"webhook-id": "%s", "webhook-timestamp": "%d", "webhook-signature": "v1,x %s"},
                             open("body", "rb").read())
            print(id, data["type"])
            """
                .formatted(id, said, secret.sign(id, Long.toString(signed), body)));
    Files.write(folder.resolve("body"), body);
    Process python =
        new ProcessBuilder("python3", "hook.py")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return python.waitFor() + ": " + printed.trim();
  }
}
