package org.tillkeeper.agent.till;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The configuration as it may be shown. It names the files of keys and holds none, but people write
 * things where they do not belong: long runs of digits or hex, passwords in addresses, and what
 * stands behind a word for a secret, are left out. What follows {@code #} goes too.
 */
final class MaskedConfig {
  private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");
  private static final Pattern LONG = Pattern.compile("[0-9A-Fa-f]{16,}|[0-9]{16,}");
  private static final Pattern USER = Pattern.compile("//[^/@\\s\"]*@");
  private static final Pattern SECRET =
      Pattern.compile("(?i)((?:password|passphrase|secret|token|pin)\\s*:\\s*)(?!\\{)[^,}\\s]+");

  /** What stands behind the host of an address that is told things is often what lets one in. */
  private static final Pattern PATH =
      Pattern.compile("(?i)(\\burl\\s*:\\s*\"?https?://[^/?\\s\"]+)[/?][^\\s\",}]*");

  private static final Pattern WEBHOOK_SECRET = Pattern.compile("whsec_[^\\s\",}]+");

  private MaskedConfig() {}

  static byte[] of(byte[] file) {
    StringBuilder shown = new StringBuilder();
    for (String line : new String(file, StandardCharsets.UTF_8).split("\n", -1)) {
      String kept = COMMENT.matcher(line).replaceAll("");
      kept = PATH.matcher(kept).replaceAll("$1/(left out)");
      kept = USER.matcher(kept).replaceAll("//(left out)@");
      kept = WEBHOOK_SECRET.matcher(kept).replaceAll("(left out)");
      kept = LONG.matcher(kept).replaceAll("(left out)");
      kept = SECRET.matcher(kept).replaceAll("$1(left out)");
      shown.append(kept).append('\n');
    }
    return shown.toString().getBytes(StandardCharsets.UTF_8);
  }
}
