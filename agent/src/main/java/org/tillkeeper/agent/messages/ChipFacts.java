package org.tillkeeper.agent.messages;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.payment.ReceiptFacts;
import org.tillkeeper.agent.payment.ReceiptFacts.Fact;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.iso8583.BerTlv;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Hex;

/**
 * Reads what a receipt says of the chip from what the chip says. Only the tags that are named here
 * are taken; the card's number and track are not among them.
 */
public final class ChipFacts {
  private static final Charset GBK = Charset.forName("GBK");
  private static final int NAME_BYTES = 16;

  private ChipFacts() {}

  /** What is known of a payment when it is recorded. */
  public static ReceiptFacts of(SensitiveData data) {
    Map<Fact, String> known = new EnumMap<>(Fact.class);
    String device = data.values().getOrDefault(Element.DEVICE_SERIAL, "");
    if (!device.isEmpty()) {
      known.put(Fact.DEVICE, device);
    }
    return new ReceiptFacts(known).and(of(data.values().getOrDefault(Element.EMV, "")));
  }

  /**
   * What the chip says.
   *
   * @param emv BER-TLV in hex; what is none ends the reading
   */
  public static ReceiptFacts of(String emv) {
    Map<String, String> said = new HashMap<>();
    for (BerTlv.Entry entry : BerTlv.read(emv).entries()) {
      said.put(entry.tag(), entry.value());
    }
    Map<Fact, String> known = new EnumMap<>(Fact.class);
    name(said).ifPresent(name -> known.put(Fact.APPLICATION, name));
    for (String tag : new String[] {"9F06", "4F", "84"}) {
      put(known, Fact.AID, said, tag);
    }
    put(known, Fact.TVR, said, "95");
    put(known, Fact.TSI, said, "9B");
    put(known, Fact.ATC, said, "9F36");
    put(known, cryptogram(said.getOrDefault("9F27", "")), said, "9F26");
    return new ReceiptFacts(known);
  }

  private static void put(
      Map<Fact, String> known, Fact fact, Map<String, String> said, String tag) {
    String value = said.getOrDefault(tag, "");
    if (!value.isEmpty()) {
      known.put(fact, value);
    }
  }

  /** Which cryptogram it is, by the first two bits; a chip that does not say asks the issuer. */
  private static Fact cryptogram(String information) {
    int bits = information.isEmpty() ? 8 : Character.digit(information.charAt(0), 16) & 0xC;
    return switch (bits) {
      case 4 -> Fact.TC;
      case 0 -> Fact.AAC;
      default -> Fact.ARQC;
    };
  }

  /** The application's preferred name, or else its label; one that is no text is none. */
  private static Optional<String> name(Map<String, String> said) {
    for (String tag : new String[] {"9F12", "50"}) {
      Optional<String> name = text(Hex.decode(said.getOrDefault(tag, "")));
      if (name.isPresent()) {
        return name;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> text(byte[] bytes) {
    if (bytes.length > NAME_BYTES) {
      return Optional.empty();
    }
    try {
      String text =
          GBK.newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      boolean readable = text.chars().noneMatch(Character::isISOControl);
      return readable && !text.trim().isEmpty() ? Optional.of(text.trim()) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
