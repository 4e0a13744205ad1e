package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.config.InvalidConfig;

/** The token's file, made once and read strictly. */
class ApiTokenTest {
  @TempDir Path data;

  @Test
  void a_token_is_made_once_and_readable_by_its_owner_alone() throws Exception {
    ApiToken made = ApiToken.ensure(data.toFile());
    ApiToken again = ApiToken.ensure(data.toFile());
    assertEquals(made.text(), again.text());
    assertTrue(made.text().matches("[0-9a-f]{64}"));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    assertTrue(made.matches(again.text()));
    assertFalse(made.matches(made.text().substring(1)));
    assertFalse(made.matches(""));
    assertEquals("ApiToken", made.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
  void a_token_that_others_may_touch_is_refused(String permissions) throws Exception {
    ApiToken.ensure(data.toFile());
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(permissions));
    InvalidConfig refused = assertThrows(InvalidConfig.class, () -> ApiToken.ensure(data.toFile()));
    assertTrue(refused.getMessage().contains("chmod 600"), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "two words that are long enough to be one"})
  void a_file_that_holds_no_token_is_refused_without_its_content(String content) throws Exception {
    ApiToken.ensure(data.toFile());
    Files.writeString(file(), content);
    InvalidConfig refused = assertThrows(InvalidConfig.class, () -> ApiToken.ensure(data.toFile()));
    assertTrue(refused.getMessage().contains("holds no token"), refused.getMessage());
    assertFalse(refused.getMessage().contains("two words"), refused.getMessage());
  }

  @Test
  void a_token_longer_than_allowed_is_refused() throws Exception {
    ApiToken.ensure(data.toFile());
    Files.writeString(file(), "a".repeat(200));
    assertThrows(InvalidConfig.class, () -> ApiToken.ensure(data.toFile()));
  }

  private Path file() {
    return data.resolve("api-token");
  }
}
