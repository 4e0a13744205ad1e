package org.tillkeeper.tools.simulate;

import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Message;

/**
 * A request as the acquirer reads it. The reading is the model's own; the dialect only unpacks.
 *
 * @param verb what is asked for
 * @param stan of the request; of a reversal's original; empty for none
 * @param batch 6 digits; empty where the dialect has none
 * @param amount in the minor unit; 0 for none
 * @param original STAN of what it refers to; empty for none
 * @param repeat whether it says that it was sent before
 * @param message as unpacked
 */
record Request(
    Verb verb,
    String stan,
    String batch,
    long amount,
    String original,
    boolean repeat,
    Message message) {

  static Request of(Dialect dialect, Message message) {
    boolean unionPay = Dialects.isUnionPay(dialect);
    String mti = message.mti();
    Verb verb = unionPay ? unionPay(message, dialect.showsCodes()) : generic(message);
    String named = unionPay ? text(message, 61) : text(message, 90);
    String original = "";
    if (unionPay && (verb.refers() || verb.isOfCode()) && named.length() >= 12) {
      original = named.substring(6, 12);
    } else if (!unionPay && (verb.refers() || verb == Verb.INQUIRY) && named.length() >= 10) {
      original = named.substring(4, 10);
    }
    String sixty = text(message, 60);
    String amount = text(message, 4);
    return new Request(
        verb,
        text(message, 11),
        unionPay && sixty.length() >= 8 ? sixty.substring(2, 8) : "",
        amount.isEmpty() ? 0 : Long.parseLong(amount),
        original,
        !unionPay && mti.charAt(3) == '1',
        message);
  }

  /** Field 60.3, which tells the messages of an upload apart; empty where there is none. */
  String code() {
    return managementCode(text(message, 60));
  }

  /** Batch of the code that it speaks of; empty for none. */
  String codeBatch() {
    String named = text(message, 61);
    return verb.isOfCode() && named.length() >= 12 ? named.substring(0, 6) : "";
  }

  /** The sale that a code of this request is for, once it is paid. */
  Request saleOfCode() {
    return new Request(Verb.SALE, stan, batch, amount, "", false, message);
  }

  /** Terminal and merchant. */
  String party() {
    return text(message, 41) + "/" + text(message, 42);
  }

  /** What is booked if all of it is: of a tip the tip alone, in the minor unit. */
  long charge() {
    if (verb != Verb.TIP) {
      return amount;
    }
    String tip = text(message, batch.isEmpty() ? 54 : 48);
    return Long.parseLong(tip.substring(Math.max(0, tip.length() - 12)));
  }

  private static String managementCode(String sixty) {
    return sixty.length() >= 11 ? sixty.substring(8, 11) : "";
  }

  static String text(Message message, int field) {
    return message.field(field).orElse("");
  }

  private static Verb unionPay(Message message, boolean codes) {
    String sixty = text(message, 60);
    String code = sixty.length() >= 2 ? sixty.substring(0, 2) : "";
    return switch (message.mti()) {
      // Downloads have no STAN. The model knows none; a bit that flips in an answer may order one.
      case "0800" -> text(message, 11).isEmpty() ? Verb.OTHER : Verb.SIGN_IN;
      case "0820" -> Verb.ECHO;
      case "0400" -> Verb.REVERSAL;
      case "0500" -> Verb.SETTLEMENT;
      case "0320" -> managementCode(sixty).matches("202|207") ? Verb.BATCH_END : Verb.UPLOAD;
      default ->
          switch (code) {
            case "22" -> Verb.SALE;
            case "23" -> Verb.VOID;
            case "25" -> Verb.REFUND;
            case "10" -> Verb.PREAUTH;
            case "11" -> Verb.PREAUTH_VOID;
            case "20", "24" -> Verb.COMPLETION;
            case "21" -> Verb.COMPLETION_VOID;
            case "30", "36" -> Verb.OFFLINE_SALE;
            case "34" -> Verb.TIP;
            case "01" -> Verb.BALANCE;
            default -> codes ? ofCodes(code) : Verb.OTHER;
          };
    };
  }

  private static Verb ofCodes(String code) {
    return switch (code) {
      case "27" -> Verb.CODE;
      case "57" -> Verb.CODE_INQUIRY;
      case "58" -> Verb.CODE_CLOSE;
      default -> Verb.OTHER;
    };
  }

  private static Verb generic(Message message) {
    boolean undoes = text(message, 3).equals("020000");
    boolean ofPreauth = text(message, 25).equals("06");
    return switch (message.mti().substring(1, 3)) {
      case "80" -> text(message, 70).equals("001") ? Verb.SIGN_IN : Verb.ECHO;
      case "40" -> Verb.REVERSAL;
      case "50" -> Verb.SETTLEMENT;
      case "60" -> Verb.INQUIRY;
      case "10" ->
          undoes
              ? Verb.PREAUTH_VOID
              : text(message, 3).equals("310000") ? Verb.BALANCE : Verb.PREAUTH;
      case "20" ->
          undoes
              ? ofPreauth ? Verb.COMPLETION_VOID : Verb.VOID
              : ofPreauth ? Verb.COMPLETION : refundOrSale(message);
      case "22" -> undoes ? Verb.TIP : ofPreauth ? Verb.COMPLETION : Verb.OFFLINE_SALE;
      default -> Verb.OTHER;
    };
  }

  private static Verb refundOrSale(Message message) {
    return text(message, 3).equals("200000") ? Verb.REFUND : Verb.SALE;
  }

  @Override
  public String toString() {
    return verb.label()
        + " "
        + message.mti()
        + " STAN "
        + stan
        + " amount "
        + amount
        + (original.isEmpty() ? "" : " of " + original)
        + message.field(39).map(code -> " code " + code).orElse("");
  }
}
