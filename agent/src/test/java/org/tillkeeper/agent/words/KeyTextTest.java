package org.tillkeeper.agent.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.diagnosis.Condition;
import org.tillkeeper.agent.diagnosis.Observation;
import org.tillkeeper.agent.keys.FileKeyVault;
import org.tillkeeper.agent.keys.MacKeys;
import org.tillkeeper.agent.keys.UnusableKeyFile;
import org.tillkeeper.iso8583.Dialect;

/** What a person who reads Chinese is told of a key file: the file's own refusals, all of them. */
class KeyTextTest {
  private static final String KEY = "0123456789ABCDEFFEDCBA9876543210";

  @TempDir private Path folder;

  /** What the start would say of the master key's file, as the doctor shows it. */
  private Bilingual told(Path master, boolean hasLedger) {
    UnusableKeyFile refused =
        assertThrows(
            UnusableKeyFile.class,
            () ->
                FileKeyVault.verify(
                    master.toFile(), folder.resolve("ledger.key").toFile(), keys(), hasLedger));
    return said(Condition.KEYS_FILE_UNUSABLE, Map.of("message", refused.getMessage()));
  }

  private static Bilingual said(Condition condition, Map<String, Object> evidence) {
    Observation seen = new Observation(condition, evidence, Optional.empty(), Optional.empty());
    return DiagnosisText.of(seen, ZoneId.of("Asia/Shanghai"));
  }

  private static MacKeys keys() {
    return MacKeys.of(Dialect.named("unionpay-pos"));
  }

  private Path file(String text, String mode) throws IOException {
    Path file = folder.resolve("master.key");
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  private void assertChinese(String says, Bilingual told) {
    String own =
        told.zh()
            .replace(folder.toString(), "")
            .replaceAll("keys\\.\\w+|[/a-z]+\\.key|chmod 600", "");
    assertTrue(told.zh().contains(says), told.zh());
    assertFalse(own.matches("(?s).*[a-z]{3}.*"), told.zh());
    assertFalse(told.en().matches("(?s).*\\p{IsHan}.*"), told.en());
  }

  @Test
  void each_reason_why_a_key_file_is_no_good_is_said_in_chinese() throws Exception {
    assertChinese("不存在", told(folder.resolve("no.key"), false));
    assertChinese("不是普通文件", told(folder, false));
    assertChinese("对其他用户开放", told(file(KEY, "rw-r--r--"), false));
    assertChinese("32 或 48 位", told(file("ABCD", "rw-------"), false));
    assertChinese("长度不对", told(file(KEY.repeat(4), "rw-------"), false));
    assertChinese("第 1 个字符", told(file("X" + KEY.substring(1), "rw-------"), false));
    assertChinese("请把原文件放回", told(file(KEY, "rw-------"), true));
  }

  @Test
  void working_keys_under_another_master_key_are_said_in_chinese() {
    String why = "the check value of the MAK does not match: another master key, or keys damaged";
    Bilingual told = said(Condition.SIGN_IN_KEY_FAULT, Map.of("code", "-", "why", why));
    assertTrue(told.zh().contains("MAK 校验值不符"), told.zh());
    assertFalse(told.zh().contains("check value"), told.zh());
    assertTrue(told.en().contains(why), told.en());
    assertEquals("something new", KeyText.chinese("something new"));
  }
}
