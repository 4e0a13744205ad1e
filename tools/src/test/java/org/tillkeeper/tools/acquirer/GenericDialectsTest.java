package org.tillkeeper.tools.acquirer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jpos.iso.BaseChannel;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.channel.ASCIIChannel;
import org.jpos.iso.channel.NACChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.tools.config.Settings;
import org.tillkeeper.tools.control.ControlClient;

/** The generic dialects, spoken by jPOS's own channels. */
class GenericDialectsTest {
  private static final String MAC_KEY = "0123456789ABCDEFFEDCBA9876543210";
  private static final String CARD = "6225000000000006=30125200000000000000";

  @TempDir Path folder;
  private Acquirer acquirer;
  private ControlClient control;
  private boolean is1993;

  private BaseChannel start(String dialect, boolean withMac) throws Exception {
    stop();
    is1993 = dialect.equals("iso1993-binary");
    Files.writeString(folder.resolve("mac.key"), MAC_KEY + "\n");
    Path file = folder.resolve("acquirer.yaml");
    Files.writeString(
        file,
        """
        listen: "127.0.0.1:0"
        dialect: %s
        terminals:
          - {id: "00000001", merchant: "952718182217875"%s}
        ledger: ./acquirer.db
        """
            .formatted(dialect, withMac ? ", macKeyFile: ./mac.key" : ""));
    acquirer = Acquirer.start(AcquirerSettings.of(Settings.ofFile(file)));
    control = new ControlClient(acquirer.controlAddress());
    InetSocketAddress address = acquirer.address();
    Dialect spoken = Dialect.named(dialect);
    BaseChannel channel =
        is1993
            ? new NACChannel(spoken.isoPackager(), null)
            : new ASCIIChannel(spoken.isoPackager());
    channel.setHost(address.getHostString(), address.getPort());
    channel.setTimeout(3_000);
    channel.connect();
    return channel;
  }

  @AfterEach
  void stop() throws Exception {
    if (acquirer != null) {
      acquirer.close();
    }
  }

  private ISOMsg message(String mti, Map<Integer, String> more) throws ISOException {
    Map<Integer, String> fields = new TreeMap<>(Map.of(7, "0102102233"));
    fields.put(41, "00000001");
    fields.put(42, "952718182217875");
    if (is1993) {
      fields.put(12, "260102102233");
    } else {
      fields.put(12, "102233");
      fields.put(13, "0102");
    }
    fields.putAll(more);
    ISOMsg message = new ISOMsg((is1993 ? "1" : "0") + mti);
    fields.forEach(message::set);
    return message;
  }

  private ISOMsg payment(
      String mti, String processing, String stan, long amount, Map<Integer, String> more)
      throws ISOException {
    Map<Integer, String> fields = new TreeMap<>();
    fields.put(3, processing);
    fields.put(4, String.format("%012d", amount));
    fields.put(11, stan);
    fields.put(22, is1993 ? "51010125414C" : "022");
    fields.put(is1993 ? 24 : 25, is1993 ? "200" : "00");
    fields.put(35, CARD);
    fields.put(49, "156");
    fields.putAll(more);
    return message(mti, fields);
  }

  /** Original data elements. */
  private Map<Integer, String> about(String mti, String stan) {
    return is1993
        ? Map.of(56, "1" + mti + stan + "260102102233" + "1100000000000")
        : Map.of(90, "0" + mti + stan + "0102102233" + "0".repeat(22));
  }

  private static ISOMsg ask(BaseChannel channel, ISOMsg message) throws Exception {
    channel.send((ISOMsg) message.clone());
    return channel.receive();
  }

  /** The response code, or the action code of 1993. */
  private String code(String code1987, String code1993) {
    return is1993 ? code1993 : code1987;
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void a_sale_its_repeat_and_its_reversal(String dialect) throws Exception {
    BaseChannel line = start(dialect, false);
    ISOMsg answer = ask(line, payment("200", "000000", "000002", 1234, Map.of()));
    assertEquals(code("0210", "1210"), answer.getMTI());
    assertEquals(code("00", "000"), answer.getString(39));
    ISOMsg repeat = payment("201", "000000", "000002", 1234, Map.of());
    ISOMsg again = ask(line, repeat);
    assertEquals(code("0210", "1210"), again.getMTI());
    assertEquals(code("00", "000"), again.getString(39));
    assertEquals(answer.getString(37), again.getString(37));
    assertEquals(answer.getString(38), again.getString(38));
    assertEquals(
        code("94", "913"),
        ask(line, payment("200", "000000", "000002", 1234, Map.of())).getString(39),
        "not flagged as a repeat");
    ISOMsg reversal = payment(code("400", "420"), "000000", "000002", 1234, about("200", "000002"));
    reversal.unset(35);
    assertEquals(code("00", "400"), ask(line, reversal).getString(39));
    reversal.setMTI(code("0401", "1421"));
    answer = ask(line, reversal);
    assertEquals(code("0410", "1430"), answer.getMTI());
    assertEquals(code("00", "400"), answer.getString(39));
    reversal.set(is1993 ? 56 : 90, about("200", "000099").values().iterator().next());
    assertEquals(code("25", "914"), ask(line, reversal).getString(39));
    assertEquals(code("94", "913"), ask(line, repeat).getString(39), "not approved again");
    assertEquals("reversed", control.get("/bookings").list().get(0).get("state"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void a_repeat_of_what_never_came_is_the_first(String dialect) throws Exception {
    BaseChannel line = start(dialect, false);
    ISOMsg answer = ask(line, payment("201", "000000", "000002", 1234, Map.of()));
    assertEquals(code("00", "000"), answer.getString(39));
    assertEquals(1, control.get("/bookings").list().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void an_inquiry_says_what_became_of_a_payment(String dialect) throws Exception {
    BaseChannel line = start(dialect, false);
    Map<Integer, String> inquiry = new TreeMap<>(about("200", "000002"));
    inquiry.put(3, "000000");
    inquiry.put(11, "000009");
    String mti = code("600", "604");
    assertEquals(code("25", "914"), ask(line, message(mti, inquiry)).getString(39));
    ISOMsg sale = ask(line, payment("200", "000000", "000002", 1234, Map.of()));
    ISOMsg answer = ask(line, message(mti, inquiry));
    assertEquals(code("0610", "1614"), answer.getMTI());
    assertEquals(code("00", "000"), answer.getString(39));
    assertEquals(sale.getString(37), answer.getString(37));
    assertEquals(sale.getString(38), answer.getString(38));
    assertEquals("000000001234", answer.getString(4));
    assertEquals("000009", answer.getString(11));
    control.post("/faults", "{\"fault\":\"decline\",\"on\":\"sale\",\"code\":\"51\"}");
    ask(line, payment("200", "000000", "000003", 1234, Map.of()));
    inquiry.putAll(about("200", "000003"));
    assertEquals(code("51", "116"), ask(line, message(mti, inquiry)).getString(39));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void network_management_is_answered(String dialect) throws Exception {
    BaseChannel line = start(dialect, false);
    String mti = code("800", "804");
    for (String network :
        is1993 ? new String[] {"801", "831", "802"} : new String[] {"001", "301", "002"}) {
      ISOMsg answer = ask(line, message(mti, Map.of(11, "000001", is1993 ? 24 : 70, network)));
      assertEquals(code("0810", "1814"), answer.getMTI());
      assertEquals(code("00", "800"), answer.getString(39));
      assertEquals(network, answer.getString(is1993 ? 24 : 70));
    }
    ISOMsg unknown = message(mti, Map.of(11, "000001", is1993 ? 24 : 70, "899"));
    assertEquals(code("12", "902"), ask(line, unknown).getString(39));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void voids_refunds_completions_and_totals(String dialect) throws Exception {
    BaseChannel line = start(dialect, false);
    ask(line, payment("200", "000000", "000002", 1000, Map.of()));
    ISOMsg voids = payment("200", "020000", "000003", 1000, about("200", "000002"));
    assertEquals(code("00", "000"), ask(line, voids).getString(39));
    assertEquals("000003", control.get("/bookings").list().get(0).get("voidedBy"));
    ISOMsg sale = ask(line, payment("200", "000000", "000004", 500, Map.of()));
    Map<Integer, String> rrn = Map.of(37, sale.getString(37));
    assertEquals(
        code("00", "000"), ask(line, payment("200", "200000", "000005", 200, rrn)).getString(39));
    Map<Integer, String> hold = is1993 ? Map.of(24, "101") : Map.of(25, "06");
    ask(line, payment("100", "000000", "000006", 800, hold));
    Map<Integer, String> complete = new TreeMap<>(about("100", "000006"));
    complete.putAll(is1993 ? Map.of(24, "202") : Map.of(25, "06"));
    assertEquals(
        code("00", "000"),
        ask(line, payment("220", "000000", "000007", 800, complete)).getString(39));
    assertEquals(1100, control.get("/totals").map().get("charged"));
    Map<Integer, String> totals =
        new TreeMap<>(
            Map.of(
                11,
                "000010",
                50,
                "156",
                74,
                "0000000002",
                76,
                "0000000003",
                86,
                "0000000000001200",
                88,
                "0000000000002300"));
    ISOMsg answer = ask(line, message(code("500", "520"), totals));
    assertEquals(code("1", "500"), is1993 ? answer.getString(39) : answer.getString(66));
    answer = ask(line, message(code("501", "521"), totals));
    assertEquals(code("1", "500"), is1993 ? answer.getString(39) : answer.getString(66), "again");
    totals.put(11, "000011");
    answer = ask(line, message(code("500", "520"), totals));
    assertEquals(code("2", "501"), is1993 ? answer.getString(39) : answer.getString(66));
    assertEquals("equal", control.get("/batches").list().get(0).get("verdict"));
    assertEquals("unequal", control.get("/batches").list().get(1).get("verdict"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void with_a_key_every_financial_message_has_a_mac(String dialect) throws Exception {
    BaseChannel line = start(dialect, true);
    ISOMsg sale = payment("200", "000000", "000002", 1234, Map.of());
    assertEquals(code("A0", "916"), ask(line, sale).getString(39));
    sign(sale, 64);
    ISOMsg answer = ask(line, sale);
    assertEquals(code("00", "000"), answer.getString(39));
    byte[] mac = answer.getBytes(64);
    sign(answer, 64);
    assertEquals(hex(answer.getBytes(64)), hex(mac));
    ISOMsg reversal = payment(code("400", "420"), "000000", "000002", 1234, about("200", "000002"));
    reversal.unset(35);
    sign(reversal, is1993 ? 64 : 128);
    assertEquals(code("00", "400"), ask(line, reversal).getString(39));
    control.post("/faults", "{\"fault\":\"wrong-mac\",\"on\":\"sale\"}");
    sale = payment("200", "000000", "000003", 1234, Map.of());
    sign(sale, 64);
    answer = ask(line, sale);
    mac = answer.getBytes(64);
    sign(answer, 64);
    assertFalse(hex(answer.getBytes(64)).equals(hex(mac)));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private void sign(ISOMsg message, int field) throws ISOException {
    message.setPackager(Dialect.named(is1993 ? "iso1993-binary" : "iso1987-ascii").isoPackager());
    message.set(field, new byte[8]);
    byte[] packed = message.pack();
    byte[] covered = Arrays.copyOf(packed, packed.length - (is1993 ? 8 : 16));
    message.set(field, MacAlgorithm.X9_19_80.compute(HexFormat.of().parseHex(MAC_KEY), covered));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void garbage_and_half_answers_end_the_connection(String dialect) throws Exception {
    BaseChannel line = start(dialect, false);
    control.post("/faults", "{\"fault\":\"half-answer\",\"on\":\"sale\"}");
    line.send(payment("200", "000000", "000002", 1234, Map.of()));
    assertThrows(IOException.class, line::receive);
    try (Socket raw = new Socket(acquirer.address().getAddress(), acquirer.address().getPort())) {
      raw.setSoTimeout(3_000);
      raw.getOutputStream()
          .write("zzzzzzzzzzzzzzzzzzzzzzzzzzz".getBytes(StandardCharsets.US_ASCII));
      assertEquals(-1, raw.getInputStream().read());
    } catch (IOException reset) {
      // What it did not read may reset the connection instead.
    }
    assertEquals(1, control.get("/bookings").list().size());
  }
}
