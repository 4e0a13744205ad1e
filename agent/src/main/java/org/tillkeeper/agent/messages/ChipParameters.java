package org.tillkeeper.agent.messages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tillkeeper.iso8583.BerTlv;
import org.tillkeeper.iso8583.Conventions;
import org.tillkeeper.iso8583.InvalidField;

/**
 * What the acquirer says of public keys and of chip applications: lists of what there is, and one
 * of them. The first byte is an ASCII digit, what follows is BER-TLV. Which digits and tags is
 * agreed in the dialect's {@link Conventions.Downloads}.
 */
public final class ChipParameters {
  private final Conventions.Downloads agreed;

  public ChipParameters(Conventions.Downloads agreed) {
    this.agreed = agreed;
  }

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
  public Names names(Wanted wanted, String content) {
    Conventions.ListDigits list = agreed.list();
    char first = first(content, list.none(), list.all(), list.more(), list.last());
    List<String> names = new ArrayList<>();
    if (first != list.none()) {
      for (BerTlv entry : BerTlv.parseAll(agreed.field(), content.substring(2))) {
        names.add(name(wanted, entry.entries()));
      }
    }
    return new Names(names, first == list.more());
  }

  /**
   * Reads one of them: the TLV data, hex.
   *
   * @param name as it was asked for
   * @throws InvalidField if it is another, or not whole
   */
  public String value(Wanted wanted, String name, String content) {
    Conventions.OneDigits one = agreed.one();
    if (first(content, one.none(), one.there()) == one.none()) {
      throw wrong(": the acquirer lists " + name + " and has it not");
    }
    String tlv = content.substring(2);
    Map<String, String> entries = BerTlv.parse(agreed.field(), tlv).entries();
    if (!name(wanted, entries).equals(name)) {
      throw wrong(": another than " + name + ", which was asked for");
    }
    if (wanted == Wanted.PUBLIC_KEYS) {
      required(entries, agreed.publicKey().get("modulus"));
      required(entries, agreed.publicKey().get("exponent"));
    }
    return tlv;
  }

  private char first(String content, char... digits) {
    String allowed = new String(digits);
    int digit = content.length() < 2 ? -1 : Integer.parseInt(content.substring(0, 2), 16);
    if (allowed.indexOf(digit) < 0) {
      throw wrong(" at byte 1: one of the digits " + allowed + " was expected");
    }
    return (char) digit;
  }

  private Map<String, String> tags(Wanted wanted) {
    return wanted == Wanted.PUBLIC_KEYS ? agreed.publicKey() : agreed.application();
  }

  private String name(Wanted wanted, Map<String, String> entries) {
    Map<String, String> name = new LinkedHashMap<>();
    boolean isKey = wanted == Wanted.PUBLIC_KEYS;
    for (String part : isKey ? new String[] {"rid", "index"} : new String[] {"aid"}) {
      String tag = tags(wanted).get(part);
      name.put(tag, required(entries, tag));
    }
    return new BerTlv(agreed.field(), name).format();
  }

  private String required(Map<String, String> entries, String tag) {
    String value = entries.getOrDefault(tag, "");
    if (value.isEmpty()) {
      throw wrong(": tag " + tag + " is missing in " + entries.keySet());
    }
    return value;
  }

  /** What one that is in force says, by tag, both hex. */
  public Map<String, String> values(String tlv) {
    return BerTlv.parse(agreed.field(), tlv).entries();
  }

  /** The same, by the names that the dialect has for tags, such as {@code rid}. */
  public Map<String, String> named(Wanted wanted, String tlv) {
    Map<String, String> values = values(tlv);
    Map<String, String> named = new LinkedHashMap<>();
    tags(wanted)
        .forEach(
            (name, tag) -> {
              if (values.containsKey(tag)) {
                named.put(name, values.get(tag));
              }
            });
    return named;
  }

  /**
   * @param what behind the field's number: where and what
   */
  public InvalidField wrong(String what) {
    return new InvalidField(agreed.field(), "field " + agreed.field() + what);
  }

  /** How many a request can say are known. */
  public int most() {
    return agreed.most();
  }
}
