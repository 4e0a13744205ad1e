package org.tillkeeper.agent.receipt;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.ReceiptFacts;
import org.tillkeeper.agent.receipt.Line.Kind;
import org.tillkeeper.agent.words.Bilingual;
import org.tillkeeper.agent.words.MoneyText;
import org.tillkeeper.agent.words.ReceiptText;

/**
 * One copy of a payment's receipt: which lines stand on it and in which order. What takes money
 * back is negative, and nothing is called approved that is not.
 *
 * @param shop where it was printed
 * @param payment its end is there, or it is accepted offline
 * @param original the payment it refers to
 * @param facts of chip and device
 * @param copy who keeps it
 * @param language of labels; values are as they are
 * @param reprint whether this copy was printed before
 */
public record Receipt(
    Shop shop,
    Payment payment,
    Optional<Payment> original,
    ReceiptFacts facts,
    Copy copy,
    Language language,
    boolean reprint) {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  /** Whether a payment has come so far that there is anything to print. */
  public static boolean isFor(Payment payment) {
    return Outcome.isPrintable(payment);
  }

  /** The same, marked as one that was printed before. */
  public Receipt again() {
    return new Receipt(shop, payment, original, facts, copy, language, true);
  }

  /** What it says became of the payment. */
  public Outcome outcome() {
    return Outcome.of(payment);
  }

  /** What was booked or asked for, tips included, in the minor unit; negative what goes back. */
  public long total() {
    return sign() * (payment.approvedAmount() + payment.links().tip());
  }

  /** The transaction's name. */
  public String title() {
    return say(ReceiptText.title(payment.type()));
  }

  /** Whether the cardholder has signed on the screen, and the acquirer has that or will get it. */
  public boolean signedElectronically() {
    return payment.signature().isValid();
  }

  /** Whether the cardholder signs this copy. */
  public boolean signed() {
    boolean valid = outcome().isApproval() || outcome() == Outcome.ACCEPTED_OFFLINE;
    return copy == Copy.MERCHANT
        && valid
        && !signedElectronically()
        && !payment.instrument().entry().isCode()
        && payment.type() != PaymentType.BALANCE;
  }

  /** The lines in order. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    shop.name().ifPresent(name -> lines.add(title(name)));
    lines.add(title(say(ReceiptText.RECEIPT)));
    if (reprint) {
      lines.add(title(say(ReceiptText.REPRINT)));
    }
    lines.add(rule());
    add(lines, say(ReceiptText.MERCHANT), shop.merchant());
    add(lines, say(ReceiptText.TERMINAL), shop.terminal());
    shop.address().ifPresent(address -> add(lines, say(ReceiptText.ADDRESS), address));
    shop.phone().ifPresent(phone -> add(lines, say(ReceiptText.PHONE), phone));
    lines.add(rule());
    lines.add(title(title()));
    lines.add(title(outcome().text(language)));
    afterwards().ifPresent(text -> lines.add(title(text)));
    lines.add(rule());
    numbers(lines);
    amounts(lines);
    lines.add(rule());
    signature(lines);
    lines.addAll(foot());
    return lines;
  }

  /** The last of the lines: what stands below a signature. */
  List<Line> foot() {
    List<Line> lines = new ArrayList<>();
    lines.add(
        title(
            copy == Copy.MERCHANT
                ? say(ReceiptText.MERCHANT_COPY)
                : say(ReceiptText.CUSTOMER_COPY)));
    shop.footer().ifPresent(footer -> lines.add(title(footer)));
    return lines;
  }

  /** What later payments made of it: an approval that was taken back must not pass for a proof. */
  private Optional<String> afterwards() {
    if (payment.links().voidedBy().isPresent()) {
      return Optional.of(say(ReceiptText.VOIDED_SINCE));
    }
    return payment.links().refunded() > 0
        ? Optional.of(say(ReceiptText.REFUNDED_SINCE) + money(-payment.links().refunded()))
        : Optional.empty();
  }

  private void numbers(List<Line> lines) {
    Entry entry = payment.instrument().entry();
    if (entry != Entry.SHOWN) {
      add(
          lines,
          entry == Entry.QR ? say(ReceiptText.CODE) : say(ReceiptText.CARD),
          payment.instrument().masked());
    }
    add(lines, say(ReceiptText.ENTRY), say(ReceiptText.entry(entry)));
    facts.values().forEach((fact, value) -> add(lines, say(ReceiptText.fact(fact)), value));
    Optional<Attempt> last = payment.lastSent();
    last.ifPresent(
        attempt -> {
          add(lines, say(ReceiptText.BATCH), attempt.request().batch());
          add(lines, say(ReceiptText.TRACE), attempt.request().stan());
        });
    payment.decision().rrn().ifPresent(rrn -> add(lines, say(ReceiptText.REFERENCE), rrn));
    if (outcome().isApproval()) {
      payment.decision().authCode().ifPresent(code -> add(lines, say(ReceiptText.AUTH_CODE), code));
      payment.decision().voucher().ifPresent(it -> add(lines, say(ReceiptText.VOUCHER), it));
    }
    if (outcome() == Outcome.DECLINED || outcome() == Outcome.DECLINED_OFFLINE) {
      payment.decision().responseCode().ifPresent(it -> add(lines, say(ReceiptText.RESPONSE), it));
    }
    Instant at = last.map(attempt -> attempt.request().sentAt()).orElse(payment.createdAt());
    add(lines, say(ReceiptText.DATE), LOCAL.withZone(shop.timeZone()).format(at));
    payment.reference().ifPresent(order -> add(lines, say(ReceiptText.ORDER), order));
    original.ifPresent(before -> original(lines, before));
  }

  private void original(List<Line> lines, Payment before) {
    before
        .lastSent()
        .ifPresent(
            attempt -> {
              add(lines, say(ReceiptText.ORIGINAL_BATCH), attempt.request().batch());
              add(lines, say(ReceiptText.ORIGINAL_TRACE), attempt.request().stan());
            });
    before.decision().rrn().ifPresent(rrn -> add(lines, say(ReceiptText.ORIGINAL_REFERENCE), rrn));
  }

  private void amounts(List<Line> lines) {
    if (payment.type() == PaymentType.BALANCE) {
      if (outcome().isApproval() && payment.decision().balance().isPresent()) {
        add(lines, say(ReceiptText.BALANCE), money(payment.decision().balance().getAsLong()));
      }
      return;
    }
    if (payment.decision().approvedAmount().isPresent()) {
      add(lines, say(ReceiptText.ASKED_FOR), money(sign() * payment.amount()));
    }
    add(lines, say(ReceiptText.AMOUNT), money(sign() * payment.approvedAmount()));
    if (payment.links().tip() > 0) {
      add(lines, say(ReceiptText.TIP), money(payment.links().tip()));
      add(lines, say(ReceiptText.TOTAL), money(total()));
    }
  }

  private void signature(List<Line> lines) {
    if (signedElectronically()) {
      lines.add(title(say(ReceiptText.SIGNED)));
      payment
          .transactionCode()
          .ifPresent(code -> add(lines, say(ReceiptText.TRANSACTION_CODE), code));
    }
    if (signed()) {
      lines.add(new Line(Kind.TEXT, "", say(ReceiptText.SIGNATURE)));
      lines.add(new Line(Kind.SPACE, "", ""));
      lines.add(new Line(Kind.SPACE, "", ""));
      lines.add(rule());
      lines.add(new Line(Kind.TEXT, "", say(ReceiptText.AGREED)));
    }
  }

  private int sign() {
    return switch (payment.type()) {
      case VOID, PREAUTH_VOID, COMPLETION_VOID, REFUND -> -1;
      case SALE, PREAUTH, COMPLETION, TIP, BALANCE -> 1;
    };
  }

  private String money(long amount) {
    return payment.currency() + " " + MoneyText.number(amount, payment.currency());
  }

  private String say(Bilingual text) {
    return language.of(text);
  }

  private static void add(List<Line> lines, String label, String value) {
    lines.add(new Line(Kind.PAIR, label, Paper.printable(value)));
  }

  private static Line title(String text) {
    return new Line(Kind.TITLE, "", Paper.printable(text));
  }

  private static Line rule() {
    return new Line(Kind.RULE, "", "");
  }
}
