package org.tillkeeper.agent.nexo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tillkeeper.agent.receipt.Language;
import org.tillkeeper.agent.words.Bilingual;

/**
 * What a till calls its side of a payment, to be repeated in the answer.
 *
 * @param transaction the till's own name; the payment's {@code reference}
 * @param timeStamp as the till wrote it
 * @param english whether its operator reads English; receipts are Chinese otherwise
 * @param chinese whether its operator reads Chinese; what is said is English otherwise
 */
record Sale(
    Optional<String> transaction, Optional<String> timeStamp, boolean english, boolean chinese) {
  /** Nothing is known of it. */
  static final Sale UNKNOWN = new Sale(Optional.empty(), Optional.empty(), false, false);

  private static final Pattern TRANSACTION =
      Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]{1,64}");
  private static final Pattern TIME = Pattern.compile("[0-9T:.Z+-]{10,40}");

  /** Of a request in which it must be there. */
  static Sale required(Fields request) throws Faulty {
    return of(request.required("SaleData"));
  }

  /** Of a request in which it may be left out. */
  static Sale optional(Fields request) throws Faulty {
    Optional<Fields> data = request.object("SaleData");
    return data.isPresent() ? of(data.get()) : UNKNOWN;
  }

  /** As much as can be read of it, for an answer to what cannot be served. */
  static Sale readable(Fields request) {
    try {
      return optional(request);
    } catch (Faulty e) {
      return UNKNOWN;
    }
  }

  private static Sale of(Fields data) throws Faulty {
    Fields id = data.required("SaleTransactionID");
    String transaction =
        id.text(
            "TransactionID",
            TRANSACTION,
            "must be 1 to 64 characters without control and invisible characters");
    Optional<String> time =
        id.has("TimeStamp")
            ? Optional.of(id.text("TimeStamp", TIME, "must be a date and time"))
            : Optional.empty();
    String language = data.text("OperatorLanguage").orElse("");
    return new Sale(Optional.of(transaction), time, language.equals("en"), language.equals("zh"));
  }

  Language receipts() {
    return english ? Language.EN : Language.ZH;
  }

  String said(Bilingual text) {
    return chinese ? text.zh() : text.en();
  }

  /**
   * The member {@code SaleData}.
   *
   * @param otherwise a time where the till's own is not known
   */
  Map<String, Object> json(String otherwise) {
    Map<String, Object> id = new LinkedHashMap<>();
    id.put("TransactionID", transaction.orElse("unknown"));
    id.put("TimeStamp", timeStamp.orElse(otherwise));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("SaleTransactionID", id);
    return json;
  }
}
