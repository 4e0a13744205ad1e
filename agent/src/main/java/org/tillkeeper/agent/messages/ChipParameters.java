package org.tillkeeper.agent.messages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tillkeeper.iso8583.BerTlv;
import org.tillkeeper.iso8583.InvalidField;

/**
 * What field 62 says of public keys and of chip applications: lists of what there is, and one of
 * them. Its first byte is an ASCII digit, what follows is BER-TLV.
 *
 * <pre>
 *   a list:  0 none   1 all of them   2 more follows   3 the last of several answers
 *   one:     0 there is none of that name   1 it follows
 *
 *   public key:   9F06 RID, 9F22 index, DF05 expiry, DF02 modulus, DF04 exponent, DF03 hash
 *   application:  9F06 AID and the terminal's parameters for it
 * </pre>
 */
public final class ChipParameters {
  /** A request names in 2 digits how many are known. */
  public static final int MOST = 99;

  private static final int FIELD = 62;
  private static final String APPLICATION = "9F06";
  private static final String INDEX = "9F22";
  private static final String MODULUS = "DF02";
  private static final String EXPONENT = "DF04";

  private ChipParameters() {}

  /**
   * @param names what each is asked for by, TLV in hex
   * @param more whether more follows
   */
  public record Names(List<String> names, boolean more) {}

  /**
   * Reads a list.
   *
   * @throws InvalidField if it is none
   */
  public static Names names(Wanted wanted, String content) {
    char first = first(content, "0123");
    List<String> names = new ArrayList<>();
    if (first != '0') {
      for (BerTlv entry : BerTlv.parseAll(FIELD, content.substring(2))) {
        names.add(name(wanted, entry.entries()));
      }
    }
    return new Names(names, first == '2');
  }

  /**
   * Reads one of them: the TLV data, hex.
   *
   * @param name as it was asked for
   * @throws InvalidField if it is another, or not whole
   */
  public static String value(Wanted wanted, String name, String content) {
    if (first(content, "01") == '0') {
      throw new InvalidField(FIELD, "field 62: the acquirer lists " + name + " and has it not");
    }
    String tlv = content.substring(2);
    Map<String, String> entries = BerTlv.parse(FIELD, tlv).entries();
    if (!name(wanted, entries).equals(name)) {
      throw new InvalidField(FIELD, "field 62: another than " + name + ", which was asked for");
    }
    if (wanted == Wanted.PUBLIC_KEYS) {
      required(entries, MODULUS);
      required(entries, EXPONENT);
    }
    return tlv;
  }

  private static char first(String content, String allowed) {
    int digit = content.length() < 2 ? -1 : Integer.parseInt(content.substring(0, 2), 16);
    if (allowed.indexOf(digit) < 0) {
      throw new InvalidField(
          FIELD, "field 62 at byte 1: one of the digits " + allowed + " was expected");
    }
    return (char) digit;
  }

  private static String name(Wanted wanted, Map<String, String> entries) {
    Map<String, String> name = new LinkedHashMap<>();
    name.put(APPLICATION, required(entries, APPLICATION));
    if (wanted == Wanted.PUBLIC_KEYS) {
      name.put(INDEX, required(entries, INDEX));
    }
    return new BerTlv(FIELD, name).format();
  }

  private static String required(Map<String, String> entries, String tag) {
    String value = entries.getOrDefault(tag, "");
    if (value.isEmpty()) {
      throw new InvalidField(FIELD, "field 62: tag " + tag + " is missing in " + entries.keySet());
    }
    return value;
  }

  /** What one that is in force says, by tag, both hex. */
  public static Map<String, String> values(String tlv) {
    return BerTlv.parse(FIELD, tlv).entries();
  }
}
