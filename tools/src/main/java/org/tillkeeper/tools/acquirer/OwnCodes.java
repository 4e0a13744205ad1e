package org.tillkeeper.tools.acquirer;

import java.util.HashMap;
import java.util.Map;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;

/**
 * What an acquirer of one's own says instead of the codes that are decided here: {@code {"25":
 * "76", management: "85", reversal: "00"}}. The words stand for an accepted sign-in, sign-off or
 * echo, and for an accepted reversal.
 */
final class OwnCodes {
  private static final String MANAGEMENT = "management";
  private static final String REVERSAL = "reversal";

  private final Map<String, String> codes;

  private OwnCodes(Map<String, String> codes) {
    this.codes = codes;
  }

  /** Reads {@code codes} of a configuration; none where there is none. */
  static OwnCodes of(Settings settings) throws InvalidSettings {
    Settings group = settings.group("codes").orElse(Settings.ofMap("codes", Map.of()));
    Map<String, String> codes = new HashMap<>();
    for (String key : group.keys()) {
      if (!key.matches("[0-9A-Z]{2}|" + MANAGEMENT + "|" + REVERSAL)) {
        throw group.refused(
            key, group.text(key, "(?s).*", ""), "codes of 2 characters, management or reversal");
      }
      codes.put(key, group.text(key, "[0-9A-Za-z]{2,3}", "a code of 2 or 3 characters in quotes"));
    }
    return new OwnCodes(codes);
  }

  /**
   * What is said.
   *
   * @param code as it was decided here
   * @param otherwise what is said where nothing of one's own is named
   */
  String say(RequestKind kind, String code, String otherwise) {
    String key = code;
    if (code.equals(Codes.APPROVED)) {
      key =
          switch (kind) {
            case SIGN_IN, SIGN_OFF, ECHO -> MANAGEMENT;
            case REVERSAL -> REVERSAL;
            default -> code;
          };
    }
    return codes.getOrDefault(key, codes.getOrDefault(code, otherwise));
  }
}
