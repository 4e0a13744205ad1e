package org.tillkeeper.agent.messages;

import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Asked;
import org.tillkeeper.agent.payment.CodeAnswer;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.InquiryMeaning;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.Message;

/** Reads the business values of an acquirer's answer. */
final class AnswerReading {
  private AnswerReading() {}

  static Answer of(Dialect dialect, Message message, MacVerdict mac, Asked asked) {
    String code = dialect.value(message, Element.RESPONSE_CODE).orElse("");
    return new Answer(
        code,
        dialect.responseCode(code).meaning(),
        dialect.reversalMeaning(code),
        dialect.kinds().contains(Kind.INQUIRY)
            ? dialect.inquiryMeaning(code)
            : InquiryMeaning.TRY_AGAIN,
        mac,
        dialect.value(message, Element.TERMINAL),
        dialect.value(message, Element.MERCHANT),
        amount(dialect.value(message, Element.AMOUNT)),
        dialect.value(message, Element.PROCESSING_CODE),
        dialect.value(message, Element.CURRENCY),
        asked,
        number(dialect.value(message, Element.RRN)),
        number(dialect.value(message, Element.AUTH_CODE)),
        dialect.value(message, Element.DATE),
        dialect.value(message, Element.TIME),
        dialect.value(message, Element.SETTLEMENT_DATE).filter(AnswerReading::isDate),
        dialect.value(message, Element.VOUCHER),
        dialect.value(message, Element.ORGANISATION).filter(AnswerReading::isOrganisation),
        balance(dialect.value(message, Element.ADDITIONAL_AMOUNTS).orElse("")),
        code(dialect, message, code));
  }

  private static CodeAnswer code(Dialect dialect, Message message, String code) {
    return dialect.showsCodes()
        ? new CodeAnswer(
            dialect.issuesCode(code),
            dialect.codeAsked(code),
            dialect.codeClosed(code),
            dialect.value(message, Element.SHOWN_CODE).map(String::trim),
            seconds(dialect.value(message, Element.CODE_SECONDS).orElse("")))
        : CodeAnswer.NONE;
  }

  /** Anything but a number of up to 5 digits names no time. */
  private static OptionalLong seconds(String text) {
    return text.matches("[0-9]{1,5}") && Long.parseLong(text) > 0
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  /** A number that the acquirer gave; blanks are none. */
  private static Optional<String> number(Optional<String> value) {
    return value.filter(number -> !number.trim().isEmpty());
  }

  /** Zeros stand for no date. */
  private static boolean isDate(String date) {
    return date.matches("[0-9]{4}") && !date.equals("0000");
  }

  /** Anything but letters and digits names none. For example a host echoes the operator there. */
  private static boolean isOrganisation(String text) {
    return text.matches("[0-9A-Za-z]{3}");
  }

  private static OptionalLong amount(Optional<String> amount) {
    return amount.isPresent()
        ? OptionalLong.of(Long.parseLong(amount.get()))
        : OptionalLong.empty();
  }

  /**
   * The first of the additional amounts: account type 2, amount type 2, currency 3, sign C or D,
   * amount 12.
   */
  private static OptionalLong balance(String amounts) {
    boolean readable = amounts.length() >= 20 && amounts.substring(8, 20).matches("[0-9]{12}");
    if (!readable) {
      return OptionalLong.empty();
    }
    long amount = Long.parseLong(amounts.substring(8, 20));
    return OptionalLong.of(amounts.charAt(7) == 'D' ? -amount : amount);
  }
}
