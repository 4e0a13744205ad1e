package org.tillkeeper.iso8583;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a dialect's answers name the requests they answer. For example 0400 is answered 0410, and an
 * answer to a sale says which terminal and which amount it is about.
 *
 * @param mtis the answer's MTI by its request's, where that is not the standard's
 * @param repeats what an answer to an original must have: of terminal, merchant, amount, currency
 *     and processing code. What it has beyond that must be right all the same
 * @param processingCodeDigits how many of the processing code's digits must be the request's: 6, or
 *     2 where the host fills in the accounts
 */
public record AnswerRule(Map<String, String> mtis, Set<Element> repeats, int processingCodeDigits) {
  /** As the standard has it. */
  public static final AnswerRule STANDARD =
      new AnswerRule(Map.of(), EnumSet.of(Element.TERMINAL, Element.AMOUNT), 6);

  /** Makes both read-only. */
  public AnswerRule {
    mtis = Collections.unmodifiableMap(new TreeMap<>(mtis));
    EnumSet<Element> elements = EnumSet.noneOf(Element.class);
    elements.addAll(repeats);
    repeats = Collections.unmodifiableSet(elements);
  }

  /**
   * The MTI that answers a request's.
   *
   * @throws IllegalArgumentException if it is no request's MTI
   */
  String mtiFor(String request) {
    String named = mtis.get(request);
    return named != null ? named : Mti.answerTo(request);
  }

  /**
   * Whether a message has the MTI of an answer. Its last digit may say that it is a repeat, as in
   * 0411 for 0410.
   *
   * @param expected what {@link #mtiFor} says
   */
  static boolean fits(String expected, String found) {
    return found.equals(expected) || found.equals(repeatOf(expected));
  }

  private static String repeatOf(String mti) {
    int last = mti.length() - 1;
    char origin = mti.charAt(last);
    return origin > '5' ? mti : mti.substring(0, last) + (char) (origin | 1);
  }
}
