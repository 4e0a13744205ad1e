package org.tillkeeper.agent.time;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** UUID version 7 (RFC 9562): 48 bits of milliseconds since 1970, then random. */
public final class TimeOrderedId {
  private TimeOrderedId() {}

  /** The next id. An id that is made at least a millisecond later sorts later. */
  public static String next(Instant now, Random random) {
    long high = (now.toEpochMilli() << 16) | 0x7000 | (random.nextLong() & 0x0FFF);
    long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }
}
