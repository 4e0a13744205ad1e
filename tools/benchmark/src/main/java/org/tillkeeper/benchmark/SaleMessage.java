package org.tillkeeper.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;
import org.jpos.iso.packager.GenericPackager;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.security.KeyAlgorithm;

/**
 * The sale of a swiped card that everybody here sends, in UnionPay's dialect, and the keys of its
 * terminal. The card is a published test card, the master key a published test vector.
 */
final class SaleMessage {
  static final String TERMINAL = "00000001";
  static final String MERCHANT = "952718182217875";
  static final String TRACK2 = "6225000000000006=30125200000000000000";
  static final String BATCH = "000001";

  /** Hex. */
  static final String MASTER_KEY = "CA5D92598DCA48CE8A4C76361A9269E9";

  /** TPDU and header. */
  static final int HEADER_BYTES = 11;

  private static final byte[] MAC_KEY = Hex.decode("0123456789ABCDEF");
  private static final byte[] PIN_KEY = Hex.decode("0123456789ABCDEFFEDCBA9876543210");
  private static final int CHECK_VALUE_BYTES = 4;
  private static final String ROUTING = "6000030000603100310000";

  private SaleMessage() {}

  static Dialect dialect() {
    return Dialect.named("unionpay-pos");
  }

  /** The whole frame, with a right MAC. */
  static byte[] frame(Dialect dialect) {
    Map<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.TERMINAL, TERMINAL);
    values.put(Element.MERCHANT, MERCHANT);
    values.put(Element.BATCH, BATCH);
    values.put(Element.STAN, "000001");
    values.put(Element.ENTRY, "swipe");
    values.put(Element.AMOUNT, "1234");
    values.put(Element.CURRENCY, "156");
    values.put(Element.TRACK2, TRACK2);
    Message sale = dialect.request(Kind.SALE, values);
    return packed(dialect, sale.routed(ROUTING.substring(0, 10), ROUTING.substring(10)));
  }

  static byte[] packed(Dialect dialect, Message message) {
    return dialect.pack(message, (algorithm, input) -> algorithm.compute(MAC_KEY, input));
  }

  /** The same fields as jPOS takes them. The MAC is some value: jPOS makes none. */
  static ISOMsg ofJpos(ISOPackager packager) throws ISOException {
    ISOMsg sale = new ISOMsg("0200");
    sale.setPackager(packager);
    sale.setHeader(Hex.decode(ROUTING));
    sale.set(3, "000000");
    sale.set(4, "000000001234");
    sale.set(11, "000001");
    sale.set(22, "022");
    sale.set(25, "00");
    sale.set(35, TRACK2);
    sale.set(41, TERMINAL);
    sale.set(42, MERCHANT);
    sale.set(49, "156");
    sale.set(60, "22" + BATCH + "000500");
    sale.set(64, new byte[8]);
    return sale;
  }

  /** jPOS's own, with the table of the dialect. */
  static ISOPackager packager() throws ISOException, IOException {
    try (InputStream table = SaleMessage.class.getResourceAsStream("unionpay-pos.xml")) {
      return new GenericPackager(table);
    }
  }

  /** Field 62 of a sign-in's answer, hex: PIK and MAK under the master key, 16 bytes each. */
  static String workingKeys() {
    return wrapped(PIN_KEY) + wrapped(MAC_KEY);
  }

  private static String wrapped(byte[] key) {
    byte[] slot = new byte[16];
    byte[] encrypted = KeyAlgorithm.DES.encrypt(Hex.decode(MASTER_KEY), key);
    System.arraycopy(encrypted, 0, slot, 0, encrypted.length);
    return Hex.encode(slot) + Hex.encode(KeyAlgorithm.DES.checkValue(key, CHECK_VALUE_BYTES));
  }
}
