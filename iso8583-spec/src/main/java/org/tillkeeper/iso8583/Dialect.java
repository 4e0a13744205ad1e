package org.tillkeeper.iso8583;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jpos.iso.ISOPackager;
import org.tillkeeper.iso8583.security.KeyLayout;

/**
 * One acquirer's way of speaking ISO 8583, read from data: framing, fields, messages, MAC, response
 * codes. Immutable and safe for any thread; does no I/O.
 */
public final class Dialect {
  private static final String MAC_ON_REFUSALS = "mac.onRefusals";
  private static final String MAC_ON_REVERSALS = "mac.onReversals";
  private static final String PART_AMOUNT = "reversal.partAmount";
  private static final String PARTIAL_APPROVAL = "sale.partialApproval";
  private static final String PART_REFUND = "refund.part";
  private static final String TIP_COUNTING = "tip.counting";
  private static final String SIGNATURE_UPLOAD = "signature.upload";
  private static final String SIGNATURE_CODE = "signature.code";

  private final Section source;
  private final String name;
  private final Map<String, String> options;
  private final Map<String, List<String>> choices;
  private final Set<String> readingOptions;
  private final Wire wire;
  private final boolean answersEmptyFrames;
  private final Map<Element, Place> places;
  private final Set<Integer> used;
  private final Map<Kind, MessageRule> messages;
  private final MacRule mac;
  private final MacFrames macs;
  private final AnswerMeanings answers;
  private final AnswerRule answerRule;
  private final Optional<HostRequests> hostRequests;
  private final Map<Kind, RecoveryPolicy> recovery;
  private final Optional<RecoveryPolicy> recoveryByCode;
  private final Conventions conventions;
  private final BatchNumbers batches;
  private final Map<Kind, ChipRule> chip;
  private final int window;
  private final KeyLayout keyLayout;

  private Dialect(Section source, Map<String, String> chosen) {
    DialectReader reader = new DialectReader(source, chosen);
    this.source = source;
    this.name = reader.name();
    this.options = reader.options().values();
    this.choices = reader.options().choices();
    this.readingOptions = reader.readingOptions();
    this.wire = reader.wire();
    this.answersEmptyFrames = reader.answersEmptyFrames();
    this.places = reader.places();
    this.messages = reader.messages();
    this.mac = reader.mac();
    this.macs = new MacFrames(wire, mac);
    this.used = Place.fields(places.values());
    this.batches = reader.batches();
    this.chip = reader.chip(messages.keySet());
    this.window = reader.window();
    this.keyLayout = reader.keyLayout();
    this.answerRule = reader.answerRule(places.keySet());
    this.hostRequests = reader.hostRequests(places);
    Meanings meanings = reader.meanings();
    this.answers = meanings.ofAnswers(messages.keySet(), places.keySet());
    reader.verifyCodes(messages, mac);
    this.recovery = meanings.recovery(messages);
    this.recoveryByCode = meanings.recoveryByCode(messages);
    this.conventions = reader.conventions(places);
  }

  /**
   * A dialect that ships with Tillkeeper.
   *
   * @throws IllegalArgumentException if there is none of that name; the text lists those there are
   */
  public static Dialect named(String name) {
    return Shipped.dialect(name);
  }

  /** The names of the dialects that ship with Tillkeeper. */
  public static List<String> names() {
    return Shipped.NAMES;
  }

  /**
   * A dialect of an integrator's own.
   *
   * @param yaml the file's content
   * @param sourceName the file's name, for error texts
   * @throws IllegalArgumentException if it is no dialect; the text names file, key, value and what
   *     is allowed
   */
  public static Dialect read(String yaml, String sourceName) {
    return new Dialect(Section.parse(yaml, sourceName), Map.of());
  }

  /**
   * The same dialect with some of its options set, by name. Unknown options or values are refused
   * with what is allowed.
   *
   * @throws IllegalArgumentException naming the option, the value and what is allowed
   */
  public Dialect with(Map<String, String> chosen) {
    Map<String, String> all = new TreeMap<>(options);
    all.putAll(chosen);
    return new Dialect(source, all);
  }

  /** Its options and their values, by name. */
  public Map<String, String> options() {
    return options;
  }

  /** The values its options may have, by name, where they are a list; defaults among them. */
  public Map<String, List<String>> choices() {
    return choices;
  }

  /**
   * The options that change how the fields of a message are read, by name: what a reader may try
   * that does not know the acquirer.
   */
  public Set<String> readingOptions() {
    return readingOptions;
  }

  /** Its name in configuration, for example {@code unionpay-pos}. */
  public String name() {
    return name;
  }

  /** Bytes of a frame before its message: its length and what may stand behind that. */
  public int lengthPrefixBytes() {
    return wire.prefixBytes();
  }

  /**
   * Whether a frame is empty: its length is zero, and nothing follows. Some hosts keep a connection
   * alive by such frames.
   *
   * @param prefix its length; what follows it is not looked at
   */
  public boolean isEmptyFrame(byte[] prefix) {
    return wire.isEmpty(prefix);
  }

  /** Whether an empty frame of the host's is answered in kind. */
  public boolean answersEmptyFrames() {
    return answersEmptyFrames;
  }

  /**
   * The length prefix of a message of so many bytes.
   *
   * @throws IllegalArgumentException if no message of this dialect can be that short or that long
   */
  public byte[] lengthPrefix(int bodyLength) {
    return wire.prefix(bodyLength);
  }

  /** Hex of what is written behind the last field; empty for nothing. */
  public String sentTrailer() {
    return wire.sentTrailer();
  }

  /**
   * How many bytes follow the length prefix.
   *
   * @param prefix the prefix; what follows it is not looked at
   * @throws MalformedMessage if no message of this dialect can be that short or that long
   */
  public int bodyLength(byte[] prefix) throws MalformedMessage {
    return wire.bodyLength(prefix);
  }

  /**
   * The request of a kind, from business values, with the dialect's own TPDU and header. A field is
   * left out where an element it can do without has no value.
   *
   * @throws InvalidField if an element is missing that the message needs, or a value does not fit
   * @throws IllegalArgumentException if the dialect has no such message, or no such {@link
   *     Element#ENTRY}
   */
  public Message request(Kind kind, Map<Element, String> values) {
    MessageRule rule = rule(kind);
    return checked(rule.mti(), rule.request(values));
  }

  /**
   * The reversal of an original request, from the original's values, the reason and the
   * authorisation code if known. A secret that was erased meanwhile is missing with its field, and
   * nothing else is. {@link Element#PIN_BLOCK} is another matter: it must have some value if the
   * original had one, since field 22 says so. {@link #reversal(Kind, Message, Map)} needs no such
   * care and is for an original that is still there as a message.
   *
   * @throws InvalidField if an element is missing that the message needs
   */
  public Message reversal(Kind original, Map<Element, String> values) {
    MessageRule rule = reversible(original);
    return checked(rule.reversal().mti(), rule.reversalOf(rule.remainder(values), values));
  }

  /**
   * The reversal of an original request, from the request itself: the same TPDU, header and
   * identifying fields, byte for byte.
   *
   * @param request the original as it was sent
   * @param values at least {@link Element#REVERSAL_REASON}; {@link Element#AUTH_CODE} if known
   */
  public Message reversal(Kind original, Message request, Map<Element, String> values) {
    MessageRule rule = reversible(original);
    return checked(rule.reversal().mti(), rule.reversalOf(request.fields(), values))
        .routed(request.tpdu(), request.header());
  }

  /**
   * The MTI of a kind's request.
   *
   * @throws IllegalArgumentException if the dialect has no such message
   */
  public String mti(Kind kind) {
    return rule(kind).mti();
  }

  /** The kinds of request this dialect has. */
  public Set<Kind> kinds() {
    return Collections.unmodifiableSet(messages.keySet());
  }

  /** Whether a request of some kind can name an element's value. */
  public boolean says(Element element) {
    for (MessageRule rule : messages.values()) {
      if (rule.says(element)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the dialect has a reversal of a kind. */
  public boolean isReversible(Kind kind) {
    MessageRule rule = messages.get(kind);
    return rule != null && !rule.reversal().mti().isEmpty();
  }

  /**
   * A request as it is sent again: with the MTI that this dialect gives repeats (0401 for 0400), or
   * just as it is where repeats are not marked.
   */
  public Message repeated(Message request) {
    for (MessageRule rule : messages.values()) {
      String mti = rule.repeatOf(request.mti());
      if (!mti.isEmpty()) {
        return new Message(request.tpdu(), request.header(), mti, request.fields());
      }
    }
    return request;
  }

  /** Hex of the TPDU that requests have, empty where the dialect has none. */
  public String tpdu() {
    return wire.tpdu();
  }

  /** Hex of the header that requests have, empty where the dialect has none. */
  public String header() {
    return wire.header();
  }

  private MessageRule rule(Kind kind) {
    MessageRule rule = messages.get(kind);
    if (rule == null) {
      throw new IllegalArgumentException(name + " has no message " + kind.label());
    }
    return rule;
  }

  private MessageRule reversible(Kind original) {
    MessageRule rule = rule(original);
    if (rule.reversal().mti().isEmpty()) {
      throw new IllegalArgumentException(name + " has no reversal of " + original.label());
    }
    return rule;
  }

  private Message checked(String mti, Map<Integer, String> fields) {
    for (Map.Entry<Integer, String> entry : fields.entrySet()) {
      wire.field(entry.getKey()).check(entry.getValue());
    }
    return new Message(wire.tpdu(), wire.header(), mti, fields);
  }

  /**
   * Packs a whole frame, length prefix first. The MAC field is added where this dialect wants one;
   * a value the message has there is not used. Elsewhere {@code mac} is not asked.
   *
   * @throws InvalidField if a value does not fit its field
   */
  public byte[] pack(Message message, MacCalculator calculator) {
    return macs.pack(message, calculator);
  }

  /** Whether a message carries a MAC. */
  public boolean carriesMac(Message message) {
    return mac.covers(message);
  }

  /** Whether requests with this MTI carry a MAC, whatever else they say. */
  public boolean carriesMac(String mti) {
    return mac.covers(mti);
  }

  /**
   * Reads a whole frame, length prefix first.
   *
   * @throws MalformedMessage if it is no message of this dialect; nothing else, whatever the bytes
   */
  public Message unpack(byte[] frame) throws MalformedMessage {
    return wire.unpack(frame);
  }

  /**
   * Reads a whole frame that may say more than the dialect knows: a further field of the standard,
   * a field longer than the table says, a value that nothing uses and that cannot be read.
   *
   * @throws MalformedMessage if what is used of it cannot be read
   */
  public Received receive(byte[] frame) throws MalformedMessage {
    return wire.receive(frame, used);
  }

  /**
   * Compares a received frame's MAC with the one its key makes, in constant time. The MAC is made
   * over the bytes as received.
   */
  public MacVerdict checkMac(byte[] frame, MacCalculator calculator) throws MalformedMessage {
    return macs.check(frame, calculator);
  }

  /** Whether messages of this dialect can carry an element at all. */
  public boolean carries(Element element) {
    return places.containsKey(element);
  }

  /**
   * Whether it is this field that carries an element, the whole of it or a part.
   *
   * @param field its number, as {@link InvalidField#field} names it
   */
  public boolean carries(Element element, int field) {
    Place place = places.get(element);
    return place != null && place.field() == field;
  }

  /** What a message says about an element; empty if the message does not carry it. */
  public Optional<String> value(Message message, Element element) {
    Place place = places.get(element);
    return place == null ? Optional.empty() : place.in(message);
  }

  /**
   * The MTI that answers a request's MTI, for example 0210 for 0200.
   *
   * @throws IllegalArgumentException if it is no request's MTI
   */
  public String answerTo(String mti) {
    return answerRule.mtiFor(mti);
  }

  /**
   * Whether a message has the MTI of an answer; it may be marked as a repeat.
   *
   * @param expected what {@link #answerTo} says
   */
  public boolean isAnswer(String expected, String found) {
    return AnswerRule.fits(expected, found);
  }

  /**
   * What a request of the host's for network management is answered, for example its echo. Empty
   * for any other message, and where the dialect answers none.
   */
  public Optional<Message> answerToHost(Message request) {
    return hostRequests
        .filter(rule -> HostRequests.isOne(request))
        .map(rule -> rule.answer(request, answerTo(request.mti())));
  }

  /** How its answers name the requests they answer. */
  public AnswerRule answerRule() {
    return answerRule;
  }

  /**
   * What a response code says about a sale, what to do, and its texts. Unknown codes are DECLINED,
   * to be asked of the acquirer, with a text that says so.
   */
  public ResponseCode responseCode(String code) {
    return answers.sale(code);
  }

  /** Whether a code says that a sign-in, a sign-off or an echo was accepted. */
  public boolean acceptsManagement(String code) {
    return answers.isAccepted(code);
  }

  /** The response codes that the dialect has texts for, by code. */
  public Map<String, ResponseCode> responseCodes() {
    return Collections.unmodifiableMap(answers.known());
  }

  /** What a response code says when it answers a reversal. */
  public ReversalMeaning reversalMeaning(String code) {
    return answers.reversal(code);
  }

  /**
   * What a response code says when it answers an inquiry. A code that the file does not name there
   * says of the request what it says of a sale. A code that says of a sale neither that it is
   * approved nor that it is declined proves nothing.
   *
   * @throws IllegalArgumentException if the dialect has no inquiry
   */
  public InquiryMeaning inquiryMeaning(String code) {
    rule(Kind.INQUIRY);
    return answers.inquiry(code);
  }

  /** Whether the acquirer gives codes that the terminal shows and a customer scans. */
  public boolean showsCodes() {
    return messages.containsKey(Kind.SHOW_CODE);
  }

  /** Whether the answer to {@link Kind#SHOW_CODE} with this response code brings a code. */
  public boolean issuesCode(String responseCode) {
    return answers.codes().issued().contains(responseCode);
  }

  /**
   * What a response code says of a shown code when it answers {@link Kind#CODE_INQUIRY}. One that
   * the file does not name says nothing.
   */
  public CodeMeaning codeAsked(String responseCode) {
    return answers.codes().inquiries().getOrDefault(responseCode, CodeMeaning.TRY_AGAIN);
  }

  /**
   * What a response code says of a shown code when it answers {@link Kind#CODE_CLOSE}. One that the
   * file does not name proves nothing, and a person has to look.
   */
  public CodeMeaning codeClosed(String responseCode) {
    return answers.codes().closings().getOrDefault(responseCode, CodeMeaning.REFUSED);
  }

  /** What {@link Element#SETTLEMENT_CODE} of the answer to a settlement says of the totals. */
  public SettlementMeaning settlementMeaning(String code) {
    return answers.settlement(code);
  }

  /**
   * What {@link Element#ORDER} of an answer orders; empty if the dialect knows no such order.
   *
   * @param order as the message has it
   */
  public Optional<Order> order(String order) {
    return answers.order(order);
  }

  /**
   * Chip data as a kind of message carries them: some tags only, or some with values of the
   * acquirer's choice. Reading ends where the data stop being TLV.
   *
   * @param emv BER-TLV in hex
   */
  public String chipData(Kind kind, String emv) {
    return chip.getOrDefault(kind, ChipRule.ALL).of(emv.toUpperCase(Locale.ROOT));
  }

  /** Codes, tags and limits that the acquirer has agreed with its terminals. */
  public Conventions conventions() {
    return conventions;
  }

  /** The numbers that batches may have. */
  public BatchNumbers batches() {
    return batches;
  }

  /**
   * What is done when a request of a kind is not answered.
   *
   * @throws IllegalArgumentException if the dialect has no such message
   */
  public RecoveryPolicy recovery(Kind kind) {
    rule(kind);
    return recovery.get(kind);
  }

  /**
   * What is done when a sale by a customer's code is not answered; empty where that is what is done
   * with any sale.
   */
  public Optional<RecoveryPolicy> recoveryByCode() {
    return recoveryByCode;
  }

  /** How many requests may be outstanding on one connection, 1 to 16. */
  public int window() {
    return window;
  }

  /** How the working keys of a sign-in's answer are laid out, by what the sign-in asks for. */
  public KeyLayout keyLayout() {
    return keyLayout;
  }

  /** The algorithm of its MACs; empty where no message carries one. */
  public Optional<MacAlgorithm> macAlgorithm() {
    return mac.messages().isEmpty() ? Optional.empty() : Optional.of(mac.algorithm());
  }

  /**
   * Whether an answer that refuses may come without a MAC (option {@code mac.onRefusals:
   * optional}).
   */
  public boolean macOptionalOnRefusals() {
    return "optional".equals(options.get(MAC_ON_REFUSALS));
  }

  /**
   * Whether an answer to a reversal may come without a MAC, whatever it says (option {@code
   * mac.onReversals: optional}).
   */
  public boolean macOptionalOnReversals() {
    return "optional".equals(options.get(MAC_ON_REVERSALS));
  }

  /**
   * Whether the reversal of an approval of a part names the part, and not what was asked for
   * (option {@code reversal.partAmount: approved}).
   */
  public boolean reversesApprovedPart() {
    return "approved".equals(options.get(PART_AMOUNT));
  }

  /**
   * Whether an approval of a part of the amount is taken, and not reversed (option {@code
   * sale.partialApproval: "1"}).
   */
  public boolean takesPartialApprovals() {
    return "1".equals(options.get(PARTIAL_APPROVAL));
  }

  /**
   * Whether the acquirer takes the cardholder's signature as a picture (option {@code
   * signature.upload: "yes"}).
   */
  public boolean takesSignatures() {
    return messages.containsKey(Kind.SIGNATURE) && "yes".equals(options.get(SIGNATURE_UPLOAD));
  }

  /**
   * Whether the transaction code is drawn into the picture of a signature (option {@code
   * signature.code: drawn}). Elsewhere the signature pad has drawn it.
   */
  public boolean drawsTransactionCode() {
    return "drawn".equals(options.get(SIGNATURE_CODE));
  }

  /**
   * How many bytes a picture of a signature may have: what its field takes. 0 where no message has
   * one.
   */
  public int signatureBytes() {
    Place place = places.get(Element.SIGNATURE);
    return place == null ? 0 : wire.field(place.field()).most();
  }

  /** When a part may be refunded; a file without the option waits for the settlement. */
  public PartRefund partRefund() {
    return "anytime".equals(options.get(PART_REFUND)) ? PartRefund.ANYTIME : PartRefund.SETTLED;
  }

  /** How tips count in totals; a file without the option counts each by itself. */
  public TipCounting tipCounting() {
    return "replaces".equals(options.get(TIP_COUNTING)) ? TipCounting.REPLACES : TipCounting.ADDS;
  }

  /** A field's name in the dialect's table; empty if it has no such field. */
  public Optional<String> fieldName(int field) {
    return wire.has(field) ? Optional.of(wire.field(field).name()) : Optional.empty();
  }

  /** Whether a field's value must never be shown. Fields that are not in the table are secret. */
  public boolean isSecret(int field) {
    return !wire.has(field) || wire.field(field).secret();
  }

  /**
   * A value as people read it: the bytes of a text field in the field's character set (GBK in field
   * 63 of UnionPay answers), any other value as it is.
   */
  public String readable(int field, String value) {
    if (!wire.has(field) || wire.field(field).charset().equals("US-ASCII")) {
      return value;
    }
    return new String(
        value.getBytes(StandardCharsets.ISO_8859_1), Charset.forName(wire.field(field).charset()));
  }

  /**
   * The dialect for a jPOS channel: MTI, bitmap and fields, without length prefix, TPDU and header.
   * The packager belongs to one channel; values are as jPOS has them (bytes for binary fields).
   */
  public ISOPackager isoPackager() {
    return wire.isoPackager();
  }
}
