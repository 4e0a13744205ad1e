package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages of every kind come back as they went. 100,000 in all; with {@code
 * -Dtillkeeper.roundTrips=5000000} as many as that.
 */
class RoundTripTest {
  private static final int DIALECTS = 3;
  private static final int PER_DIALECT =
      Integer.getInteger("tillkeeper.roundTrips", 100_000) / DIALECTS + 1;

  @ParameterizedTest
  @ValueSource(strings = {"unionpay-pos", "iso1987-ascii", "iso1993-binary"})
  void generated_messages_of_every_kind_come_back_as_they_went(String name) throws Exception {
    Dialect dialect = Dialect.named(name);
    Random random = Seeds.random("generated_messages " + name);
    List<Kind> kinds = new ArrayList<>(dialect.kinds());
    for (int i = 0; i < PER_DIALECT; i++) {
      Kind kind = kinds.get(i % kinds.size());
      Map<Element, String> values = varied(random);
      Message message =
          dialect.isReversible(kind) && random.nextInt(4) == 0
              ? dialect.reversal(kind, values)
              : dialect.request(kind, values);
      message = random.nextInt(8) == 0 ? dialect.repeated(message) : message;

      byte[] frame = dialect.pack(message, RoundTripTest::anyMac);
      Message read = dialect.unpack(frame);

      Map<Integer, String> fields = new TreeMap<>(read.fields());
      if (dialect.carriesMac(message)) {
        int mac = message.fields().lastKey() > 64 ? 128 : 64;
        assertEquals("0102030405060708", fields.remove(mac), kind.label());
        assertEquals(MacVerdict.RIGHT, dialect.checkMac(frame, RoundTripTest::anyMac));
      }
      assertEquals(message.fields(), fields, kind.label());
      assertEquals(message.mti(), read.mti());
      assertEquals(message.header(), read.header());
    }
  }

  private static byte[] anyMac(MacAlgorithm algorithm, byte[] input) {
    return new byte[] {1, 2, 3, 4, 5, 6, 7, 8};
  }

  private static Map<Element, String> varied(Random random) {
    String[] entries = {"chip", "contactless"};
    Map<Element, String> values = new EnumMap<>(Values.of(entries[random.nextInt(2)]));
    values.put(Element.AMOUNT, Seeds.digits(random, 1 + random.nextInt(12)));
    values.put(Element.STAN, Seeds.digits(random, 6));
    values.put(Element.BATCH, Seeds.digits(random, 6));
    values.put(Element.PAN, Seeds.digits(random, 12 + random.nextInt(8)));
    values.put(
        Element.TRACK2, values.get(Element.PAN) + "=" + Seeds.digits(random, random.nextInt(18)));
    values.put(Element.EMV, Seeds.hex(random, 1 + random.nextInt(250)));
    values.put(Element.ACQUIRER, Seeds.digits(random, 1 + random.nextInt(11)));
    values.put(Element.AUTH_INSTITUTION, Seeds.digits(random, random.nextInt(12)));
    values.put(Element.PARAMETERS, Seeds.hex(random, 1 + random.nextInt(512)));
    values.put(Element.SIGNATURE, Seeds.hex(random, 1 + random.nextInt(999)));
    values.put(Element.LISTED, Seeds.digits(random, 1 + random.nextInt(2)));
    values.put(Element.ROWS, Seeds.digits(random, 1 + random.nextInt(322)));
    values.put(Element.BALANCED, random.nextBoolean() ? "yes" : "no");
    for (Element optional : List.of(Element.PIN_BLOCK, Element.EXPIRY, Element.CARD_SEQUENCE)) {
      if (random.nextInt(3) == 0) {
        values.remove(optional);
      }
    }
    return values;
  }
}
