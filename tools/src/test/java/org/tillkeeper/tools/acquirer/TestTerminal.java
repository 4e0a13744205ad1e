package org.tillkeeper.tools.acquirer;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.MacCalculator;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.security.KeyCheckFailed;
import org.tillkeeper.iso8583.security.WorkingKeys;

/** A terminal of a few lines: a raw socket and the golden frames. */
final class TestTerminal implements AutoCloseable {
  static final String MASTER_KEY = "0123456789ABCDEFFEDCBA9876543210";
  static final Dialect DIALECT = Dialect.named("unionpay-pos");

  static final String SIGN_IN =
      "0057600003000060310031000008000020000000C00016000001303030303030303139353237313831383232313738373500"
          + "11000000010030002553657175656E6365204E6F31323331323530303030303030310003303120";
  static final String ECHO =
      "0034600003000060310031000008200000000000C0001030303030303030313935323731383138323231373837350011000000013010";
  static final String SIGN_OFF =
      "0037600003000060310031000008200020000000C0001000000930303030303030313935323731383138323231373837350011000000010020";
  static final String SALE =
      "007460000300006031003100000200302004C020C0981100000000000000123400000202100012376225000000000002D2512520000000000000003030303030303031"
          + "3935323731383138323231373837353135369FD70511ED75347D26000000000000000014220000010005003732383532303143";
  static final String QR_SALE =
      "0069600003000060310031000002003020048000C08031000000000000001234000004032000303030303030303139353237313831383232313738373531353600244133"
          + "303139363231323334353637383930313233343536370014220000010006003042303446413446";
  static final String REVERSAL =
      "0051600003000060310031000004003020048002C08011000000000000001234000002021000393830303030303030313935323731383138323231373837353135360014"
          + "220000010005003435423232373544";

  static final String ID = "00000001";
  static final String MERCHANT = "952718182217875";
  static final String PAN = "6225000000000002";

  private static final String CARD = "6225000000000002=25125200000000000000";
  private static final String ZEROS = "0000000000000000";

  private static final int PATIENCE_MILLIS = 3_000;

  private final Socket socket;
  private final DataInputStream in;
  private byte[] mak = new byte[8];
  private MacAlgorithm algorithm = MacAlgorithm.UNIONPAY_ECB;
  private String batch = "000001";

  TestTerminal(InetSocketAddress acquirer) throws IOException {
    socket = new Socket(acquirer.getAddress(), acquirer.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(socket.getInputStream());
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /** A golden frame with some fields changed, and the MAC of the keys in force where it has one. */
  byte[] changed(String golden, Map<Integer, String> changes) throws MalformedMessage {
    Message message = DIALECT.unpack(bytes(golden));
    Map<Integer, String> fields = new TreeMap<>(message.fields());
    fields.remove(64);
    fields.putAll(changes);
    return DIALECT.pack(
        new Message(message.tpdu(), message.header(), message.mti(), fields), macs());
  }

  byte[] withStan(String golden, String stan) throws MalformedMessage {
    return changed(golden, Map.of(11, stan));
  }

  /** From now on messages are of this batch. */
  void inBatch(String other) {
    batch = other;
  }

  /** A message of fields beside terminal and merchant, with a MAC where its type has one. */
  byte[] message(String mti, Map<Integer, String> fields) {
    Map<Integer, String> all = new TreeMap<>(Map.of(41, ID, 42, MERCHANT));
    all.putAll(fields);
    boolean withMac = mti.matches("0[1246].*");
    if (withMac) {
      all.put(64, ZEROS);
    }
    return DIALECT.pack(new Message("6000030000", "603100310000", mti, all), macs());
  }

  /**
   * A swiped card's request.
   *
   * @param code field 60.1
   * @param more fields that are added or replaced; an empty one is left out
   */
  byte[] payment(String mti, String code, String stan, long amount, Map<Integer, String> more) {
    boolean preauth = code.matches("1.|20|21|24");
    boolean undoes = code.matches("11|21|23|25");
    Map<Integer, String> fields = new TreeMap<>();
    fields.put(3, undoes ? "200000" : code.equals("10") ? "030000" : "000000");
    fields.put(4, String.format("%012d", amount));
    fields.put(11, stan);
    fields.put(22, "022");
    fields.put(25, preauth ? "06" : "00");
    fields.put(35, CARD);
    fields.put(49, "156");
    fields.put(60, code + batch + "00050");
    fields.putAll(more);
    fields.values().removeIf(String::isEmpty);
    return message(mti, fields);
  }

  byte[] sale(String stan, long amount) {
    return payment("0200", "22", stan, amount, Map.of());
  }

  /** What is about an earlier payment of this batch; {@code more} as in {@link #payment}. */
  byte[] about(
      String original,
      String mti,
      String code,
      String stan,
      long amount,
      Map<Integer, String> more) {
    Map<Integer, String> fields = new TreeMap<>(Map.of(61, batch + original));
    fields.putAll(more);
    return payment(mti, code, stan, amount, fields);
  }

  byte[] about(String original, String mti, String code, String stan, long amount) {
    return about(original, mti, code, stan, amount, Map.of());
  }

  byte[] reversal(String code, String stan, long amount) {
    return payment("0400", code, stan, amount, Map.of(35, "", 39, "98"));
  }

  /** A message of the settlement; field 60.3 is the code. */
  byte[] settling(String mti, String code, String stan, String field48) {
    Map<Integer, String> fields =
        new TreeMap<>(Map.of(11, stan, 48, field48, 60, "00" + batch + code));
    if (mti.equals("0500")) {
      fields.put(49, "156");
    }
    return message(mti, fields);
  }

  /** Field 48 of 0500 for domestic cards. */
  static String totals(long debit, int debits, long credit, int credits) {
    return String.format("%012d%03d%012d%03d0", debit, debits, credit, credits) + "0".repeat(31);
  }

  /** One row of a batch upload. */
  static String row(String stan, long amount) {
    return "00" + stan + "0000" + PAN + String.format("%012d", amount);
  }

  void send(byte[] frame) throws IOException {
    socket.getOutputStream().write(frame);
  }

  /** The next whole frame; an EOFException or a time-out says that there is none. */
  byte[] receive() throws IOException {
    int length = in.readUnsignedShort();
    byte[] frame = Arrays.copyOf(new byte[] {(byte) (length >> 8), (byte) length}, 2 + length);
    in.readFully(frame, 2, length);
    return frame;
  }

  /** All bytes until the connection ends. */
  byte[] receiveRest() throws IOException {
    return in.readAllBytes();
  }

  Message ask(byte[] frame) throws IOException, MalformedMessage {
    send(frame);
    return DIALECT.unpack(receive());
  }

  String code(byte[] frame) throws IOException, MalformedMessage {
    return ask(frame).field(39).orElse("none");
  }

  /** Signs in with the golden frame and takes the working keys. */
  Message signIn() throws IOException, MalformedMessage, KeyCheckFailed {
    Message answer = ask(bytes(SIGN_IN));
    try (WorkingKeys keys =
        WorkingKeys.unwrap(bytes(answer.field(62).orElseThrow()), bytes(MASTER_KEY))) {
      mak = keys.mak().clone();
    }
    return answer;
  }

  /** Goes on with the keys of another connection. */
  void signedInAs(TestTerminal other) {
    signedInWith(other.mak, other.algorithm);
  }

  void signedInWith(byte[] key, MacAlgorithm keyAlgorithm) {
    mak = key.clone();
    algorithm = keyAlgorithm;
  }

  MacCalculator macs() {
    return (usual, input) -> algorithm.compute(mak, input);
  }

  MacVerdict mac(byte[] frame) throws MalformedMessage {
    return DIALECT.checkMac(frame, macs());
  }

  /** Waits no longer than this for an answer. */
  void patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
