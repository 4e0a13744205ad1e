package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The list in {@code docs/conversations.md} is made from the scripts, and a script that is not
 * played as it stands fails. Where the page is stale: {@code mvn -pl agent test
 * -Dtest=ConversationsPageTest -Dtillkeeper.writePages=true} writes its list anew.
 */
class ConversationsPageTest {
  private static final Path PAGE = Path.of("docs", "conversations.md");
  private static final String BEGIN = "<!-- made from the scripts; do not edit below -->";

  @RegisterExtension static final QuietFolders FOLDERS = new QuietFolders();

  @Test
  void the_page_lists_every_script() throws Exception {
    String page = Files.readString(PAGE);
    String made = page.substring(0, page.indexOf(BEGIN)) + BEGIN + "\n\n" + list();
    if (Boolean.getBoolean("tillkeeper.writePages")) {
      Files.writeString(PAGE, made);
    }

    assertEquals(made, Files.readString(PAGE), PAGE + " is stale; see this test's comment");
  }

  private static String list() {
    StringBuilder list =
        new StringBuilder(
            "| script | transaction | message | when its outcome is unknown | conversations | killed |\n");
    list.append("| --- | --- | --- | --- | --- | --- |\n");
    for (Script script : Script.all()) {
      long killed =
          script.talks().stream()
              .filter(talk -> !KilledConversation.allowed(talk).isEmpty())
              .count();
      list.append("| ")
          .append(
              String.join(
                  " | ",
                  script.name(),
                  script.head("transaction", ""),
                  script.head("message", ""),
                  script.head("recovery", "")))
          .append(" | ")
          .append(script.talks().size())
          .append(" | ")
          .append(killed)
          .append(" |\n");
    }
    return list.toString();
  }

  @Test
  void a_message_that_differs_is_told_field_by_field() {
    String said =
        failure(
            "till sale 1234 swipe as A",
            "-> 0200 3=000000 4=000000009999 11=000002 22=012 25=00 60=22000001000500");

    assertTrue(said.contains("field 4: must be 000000009999, is 000000001234"), said);
    assertTrue(said.contains("field 22: must be 012, is 022"), said);
    assertTrue(said.contains("field 35: must be absent, is "), said);
    assertTrue(said.startsWith("made-up.talk:3: -> 0200"), said);
  }

  @Test
  void a_message_that_is_missing_or_too_many_is_told() {
    String sale = "-> 0200 3=+ 4=+ 11=+ 22=+ 25=+ 35=+ 60=+";
    String missing = failure("till sale 1234 swipe as A", sale, "<- 00", "-> 0400 3=+");
    String surplus = failure("till sale 1234 swipe as A", sale, "<- cut");

    assertTrue(missing.contains("the terminal sends nothing like it"), missing);
    assertTrue(surplus.contains("and then unexpectedly\n  -> 0400"), surplus);
  }

  @Test
  void an_end_that_is_not_so_and_books_that_are_not_so_are_told() {
    String sale = "-> 0200 3=+ 4=+ 11=+ 22=+ 25=+ 35=+ 60=+";
    String state = failure("till sale 1234 swipe as A", sale, "<- 51", "A confirmed, code 00");
    String books =
        failure("till sale 1234 swipe as A", sale, "<- 00", "A confirmed", "books nothing");
    String line =
        failure("till sale 1234 swipe as A", sale, "<- 00", "A confirmed", "boks nothing");

    assertTrue(state.contains("but state is declined, code is 51"), state);
    assertTrue(books.contains("but the acquirer's books have: sale 1234"), books);
    assertTrue(line.contains("is no line of a conversation"), line);
  }

  private static String failure(String... lines) {
    List<String> text = new java.util.ArrayList<>(List.of("== made up"));
    text.addAll(List.of(lines));
    Script script = Script.parse("made-up.talk", text);
    return assertThrows(
            AssertionError.class,
            () -> {
              try (ScriptPlayer player = new ScriptPlayer(script, FOLDERS.next())) {
                List<Script.Line> played = script.talks().get(0).lines();
                player.play(played);
                player.end(played.get(played.size() - 1));
              }
            })
        .getMessage();
  }
}
