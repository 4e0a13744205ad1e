package org.tillkeeper.iso8583.jbig;

/** The adaptive arithmetic decoder of T.82, clause 6.9. Behind its data it reads zeros for ever. */
final class ArithmeticDecoder {
  private static final int ESCAPE = 0xFF;

  private final int[] state;
  private final int[] probable;
  private byte[] data = new byte[0];
  private int at;
  private int end;
  private long interval;
  private long code;
  private int bitsLeft;

  ArithmeticDecoder(int contexts) {
    state = new int[contexts];
    probable = new int[contexts];
  }

  /**
   * Begins with other data. What it has learned of its contexts stays.
   *
   * @param bytes with a 00 behind each FF
   */
  void begin(byte[] bytes, int from, int to) {
    data = bytes;
    at = from;
    end = to;
    code = 0;
    interval = 1;
    bitsLeft = 0;
    while (interval < 0x10000) {
      shift();
    }
  }

  private void shift() {
    if (bitsLeft == 0) {
      int octet = at < end ? data[at] & 0xFF : 0;
      at += octet == ESCAPE ? 2 : 1;
      code |= (long) octet << 8;
      bitsLeft = 8;
    }
    code <<= 1;
    interval <<= 1;
    bitsLeft--;
  }

  /** The next symbol, 0 or 1, in its context. */
  int decode(int context) {
    while (interval < 0x8000) {
      shift();
    }
    int now = state[context];
    int size = States.SIZE[now];
    interval -= size;
    boolean inUpper = code >> 16 >= interval;
    if (!inUpper && interval >= 0x8000) {
      return probable[context];
    }
    boolean exchanged = interval < size;
    if (inUpper) {
      code -= interval << 16;
      interval = size;
    }
    if (inUpper == exchanged) {
      state[context] = States.AFTER_MORE_PROBABLE[now];
      return probable[context];
    }
    int symbol = 1 - probable[context];
    probable[context] ^= States.SWITCHES[now];
    state[context] = States.AFTER_LESS_PROBABLE[now];
    return symbol;
  }
}
