package org.tillkeeper.tools.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tillkeeper.iso8583.BerTlv;
import org.tillkeeper.iso8583.ChipData;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.InvalidField;
import org.tillkeeper.iso8583.unionpay.AnswerTexts;
import org.tillkeeper.iso8583.unionpay.BatchRows;
import org.tillkeeper.iso8583.unionpay.Institutions;
import org.tillkeeper.iso8583.unionpay.SettlementTotals;
import org.tillkeeper.iso8583.unionpay.TaggedTexts;
import org.tillkeeper.iso8583.unionpay.TerminalParameters;
import org.tillkeeper.iso8583.unionpay.TerminalSecurity;

/**
 * The composite fields of UnionPay: 44, 48, 55, 59, 62 and 63. The first byte of an input says
 * which, the rest is the field's value.
 */
final class FieldsTarget implements Target {
  /**
   * @param sample a good value
   * @param reread reads a value and writes it again
   */
  private record Reader(String sample, UnaryOperator<String> reread) {}

  private static final String CHIP =
      "9F260801020304050607089F3602001C950500000000E0820200005A0862250000000000065F3401019F1E08"
          + "3132333435363738DF310501020304057102860081";

  private static final List<Reader> READERS =
      List.of(
          new Reader(CHIP.substring(0, 58), hex -> BerTlv.parse(55, hex).format()),
          new Reader(
              "9F0605A0000003339F2201029F0605A0000003339F220103",
              hex -> {
                StringBuilder all = new StringBuilder();
                BerTlv.parseAll(62, hex).forEach(one -> all.append(one.format()));
                return all.toString();
              }),
          new Reader("A3019" + "6212345678901234567", text -> TaggedTexts.parse(text, 3).format(3)),
          new Reader("A20399X", text -> TaggedTexts.parse(text, 2).format(2)),
          new Reader("126018119152201", text -> TerminalParameters.parse(text).format()),
          new Reader(
              "0200000001"
                  + "0000"
                  + Samples.PAN
                  + "000000001234"
                  + "01000002"
                  + "0000"
                  + Samples.PAN
                  + "000000005678",
              text -> BatchRows.parse(text).format()),
          new Reader(
              "0000000012340010000000000000001" + "0000000000000000000000000000002",
              text -> SettlementTotals.parse(text).format()),
          new Reader(
              "CUP" + "ISSUER              " + "CENTRE", text -> AnswerTexts.parse(text).format()),
          new Reader("48021000   48021000   ", text -> Institutions.parse(text).format()),
          new Reader("AP01002A20031", text -> TerminalSecurity.parse(text).format()));

  @Override
  public String name() {
    return "fields";
  }

  @Override
  public void check(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int which = (input[0] & 0xFF) % (READERS.size() + 1);
    String value = new String(input, 1, input.length - 1, ISO_8859_1);
    if (which == READERS.size()) {
      chip(Hex.encode(value.getBytes(ISO_8859_1)));
      return;
    }
    UnaryOperator<String> reread = READERS.get(which).reread();
    String written;
    try {
      written = reread.apply(value);
    } catch (InvalidField e) {
      Said.onOneLine(e.getMessage());
      Said.noCard(e.getMessage());
      return;
    }
    assertEquals(written, reread.apply(written));
    if (which > 1) {
      assertEquals(value.stripTrailing(), written.stripTrailing());
    } else {
      // A length may stand in more bytes than it needs, and hex in lower case.
      assertTrue(written.length() <= value.length(), written);
    }
  }

  /** What a reversal keeps of chip data must never fail, and keep what it kept. */
  private static void chip(String hex) {
    Set<String> tags = Set.of("95", "9F1E", "9F10", "9F36", "DF31");
    String kept = ChipData.only(hex, tags);
    assertEquals(kept, ChipData.only(kept, tags));
    assertTrue(kept.length() <= hex.length());
    String with = ChipData.with(hex, "9F36", "0001");
    assertTrue(ChipData.only(with, Set.of("9F36")).contains("9F36020001"), with);
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < READERS.size(); i++) {
      seeds.add(seed(i, READERS.get(i).sample().getBytes(ISO_8859_1)));
    }
    seeds.add(seed(READERS.size(), Hex.decode(CHIP)));
    return seeds;
  }

  private static byte[] seed(int which, byte[] value) {
    ByteArrayOutputStream seed = new ByteArrayOutputStream();
    seed.write(which);
    seed.writeBytes(value);
    return seed.toByteArray();
  }

  @Override
  public int mutations() {
    return 10_000;
  }
}
