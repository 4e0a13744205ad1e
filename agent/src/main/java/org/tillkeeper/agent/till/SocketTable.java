package org.tillkeeper.agent.till;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a table of sockets as Linux writes it to {@code /proc/net/tcp} and {@code /proc/net/tcp6}:
 *
 * <pre>
 *  sl  local_address rem_address   st tx_queue rx_queue tr tm-&gt;when retrnsmt   uid  timeout inode
 *   0: 0100007F:2187 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 48213 ...
 * </pre>
 *
 * An address is one word or four of them in the machine's order, in hex digits; the rest is decimal
 * from {@code uid} on. Lines of another form are passed over. Makes no garbage by the row. Not safe
 * for several threads.
 *
 * <p>Source: Documentation/networking/proc_net_tcp.rst and net/ipv4/tcp_ipv4.c of Linux.
 */
final class SocketTable {
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int UID = 7;
  private static final int INODE = 9;

  /** The largest number of a user. */
  private static final long UID_MAX = 0xFFFFFFFFL;

  private final byte[] bytes = new byte[8192];
  private final int bytesMax;

  // Of one line.
  private int column;
  private boolean within;
  private boolean isRow;
  private int digits;
  private long number;
  private int highFirst;
  private int highSecond;
  private int lowFirst;
  private boolean isPort;
  private long localHigh;
  private long localLow;
  private int localPort;
  private long remoteHigh;
  private long remoteLow;
  private int remotePort;
  private long user;

  /** Is told of each socket that a process holds. The words of addresses are as in the table. */
  interface Sockets {
    /**
     * One of them.
     *
     * @param user 0 to 4294967295
     */
    void socket(
        long localHigh,
        long localLow,
        int localPort,
        long remoteHigh,
        long remoteLow,
        int remotePort,
        long user);
  }

  /**
   * A reader for tables.
   *
   * @param bytesMax so much of one is read, and no more
   */
  SocketTable(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * Reads one, or its first part.
   *
   * @throws IOException if it cannot be read
   */
  void read(InputStream in, Sockets sockets) throws IOException {
    newLine();
    int left = bytesMax;
    while (left > 0) {
      int length = in.read(bytes, 0, Math.min(left, bytes.length));
      if (length < 0) {
        return;
      }
      left -= length;
      for (int i = 0; i < length; i++) {
        take(bytes[i], sockets);
      }
    }
  }

  private void take(byte b, Sockets sockets) {
    if (b == '\n') {
      newLine();
    } else if (b != ' ') {
      if (!within) {
        newColumn();
      }
      if (isRow && column <= INODE) {
        inColumn(b);
      }
    } else if (within) {
      within = false;
      if (isRow && column <= INODE) {
        endOfColumn(sockets);
      }
    }
  }

  private void newLine() {
    column = -1;
    within = false;
    isRow = true;
  }

  private void newColumn() {
    column++;
    within = true;
    isPort = false;
    digits = 0;
    number = 0;
  }

  private void inColumn(byte b) {
    if (column == LOCAL || column == REMOTE) {
      address(b);
    } else if (column == UID || column == INODE) {
      isRow = b >= '0' && b <= '9' && number < Long.MAX_VALUE / 16;
      number = number * 10 + (b - '0');
      digits++;
    }
  }

  private void address(byte b) {
    int digit = hex(b);
    if (b == ':' && !isPort && (digits == 8 || digits == 32)) {
      if (digits == 8) {
        long low = Knock.At.ofIpv4((int) number);
        highFirst = 0;
        highSecond = 0;
        lowFirst = (int) (low >>> 32);
      }
      setAddress((int) number);
      isPort = true;
      digits = 0;
      number = 0;
    } else if (digit < 0 || digits == 32) {
      isRow = false;
    } else {
      if (digits > 0 && digits % 8 == 0) {
        highFirst = digits == 8 ? (int) number : highFirst;
        highSecond = digits == 16 ? (int) number : highSecond;
        lowFirst = digits == 24 ? (int) number : lowFirst;
        number = 0;
      }
      number = number << 4 | digit;
      digits++;
    }
  }

  private static int hex(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    return b >= 'A' && b <= 'F' ? b - 'A' + 10 : -1;
  }

  private void setAddress(int lowSecond) {
    long high = Knock.At.pair(highFirst, highSecond);
    long low = Knock.At.pair(lowFirst, lowSecond);
    if (column == LOCAL) {
      localHigh = high;
      localLow = low;
    } else {
      remoteHigh = high;
      remoteLow = low;
    }
  }

  private void endOfColumn(Sockets sockets) {
    if (column == LOCAL || column == REMOTE) {
      isRow = isPort && digits == 4;
      if (column == LOCAL) {
        localPort = (int) number;
      } else {
        remotePort = (int) number;
      }
    } else if (column == UID) {
      user = number;
      isRow = number <= UID_MAX;
    } else if (column == INODE && number != 0) {
      // Without one no process holds it any more, and the user says nothing.
      sockets.socket(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort, user);
    }
  }
}
