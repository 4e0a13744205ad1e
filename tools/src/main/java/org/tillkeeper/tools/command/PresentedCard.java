package org.tillkeeper.tools.command;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.iso8583.CurrencyCode;

/** What somebody holds to the simulated reader, as the reader would tell it to the agent. */
final class PresentedCard {
  private static final Pattern TRACK2 = Pattern.compile("([0-9]{12,19})[=D]([0-9]{4})[0-9]{0,20}");
  private static final Pattern TYPED = Pattern.compile("([0-9]{12,19})[ /]+([0-9]{4})");
  private static final Pattern CODE = Pattern.compile("[0-9]{18,19}");
  private static final List<String> REFUSALS = List.of("cancelled", "removed", "unreadable");

  private final SecureRandom random = new SecureRandom();

  /**
   * The answer for a line that somebody typed.
   *
   * @param typed track 2, card number and expiry (YYMM), a payment code, or why there is none
   * @return empty where it is none of these
   */
  static Optional<Map<String, Object>> answer(String typed) {
    String line = typed.trim();
    if (line.isEmpty()) {
      return Optional.of(Map.of("refused", "cancelled"));
    }
    if (REFUSALS.contains(line.toLowerCase(Locale.ROOT))) {
      return Optional.of(Map.of("refused", line.toLowerCase(Locale.ROOT)));
    }
    Matcher card = TYPED.matcher(line);
    if (card.matches()) {
      return Optional.of(
          Map.of("card", Map.of("entry", "manual", "pan", card.group(1), "expiry", card.group(2))));
    }
    return CODE.matcher(line).matches() ? Optional.of(code(line)) : swiped(line);
  }

  /** A payment code. */
  static Map<String, Object> code(String code) {
    return Map.of("qr", Map.of("code", code));
  }

  /** A card by its stripe; empty where this is no track 2. */
  static Optional<Map<String, Object>> swiped(String track2) {
    return TRACK2.matcher(track2).matches()
        ? Optional.of(Map.of("card", Map.of("entry", "swipe", "track2", track2)))
        : Optional.empty();
  }

  /**
   * The same card by its chip, which is told amount and currency and says something else each time;
   * empty where this is no track 2. No issuer would know its cryptogram.
   *
   * @param entry chip or contactless
   */
  Optional<Map<String, Object>> byChip(String entry, String track2, Map<?, ?> request) {
    Matcher card = TRACK2.matcher(track2);
    if (!card.matches()) {
      return Optional.empty();
    }
    String currency =
        CurrencyCode.of(String.valueOf(request.get("currency")))
            .map(CurrencyCode::number)
            .orElse("000");
    long amount = request.get("amount") instanceof Number n ? n.longValue() : 0;
    String emv =
        String.format(
            Locale.ROOT,
            "9F2608%016X9F2701809F3602%04X95050000000000" + "9F0206%012d5F2A020%s",
            random.nextLong(),
            random.nextInt(0x10000),
            amount,
            currency);
    Map<String, Object> chip = new LinkedHashMap<>();
    chip.put("entry", entry);
    chip.put("pan", card.group(1));
    chip.put("expiry", card.group(2));
    chip.put("emv", emv);
    return Optional.of(Map.of("card", chip));
  }
}
