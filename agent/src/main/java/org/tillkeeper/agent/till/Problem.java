package org.tillkeeper.agent.till;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.terminal.Ground;
import org.tillkeeper.agent.terminal.Refusal;
import org.tillkeeper.agent.terminal.Refused;
import org.tillkeeper.agent.words.Bilingual;
import org.tillkeeper.agent.words.RefusalText;

/**
 * A call that is answered with an RFC 9457 problem. Its text says what was wrong, where, what is
 * allowed and what to do, and never repeats a value of a card, a code or a PIN.
 */
@SuppressWarnings("serial") // thrown and answered within one process
final class Problem extends RuntimeException {
  private final int status;
  private final String type;
  private final Optional<Bilingual> said;
  private final Optional<String> field;
  private final Optional<Payment> payment;
  private final Map<String, String> headers = new LinkedHashMap<>();

  private Problem(
      int status,
      String type,
      String detail,
      Optional<Bilingual> said,
      Optional<String> field,
      Optional<Payment> payment) {
    super(detail, null, false, false);
    this.status = status;
    this.type = type;
    this.said = said;
    this.field = field;
    this.payment = payment;
  }

  /**
   * A problem that only a till's programmer can meet.
   *
   * @param status of HTTP
   * @param type stable word
   * @param detail one or more English sentences
   */
  static Problem of(int status, String type, String detail) {
    return new Problem(status, type, detail, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A problem that a person may meet. */
  static Problem of(int status, String type, Bilingual text) {
    return of(status, type, text.en(), text);
  }

  /**
   * A problem that a person may meet, and a till's programmer as well.
   *
   * @param detail to the programmer, in English
   * @param text to the person
   */
  static Problem of(int status, String type, String detail, Bilingual text) {
    return new Problem(status, type, detail, Optional.of(text), Optional.empty(), Optional.empty());
  }

  /** What was asked for is not there. */
  static Problem notFound(Bilingual text) {
    return of(404, "not-found", text);
  }

  /**
   * A value that is not allowed.
   *
   * @param field dotted path of the member, or name of the parameter or header
   * @param allowed what is allowed
   */
  static Problem invalid(String field, String allowed) {
    return invalid("invalid-request", field, allowed);
  }

  /** A value that is not allowed, with a type of its own. */
  static Problem invalid(String type, String field, String allowed) {
    return new Problem(
        400, type, field + " " + allowed, Optional.empty(), Optional.of(field), Optional.empty());
  }

  /**
   * A text that may hold a card number.
   *
   * @param field dotted path of the member
   */
  static Problem cardNumber(String field, Bilingual text) {
    String detail = field + " " + text.en();
    return new Problem(
        400,
        "card-number",
        detail,
        Optional.of(new Bilingual(text.zh(), detail)),
        Optional.of(field),
        Optional.empty());
  }

  /** What the terminal refused. */
  static Problem of(Refused refused) {
    return of(refused.refusal());
  }

  /** What is refused. */
  static Problem of(Refusal refusal) {
    Ground ground = refusal.ground();
    Optional<String> field = ground.place().map(Problem::member);
    String text = RefusalText.english(refusal);
    String detail = field.map(name -> name + ": " + text).orElse(text);
    Problem problem =
        new Problem(
            status(ground.why()),
            ground.why().label(),
            detail,
            RefusalText.chinese(refusal).map(zh -> new Bilingual(zh, detail)),
            field,
            refusal.payment());
    boolean passes =
        ground.why() == Ground.Why.LEDGER_UNAVAILABLE || ground.why() == Ground.Why.SHUTTING_DOWN;
    return passes ? problem.with("Retry-After", "5") : problem;
  }

  /** Dotted path of the member, or name of the parameter, that says it. */
  private static String member(Ground.Place place) {
    return switch (place) {
      case AMOUNT -> "amount";
      case ORIGINAL -> "original";
      case ATTEMPT -> "attempt";
      case SLIP_RRN -> "originalSlip.rrn";
      case PAYMENT_CODE -> "qr.code";
      case CHIP_DATA -> "card.emv";
      case BATCH -> "batch";
      case AFTER -> "after";
      case DRAWING -> "signature";
    };
  }

  /** The same problem with one more header. */
  Problem with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  /** The same text as another problem, about no payment. */
  Problem as(int otherStatus, String otherType) {
    return new Problem(
        otherStatus, otherType, getMessage(), said, Optional.empty(), Optional.empty());
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  /** The body. */
  Map<String, Object> json(PaymentJson payments) {
    Map<String, Object> json = json();
    payment.ifPresent(about -> json.put("payment", payments.payment(about)));
    return json;
  }

  /** The body without the payment it is about. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", type);
    json.put("title", title());
    json.put("status", status);
    json.put("detail", getMessage());
    said.ifPresent(text -> json.put("message", PaymentJson.bilingual(text)));
    field.ifPresent(name -> json.put("field", name));
    return json;
  }

  /** The type in words. */
  private String title() {
    return Character.toUpperCase(type.charAt(0)) + type.substring(1).replace('-', ' ');
  }

  private static int status(Ground.Why why) {
    return switch (why) {
      case NOT_FOUND -> 404;
      case IDEMPOTENCY_CONFLICT,
          ALREADY_FINAL,
          NOT_FINAL,
          NOTHING_OPEN,
          NOT_IN_ATTENTION,
          REVERSAL_OPEN,
          NOT_SIGNED_IN,
          NOT_CONFIRMED,
          ATTEMPT_CONFIRMED,
          ALREADY_VOIDED,
          ALREADY_REFUNDED,
          NOT_DISPROVED,
          ALREADY_COMPLETED,
          SETTLED,
          NOT_SETTLED,
          ERASED,
          WRONG_ORIGINAL,
          ORIGINAL_LACKS,
          OPERATION_OPEN,
          AMOUNT_DIFFERS,
          AMOUNT_EXCEEDED,
          POSSIBLE_DUPLICATE,
          REFUND_OPEN,
          CODE_USED,
          OFFLINE_REFUSED,
          NOT_CANCELLABLE,
          CARD_NOT_AWAITED,
          NOT_SIGNABLE,
          ALREADY_SIGNED,
          SIGNATURES_FULL,
          NOT_SUPPORTED,
          BATCH_FULL,
          SETTLEMENT_OPEN,
          ALREADY_ACKNOWLEDGED,
          NOTHING_TO_ACKNOWLEDGE,
          ACQUIRER_REFUSED,
          NOT_ONLINE,
          NO_LEDGER_LOSS ->
          409;
      case NOT_ANSWERED -> 504;
      case INVALID -> 400;
      case LEDGER_LOSS, LEDGER_UNAVAILABLE, SHUTTING_DOWN -> 503;
    };
  }
}
