package org.tillkeeper.iso8583.jbig;

/**
 * The adaptive arithmetic encoder of T.82, clause 6.8. A byte FF of its output is followed by 00,
 * so that no marker can be in it. Zeros at the end are left out; a decoder reads them all the same.
 */
final class ArithmeticEncoder {
  private static final int STUFF = 0x00;
  private static final int ESCAPE = 0xFF;

  // Of each context: its state, and its more probable symbol.
  private final int[] state;
  private final int[] probable;

  // The registers of figure 24: the interval and its base, and bits until a byte is whole.
  private long interval = 0x10000;
  private long base;
  private int bitsLeft = 11;

  /** The last byte, which a carry may still change; none before the first. */
  private int held = -1;

  /** Bytes FF behind it, which a carry would turn to 00. */
  private int heldFull;

  private final Octets out = new Octets();

  /**
   * @param contexts how many there are
   */
  ArithmeticEncoder(int contexts) {
    state = new int[contexts];
    probable = new int[contexts];
  }

  /** Encodes a symbol, 0 or 1, in its context. */
  void encode(int context, int symbol) {
    int now = state[context];
    int size = States.SIZE[now];
    interval -= size;
    if (symbol == probable[context]) {
      if (interval >= 0x8000) {
        return;
      }
      if (interval < size) {
        base += interval;
        interval = size;
      }
      state[context] = States.AFTER_MORE_PROBABLE[now];
    } else {
      if (interval >= size) {
        base += interval;
        interval = size;
      }
      probable[context] ^= States.SWITCHES[now];
      state[context] = States.AFTER_LESS_PROBABLE[now];
    }
    do {
      interval <<= 1;
      base <<= 1;
      bitsLeft--;
      if (bitsLeft == 0) {
        byteDone();
      }
    } while (interval < 0x8000);
  }

  private void byteDone() {
    int done = (int) (base >> 19);
    if (done > 0xFF) {
      carry();
      held = done & 0xFF;
    } else if (done == 0xFF) {
      heldFull++;
    } else {
      release();
      held = done;
    }
    base &= 0x7FFFF;
    bitsLeft = 8;
  }

  /** A carry goes through the bytes that were held. */
  private void carry() {
    if (held >= 0) {
      put(held + 1);
    }
    for (; heldFull > 0; heldFull--) {
      out.add(0);
    }
  }

  /** No carry can reach the bytes that were held any more. */
  private void release() {
    if (held >= 0) {
      put(held);
    }
    for (; heldFull > 0; heldFull--) {
      put(ESCAPE);
    }
  }

  private void put(int octet) {
    out.add(octet);
    if (octet == ESCAPE) {
      out.add(STUFF);
    }
  }

  /** Ends the encoding. */
  byte[] end() {
    // Of the numbers in the interval, the one with the most zeros at its end.
    long shortest = (interval - 1 + base) & 0xFFFF0000L;
    base = shortest < base ? shortest + 0x8000 : shortest;
    base <<= bitsLeft;
    boolean more = (base & 0x7FFF800L) != 0;
    if ((base & 0xF8000000L) == 0) {
      release();
    } else if (more) {
      carry();
    } else if (held >= 0) {
      put(held + 1); // what follows would be zeros alone
    }
    if (more) {
      put((int) (base >> 19) & 0xFF);
      if ((base & 0x7F800L) != 0) {
        put((int) (base >> 11) & 0xFF);
      }
    }
    return out.all();
  }
}
