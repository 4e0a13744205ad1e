package org.tillkeeper.agent.diagnosis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What the name servers say of a name, asked one by one over UDP (RFC 1035). The system's own
 * resolver says only that it does not know, and not why.
 */
final class Names {
  /** IPv4 in dots, or anything with a colon: those are no names. */
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

  private static final int PORT = 53;
  private static final int HEADER = 12;
  private static final int TYPE_A = 1;
  private static final int TYPE_AAAA = 28;
  private static final int NO_SUCH_NAME = 3;
  private static final int TRIES = 2;

  private Names() {}

  /** What a server said. */
  enum Said {
    /** It has addresses. */
    FOUND,
    /** There is no such name, or it has no address. */
    NO_SUCH_NAME,
    /** It answers, and not with that: a failure or a refusal. */
    REFUSES,
    /** It says nothing. */
    SILENT
  }

  /**
   * A server's answer.
   *
   * @param code of the answer (RFC 1035, 4.1.1); -1 where there is none
   */
  record Answer(String server, Said said, int code, List<InetAddress> addresses) {}

  static boolean isLiteral(String host) {
    return LITERAL.matcher(host).matches();
  }

  /** The name servers of {@code resolv.conf}; none where there is none. */
  static List<String> servers(SystemFiles files) {
    List<String> servers = new ArrayList<>();
    for (String line : files.lines("etc/resolv.conf").orElse(Collections.emptyList())) {
      String[] words = line.trim().split("\\s+");
      if (words.length > 1 && words[0].equals("nameserver") && servers.size() < 3) {
        servers.add(words[1]);
      }
    }
    return servers;
  }

  /** Asks one server for the addresses of a name. */
  static Answer ask(String server, String name, Duration within) {
    Answer four = ask(server, name, TYPE_A, within);
    boolean none = four.said() == Said.NO_SUCH_NAME && four.code() == 0;
    return none ? ask(server, name, TYPE_AAAA, within) : four;
  }

  private static Answer ask(String server, String name, int type, Duration within) {
    int id = new Random().nextInt(1 << 16);
    try (DatagramSocket socket = new DatagramSocket()) {
      byte[] query = query(id, name, type);
      // Without a scope, which this system's resolver knows and Java's address does not.
      InetAddress address = InetAddress.getByName(server.replaceFirst("%.*", ""));
      socket.connect(new InetSocketAddress(address, PORT));
      for (int i = 0; i < TRIES; i++) {
        socket.send(new DatagramPacket(query, query.length));
        long end = System.nanoTime() + within.toNanos() / TRIES;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
          socket.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
          DatagramPacket got = new DatagramPacket(new byte[1500], 1500);
          try {
            socket.receive(got);
          } catch (SocketTimeoutException e) {
            break;
          }
          if (got.getLength() >= HEADER && word(got.getData(), 0) == id) {
            return read(server, got.getData(), got.getLength(), type);
          }
        }
      }
      return new Answer(server, Said.SILENT, -1, Collections.emptyList());
    } catch (PortUnreachableException e) {
      return new Answer(server, Said.SILENT, -1, Collections.emptyList());
    } catch (IOException | IllegalArgumentException e) {
      return new Answer(server, Said.SILENT, -1, Collections.emptyList());
    }
  }

  private static byte[] query(int id, String name, int type) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int[] header = {id >> 8, id & 0xFF, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0}; // recursion desired
    for (int part : header) {
      out.write(part);
    }
    for (String label : name.split("\\.", -1)) {
      byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
      if (bytes.length == 0) {
        continue;
      }
      if (bytes.length > 63) {
        throw new IllegalArgumentException("a label of a name has at most 63 characters");
      }
      out.write(bytes.length);
      out.write(bytes, 0, bytes.length);
    }
    int[] question = {0, 0, type, 0, 1};
    for (int part : question) {
      out.write(part);
    }
    return out.toByteArray();
  }

  private static Answer read(String server, byte[] message, int length, int type) {
    int code = message[3] & 0xF;
    if (code == NO_SUCH_NAME) {
      return new Answer(server, Said.NO_SUCH_NAME, code, Collections.emptyList());
    }
    if (code != 0) {
      return new Answer(server, Said.REFUSES, code, Collections.emptyList());
    }
    List<InetAddress> addresses = new ArrayList<>();
    try {
      int at = HEADER;
      for (int questions = word(message, 4); questions > 0; questions--) {
        at = afterName(message, at) + 4;
      }
      for (int answers = word(message, 6); answers > 0 && at + 10 < length; answers--) {
        at = afterName(message, at);
        int bytes = word(message, at + 8);
        boolean address = word(message, at) == type && (bytes == 4 || bytes == 16);
        if (address && at + 10 + bytes <= length) {
          byte[] one = new byte[bytes];
          System.arraycopy(message, at + 10, one, 0, bytes);
          addresses.add(InetAddress.getByAddress(one));
        }
        at += 10 + bytes;
      }
    } catch (ArrayIndexOutOfBoundsException | UnknownHostException e) {
      return new Answer(server, Said.REFUSES, code, Collections.emptyList());
    }
    return new Answer(
        server, addresses.isEmpty() ? Said.NO_SUCH_NAME : Said.FOUND, code, addresses);
  }

  private static int afterName(byte[] message, int from) {
    int at = from;
    while (message[at] != 0) {
      if ((message[at] & 0xC0) != 0) {
        return at + 2; // a pointer ends it
      }
      at += 1 + message[at];
    }
    return at + 1;
  }

  private static int word(byte[] message, int at) {
    return (message[at] & 0xFF) << 8 | (message[at + 1] & 0xFF);
  }
}
