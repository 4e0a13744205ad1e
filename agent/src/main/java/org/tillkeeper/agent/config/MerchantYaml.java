package org.tillkeeper.agent.config;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.config.AgentConfig.Guards;
import org.tillkeeper.agent.config.AgentConfig.Offline;
import org.tillkeeper.agent.config.AgentConfig.ReceiptHead;
import org.tillkeeper.iso8583.Kind;

/**
 * What the merchant decides: which mistakes are asked about, what may be accepted offline, and what
 * stands on a receipt.
 */
final class MerchantYaml {
  private static final long AMOUNT_MAX = 999_999_999_999L;
  private static final int COUNT_MAX = 9999;
  private static final int RECEIPT_TEXT_MAX = 96;
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private MerchantYaml() {}

  /**
   * @param guards null if left out
   */
  static Guards guards(Setting guards) throws InvalidConfig {
    Map<String, Setting> keys = members(guards, "duplicateWithin", "completionLimit", "qrValidity");
    Setting completionLimit = keys.get("completionLimit");
    return new Guards(
        time(keys.get("duplicateWithin"), Duration.ZERO, Duration.ofHours(24), Duration.ZERO),
        completionLimit == null ? 115 : (int) completionLimit.integer(100, 200),
        time(keys.get("qrValidity"), SHORTEST, Duration.ofHours(1), Duration.ofSeconds(60)));
  }

  /**
   * @param offline null if left out
   * @param kinds what the dialect can say
   * @param dialect its name
   */
  static Offline offline(Setting offline, Set<Kind> kinds, String dialect) throws InvalidConfig {
    Map<String, Setting> keys =
        members(offline, "enabled", "perPayment", "total", "count", "maxAge");
    long perPayment = amount(keys.get("perPayment"), 50_000);
    long total = amount(keys.get("total"), 500_000);
    if (total < perPayment) {
      throw keys.containsKey("total")
          ? keys.get("total").refused("must not be less than offline.perPayment, " + perPayment)
          : keys.get("perPayment").refused("must not be more than offline.total, " + total);
    }
    Setting count = keys.get("count");
    Setting enabled = keys.get("enabled");
    boolean on = enabled != null && enabled.trueOrFalse("must be true or false");
    if (on && !kinds.contains(Kind.OFFLINE_SALE)) {
      throw enabled.refused(
          "cannot be: the dialect "
              + dialect
              + " has no message that delivers an offline sale; allowed: false");
    }
    return new Offline(
        on,
        perPayment,
        total,
        count == null ? 75 : (int) count.integer(1, COUNT_MAX),
        time(keys.get("maxAge"), SHORTEST, Duration.ofHours(720), Duration.ofHours(24)));
  }

  /**
   * @param receipt null if left out
   */
  static ReceiptHead receipt(Setting receipt) throws InvalidConfig {
    Map<String, Setting> keys = members(receipt, "merchantName", "address", "phone", "footer");
    return new ReceiptHead(
        printed(keys.get("merchantName")),
        printed(keys.get("address")),
        printed(keys.get("phone")),
        printed(keys.get("footer")));
  }

  /**
   * A line of a receipt. A printer has the characters of GBK and no others, no emoji for example.
   */
  private static Optional<String> printed(Setting setting) throws InvalidConfig {
    if (setting == null) {
      return Optional.empty();
    }
    String allowed =
        "must be a text of 1 to "
            + RECEIPT_TEXT_MAX
            + " characters that GBK has, on one line: a receipt printer has no others";
    String text = setting.text();
    CharsetEncoder gbk = Charset.forName("GBK").newEncoder();
    boolean oneLine = text.codePoints().noneMatch(Character::isISOControl);
    if (text.trim().isEmpty()
        || text.length() > RECEIPT_TEXT_MAX
        || !oneLine
        || !gbk.canEncode(text)) {
      throw setting.refused(allowed);
    }
    return Optional.of(text.trim());
  }

  private static Map<String, Setting> members(Setting setting, String... allowed)
      throws InvalidConfig {
    return setting == null ? Map.of() : setting.map(allowed);
  }

  private static Duration time(Setting setting, Duration min, Duration max, Duration otherwise)
      throws InvalidConfig {
    return setting == null ? otherwise : setting.duration(min, max);
  }

  private static long amount(Setting setting, long otherwise) throws InvalidConfig {
    return setting == null ? otherwise : setting.integer(1, AMOUNT_MAX);
  }
}
