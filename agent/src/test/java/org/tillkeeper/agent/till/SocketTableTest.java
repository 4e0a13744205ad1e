package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Linux's tables of sockets, as text. */
class SocketTableTest {
  static final String HEAD =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode                                                     \n";

  /** A socket as Linux writes it on this machine. */
  static String row(int number, String local, String remote, String state, String uid, String id) {
    return String.format("%4d: %s %s %s ", number, local, remote, state)
        + "00000000:00000000 02:000A8D31 00000000 "
        + String.format("%5s        0 %s 2 00000000fd5d27b5 20 4 30 10 -1%n", uid, id);
  }

  /** An address with its port, as this machine writes it. */
  static String at(String host, int port) throws IOException {
    byte[] bytes = InetAddress.getByName(host).getAddress();
    StringBuilder text = new StringBuilder();
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    while (words.hasRemaining()) {
      text.append(String.format("%08X", words.getInt()));
    }
    return text + String.format(":%04X", port);
  }

  private static Knock.At address(String host, int port) throws IOException {
    return Knock.At.of(new InetSocketAddress(InetAddress.getByName(host), port));
  }

  private record Socket(Knock.At local, Knock.At remote, long user) {}

  private static List<Socket> read(InputStream in, int bytesMax) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    new SocketTable(bytesMax)
        .read(
            in,
            (lh, ll, lp, rh, rl, rp, user) ->
                sockets.add(new Socket(new Knock.At(lh, ll, lp), new Knock.At(rh, rl, rp), user)));
    return sockets;
  }

  private static List<Socket> read(String text) throws IOException {
    return read(bytes(text), Integer.MAX_VALUE);
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void a_row_says_both_ends_and_whose_the_socket_is() throws Exception {
    String table =
        HEAD
            + row(0, at("127.0.0.1", 50000), at("127.0.0.1", 8583), "01", "1000", "48213")
            + row(1, at("127.1.2.3", 8583), at("10.20.30.40", 65535), "08", "0", "7");
    assertEquals(
        List.of(
            new Socket(address("127.0.0.1", 50000), address("127.0.0.1", 8583), 1000),
            new Socket(address("127.1.2.3", 8583), address("10.20.30.40", 65535), 0)),
        read(table));
  }

  @Test
  void rows_of_ipv6_are_read_and_ipv4_within_them_is_ipv4() throws Exception {
    String v4 = at("127.0.0.1", 50001);
    String mapped =
        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
            ? "0000000000000000FFFF0000"
            : "00000000000000000000FFFF";
    String table =
        HEAD
            + row(0, at("::1", 50000), at("2001:db8:1:2:3:4:5:6", 8583), "01", "4294967294", "5")
            + row(1, mapped + v4, mapped + at("127.0.0.1", 8583), "01", "65534", "6");
    assertEquals(
        List.of(
            new Socket(address("::1", 50000), address("2001:db8:1:2:3:4:5:6", 8583), 4294967294L),
            new Socket(address("127.0.0.1", 50001), address("127.0.0.1", 8583), 65534)),
        read(table));
  }

  @Test
  void a_socket_that_no_process_holds_any_more_is_nobodys() throws Exception {
    String one = at("127.0.0.1", 50000);
    String other = at("127.0.0.1", 8583);
    assertEquals(List.of(), read(HEAD + row(0, one, other, "06", "0", "0")));
  }

  @Test
  void lines_of_another_form_are_passed_over() throws Exception {
    String one = at("127.0.0.1", 50000);
    String other = at("127.0.0.1", 8583);
    String right = row(9, one, other, "01", "1000", "48213");
    List<Socket> alone = read(right);
    assertEquals(1, alone.size());
    for (String wrong :
        List.of(
            "",
            "   0: ",
            "   0: 0100007F:2187\n",
            row(0, "0100007:2187", other, "01", "1", "1"),
            row(0, "0100007F0:2187", other, "01", "1", "1"),
            row(0, "0100007G:2187", other, "01", "1", "1"),
            row(0, one + "0", other, "01", "1", "1"),
            row(0, one, "0100007F", "01", "1", "1"),
            row(0, one, "0100007F:21:87", "01", "1", "1"),
            row(0, "0".repeat(40) + ":2187", other, "01", "1", "1"),
            row(0, one, other, "01", "4294967296", "1"),
            row(0, one, other, "01", "-1", "1"),
            row(0, one, other, "01", "9".repeat(40), "1"),
            row(0, one, other, "01", "1", "x"))) {
      String line = wrong.endsWith("\n") ? wrong : wrong + "\n";
      assertEquals(alone, read(HEAD + line + right), line);
    }
  }

  @Test
  void what_arrives_byte_by_byte_is_read_the_same() throws Exception {
    String table =
        HEAD + row(0, at("127.0.0.1", 50000), at("127.0.0.1", 8583), "01", "1000", "48213");
    InputStream slow =
        new InputStream() {
          private final InputStream all = bytes(table);

          @Override
          public int read() throws IOException {
            return all.read();
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return all.read(into, offset, 1);
          }
        };
    assertEquals(read(table), read(slow, Integer.MAX_VALUE));
  }

  @Test
  void no_more_is_read_than_the_bound() throws Exception {
    String row = row(0, at("127.0.0.1", 50000), at("127.0.0.1", 8583), "01", "1000", "48213");
    assertEquals(3, read(bytes(row.repeat(10)), row.length() * 3 + 20).size());
    InputStream endless =
        new InputStream() {
          private int at;

          @Override
          public int read() {
            return row.charAt(at++ % row.length());
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            for (int i = 0; i < length; i++) {
              into[offset + i] = (byte) read();
            }
            return length;
          }
        };
    assertEquals(20_000, read(endless, row.length() * 20_000).size());
  }
}
