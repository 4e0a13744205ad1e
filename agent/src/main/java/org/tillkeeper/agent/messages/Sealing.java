package org.tillkeeper.agent.messages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tillkeeper.agent.keys.LedgerCipher;
import org.tillkeeper.agent.keys.UnreadableSecret;
import org.tillkeeper.agent.memory.WipedJson;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.ReceiptFacts;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.iso8583.BerTlv;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.Message;

/**
 * Seals and opens what the ledger keeps. Each blob is bound to its payment and its purpose, so that
 * none can be put elsewhere.
 */
public final class Sealing {
  /** Stands for a card or code where none was read. */
  private static final String NOTHING_READ = "*";

  private static final Element[] ACCOUNT = {
    Element.PAN,
    Element.EXPIRY,
    Element.CARD_SEQUENCE,
    Element.DEVICE_SERIAL,
    Element.DEVICE_CIPHERTEXT
  };

  private final LedgerCipher cipher;

  public Sealing(LedgerCipher cipher) {
    this.cipher = cipher;
  }

  /**
   * The HMAC of a till's request. It is the same for the same request and tells nothing about it.
   */
  public byte[] fingerprint(byte[] canonicalRequest) {
    return cipher.fingerprint(canonicalRequest);
  }

  /**
   * Under what a till's idempotency key is kept: the same for the same key, telling nothing about
   * it. No till's key is like it, since none has a space.
   */
  public String keptKey(String idempotencyKey) {
    return "hmac " + Hex.encode(hash("key " + idempotencyKey));
  }

  /** The same for the same card or code, telling nothing about it. */
  public byte[] instrumentHash(Entry entry, SensitiveData data) {
    String what =
        entry == Entry.QR
            ? "qr " + data.values().get(Element.QR_CODE)
            : "pan " + accountNumber(data);
    return hash(what);
  }

  /**
   * The same for what a chip said once, telling nothing about it: the card's number, its counter
   * (9F36) and its cryptogram (9F26). Empty where the data has none.
   */
  public Optional<byte[]> cryptogramHash(SensitiveData data) {
    Map<String, String> said = new LinkedHashMap<>();
    for (BerTlv.Entry entry : BerTlv.read(data.values().getOrDefault(Element.EMV, "")).entries()) {
      said.put(entry.tag(), entry.value());
    }
    String counter = said.getOrDefault("9F36", "");
    String cryptogram = said.getOrDefault("9F26", "");
    return counter.isEmpty() || cryptogram.isEmpty()
        ? Optional.empty()
        : Optional.of(hash("chip " + accountNumber(data) + " " + counter + " " + cryptogram));
  }

  /**
   * The same for what is given back, telling nothing about it: the card's number, and the reference
   * number of the payment that it was taken with. Empty where one of them is not known.
   */
  public Optional<byte[]> givenBackHash(SensitiveData data) {
    String rrn = data.values().getOrDefault(Element.RRN, "").toUpperCase(Locale.ROOT);
    return rrn.isEmpty()
        ? Optional.empty()
        : data.accountNumber().map(number -> hash("back " + number + " " + rrn));
  }

  private byte[] hash(String what) {
    byte[] bytes = what.getBytes(StandardCharsets.US_ASCII);
    try {
      return cipher.fingerprint(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  public byte[] sealCard(String payment, SensitiveData data) {
    return seal(labelled(data.values()), "card " + payment);
  }

  SensitiveData openCard(String payment, byte[] sealed) {
    return data(open(sealed, "card " + payment));
  }

  SensitiveData openAccount(String payment, byte[] sealed) {
    return data(open(sealed, "account " + payment));
  }

  byte[] sealShownCode(String payment, ShownCode code) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("code", code.code());
    said.put("expiresAt", Long.toString(code.expiresAt().toEpochMilli()));
    said.put("within", Long.toString(code.within().toMillis()));
    return seal(said, "shown " + payment);
  }

  ShownCode openShownCode(String payment, byte[] sealed) {
    Map<String, Object> said = open(sealed, "shown " + payment);
    return new ShownCode(
        said.get("code").toString(),
        Instant.ofEpochMilli(Long.parseLong(said.get("expiresAt").toString())),
        Duration.ofMillis(Long.parseLong(said.get("within").toString())));
  }

  public byte[] sealChip(String payment, String emv) {
    return seal(Collections.singletonMap("emv", emv), "chip " + payment);
  }

  String openChip(String payment, byte[] sealed) {
    return open(sealed, "chip " + payment).get("emv").toString();
  }

  byte[] sealReceiptFacts(String payment, ReceiptFacts facts) {
    Map<String, Object> labelled = new LinkedHashMap<>();
    facts.values().forEach((fact, value) -> labelled.put(fact.label(), value));
    return seal(labelled, "receipt " + payment);
  }

  ReceiptFacts openReceiptFacts(String payment, byte[] sealed) {
    Map<String, Object> read = open(sealed, "receipt " + payment);
    EnumMap<ReceiptFacts.Fact, String> facts = new EnumMap<>(ReceiptFacts.Fact.class);
    for (ReceiptFacts.Fact fact : ReceiptFacts.Fact.values()) {
      if (read.containsKey(fact.label())) {
        facts.put(fact, read.get(fact.label()).toString());
      }
    }
    return new ReceiptFacts(facts);
  }

  private static SensitiveData data(Map<String, Object> read) {
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    for (Element element : Element.values()) {
      Object value = read.get(element.label());
      if (value != null) {
        values.put(element, value.toString());
      }
    }
    return new SensitiveData(values);
  }

  /**
   * The part of the card's data that later payments refer to. Of a QR code that is its end, where
   * messages say which device they are of; else there is none, and the blob is empty.
   */
  public byte[] sealAccount(String payment, Entry entry, SensitiveData data) {
    boolean isCode = entry == Entry.QR;
    if (entry == Entry.SHOWN) {
      return new byte[0];
    }
    if (isCode && !data.values().containsKey(Element.DEVICE_SERIAL)) {
      return new byte[0];
    }
    EnumMap<Element, String> account = new EnumMap<>(Element.class);
    for (Element element : ACCOUNT) {
      if (data.values().containsKey(element)) {
        account.put(element, data.values().get(element));
      }
    }
    if (isCode) {
      DeviceData.factor(data).ifPresent(it -> account.put(Element.DEVICE_FACTOR, it));
    } else {
      account.put(Element.PAN, accountNumber(data));
    }
    return seal(labelled(account), "account " + payment);
  }

  byte[] sealReversal(AttemptKey attempt, Message message) {
    return sealMessage(message, context("reversal", attempt));
  }

  Message openReversal(AttemptKey attempt, byte[] sealed) {
    return openMessage(sealed, context("reversal", attempt));
  }

  byte[] sealRequest(AttemptKey attempt, Message message) {
    return sealMessage(message, context("request", attempt));
  }

  Message openRequest(AttemptKey attempt, byte[] sealed) {
    return openMessage(sealed, context("request", attempt));
  }

  /**
   * A message of any other kind.
   *
   * @param context what it belongs to, never used for anything else
   */
  public byte[] sealMessage(Message message, String context) {
    Map<String, Object> fields = new LinkedHashMap<>();
    message.fields().forEach((number, value) -> fields.put(Integer.toString(number), value));
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("tpdu", message.tpdu());
    whole.put("header", message.header());
    whole.put("mti", message.mti());
    whole.put("fields", fields);
    return seal(whole, context);
  }

  private Message openMessage(byte[] sealed, String context) {
    Map<String, Object> whole = open(sealed, context);
    Map<Integer, String> fields = new TreeMap<>();
    ((Map<?, ?>) whole.get("fields"))
        .forEach(
            (number, value) -> fields.put(Integer.valueOf(number.toString()), value.toString()));
    return new Message(
        whole.get("tpdu").toString(),
        whole.get("header").toString(),
        whole.get("mti").toString(),
        fields);
  }

  /**
   * A message as {@link #sealMessage} sealed it; empty where there is none, or another key has
   * sealed it.
   */
  public Optional<Message> readable(Optional<byte[]> sealed, String context) {
    try {
      return sealed.map(blob -> openMessage(blob, context));
    } catch (UnreadableSecret e) {
      return Optional.empty();
    }
  }

  /**
   * What may be shown of a card or code: the first 6 and last 4 digits of a PAN, the last 4 of a QR
   * code, one star where the terminal shows a code and reads none.
   */
  public static String masked(Entry entry, SensitiveData data) {
    if (entry == Entry.SHOWN) {
      return NOTHING_READ;
    }
    if (entry == Entry.QR) {
      String code = data.values().get(Element.QR_CODE);
      return stars(code.length() - 4) + code.substring(code.length() - 4);
    }
    String pan = accountNumber(data);
    return pan.substring(0, 6) + stars(pan.length() - 10) + pan.substring(pan.length() - 4);
  }

  private static String accountNumber(SensitiveData data) {
    return data.accountNumber()
        .orElseThrow(() -> new IllegalArgumentException("a card has its number or its track 2"));
  }

  private static String stars(int count) {
    StringBuilder stars = new StringBuilder();
    for (int i = 0; i < count; i++) {
      stars.append('*');
    }
    return stars.toString();
  }

  private static String context(String purpose, AttemptKey attempt) {
    return purpose + " " + attempt.payment() + " " + attempt.number();
  }

  private static Map<String, Object> labelled(Map<Element, String> values) {
    Map<String, Object> labelled = new LinkedHashMap<>();
    values.forEach((element, value) -> labelled.put(element.label(), value));
    return labelled;
  }

  private byte[] seal(Map<String, Object> map, String context) {
    byte[] json = new byte[0];
    try {
      json = WipedJson.SEALED.asBytes(map);
      return cipher.seal(json, context);
    } catch (IOException e) {
      throw new IllegalStateException("strings can always be written as JSON", e);
    } finally {
      Arrays.fill(json, (byte) 0);
    }
  }

  private Map<String, Object> open(byte[] sealed, String context) {
    byte[] json = cipher.open(sealed, context);
    try {
      return WipedJson.SEALED.mapFrom(json);
    } catch (IOException e) {
      throw new IllegalStateException("a blob was sealed by us and is not ours to read", e);
    } finally {
      Arrays.fill(json, (byte) 0);
    }
  }
}
