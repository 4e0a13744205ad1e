package org.tillkeeper.tools.lane;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Somebody in the line to the acquirer. All that the two say goes through, frame by frame; between
 * the acquirer's frames stands whatever the terminal is to be flooded with. Safe for any thread.
 */
final class HostileLine implements AutoCloseable {
  private static final String HEADER = "6000000003" + "603100310000";

  /** An approval of fields 11, 39 and 41. */
  private static final String APPROVAL = "0210" + "0020000002800000";

  private static final int TRACE_NUMBERS = 1_000_000;

  /** What the terminal is flooded with. */
  enum Flood {
    /** Approvals of nothing that was asked, each with another trace number. */
    ANSWERS,
    /** Frames in which nothing stands. */
    EMPTY,
    /** Frames that no one can read. */
    UNREADABLE,
    /** Lengths of frames that never come. */
    LENGTHS
  }

  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Way> ways = ConcurrentHashMap.newKeySet();
  private volatile InetSocketAddress acquirer = new InetSocketAddress(0);

  /** Listens on a free port of loopback. */
  HostileLine() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Stands before the acquirer; where it is reached from now on. */
  InetSocketAddress before(InetSocketAddress theAcquirer) {
    acquirer = theAcquirer;
    start("hostile-line", this::accept);
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  private interface Work {
    void work() throws IOException;
  }

  private static void start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.work();
              } catch (IOException e) {
                // One of the two has gone, or the lane is over.
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket terminal = server.accept();
      Socket host = new Socket();
      sockets.add(terminal);
      sockets.add(host);
      start("hostile-line-link", () -> carry(terminal, host));
    }
  }

  private void carry(Socket terminal, Socket host) throws IOException {
    Way way = new Way(terminal.getOutputStream());
    try (terminal;
        host) {
      host.connect(acquirer);
      start(
          "hostile-line-back",
          () -> {
            try (terminal;
                host) {
              way.carry(new DataInputStream(host.getInputStream()));
            }
          });
      ways.add(way);
      terminal.getInputStream().transferTo(host.getOutputStream());
    } finally {
      ways.remove(way);
      sockets.remove(terminal);
      sockets.remove(host);
    }
  }

  /** To one terminal. */
  private static final class Way {
    private final OutputStream out;

    Way(OutputStream out) {
      this.out = out;
    }

    void carry(DataInputStream in) throws IOException {
      while (true) {
        int length = in.readUnsignedShort();
        byte[] frame = new byte[2 + length];
        frame[0] = (byte) (length >> 8);
        frame[1] = (byte) length;
        in.readFully(frame, 2, length);
        write(frame);
      }
    }

    synchronized void write(byte[] bytes) throws IOException {
      out.write(bytes);
    }
  }

  /**
   * Floods whoever is connected now, as fast as the line carries it.
   *
   * @return how many frames the line took before it was given up, or all
   */
  long flood(Flood flood, int frames, Random random) {
    long taken = 0;
    for (Way way : ways) {
      try {
        for (int i = 0; i < frames; i++) {
          way.write(frame(flood, random));
          taken++;
        }
      } catch (IOException e) {
        // The terminal has given the line up.
      }
    }
    return taken;
  }

  private static byte[] frame(Flood flood, Random random) {
    return switch (flood) {
      case ANSWERS -> {
        String trace = String.format("%06d", random.nextInt(TRACE_NUMBERS));
        byte[] body =
            HexFormat.of().parseHex(HEADER + APPROVAL + trace + "3030" + "3030303030303031");
        yield framed(body);
      }
      case EMPTY -> new byte[2];
      case UNREADABLE -> {
        byte[] body = new byte[1 + random.nextInt(200)];
        random.nextBytes(body);
        yield framed(body);
      }
      case LENGTHS -> new byte[] {(byte) (0x80 | random.nextInt(128)), (byte) random.nextInt()};
    };
  }

  private static byte[] framed(byte[] body) {
    byte[] frame = new byte[2 + body.length];
    frame[0] = (byte) (body.length >> 8);
    frame[1] = (byte) body.length;
    System.arraycopy(body, 0, frame, 2, body.length);
    return frame;
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
