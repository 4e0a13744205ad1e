package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * What a crowd of terminals does to an acquirer that comes back, and that the picture of it in the
 * docs is the one this code draws.
 */
class CrowdTest {
  private static final long SEED = 1;
  private static final Path PAGE = Path.of("docs", "crowd.md");
  private static final Path PICTURE = Path.of("docs", "crowd.svg");

  private static final Crowd JITTER = Crowd.withJitter(SEED);
  private static final Crowd NONE = Crowd.withoutJitter();

  @Test
  void the_acquirer_is_used_to_the_full_until_the_last_terminal_is_online() {
    double ratio = JITTER.lastOnlineSeconds / Crowd.leastSeconds();
    assertTrue(ratio >= 1 && ratio < 1.1, "ratio " + ratio);
    assertEquals(Crowd.TERMINALS, JITTER.online[JITTER.online.length - 1]);
  }

  @Test
  void jitter_spreads_the_load_and_its_absence_brings_the_crowd_in_waves() {
    assertTrue(JITTER.peak() < Crowd.TERMINALS / 3, "peak " + JITTER.peak());
    assertTrue(NONE.peak() > Crowd.TERMINALS * 9 / 10, "peak " + NONE.peak());
  }

  @Test
  void page_and_picture_are_what_this_code_says() throws IOException {
    if (Boolean.getBoolean("tillkeeper.regenerate")) {
      Files.writeString(PAGE, page());
      Files.writeString(PICTURE, picture());
    }
    String stale = "stale: regenerate with the command in agent/docs/crowd.md";
    assertEquals(page(), Files.readString(PAGE), stale);
    assertEquals(picture(), Files.readString(PICTURE), stale);
  }

  private static String page() {
    return String.format(
        Locale.ROOT,
        """
        # A crowd comes back

        %,d terminals lose their acquirer at the same moment. After %d s it is back and takes %d sign-ins a second; as many wait as
        it can take within 10 s, and it refuses the rest. Each terminal pauses between its tries as the line does: full jitter,
        doubled from %d ms to %d s at most. In virtual time, with the agent's own back-off code.

        | | with jitter | without |
        |---|---|---|
        | most connections tried in one second, once the acquirer is back | %,d | %,d |
        | from the acquirer's return until the last terminal is online | %.1f s | %.1f s |
        | beside the least possible, %.0f s | %.2f | %.2f |

        ![Connections tried per second, and terminals online, over time](crowd.svg)

        Without jitter the crowd comes in waves, all in the same second, and most of each wave is refused. With it the load is level
        from the first second. The shortest time possible is nearly met either way, since somebody always waits; jitter is what
        keeps the acquirer's front end standing meanwhile.

        A change of the network that a terminal notices by itself ends its pause. That is one terminal's event, not the crowd's: an
        acquirer that fails and comes back changes nothing about a terminal's network.

        Page and picture come from seed %d and are checked by `CrowdTest`. To draw them anew:

        ```
        mvn -pl agent -am test -Dtest=CrowdTest -Dsurefire.failIfNoSpecifiedTests=false -Dtillkeeper.regenerate=true
        ```
        """,
        Crowd.TERMINALS,
        Crowd.OUTAGE_SECONDS,
        Crowd.SIGN_INS_A_SECOND,
        Connecting.FIRST_PAUSE.toMillis(),
        Connecting.LONGEST_PAUSE.toSeconds(),
        JITTER.peak(),
        NONE.peak(),
        JITTER.lastOnlineSeconds,
        NONE.lastOnlineSeconds,
        Crowd.leastSeconds(),
        JITTER.lastOnlineSeconds / Crowd.leastSeconds(),
        NONE.lastOnlineSeconds / Crowd.leastSeconds(),
        SEED);
  }

  private static String picture() {
    CrowdPicture picture = new CrowdPicture();
    picture.draw(NONE, "#c0392b", "without jitter");
    picture.draw(JITTER, "#1f6fb2", "with jitter");
    return picture.svg();
  }
}
