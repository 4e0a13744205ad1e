package org.tillkeeper.agent.till;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds card numbers in texts that people write and that are kept in plain for good. Digits count
 * in any script; spaces and dashes between them are passed over, as in {@code 6225-0000 0000 0006},
 * and whatever else is no letter where the groups are those of a card, as in {@code
 * 6225.0000.0000.0006}.
 */
final class CardNumber {
  private static final int MINUS = '\u2212';
  private static final int SHORTEST = 13;
  private static final int LONGEST = 19;

  /**
   * How numbers begin that issuers give out: the ranges of the schemes, with the lengths they have,
   * and the domestic ones below 8 and 9. A number that begins with a date of this century does not.
   */
  private static final Pattern ISSUED =
      Pattern.compile(
          "(?:22[0-9]{2}|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}|3[04-9][0-9]*|[45689][0-9]*");

  private static final Pattern GROUPS = Pattern.compile("(4 ){3,}[1-4] |4 6 [45] |6 1[03] ");

  private static final Pattern LEADING_ZEROS = Pattern.compile("^0+");

  private CardNumber() {}

  /**
   * Whether whole groups of digits in a text, 13 to 19 digits together, end with a card number's
   * check digit. One in ten other numbers does too, so this is for texts that can do without one.
   */
  static boolean mayBeIn(String text) {
    return isIn(text, CardNumber::passesLuhn);
  }

  /**
   * Whether such a number is one that an issuer may have given out. This is for texts in which
   * tills write numbers of their own: most of those begin in another way.
   */
  static boolean isLikelyIn(String text) {
    return isIn(
        text,
        number -> {
          // Zeros before it change nothing in its check digit.
          String issued = LEADING_ZEROS.matcher(number).replaceFirst("");
          return issued.length() >= SHORTEST
              && passesLuhn(issued)
              && ISSUED.matcher(issued).matches();
        });
  }

  private static boolean isIn(String text, Predicate<String> isOne) {
    return isIn(numbers(text, CardNumber::parts), groups -> true, isOne)
        || isIn(numbers(text, code -> !Character.isLetter(code)), CardNumber::areOfACard, isOne);
  }

  private static boolean isIn(
      List<List<String>> numbers, Predicate<List<String>> allowed, Predicate<String> isOne) {
    for (List<String> groups : numbers) {
      for (int first = 0; first < groups.size(); first++) {
        StringBuilder digits = new StringBuilder();
        for (int last = first; last < groups.size() && digits.length() < LONGEST; last++) {
          digits.append(groups.get(last));
          boolean fits =
              digits.length() >= SHORTEST
                  && digits.length() <= LONGEST
                  && allowed.test(groups.subList(first, last + 1));
          if (fits && isOne.test(digits.toString())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether a number is grouped as cards have it: by fours, or as 4-6-5, 4-6-4, 6-13 or 6-10. */
  private static boolean areOfACard(List<String> groups) {
    StringBuilder lengths = new StringBuilder();
    for (String group : groups) {
      lengths.append(group.length()).append(' ');
    }
    return GROUPS.matcher(lengths).matches();
  }

  /**
   * Whether this very number is in a text.
   *
   * @param number digits alone
   */
  static boolean isIn(String text, String number) {
    for (List<String> groups : numbers(text, code -> !Character.isLetter(code))) {
      if (String.join("", groups).contains(number)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the last digit is the check digit of the others. */
  static boolean passesLuhn(String number) {
    int sum = 0;
    for (int i = 0; i < number.length(); i++) {
      int digit = number.charAt(number.length() - 1 - i) - '0';
      int weighted = i % 2 == 0 ? digit : 2 * digit;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return sum % 10 == 0;
  }

  /** The numbers of a text, each with its groups of digits as such characters part them. */
  private static List<List<String>> numbers(String text, IntPredicate parts) {
    List<List<String>> numbers = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    StringBuilder group = new StringBuilder();
    for (int code : text.codePoints().toArray()) {
      int digit = Character.digit(code, 10);
      if (digit >= 0) {
        group.append(digit);
        continue;
      }
      end(group, groups);
      if (!parts.test(code)) {
        numbers.add(groups);
        groups = new ArrayList<>();
      }
    }
    end(group, groups);
    numbers.add(groups);
    return numbers;
  }

  private static void end(StringBuilder group, List<String> groups) {
    if (group.length() > 0) {
      groups.add(group.toString());
      group.setLength(0);
    }
  }

  private static boolean parts(int code) {
    int type = Character.getType(code);
    return Character.isSpaceChar(code)
        || type == Character.DASH_PUNCTUATION
        || type == Character.FORMAT
        || code == MINUS;
  }
}
