package org.tillkeeper.benchmark;

import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;

/**
 * A UnionPay chip sale of 18 fields to bytes and back, by the dialect and by jPOS alone: from the
 * same field values to the same bytes, and back to a message. The MAC is there and is not computed,
 * for jPOS has none; it is measured by itself. The dialect's frame has length, TPDU and header
 * besides, 13 bytes that jPOS leaves to its channel; and it checks every value, which jPOS does
 * not.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class CodecBenchmark {
  /** Length, TPDU and header. */
  private static final int BEFORE_MTI = 2 + SaleMessage.HEADER_BYTES;

  private static final String MAC = "3032443830454246";
  private static final byte[] MAC_KEY = Hex.decode("0123456789ABCDEF");

  private Dialect dialect;
  private Message message;
  private SortedMap<Integer, String> values;
  private ISOPackager jpos;
  private byte[] frame;
  private byte[] body;

  @Setup
  public void prepare() throws Exception {
    dialect = SaleMessage.dialect();
    message = dialect.request(Kind.SALE, sale());
    frame = pack();
    values = dialect.unpack(frame).fields();
    jpos = SaleMessage.packager();
    body = jposPack();
    String mine = Hex.encode(frame).substring(2 * BEFORE_MTI);
    if (!mine.equals(Hex.encode(body))) {
      throw new IllegalStateException("not the same bytes: " + mine + ", " + Hex.encode(body));
    }
  }

  private static Map<Element, String> sale() {
    Map<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.TERMINAL, SaleMessage.TERMINAL);
    values.put(Element.MERCHANT, SaleMessage.MERCHANT);
    values.put(Element.BATCH, SaleMessage.BATCH);
    values.put(Element.STAN, "000001");
    values.put(Element.ENTRY, "chip");
    values.put(Element.AMOUNT, "1234");
    values.put(Element.CURRENCY, "156");
    values.put(Element.PAN, "6225000000000006");
    values.put(Element.TRACK2, SaleMessage.TRACK2);
    values.put(Element.EXPIRY, "3012");
    values.put(Element.CARD_SEQUENCE, "001");
    values.put(Element.PIN_BLOCK, "9FD70511ED75347D");
    values.put(
        Element.EMV,
        "9F260801020304050607089F2701809F101307010103A00000010A010000000000ED538FE4"
            + "9F37047F9F349E9F3602015795050000000000"
            + "9A032601029C01009F02060000000012345F2A02015682027C009F1A020156"
            + "9F03060000000000009F3303E0E1C89F3501229F1E0831303030303031398408A000000333010102"
            + "9F0902008C9F410400000403");
    return values;
  }

  /** Field values to bytes. */
  @Benchmark
  public byte[] pack() {
    return dialect.pack(message, (algorithm, input) -> Hex.decode(MAC));
  }

  /** The same by jPOS alone. */
  @Benchmark
  public byte[] jposPack() throws ISOException {
    ISOMsg sale = new ISOMsg("0200");
    sale.setPackager(jpos);
    for (Map.Entry<Integer, String> value : values.entrySet()) {
      int field = value.getKey();
      if (field == 52 || field == 55 || field == 64) {
        sale.set(field, Hex.decode(value.getValue()));
      } else {
        sale.set(field, value.getValue());
      }
    }
    return sale.pack();
  }

  /** The MAC over the packed message. */
  @Benchmark
  public byte[] mac() {
    return MacAlgorithm.UNIONPAY_ECB.compute(MAC_KEY, body);
  }

  /** Bytes to field values. */
  @Benchmark
  public Message unpack() throws MalformedMessage {
    return dialect.unpack(frame);
  }

  /** The same by jPOS alone. */
  @Benchmark
  public ISOMsg jposUnpack() throws ISOException {
    ISOMsg sale = new ISOMsg();
    sale.setPackager(jpos);
    sale.unpack(body);
    return sale;
  }
}
