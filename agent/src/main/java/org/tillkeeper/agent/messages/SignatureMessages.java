package org.tillkeeper.agent.messages;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.InvalidField;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.Message;

/**
 * Makes the message that tells the acquirer a cardholder's signature. It names the payment by the
 * payment's own numbers: its batch, its STAN, its reference number.
 */
public final class SignatureMessages {
  /** Bytes of a shop's name, as receipts of the acquirer's have them. */
  private static final int NAME_BYTES = 40;

  private static final Charset GBK = Charset.forName("GBK");

  private final Messages messages;
  private final SealedMessages sealedMessages;
  private final String merchantName;

  /**
   * @param merchantName as on receipts; the shop's number stands in place of one that is empty
   */
  public SignatureMessages(
      Messages messages, SealedMessages sealedMessages, Optional<String> merchantName) {
    this.messages = messages;
    this.sealedMessages = sealedMessages;
    this.merchantName = merchantName.orElse("");
  }

  /**
   * The message; empty where the payment's card cannot be read any more, or its numbers make none.
   *
   * @param attempt the one that is confirmed
   * @param picture JBIG
   */
  public Optional<Message> of(Payment payment, Attempt attempt, byte[] picture) {
    Optional<SensitiveData> account = sealedMessages.account(payment);
    if (!account.isPresent()) {
      return Optional.empty();
    }
    Attempt.Request request = attempt.request();
    Map<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.PAN, account.get().values().getOrDefault(Element.PAN, ""));
    values.put(
        Element.AMOUNT,
        Long.toString(payment.decision().approvedAmount().orElse(request.amount())));
    values.put(Element.STAN, request.stan());
    values.put(Element.TERMINAL, request.terminal());
    values.put(Element.MERCHANT, request.merchant());
    put(values, Element.SETTLEMENT_DATE, payment.decision().settlementDate());
    put(values, Element.RRN, payment.decision().rrn());
    put(values, Element.AUTH_CODE, payment.decision().authCode());
    values.put(
        Element.MERCHANT_NAME, name(merchantName.isEmpty() ? request.merchant() : merchantName));
    values.put(Element.SIGNATURE, Hex.encode(picture));
    try {
      values.putAll(messages.codes(payment));
      return Optional.of(messages.other(Kind.SIGNATURE, request.batch(), request.sentAt(), values));
    } catch (InvalidField e) {
      return Optional.empty();
    }
  }

  private static void put(Map<Element, String> into, Element element, Optional<String> value) {
    value.ifPresent(it -> into.put(element, it));
  }

  /** As many whole characters as fit, their bytes one a character. */
  private static String name(String name) {
    StringBuilder bytes = new StringBuilder();
    for (int at = 0; at < name.length(); at = name.offsetByCodePoints(at, 1)) {
      String character = name.substring(at, name.offsetByCodePoints(at, 1));
      String encoded = new String(character.getBytes(GBK), StandardCharsets.ISO_8859_1);
      if (bytes.length() + encoded.length() > NAME_BYTES) {
        break;
      }
      bytes.append(encoded);
    }
    return bytes.toString();
  }
}
