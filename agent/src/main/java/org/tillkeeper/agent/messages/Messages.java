package org.tillkeeper.agent.messages;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Asked;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.CodeQuestion;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.Rules;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.settlement.BatchTotals;
import org.tillkeeper.agent.settlement.CountingRules;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.iso8583.BatchNumbers;
import org.tillkeeper.iso8583.Conventions;
import org.tillkeeper.iso8583.CurrencyCode;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.InvalidField;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MacCalculator;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.Order;
import org.tillkeeper.iso8583.Received;
import org.tillkeeper.iso8583.RecoveryPolicy;
import org.tillkeeper.iso8583.ReversalCause;

/**
 * Turns business values into messages to the acquirer, and its answers into business values. It
 * decides nothing.
 */
public final class Messages {
  private static final DateTimeFormatter MONTH_TO_SECOND =
      DateTimeFormatter.ofPattern("MMddHHmmss", Locale.ROOT);
  private static final DateTimeFormatter YEAR_TO_SECOND =
      DateTimeFormatter.ofPattern("yyMMddHHmmss", Locale.ROOT);

  /**
   * A card number for requests that are made only to read their codes. Nothing of it is ever sent.
   */
  private static final String NO_PAN = "0000000000000000";

  private static final Element[] CODES = {
    Element.PROCESSING_CODE, Element.ENTRY_MODE, Element.CONDITION, Element.MESSAGE_CODE
  };

  private final Dialect dialect;
  private final KeyVault vault;
  private final Station station;
  private final Ledger ledger;
  private final DeviceData device;

  /**
   * @param ledger which remembers the zones that the terminal was in
   */
  public Messages(Dialect dialect, KeyVault vault, Station station, Ledger ledger) {
    this.dialect = dialect;
    this.ledger = ledger;
    this.vault = vault;
    this.station = station;
    device = new DeviceData(dialect, vault, station.device());
  }

  /** What the core has to know of a dialect. */
  public static Rules rules(Dialect dialect) {
    Map<Kind, RecoveryPolicy> recovery = new EnumMap<>(Kind.class);
    Set<Kind> reversible = EnumSet.noneOf(Kind.class);
    for (Kind kind : dialect.kinds()) {
      recovery.put(kind, dialect.recovery(kind));
      if (dialect.isReversible(kind)) {
        reversible.add(kind);
      }
    }
    return new Rules(
        recovery,
        dialect.recoveryByCode(),
        reversible,
        dialect.macOptionalOnRefusals(),
        dialect.macOptionalOnReversals(),
        dialect.reversesApprovedPart(),
        dialect.takesPartialApprovals(),
        dialect.answerRule());
  }

  /** Whether the acquirer has a message of a kind at all. */
  public boolean has(Kind kind) {
    return kind == Kind.SIGNATURE ? dialect.takesSignatures() : dialect.kinds().contains(kind);
  }

  /** What an answer's {@link Element#ORDER} orders; empty if the dialect knows no such order. */
  public Optional<Order> order(String order) {
    return dialect.order(order);
  }

  /** The numbers that the acquirer lets batches have. */
  public BatchNumbers batches() {
    return dialect.batches();
  }

  /** Codes, tags and limits that the acquirer has agreed with its terminals. */
  public Conventions conventions() {
    return dialect.conventions();
  }

  /** Chip data as a kind of message carries them, hex. */
  public String chipData(Kind kind, String emv) {
    return dialect.chipData(kind, emv);
  }

  /**
   * What a payment's messages say of card and device, to be sealed when it is recorded.
   *
   * @param card of the card or code, or of the original
   * @param told what the till says of the device
   */
  public SensitiveData beside(SensitiveData card, SensitiveData told) {
    return device.beside(card, told);
  }

  /**
   * The request of a payment's attempt.
   *
   * @throws CannotBeSaid if the dialect has no form for it
   */
  public Message request(Payment payment, Attempt.Request request, SensitiveData data) {
    Map<Element, String> values = at(request.sentAt());
    values.put(Element.ENTRY, payment.instrument().entry().label());
    values.putAll(data.values());
    values.put(Element.AMOUNT, Long.toString(request.amount()));
    values.put(Element.TIP, Long.toString(payment.amount()));
    values.put(Element.CURRENCY, currency(payment));
    values.put(Element.STAN, request.stan());
    values.put(Element.BATCH, request.batch());
    values.put(Element.TERMINAL, request.terminal());
    values.put(Element.MERCHANT, request.merchant());
    try {
      return routed(dialect.request(payment.terms().kind(), values));
    } catch (InvalidField e) {
      throw NumberMissing.of(dialect, values, payment.terms().original().isPresent(), e);
    } catch (IllegalArgumentException e) {
      throw new CannotBeSaid(e.getMessage(), e);
    }
  }

  /**
   * The part of a request that its reversal will be made from. The request itself holds a track or
   * a PIN block and is not kept.
   */
  Message reversible(Kind kind, Message request) {
    return dialect.reversal(kind, request, reason(ReversalReason.NO_ANSWER));
  }

  /**
   * The reversal of an attempt, whose fields are fixed.
   *
   * @param reversible what {@link #reversible} made of its request
   */
  Message reversal(Kind kind, Message reversible, Attempt attempt) {
    Reversal reversal = attempt.reversal().get();
    EnumMap<Element, String> values = reason(reversal.reason());
    attempt.answeredOn().ifPresent(date -> values.put(Element.DATE, date));
    if (!reversal.authCode().isEmpty()) {
      values.put(Element.AUTH_CODE, reversal.authCode());
    }
    if (reversal.part().isPresent()) {
      values.put(Element.APPROVED_AMOUNT, Long.toString(reversal.part().getAsLong()));
    }
    return dialect.reversal(kind, reversible, values);
  }

  private EnumMap<Element, String> reason(ReversalReason reason) {
    ReversalCause cause =
        switch (reason) {
          case NO_ANSWER -> ReversalCause.NO_ANSWER;
          case WRONG_MAC -> ReversalCause.WRONG_MAC;
          case OTHER -> ReversalCause.OTHER;
        };
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.REVERSAL_REASON, conventions().reversalReasons().get(cause));
    return values;
  }

  /** A request as it is sent again. */
  public Message repeated(Message request) {
    return dialect.repeated(request);
  }

  /** Asks what became of an attempt. */
  public Message inquiry(Payment payment, Attempt.Request original, String stan, Instant now) {
    return about(Kind.INQUIRY, payment, original, stan, now);
  }

  /** Asks whether the code of an attempt was paid, or closes it. */
  public Message ofCode(
      CodeQuestion what, Payment payment, Attempt.Request original, String stan, Instant now) {
    boolean closes = what == CodeQuestion.CLOSING;
    return about(closes ? Kind.CODE_CLOSE : Kind.CODE_INQUIRY, payment, original, stan, now);
  }

  /**
   * What the answer to such a question may name: what the question said, or the request for the
   * code.
   */
  public Asked askedOfCode(Message question, Payment payment) {
    Asked asked = asked(question);
    Set<String> codes = new TreeSet<>(asked.processingCodes());
    if (!codes.isEmpty()) {
      Optional.ofNullable(codes(payment).get(Element.PROCESSING_CODE)).ifPresent(codes::add);
    }
    return new Asked(codes, asked.currencies());
  }

  private Message about(
      Kind kind, Payment payment, Attempt.Request original, String stan, Instant now) {
    Map<Element, String> values = at(now);
    values.put(Element.TERMINAL, original.terminal());
    values.put(Element.MERCHANT, original.merchant());
    values.put(Element.BATCH, original.batch());
    values.put(Element.STAN, stan);
    values.put(Element.AMOUNT, Long.toString(original.amount()));
    values.put(Element.CURRENCY, currency(payment));
    values.putAll(original(payment.terms().kind(), original));
    return routed(dialect.request(kind, values));
  }

  /** What names an earlier request in a later one. */
  public Map<Element, String> original(Kind kind, Attempt.Request original) {
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.ORIGINAL_MTI, dialect.mti(kind));
    values.put(Element.ORIGINAL_STAN, original.stan());
    values.put(Element.ORIGINAL_BATCH, original.batch());
    Map<Element, String> times = at(original.sentAt());
    values.put(Element.ORIGINAL_TRANSMITTED_AT, times.get(Element.TRANSMITTED_AT));
    values.put(Element.ORIGINAL_LOCAL_AT, YEAR_TO_SECOND.format(local(original.sentAt())));
    return values;
  }

  public Message signIn(String stan, String batch) {
    Map<Element, String> values = party(batch);
    values.put(Element.STAN, stan);
    return routed(dialect.request(Kind.SIGN_IN, values));
  }

  public Message echo(String batch) {
    return routed(dialect.request(Kind.ECHO, party(batch)));
  }

  /**
   * A message of any other kind.
   *
   * @param values besides terminal, merchant, batch, currency and time
   */
  public Message other(Kind kind, String batch, Instant now, Map<Element, String> values) {
    Map<Element, String> all = at(now);
    all.putAll(party(batch));
    all.put(Element.CURRENCY, station.currencyNumber());
    all.putAll(values);
    return routed(dialect.request(kind, all));
  }

  /**
   * The codes that a payment's request had, for a message that repeats them. They follow from its
   * kind and entry, so they are read from a request that is made for nothing else.
   *
   * @throws org.tillkeeper.iso8583.InvalidField if no such request can be made
   */
  Map<Element, String> codes(Payment payment) {
    boolean byCode = payment.instrument().entry().isCode();
    boolean refers = payment.terms().original().isPresent();
    Entry entry = byCode ? Entry.QR : Entry.MANUAL;
    Map<Element, String> values = at(payment.createdAt());
    values.putAll(party("000001"));
    values.put(Element.ENTRY, refers ? entry.label() : payment.instrument().entry().label());
    values.put(Element.PAN, NO_PAN);
    values.put(Element.TRACK2, NO_PAN + "=0000");
    values.put(Element.QR_CODE, "0");
    values.put(Element.CODE_SECONDS, "0");
    values.put(Element.VOUCHER, "0");
    values.put(Element.AMOUNT, "0");
    values.put(Element.TIP, "0");
    values.put(Element.STAN, "000001");
    values.put(Element.CURRENCY, currency(payment));
    values.put(Element.RRN, "000000000000");
    values.put(Element.ORIGINAL_BATCH, "000000");
    values.put(Element.ORIGINAL_STAN, "000000");
    values.put(Element.ORIGINAL_DATE, "0000");
    if (payment.instrument().pinKeys() != 0) {
      values.put(Element.PIN_BLOCK, NO_PAN);
    }
    Message message = dialect.request(payment.terms().kind(), values);
    EnumMap<Element, String> codes = new EnumMap<>(Element.class);
    for (Element code : CODES) {
      value(message, code).ifPresent(it -> codes.put(code, it));
    }
    return codes;
  }

  /** How the acquirer counts the payments of a batch. */
  public CountingRules countingRules() {
    return new CountingRules(
        dialect.tipCounting(), new TreeSet<>(dialect.conventions().domestic()));
  }

  /** Whether totals tell domestic and foreign cards apart. */
  public boolean tellsCardsApart() {
    return dialect.carries(Element.FOREIGN_SETTLEMENT_CODE);
  }

  /**
   * The acquirer's word on a batch's totals.
   *
   * @param ours what the terminal told
   */
  public Settlement.Verdict verdict(Message answer, BatchTotals ours) {
    return TotalsVerdict.of(dialect, answer, ours);
  }

  /** Whether the response code of an answer to totals is itself the word on them. */
  public boolean isVerdictInTheCode(Message answer) {
    return TotalsVerdict.isInTheCode(dialect, answer);
  }

  /** A payment stays in its currency when the terminal's changes. */
  private String currency(Payment payment) {
    return CurrencyCode.of(payment.currency())
        .map(CurrencyCode::number)
        .orElse(station.currencyNumber());
  }

  private Map<Element, String> party(String batch) {
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.TERMINAL, station.terminal());
    values.put(Element.MERCHANT, station.merchant());
    values.put(Element.BATCH, batch);
    return values;
  }

  /** When a message is made, as dialects that want it name it. */
  private Map<Element, String> at(Instant when) {
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    String local = YEAR_TO_SECOND.format(local(when));
    values.put(Element.TRANSMITTED_AT, MONTH_TO_SECOND.format(when.atZone(ZoneOffset.UTC)));
    values.put(Element.LOCAL_YEAR, local.substring(0, 2));
    values.put(Element.LOCAL_DATE, local.substring(2, 6));
    values.put(Element.LOCAL_TIME, local.substring(6));
    return values;
  }

  private ZonedDateTime local(Instant when) {
    return when.atZone(Identity.zoneAt(ledger, when, station.timeZone()));
  }

  private Message routed(Message message) {
    return message.routed(
        station.tpdu().isEmpty() ? message.tpdu() : station.tpdu(),
        station.header().isEmpty() ? message.header() : station.header());
  }

  /** Packs a frame; the MAC is made under these working keys where the message carries one. */
  public byte[] pack(Message message, byte[] workingKeys) {
    return dialect.pack(message, calculator(workingKeys));
  }

  /** Reads a frame of the acquirer's, which may say more than the dialect knows. */
  public Received receive(byte[] frame) throws MalformedMessage {
    return dialect.receive(frame);
  }

  /**
   * What an answer says, its MAC checked under the keys its request was made with; without keys a
   * MAC cannot be right. Where no message carries one, none is looked for.
   *
   * @param asked what the request said of currency and processing code
   */
  public Answer answer(byte[] frame, Message message, Optional<byte[]> workingKeys, Asked asked)
      throws MalformedMessage {
    if (!usesMacs()) {
      return AnswerReading.of(dialect, message, MacVerdict.UNUSED, asked);
    }
    MacVerdict mac =
        workingKeys.isPresent()
            ? dialect.checkMac(frame, calculator(workingKeys.get()))
            : MacVerdict.WRONG;
    return AnswerReading.of(dialect, message, mac, asked);
  }

  public Optional<String> value(Message message, Element element) {
    return dialect.value(message, element);
  }

  /** What a request says of currency and processing code, for its answer. */
  public Asked asked(Message request) {
    Set<String> codes = new TreeSet<>();
    Set<String> currencies = new TreeSet<>();
    value(request, Element.PROCESSING_CODE).ifPresent(codes::add);
    value(request, Element.CURRENCY).ifPresent(currencies::add);
    return new Asked(codes, currencies);
  }

  /** What a request of the host's is answered; empty for any other message. */
  public Optional<Message> answerToHost(Message request) {
    return dialect.answerToHost(request);
  }

  /** Whether any message carries a MAC; else the connection alone vouches for answers. */
  public boolean usesMacs() {
    return dialect.macAlgorithm().isPresent();
  }

  /** Whether messages with this MTI carry a MAC. */
  public boolean carriesMac(String mti) {
    return dialect.carriesMac(mti);
  }

  /** Whether a message has the MTI of an answer, as {@link #answerTo} says it; or of its repeat. */
  public boolean isAnswer(String expected, Message message) {
    return dialect.isAnswer(expected, message.mti());
  }

  public String answerTo(Message request) {
    return dialect.answerTo(request.mti());
  }

  /** MTI of the answer to a payment's request. */
  public String answerTo(Kind kind) {
    return dialect.answerTo(dialect.mti(kind));
  }

  /** Whether the acquirer gives working keys in its answer to a sign-in. */
  public boolean bringsWorkingKeys() {
    return dialect.carries(Element.WORKING_KEYS);
  }

  /** Whether a code says that a management message was accepted. */
  public boolean isSuccess(String code) {
    return dialect.acceptsManagement(code);
  }

  /** Whether a management answer says that the terminal must sign in. */
  public boolean ordersSignIn(String code) {
    return dialect.responseCode(code).meaning().wantsSignIn();
  }

  private MacCalculator calculator(byte[] workingKeys) {
    return (algorithm, input) -> vault.mac(workingKeys, algorithm, input);
  }
}
