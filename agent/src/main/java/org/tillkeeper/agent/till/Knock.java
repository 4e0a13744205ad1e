package org.tillkeeper.agent.till;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** A connection on which the token has not been shown yet, and whose it is. */
final class Knock {
  /** Whose it is can be asked, and has not been. */
  static final long NOT_ASKED = -2;

  /** The system does not tell whose it is. */
  static final long UNTOLD = -1;

  private final long sinceNanos;
  private final Optional<Ends> ends;
  private final Runnable turnAway;

  // Guarded by whoever holds the strangers.
  private long user;
  private long number;

  /**
   * A connection that has just come.
   *
   * @param nowNanos by the clock of {@code System.nanoTime()}
   * @param ends of it, where the system may tell whose the far one is
   * @param turnAway ends it at once
   */
  Knock(long nowNanos, Optional<Ends> ends, Runnable turnAway) {
    this.sinceNanos = nowNanos;
    this.ends = ends;
    this.turnAway = turnAway;
    this.user = ends.isPresent() ? NOT_ASKED : UNTOLD;
  }

  /**
   * Where a connection begins and ends.
   *
   * @param far the peer's end
   * @param near the agent's end
   */
  record Ends(At far, At near) {
    /** Those of a connection from this very device, as far as its addresses show it. */
    static Optional<Ends> onDevice(SocketAddress far, SocketAddress near) {
      return far instanceof InetSocketAddress from
              && near instanceof InetSocketAddress to
              && from.getAddress() != null
              && to.getAddress() != null
              && to.getAddress().isLoopbackAddress()
          ? Optional.of(new Ends(At.of(from), At.of(to)))
          : Optional.empty();
    }
  }

  /**
   * An address as the tables of sockets write it: four words in the machine's order. One of IPv4 is
   * written within IPv6, as ::ffff:a.b.c.d.
   *
   * @param high the first two words
   * @param low the last two
   * @param port 0 to 65535
   */
  record At(long high, long low, int port) {
    /** The third word of an address of IPv4. */
    private static final int IPV4 =
        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0xFFFF0000 : 0x0000FFFF;

    static At of(InetSocketAddress address) {
      InetAddress host = address.getAddress();
      ByteBuffer words = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
      byte[] bytes = host.getAddress();
      if (host instanceof Inet4Address) {
        words.putInt(8, IPV4);
      }
      for (int i = 0; i < bytes.length; i++) {
        words.put(words.capacity() - bytes.length + i, bytes[i]);
      }
      return new At(
          pair(words.getInt(0), words.getInt(4)),
          pair(words.getInt(8), words.getInt(12)),
          address.getPort());
    }

    /** The two words beside each other. */
    static long pair(int first, int second) {
      return (long) first << 32 | (second & 0xFFFFFFFFL);
    }

    /** The address of IPv4 that is this word. */
    static long ofIpv4(int word) {
      return pair(IPV4, word);
    }

    boolean is(long high, long low, int port) {
      return this.port == port && this.low == low && this.high == high;
    }
  }

  long sinceNanos() {
    return sinceNanos;
  }

  Optional<Ends> ends() {
    return ends;
  }

  /** The user's number, {@link #NOT_ASKED} or {@link #UNTOLD}. */
  long user() {
    return user;
  }

  void setUser(long user) {
    this.user = user;
  }

  /** Which of those that came it is, counted. */
  long number() {
    return number;
  }

  void setNumber(long number) {
    this.number = number;
  }

  void turnAway() {
    turnAway.run();
  }
}
