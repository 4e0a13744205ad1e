package org.tillkeeper.iso8583;

import java.util.EnumMap;
import java.util.Map;

/** A value of every element, for messages of every kind. Test data only. */
final class Values {
  static final MacCalculator MAC = GoldenFrames.MAC;

  private Values() {}

  /** Terminal, trace number and times. */
  static Map<Element, String> common() {
    Map<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.TERMINAL, "00000001");
    values.put(Element.MERCHANT, "952718182217875");
    values.put(Element.BATCH, "000001");
    values.put(Element.STAN, "000001");
    values.put(Element.TRANSMITTED_AT, "0102030405");
    return values;
  }

  /** The same with a card read in some way, and everything a request may refer to. */
  static Map<Element, String> of(String entry) {
    Map<Element, String> values = common();
    values.put(Element.ENTRY, entry);
    values.put(Element.AMOUNT, "1234");
    values.put(Element.CURRENCY, "156");
    values.put(Element.LOCAL_TIME, "030405");
    values.put(Element.LOCAL_DATE, "0102");
    values.put(Element.LOCAL_YEAR, "26");
    values.put(Element.ACQUIRER, "123456");
    values.put(Element.RRN, "123456789012");
    values.put(Element.AUTH_CODE, "654321");
    values.put(Element.ORIGINAL_BATCH, "000001");
    values.put(Element.ORIGINAL_STAN, "000002");
    values.put(Element.ORIGINAL_DATE, "0102");
    values.put(Element.PROCESSING_CODE, "000000");
    values.put(Element.ENTRY_MODE, "051");
    values.put(Element.CONDITION, "00");
    values.put(Element.MESSAGE_CODE, "22");
    values.put(Element.TIP, "100");
    values.put(Element.AUTH_MODE, "01");
    values.put(Element.AUTH_INSTITUTION, "48021000");
    values.put(Element.CARD_TYPE, "00");
    values.put(Element.ORGANISATION, "CUP");
    values.put(Element.ORIGINAL_MTI, "0200");
    values.put(Element.ORIGINAL_TRANSMITTED_AT, "0102030400");
    values.put(Element.ORIGINAL_LOCAL_AT, "260102030400");
    values.put(Element.DEBIT_COUNT, "1");
    values.put(Element.DEBIT_AMOUNT, "1234");
    values.put(Element.CREDIT_COUNT, "1");
    values.put(Element.CREDIT_AMOUNT, "1234");
    values.put(Element.ROWS, "010000000200006225000000000002000000001234");
    values.put(Element.UPLOADED, "11");
    values.put(Element.BALANCED, "no");
    values.put(Element.PARAMETERS, "313030");
    values.put(Element.LISTED, "7");
    values.put(Element.SETTLEMENT_DATE, "0304");
    values.put(Element.MERCHANT_NAME, "SHOP");
    values.put(Element.SIGNATURE, "000001000000000800000008000000080000000013FF02");
    values.put(Element.REVERSAL_REASON, "98");
    if (entry.equals("qr")) {
      values.put(Element.QR_CODE, "6212345678901234567");
      values.put(Element.VOUCHER, "20260102000000001234");
      return values;
    }
    values.put(Element.PAN, "6225000000000006");
    values.put(Element.TRACK2, "6225000000000006=30125200000000000000");
    values.put(Element.EXPIRY, "3012");
    values.put(Element.PIN_BLOCK, "9FD70511ED75347D");
    values.put(Element.CARD_SEQUENCE, "001");
    if (entry.startsWith("c")) {
      values.put(
          Element.EMV,
          "9F26080102030405060708" + "9F3602001C" + "950500000000E0" + "9F330360F8C8" + "8200");
    }
    return values;
  }
}
