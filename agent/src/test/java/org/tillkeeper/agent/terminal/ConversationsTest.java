package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tillkeeper.agent.ledger.HistoryRow;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Search;
import org.tillkeeper.agent.words.HistoryText;

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
      everyLineOfHistorySpeaksChinese(player);
    }
  }

  private static void everyLineOfHistorySpeaksChinese(ScriptPlayer player) {
    Ledger ledger = player.ledger();
    for (Payment payment : ledger.page(Set.of(), Search.ALL, Optional.empty(), 500)) {
      for (HistoryRow row : ledger.history(payment.id())) {
        String zh = HistoryText.of(row.kind(), row.message(), payment.currency()).zh();
        assertTrue(zh.codePoints().anyMatch(Character::isIdeographic), row.toString());
        assertFalse(zh.matches("(?s).*[a-z]{3,} [a-z]{2,} [a-z]{2,}.*"), zh);
      }
    }
  }
}
