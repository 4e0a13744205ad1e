package org.tillkeeper.agent.words;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a key, or the file that holds one, cannot be used, in Chinese: the keys themselves tell it in
 * English.
 */
final class KeyText {
  private static final Map<Pattern, String> SENTENCES = new LinkedHashMap<>();

  static {
    put("(\\S+): (.+) does not exist; it must hold (.+) hex digits", "$1：文件 $2 不存在；应为 $3 位十六进制数字");
    put(
        "(\\S+): (.+) is no plain file; it must hold (.+) hex digits",
        "$1：$2 不是普通文件；应为 $3 位十六进制数字");
    put(
        "(\\S+): (.+) must hold exactly (.+) hex digits and nothing else, a newline at the end"
            + " allowed; it holds (?:(\\d+) characters|more).*",
        "$1：文件 $2 应只有 $3 位十六进制数字（末尾可有换行），现在长度不对");
    put(
        "(\\S+): (.+) must hold (.+) hex digits; character (\\d+) is no hex digit",
        "$1：文件 $2 应为 $3 位十六进制数字，第 $4 个字符不是");
    put(
        "(\\S+): (.+) is open to group or others \\((.+)\\); allowed: .*",
        "$1：文件 $2 对其他用户开放（$3）；请执行 chmod 600 $2");
    put(
        "(\\S+): (.+) cannot be (?:read|examined); it must be readable by its owner, who runs this",
        "$1：文件 $2 不能读取；须归运行程序的用户所有并可读");
    put(
        "(\\S+): (.+) does not exist, but the ledger it belongs to does; .*",
        "$1：文件 $2 不存在，但账本已在使用它；请把原文件放回（新密钥打不开这个账本）");
    put(
        "the check value of the (.+) does not match: another master key, or keys damaged",
        "$1 校验值不符：主密钥不同，或密钥损坏");
    put("working keys take (.+) bytes, received (\\d+)", "工作密钥应为 $1 字节，收到 $2 字节");
  }

  private KeyText() {}

  private static void put(String english, String chinese) {
    SENTENCES.put(Pattern.compile(english, Pattern.DOTALL), chinese);
  }

  /** In Chinese; as it is where there is no Chinese for it. */
  static String chinese(String english) {
    for (Map.Entry<Pattern, String> one : SENTENCES.entrySet()) {
      Matcher matcher = one.getKey().matcher(english);
      if (matcher.matches()) {
        return matcher.replaceFirst(one.getValue().replace(" or ", " 或 ")).replace(" or ", " 或 ");
      }
    }
    return english;
  }
}
