package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every conversation of {@code src/test/resources/conversations} is played: what the till asks,
 * each message that must be sent for it, what is answered or how the line breaks, and what the
 * payments and the acquirer's books must say then.
 */
class ConversationsTest {
  @RegisterExtension static final QuietFolders FOLDERS = new QuietFolders();

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
    try (ScriptPlayer player = new ScriptPlayer(script, FOLDERS.next())) {
      player.play(talk.lines());
      player.end(talk.lines().get(talk.lines().size() - 1));
    }
  }
}
