package org.tillkeeper.agent.till;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.reader.NotCollected;
import org.tillkeeper.agent.reader.ReaderRequest;
import org.tillkeeper.agent.reader.Wish;
import org.tillkeeper.agent.time.WrittenDuration;

/**
 * What {@code POST /v1/payments} takes with {@code collect} in place of a card, and what the reader
 * answers with. Both are read by the rules of {@link PaymentRequest}.
 */
final class CollectRequest {
  static final String COLLECT = "collect";

  private static final Duration USUAL = Duration.ofSeconds(60);
  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofMinutes(5);
  private static final WrittenDuration TIME = new WrittenDuration(6, "ms", "s", "m");
  private static final String DURATIONS =
      "must be a time with its unit (ms, s, m) such as 60s, from 100ms to 5m";

  private CollectRequest() {}

  /**
   * The wish of a body.
   *
   * @param terminalCurrency the only one this terminal takes, ISO 4217 letters
   * @throws Problem naming the member that is wrong and what is allowed
   */
  static Wish wish(JsonObject body, String terminalCurrency) {
    PaymentType type = PaymentRequest.type(body);
    if (type.needsOriginal() || body.has("original")) {
      throw body.invalid(COLLECT, "must not be there with an original, whose card or code is used");
    }
    for (String presented : new String[] {"card", "qr", "show"}) {
      if (body.has(presented)) {
        throw body.invalid(
            presented, "must not be there with collect, by which the reader is asked for it");
      }
    }
    JsonObject collect = body.object(COLLECT);
    Duration within =
        collect.optionalText("within", TIME.form(), DURATIONS).flatMap(TIME::read).orElse(USUAL);
    if (within.compareTo(LEAST) < 0 || within.compareTo(MOST) > 0) {
      throw collect.invalid("within", DURATIONS);
    }
    List<Entry> all = entriesOf(type);
    List<Entry> entries = collect.has("entries") ? entries(collect, all) : all;
    collect.refuseUnread();
    String currency = PaymentRequest.currency(body, terminalCurrency, type != PaymentType.BALANCE);
    Optional<String> reference = PaymentRequest.reference(body);
    PaymentOrder order =
        PaymentRequest.withoutCard(body, type, currency, reference).with(DeviceMember.of(body));
    body.refuseUnread();
    return new Wish(order, entries, within);
  }

  /** How a payment of this type may be paid: a code only a sale. */
  private static List<Entry> entriesOf(PaymentType type) {
    EnumSet<Entry> all = EnumSet.allOf(Entry.class);
    all.remove(Entry.SHOWN); // no reader reads it
    if (type != PaymentType.SALE) {
      all.remove(Entry.QR);
    }
    return new ArrayList<>(all);
  }

  private static List<Entry> entries(JsonObject collect, List<Entry> all) {
    String allowed = "must be a list of one or more of " + labels(all) + ", each once";
    List<Entry> entries = new ArrayList<>();
    for (String label : collect.texts("entries", allowed)) {
      Entry entry =
          all.stream()
              .filter(one -> one.label().equals(label))
              .findFirst()
              .orElseThrow(() -> collect.invalid("entries", allowed));
      if (entries.contains(entry)) {
        throw collect.invalid("entries", allowed);
      }
      entries.add(entry);
    }
    if (entries.isEmpty()) {
      throw collect.invalid("entries", allowed);
    }
    return entries;
  }

  private static String labels(List<Entry> entries) {
    return entries.stream().map(Entry::label).collect(Collectors.joining(", "));
  }

  /**
   * The order with what the reader presents.
   *
   * @param answer has either card or qr
   * @throws Problem naming the member that is wrong: it may be presented again
   * @throws NotCollected where it cannot be taken whatever is presented of this card
   */
  static PaymentOrder presented(ReaderRequest request, JsonObject answer) {
    PaymentOrder order = PaymentRequest.paidWith(request.wish().order(), answer);
    answer.refuseUnread();
    List<Entry> wanted = request.wish().entries();
    Entry entry = order.entry().get();
    if (!wanted.contains(entry)) {
      throw Problem.invalid(
          entry == Entry.QR ? "qr" : "card.entry",
          "was not asked for: the till takes " + labels(wanted) + ".");
    }
    if (PaymentRequest.namesItsCard(order)) {
      throw new NotCollected(NotCollected.Why.CARD_NUMBER_AS_REFERENCE);
    }
    return order;
  }

  /** What a reader may say in place of a card, by the word for it. */
  enum Refusal {
    CANCELLED("cancelled", NotCollected.Why.CANCELLED_AT_READER),
    REMOVED("removed", NotCollected.Why.CARD_REMOVED),
    UNREADABLE("unreadable", NotCollected.Why.CARD_UNREADABLE);

    private final String label;
    private final NotCollected.Why why;

    Refusal(String label, NotCollected.Why why) {
      this.label = label;
      this.why = why;
    }

    String label() {
      return label;
    }

    NotCollected.Why why() {
      return why;
    }

    /** What an answer says. */
    static Refusal of(JsonObject answer) {
      String words = Arrays.stream(values()).map(Refusal::label).collect(Collectors.joining(", "));
      String allowed = "must be one of " + words;
      String said = answer.text("refused", Pattern.compile("[a-z]{1,20}"), allowed);
      answer.refuseUnread();
      return Arrays.stream(values())
          .filter(one -> one.label.equals(said))
          .findFirst()
          .orElseThrow(() -> answer.invalid("refused", allowed));
    }
  }
}
