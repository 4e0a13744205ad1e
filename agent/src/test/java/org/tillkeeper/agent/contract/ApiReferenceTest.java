package org.tillkeeper.agent.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The page {@code docs/till-api-reference.md} is made from the document. Where it is stale: {@code
 * mvn -pl agent test -Dtest=ApiReferenceTest -Dtillkeeper.writePages=true} writes it anew.
 */
class ApiReferenceTest {
  private static final Path PAGE = Path.of("docs", "till-api-reference.md");

  @Test
  void the_page_is_made_from_the_document() throws Exception {
    String made = new ApiReference(ApiDocument.load()).page();
    if (Boolean.getBoolean("tillkeeper.writePages")) {
      Files.writeString(PAGE, made);
    }

    assertEquals(made, Files.readString(PAGE), PAGE + " is stale; see this test's comment");
  }

  @Test
  void every_link_within_the_page_leads_to_a_heading() {
    String page = new ApiReference(ApiDocument.load()).page();
    List<String> headings = new ArrayList<>();
    page.lines()
        .filter(line -> line.startsWith("#"))
        .forEach(line -> headings.add(line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT)));
    Matcher link = Pattern.compile("\\]\\(#([a-z0-9]+)\\)").matcher(page);
    int links = 0;
    while (link.find()) {
      assertTrue(headings.contains(link.group(1)), link.group());
      links++;
    }
    assertTrue(links > 200, "links: " + links);
  }

  @Test
  void the_page_has_every_call_and_every_member() {
    String page = new ApiReference(ApiDocument.load()).page();
    for (ApiDocument.Operation call : ApiDocument.load().operations()) {
      assertTrue(page.contains("\n### " + call.method() + " " + call.path() + "\n"), call.path());
    }
    for (String member : List.of("chargeAgain", "refundedBy", "toAcknowledge", "emvResponse")) {
      assertTrue(page.contains("\n| `" + member + "` |"), member);
    }
  }
}
