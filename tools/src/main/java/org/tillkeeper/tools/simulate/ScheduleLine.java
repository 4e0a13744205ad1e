package org.tillkeeper.tools.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a line of a schedule may say: the forms below and nothing else, so that a schedule that was
 * read can be run. Words in capitals stand for a value, words in brackets may be missing, and of
 * words with / between them one is chosen.
 */
final class ScheduleLine {
  static final List<String> FORMS =
      List.of(
          "set dialect unionpay-pos/iso1987-ascii/shown-codes",
          "set option.NAME TEXT",
          "set calm/retry-within/one-way/keep-payments MS",
          "set answer-within TIMEOUT",
          "set deep/fresh 0/1",
          "set routes 1/2",
          "set advice-repeat 00/94/05/12",
          "set reversal-again 00/25",
          // What an acquirer does that is honest and not ideal: see Habits.
          "set reversal-unknown 25/00",
          "set undecided-reversed 00/25",
          "set posts-late/person 0/1",
          "set sale-repeat 00/05/12",
          "set notice-later-until MS",
          "set door A0/97/99/77",
          "set door-opens/deaf-to-reversals/totals-until MS",
          "set totals silent/96/09",
          "set uploads taken/booked",
          "set tips replaces/adds",
          "set foreign 0/1",
          "set more AMOUNT",
          // How it keeps its line: see LineHabits.
          "set sign-in silent/97/96/03",
          "set sign-in-until MS",
          "set echo silent/12",
          "set single/references 0/1",
          "set second-clock SHIFT",
          "set batch BATCH",
          // What it does with codes that customers scan: see CodeHabits.
          "set code-lives SECONDS",
          "set code-found-after/deaf-to-closings MS",
          "set code-expires/paid-at-closing 0/1",
          "set code-repeat 00/94",
          "set offline-each/offline-total AMOUNT",
          "set offline-count COUNT",
          "set stan STAN",
          "set drift-ppm PPM",
          "set midnight-in SECONDS",
          "set jitter SEED",
          // A till or a person acts at this time. PAYMENT is the number the schedule gives it.
          "till MS sale/preauth/balance PAYMENT swipe/chip/contactless/manual/qr AMOUNT [pin] [chip-offline]",
          "till MS sale PAYMENT shown AMOUNT WITHIN",
          "till MS void/preauth-void/completion/completion-void/refund/tip PAYMENT of PAYMENT AMOUNT [advice]",
          "till MS again/cancel/retry/resolve PAYMENT",
          "till MS card PAYMENT accepted/refused",
          "till MS settle SETTLEMENT",
          // So long after its code was shown, a customer pays it, or does away with it.
          "customer MS pays/refuses PAYMENT",
          // The wall clock jumps.
          "clock MS jump JUMP",
          // The acquirer, the network changes by itself.
          "host MS lose-keys/next-batch/order-sign-in/next-day",
          "net MS cut/hole/changed",
          "net MS down MS [first/second]",
          // The Nth attempt to connect, the Nth frame the terminal or the acquirer sends.
          "connect N refuse/time-out",
          "up N lose/cut-before/cut-after/late/delay/twice/corrupt/never-left [MS]",
          "down N lose/cut/delay/twice/corrupt [MS]",
          "down N wrong-mac/no-mac/other-amount/no-code/other-stan-first",
          // What the acquirer says to the Nth it reads.
          "request N CODE [booked]",
          "reversal N CODE",
          "inquiry N CODE",
          // To the Nth question about a code, or closing of one, which it does and does not answer,
          // or does not.
          "code-question N CODE",
          "code-question N silent",
          "code-closing N CODE",
          "code-closing N silent/deaf",
          // A message of a settlement: a code, a verdict, taken and not answered, or lost.
          "settlement N CODE",
          "settlement N unbalanced/error/silent/deaf",
          // From its Nth life on the configuration names another, which a person accepts or not.
          "identity N terminal/merchant [accepted]",
          // The process dies at a place of its Nth life, stays down, and its disk loses the last
          // commits, or a page.
          "death N N [MS] [COUNT] [COUNT]");

  private static final long MOST = 999_999_999;

  /** Least and most of a value that is a number. */
  private record Range(long least, long most) {
    boolean holds(String word) {
      try {
        long value = Long.parseLong(word);
        return value >= least && value <= most;
      } catch (NumberFormatException e) {
        return false;
      }
    }
  }

  private static final Map<String, Range> NUMBERS =
      Map.ofEntries(
          Map.entry("MS", new Range(0, MOST)),
          Map.entry("JUMP", new Range(-MOST, MOST)),
          Map.entry("TIMEOUT", new Range(100, MOST)),
          Map.entry("N", new Range(1, MOST)),
          Map.entry("COUNT", new Range(0, MOST)),
          Map.entry("PAYMENT", new Range(1, MOST)),
          Map.entry("SETTLEMENT", new Range(1, MOST)),
          Map.entry("AMOUNT", new Range(1, 999_999_999_999L)),
          Map.entry("STAN", new Range(1, 999_999)),
          Map.entry("PPM", new Range(-500_000, 500_000)),
          Map.entry("SECONDS", new Range(0, 86_400)),
          Map.entry("WITHIN", new Range(10, 600)),
          Map.entry("SHIFT", new Range(-86_400, 86_400)),
          Map.entry("BATCH", new Range(1, 999_998)),
          Map.entry("SEED", new Range(Long.MIN_VALUE, Long.MAX_VALUE)));

  private ScheduleLine() {}

  /**
   * Refuses a line that has none of the forms.
   *
   * @throws IllegalArgumentException that says what is allowed
   */
  static void verify(List<String> words) {
    for (String form : FORMS) {
      if (isOf(form.split(" ", 0), words)) {
        return;
      }
    }
    throw new IllegalArgumentException("allowed is " + allowed(words));
  }

  private static String allowed(List<String> words) {
    List<String> begin = new ArrayList<>();
    List<String> alike = new ArrayList<>();
    for (String form : FORMS) {
      String[] tokens = form.split(" ", 0);
      if (tokens[0].equals(words.get(0))) {
        begin.add(form);
        int verb = tokens[0].equals("set") ? 1 : 2;
        if (words.size() > verb && isOf(tokens[verb], words.get(verb))) {
          alike.add(form);
        }
      }
    }
    if (begin.isEmpty()) {
      TreeSet<String> first = new TreeSet<>();
      FORMS.forEach(form -> first.add(form.substring(0, form.indexOf(' '))));
      return "a line that begins with one of " + String.join(", ", first);
    }
    List<String> shown = alike.isEmpty() ? begin : alike;
    StringBuilder text = new StringBuilder(String.join("; ", shown));
    new TreeMap<>(NUMBERS)
        .forEach(
            (name, range) -> {
              if (shown.stream().anyMatch(form -> (form + " ").contains(" " + name + " "))) {
                text.append("; ").append(name).append(' ').append(range.least());
                text.append(" to ").append(range.most());
              }
            });
    return text.toString();
  }

  private static boolean isOf(String[] tokens, List<String> words) {
    int next = 0;
    for (String token : tokens) {
      boolean optional = token.startsWith("[");
      String bare = optional ? token.substring(1, token.length() - 1) : token;
      if (next < words.size() && isOf(bare, words.get(next))) {
        next++;
      } else if (!optional) {
        return false;
      }
    }
    return next == words.size();
  }

  private static boolean isOf(String token, String word) {
    Range range = NUMBERS.get(token);
    if (range != null) {
      return range.holds(word);
    }
    return switch (token) {
      case "CODE" -> word.matches("[0-9A-Za-z]{2}");
      case "option.NAME" -> word.matches("option\\.[^ ]+");
      case "TEXT" -> true;
      default -> List.of(token.split("/", 0)).contains(word);
    };
  }
}
