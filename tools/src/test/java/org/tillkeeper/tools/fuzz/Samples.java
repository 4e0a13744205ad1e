package org.tillkeeper.tools.fuzz;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.MacCalculator;

/** Good messages to begin with, of published test cards alone. */
final class Samples {
  static final String PAN = "6225000000000006";

  static final MacCalculator MAC =
      (algorithm, input) ->
          algorithm.compute(
              Hex.decode(
                  algorithm == MacAlgorithm.UNIONPAY_ECB
                      ? "5BB5C72CD00B7338"
                      : "0123456789ABCDEFFEDCBA9876543210"),
              input);

  private Samples() {}

  /** Every request and reversal of a dialect, and one answer. */
  static List<byte[]> frames(Dialect dialect) {
    List<byte[]> frames = new ArrayList<>();
    for (Kind kind : dialect.kinds()) {
      Map<Element, String> values = values(kind.label().contains("qr") ? "qr" : "chip");
      frames.add(dialect.pack(dialect.request(kind, values), MAC));
      if (dialect.isReversible(kind)) {
        frames.add(dialect.pack(dialect.reversal(kind, values), MAC));
      }
    }
    if (dialect.name().equals("unionpay-pos")) {
      // A sign-in's answer with working keys, a sale's with texts of the host.
      frames.add(
          Hex.decode(
              "007960000000036031003100000810003800010AC000140000011015302101604802100030303030"
                  + "30303030303031303030303030303030313935323731383138323231373837350011000000"
                  + "01003000406701EAD6A9AD51E51AA406E2C27FCFA98D0A74B8B651F9E9BACE9AE100000000"
                  + "0000000AB7153CA0"));
    }
    return frames;
  }

  /** A value of every element. */
  static Map<Element, String> values(String entry) {
    Map<Element, String> values = new EnumMap<>(Element.class);
    String[][] all = {
      {"TERMINAL", "00000001"},
      {"MERCHANT", "952718182217875"},
      {"BATCH", "000001"},
      {"STAN", "000001"},
      {"TRANSMITTED_AT", "0102030405"},
      {"ENTRY", entry},
      {"AMOUNT", "1234"},
      {"CURRENCY", "156"},
      {"LOCAL_TIME", "030405"},
      {"LOCAL_DATE", "0102"},
      {"LOCAL_YEAR", "26"},
      {"ACQUIRER", "123456"},
      {"RRN", "123456789012"},
      {"AUTH_CODE", "654321"},
      {"ORIGINAL_BATCH", "000001"},
      {"ORIGINAL_STAN", "000002"},
      {"ORIGINAL_DATE", "0102"},
      {"PROCESSING_CODE", "000000"},
      {"ENTRY_MODE", "051"},
      {"CONDITION", "00"},
      {"MESSAGE_CODE", "22"},
      {"TIP", "100"},
      {"AUTH_MODE", "01"},
      {"AUTH_INSTITUTION", "48021000"},
      {"CARD_TYPE", "00"},
      {"ORGANISATION", "CUP"},
      {"ORIGINAL_MTI", "0200"},
      {"ORIGINAL_TRANSMITTED_AT", "0102030400"},
      {"ORIGINAL_LOCAL_AT", "260102030400"},
      {"DEBIT_COUNT", "1"},
      {"DEBIT_AMOUNT", "1234"},
      {"CREDIT_COUNT", "1"},
      {"CREDIT_AMOUNT", "1234"},
      {"ROWS", "010000000200006225000000000002000000001234"},
      {"UPLOADED", "11"},
      {"BALANCED", "no"},
      {"PARAMETERS", "313030"},
      {"LISTED", "7"},
      {"REVERSAL_REASON", "98"},
      {"MERCHANT_NAME", "TEST SHOP"},
      {"SIGNATURE", "0001"},
    };
    for (String[] one : all) {
      values.put(Element.valueOf(one[0]), one[1]);
    }
    if (entry.equals("qr")) {
      values.put(Element.QR_CODE, "6212345678901234567");
      values.put(Element.VOUCHER, "20260102000000001234");
    } else {
      values.put(Element.PAN, PAN);
      values.put(Element.TRACK2, PAN + "=30125200000000000000");
      values.put(Element.EXPIRY, "3012");
      values.put(Element.PIN_BLOCK, "9FD70511ED75347D");
      values.put(Element.CARD_SEQUENCE, "001");
      values.put(Element.EMV, "9F26080102030405060708" + "9F3602001C" + "950500000000E0" + "8200");
    }
    return values;
  }
}
