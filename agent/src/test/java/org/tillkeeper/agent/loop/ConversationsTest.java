package org.tillkeeper.agent.loop;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every conversation of {@code src/test/resources/conversations} is played: what the till asks,
 * each message that must be sent for it, what is answered or how the line breaks, and what the
 * payments and the acquirer's books must say then.
 */
class ConversationsTest {
  private static final Logger QUIET = Logger.getLogger("org.tillkeeper.agent");

  @TempDir static File folder;
  private static int played;

  @BeforeAll
  static void quiet() {
    QUIET.setLevel(Level.SEVERE);
  }

  @AfterAll
  static void aloud() {
    QUIET.setLevel(null);
  }

  @TestFactory
  Stream<DynamicNode> terminal_and_acquirer_say_what_the_script_says() {
    return Script.all().stream()
        .map(
            script ->
                dynamicContainer(
                    script.name(),
                    script.talks().stream()
                        .map(talk -> dynamicTest(talk.name(), () -> play(script, talk)))));
  }

  private static void play(Script script, Script.Talk talk) throws Exception {
    File home = new File(folder, "talk" + played++);
    if (!home.mkdir()) {
      throw new AssertionError("cannot make " + home);
    }
    try (ScriptPlayer player = new ScriptPlayer(script, home)) {
      player.play(talk.lines());
      player.end(talk.lines().get(talk.lines().size() - 1));
    }
  }
}
