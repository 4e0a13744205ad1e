package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Each conversation with a line {@code kills} once more for every place at which the process can
 * die in its last transaction: before and after each commit and each send, and each time something
 * arrives. The ends that are reached must be those the script names, all of them and no other.
 */
class KilledConversationsTest {
  @RegisterExtension static final QuietFolders FOLDERS = new QuietFolders();

  @TestFactory
  Stream<DynamicNode> a_kill_at_any_place_ends_as_the_script_allows() {
    return Script.all().stream()
        .map(
            script ->
                dynamicContainer(
                    script.name(),
                    script.talks().stream()
                        .filter(talk -> !KilledConversation.allowed(talk).isEmpty())
                        .map(talk -> dynamicTest(talk.name(), () -> everywhere(script, talk)))));
  }

  private static void everywhere(Script script, Script.Talk talk) throws Exception {
    List<String> allowed = KilledConversation.allowed(talk);
    Set<String> ends = new TreeSet<>();
    int places = 1;
    for (int place = 0; place <= places; place++) {
      try (KilledConversation conversation =
          new KilledConversation(script, talk, FOLDERS.next(), place)) {
        int came = conversation.run();
        places = place == 0 ? came : places;
        ends.add(conversation.end());
        assertTrue(place == 0 || conversation.died(), "nothing died");
      } catch (AssertionError e) {
        throw new AssertionError(
            script.name()
                + ", "
                + talk.name()
                + ", killed at place "
                + place
                + " of "
                + places
                + ": "
                + e.getMessage(),
            e);
      }
    }
    assertEquals(new TreeSet<>(allowed), ends, script.name() + ", " + talk.name());
    assertTrue(places >= 4, "a transaction has more effects than " + places);
  }
}
