package org.tillkeeper.benchmark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Map;
import org.jpos.iso.ISOMsg;
import org.junit.jupiter.api.Test;
import org.tillkeeper.iso8583.Hex;

/** What is compared does the same work. */
class CodecBenchmarkTest {
  @Test
  void dialect_and_jpos_make_the_same_bytes_and_read_the_same_values() throws Exception {
    CodecBenchmark benchmark = new CodecBenchmark();
    benchmark.prepare();
    byte[] mine = benchmark.pack();

    assertArrayEquals(benchmark.jposPack(), Arrays.copyOfRange(mine, 13, mine.length));
    ISOMsg theirs = benchmark.jposUnpack();
    for (Map.Entry<Integer, String> field : benchmark.unpack().fields().entrySet()) {
      Object value = theirs.getValue(field.getKey());
      assertEquals(
          field.getValue(),
          value instanceof byte[] bytes ? Hex.encode(bytes) : value,
          "field " + field.getKey());
    }
  }

  @Test
  void floor_and_jpos_send_the_same_sale() throws Exception {
    byte[] floor = SaleMessage.frame(SaleMessage.dialect());
    byte[] jpos = SaleMessage.ofJpos(SaleMessage.packager()).pack();
    int mac = 8;
    int before = 2 + SaleMessage.HEADER_BYTES;

    assertArrayEquals(
        Arrays.copyOf(jpos, jpos.length - mac),
        Arrays.copyOfRange(floor, before, floor.length - mac));
  }
}
