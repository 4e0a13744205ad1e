package org.tillkeeper.agent.till;

import java.util.Optional;
import java.util.regex.Pattern;
import org.tillkeeper.agent.words.ProblemText;

/**
 * What a person answers for: who decides, and what was looked at. It is kept in plain, for good, so
 * a text that may hold a card number is refused.
 *
 * @param by 1 to 100 characters
 * @param evidence 1 to 1000 characters
 */
record Attestation(String by, String evidence) {
  private static final Pattern BY =
      Pattern.compile("(?=.*[^\\p{Z}])[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]{1,100}");
  private static final Pattern EVIDENCE =
      Pattern.compile("(?=.*[^\\p{Z}])[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]{1,1000}");

  /** The members {@code by} and {@code evidence} of a body. */
  static Attestation of(JsonObject body) {
    return new Attestation(
        withoutCardNumber(
            body,
            "by",
            BY,
            "must say who decides, in 1 to 100 characters without control and invisible characters"),
        withoutCardNumber(
            body,
            "evidence",
            EVIDENCE,
            "must say what was looked at, in 1 to 1000 characters without control and invisible characters"));
  }

  /** The member {@code by} of a body in which nobody has to answer for anything. */
  static Optional<String> optionalBy(JsonObject body) {
    return body.has("by")
        ? Optional.of(
            withoutCardNumber(
                body,
                "by",
                BY,
                "must say who has seen it, in 1 to 100 characters without control and invisible"
                    + " characters"))
        : Optional.empty();
  }

  private static String withoutCardNumber(
      JsonObject body, String name, Pattern form, String allowed) {
    String text = body.text(name, form, allowed);
    if (CardNumber.mayBeIn(text)) {
      throw Problem.cardNumber(name, ProblemText.CARD_NUMBER_WRITTEN);
    }
    return text;
  }
}
