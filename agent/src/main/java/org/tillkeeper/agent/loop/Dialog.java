package org.tillkeeper.agent.loop;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MacCalculator;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.ResponseCode;

/**
 * What is said to the acquirer and what it answers, between business values and frames. Decides
 * nothing.
 */
final class Dialog {
  private final Dialect dialect;
  private final KeyVault vault;
  private final LoopSettings settings;

  Dialog(Dialect dialect, KeyVault vault, LoopSettings settings) {
    this.dialect = dialect;
    this.vault = vault;
    this.settings = settings;
  }

  Message sale(Payment payment, Attempt.Request request, SensitiveData card) {
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    values.putAll(card.values());
    values.put(Element.ENTRY, payment.instrument().entry().label());
    values.put(Element.AMOUNT, Long.toString(payment.amount()));
    values.put(Element.CURRENCY, settings.currencyNumber());
    values.put(Element.STAN, request.stan());
    values.put(Element.BATCH, request.batch());
    values.put(Element.TERMINAL, request.terminal());
    values.put(Element.MERCHANT, request.merchant());
    return routed(dialect.request(Kind.SALE, values));
  }

  /**
   * What the reversal of a request will be made from; the request itself holds a track or a PIN
   * block and is not kept.
   */
  Message reversible(Message sale) {
    return dialect.reversal(Kind.SALE, sale, reason(ReversalReason.NO_ANSWER));
  }

  Message reversal(Message reversible, Reversal reversal) {
    EnumMap<Element, String> values = reason(reversal.reason());
    if (!reversal.authCode().isEmpty()) {
      values.put(Element.AUTH_CODE, reversal.authCode());
    }
    return dialect.reversal(Kind.SALE, reversible, values);
  }

  private static EnumMap<Element, String> reason(ReversalReason reason) {
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.REVERSAL_REASON, reason.code());
    return values;
  }

  Message signIn(String stan, String batch) {
    Map<Element, String> values = party(batch);
    values.put(Element.STAN, stan);
    return routed(dialect.request(Kind.SIGN_IN, values));
  }

  Message echo(String batch) {
    return routed(dialect.request(Kind.ECHO, party(batch)));
  }

  private Map<Element, String> party(String batch) {
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.TERMINAL, settings.terminal());
    values.put(Element.MERCHANT, settings.merchant());
    values.put(Element.BATCH, batch);
    return values;
  }

  private Message routed(Message message) {
    return message.routed(
        settings.tpdu().isEmpty() ? message.tpdu() : settings.tpdu(),
        settings.header().isEmpty() ? message.header() : settings.header());
  }

  /** Packs a frame; the MAC is made under these working keys where the message carries one. */
  byte[] pack(Message message, byte[] workingKeys) {
    return dialect.pack(message, calculator(workingKeys));
  }

  Message unpack(byte[] frame) throws MalformedMessage {
    return dialect.unpack(frame);
  }

  /**
   * What an answer says, its MAC checked under the keys its request was made with; without keys a
   * MAC cannot be right.
   */
  Answer answer(byte[] frame, Message message, Optional<byte[]> workingKeys)
      throws MalformedMessage {
    MacVerdict mac =
        workingKeys.isPresent()
            ? dialect.checkMac(frame, calculator(workingKeys.get()))
            : MacVerdict.WRONG;
    String code = value(message, Element.RESPONSE_CODE).orElse("");
    return new Answer(
        code,
        dialect.responseCode(code).meaning(),
        dialect.reversalMeaning(code),
        mac,
        value(message, Element.TERMINAL),
        value(message, Element.MERCHANT),
        amount(message),
        value(message, Element.RRN),
        value(message, Element.AUTH_CODE));
  }

  private OptionalLong amount(Message message) {
    Optional<String> amount = value(message, Element.AMOUNT);
    return amount.isPresent()
        ? OptionalLong.of(Long.parseLong(amount.get()))
        : OptionalLong.empty();
  }

  Optional<String> value(Message message, Element element) {
    return dialect.value(message, element);
  }

  String answerTo(Message request) {
    return dialect.answerTo(request.mti());
  }

  /** MTI of the answer to a sale. */
  String saleAnswer() {
    return dialect.answerTo(dialect.mti(Kind.SALE));
  }

  /** Whether a management answer says that the terminal must sign in. */
  boolean ordersSignIn(String code) {
    return dialect.responseCode(code).meaning() == ResponseCode.Meaning.SIGN_IN_AGAIN;
  }

  private MacCalculator calculator(byte[] workingKeys) {
    return (algorithm, input) -> vault.mac(workingKeys, algorithm, input);
  }
}
