package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pages in {@code docs}. Where one is stale: {@code mvn -pl iso8583-spec test
 * -Dtest=ReferencePagesTest -Dtillkeeper.writePages=true} writes them anew.
 */
class ReferencePagesTest {
  private static final Path DOCS = Path.of("docs");

  static List<String> names() {
    return Dialect.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void the_page_of_every_dialect_says_what_its_file_says(String name) throws Exception {
    String made = ReferencePages.page(yaml(name), name + ".yaml");
    Path page = DOCS.resolve(name + ".md");
    if (Boolean.getBoolean("tillkeeper.writePages")) {
      Files.createDirectories(DOCS);
      Files.writeString(page, made);
    }

    assertTrue(Files.isRegularFile(page), page + " is missing; see this test's comment");
    assertEquals(made, Files.readString(page), page + " is stale; see this test's comment");
  }

  @Test
  void a_change_in_the_file_changes_the_page() throws Exception {
    String yaml = yaml("unionpay-pos");
    String page = ReferencePages.page(yaml, "unionpay-pos.yaml");

    assertTrue(page.contains("| 2 | primary account number | n LL 19 | secret |"), page);
    assertTrue(page.contains("| signIn | 0800 | always | 11 `{stan}`"), page);
    assertTrue(page.contains("| sale, reversal | 0400 | keep |"), page);
    assertTrue(page.contains("| 51 | declined | refused | Declined | Not enough funds."), page);
    assertTrue(page.contains("| qr.entryMode | `032` | `032`, `042`, `030` |"), page);
    assertFalse(
        ReferencePages.page(yaml.replace("n LL 19", "n LL 18"), "unionpay-pos.yaml").equals(page));
  }

  private static String yaml(String name) throws Exception {
    try (InputStream in = Dialect.class.getResourceAsStream(name + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
