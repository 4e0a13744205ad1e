package org.tillkeeper.iso8583;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Codes, tags and limits that an acquirer has agreed with its terminals, from the section {@code
 * conventions} of its dialect file. A part that a file leaves out is as {@code unionpay-pos} has
 * it.
 *
 * @param reversalReasons what {@link Element#REVERSAL_REASON} says, by cause
 * @param unknown what stands for an element that a message needs and nobody knows
 * @param uploads the largest numbers that the messages of a settlement can say
 * @param domestic card organisations (see {@link Element#ORGANISATION}) whose payments count as
 *     domestic; any other that an answer names makes its payment a foreign one
 * @param downloads how public keys and chip parameters are brought
 */
public record Conventions(
    Map<ReversalCause, String> reversalReasons,
    Map<Element, String> unknown,
    Uploads uploads,
    List<String> domestic,
    Downloads downloads) {
  /**
   * What is said where the value is not known; empty if the acquirer has agreed on nothing.
   *
   * @param element what nobody knows, such as {@link Element#ORIGINAL_DATE}
   */
  public Optional<String> unknown(Element element) {
    return Optional.ofNullable(unknown.get(element));
  }

  /**
   * The largest numbers that the messages of a settlement can say.
   *
   * @param countMost payments on one side of the totals
   * @param amountMost their sum, in the minor unit
   * @param uploadedMost payments that were uploaded
   */
  public record Uploads(int countMost, long amountMost, int uploadedMost) {}

  /**
   * How public keys and chip parameters are brought: in {@link Element#PARAMETERS}, a digit in
   * ASCII and then {@link BerTlv}. First the terminal asks for a list of names, then for each of
   * them.
   *
   * @param field the number of the field, for error texts
   * @param most how many a request can say are known
   * @param list what the digit before a list may be
   * @param one what the digit before one of them may be
   * @param publicKey tags of a public key by their names, {@link #KEY_NAMES}
   * @param application tags of a chip application by their names, {@link #APPLICATION_NAMES}
   */
  public record Downloads(
      int field,
      int most,
      ListDigits list,
      OneDigits one,
      Map<String, String> publicKey,
      Map<String, String> application) {
    /** What has a tag in a public key. The first two name a key. */
    public static final List<String> KEY_NAMES =
        List.of(
            "rid", "index", "expiry", "hashAlgorithm", "algorithm", "modulus", "exponent", "hash");

    /** What has a tag in the parameters of a chip application. It names the application. */
    public static final List<String> APPLICATION_NAMES = List.of("aid");
  }

  /**
   * What stands before a list.
   *
   * @param none there is nothing
   * @param all all of it follows
   * @param more a part follows, and there is more
   * @param last the last part follows
   */
  public record ListDigits(char none, char all, char more, char last) {}

  /**
   * What stands before one key or application.
   *
   * @param none there is none of that name
   * @param there it follows
   */
  public record OneDigits(char none, char there) {}
}
