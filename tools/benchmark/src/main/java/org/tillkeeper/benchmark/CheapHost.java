package org.tillkeeper.benchmark;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;

/**
 * A host that approves everything at once and keeps nothing, a process of its own and the same for
 * whoever is measured. Its answers are whole and carry a right MAC; what it is sent it does not
 * check. A network's delay is one between a request's arrival and its answer.
 *
 * <p>It is told what to do on standard input, a command a line, each answered by a line: {@code
 * delay MICROS}; {@code down} ends every connection and refuses new ones, {@code up} takes them
 * again at the same port; {@code mark} begins to count requests for money, {@code span N} waits for
 * N of them and tells the nanoseconds between the first's and the last's arrival.
 */
public final class CheapHost {
  private final Dialect dialect = SaleMessage.dialect();
  private final AtomicLong references = new AtomicLong();
  private final Set<Socket> open = new HashSet<>();
  private volatile long delayNanos;
  private ServerSocket listening;
  private int port;

  // Under the monitor:
  private long counted;
  private long spanFrom;
  private long spanTo;
  private long spanOf = Long.MAX_VALUE;

  private CheapHost() {}

  /** Runs until standard input ends. */
  public static void main(String[] args) throws Exception {
    CheapHost host = new CheapHost();
    host.up();
    say("host listening on 127.0.0.1:" + host.port);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      say(host.obey(line.trim().split(" ")));
    }
    System.exit(0);
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private String obey(String[] words) throws IOException, InterruptedException {
    switch (words[0]) {
      case "delay" -> delayNanos = 1000 * Long.parseLong(words[1]);
      case "down" -> down();
      case "up" -> up();
      case "mark" -> mark();
      case "span" -> {
        return "span " + span(Long.parseLong(words[1]));
      }
      default -> throw new IOException("not a command: " + words[0]);
    }
    return "done";
  }

  private synchronized void mark() {
    counted = 0;
    spanOf = Long.MAX_VALUE;
  }

  private synchronized long span(long requests) throws InterruptedException {
    spanOf = requests;
    while (counted < requests) {
      wait();
    }
    return spanTo - spanFrom;
  }

  /** Times are kept for the first that was counted and the one that is waited for. */
  private synchronized void count(long arrived) {
    counted++;
    if (counted == 1) {
      spanFrom = arrived;
    }
    if (counted <= spanOf) {
      spanTo = arrived;
    }
    if (counted == spanOf) {
      notifyAll();
    }
  }

  private synchronized void up() throws IOException {
    if (listening != null && !listening.isClosed()) {
      return;
    }
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    port = socket.getLocalPort();
    listening = socket;
    daemon(() -> accept(socket));
  }

  private synchronized void down() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
    open.clear();
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        Socket socket = from.accept();
        socket.setTcpNoDelay(true);
        synchronized (this) {
          if (from.isClosed()) {
            socket.close();
            return;
          }
          open.add(socket);
        }
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // It is down.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      OutputStream out = socket.getOutputStream();
      byte[] prefix = new byte[dialect.lengthPrefixBytes()];
      while (true) {
        in.readFully(prefix);
        long arrived = System.nanoTime();
        int length = dialect.bodyLength(prefix);
        byte[] frame = new byte[prefix.length + length];
        System.arraycopy(prefix, 0, frame, 0, prefix.length);
        in.readFully(frame, prefix.length, length);
        Message request = dialect.unpack(frame);
        byte[] answer = SaleMessage.packed(dialect, answer(request));
        if (request.mti().startsWith("02")) {
          count(arrived);
        }
        waitUntil(arrived + delayNanos);
        out.write(answer);
      }
    } catch (EOFException e) {
      // The other side has ended it.
    } catch (IOException | MalformedMessage e) {
      if (!socket.isClosed() && !String.valueOf(e.getMessage()).contains("reset")) {
        System.err.println("host: " + e);
      }
    } finally {
      synchronized (this) {
        open.remove(socket);
      }
    }
  }

  private static void waitUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private Message answer(Message request) {
    Map<Integer, String> fields = new TreeMap<>();
    for (int same : new int[] {3, 4, 11, 25, 41, 42, 49}) {
      request.field(same).ifPresent(value -> fields.put(same, value));
    }
    fields.put(12, "101500");
    fields.put(13, "0304");
    fields.put(32, "48021000");
    fields.put(37, String.format(Locale.ROOT, "%012d", references.incrementAndGet()));
    fields.put(39, "00");
    String what = request.field(60).orElse("");
    fields.put(60, what.substring(0, Math.min(11, what.length())));
    if (request.mti().equals("0800")) {
      fields.put(60, "00" + SaleMessage.BATCH + what.substring(8, 11));
      fields.put(62, SaleMessage.workingKeys());
    }
    if (request.mti().startsWith("02")) {
      fields.put(15, "0304");
      fields.put(38, "654321");
      fields.put(44, "01020000   48021000   ");
      fields.put(63, "CUP");
    }
    String mti = request.mti().substring(0, 2) + (request.mti().charAt(2) == '0' ? "10" : "30");
    String tpdu = request.tpdu();
    String swapped = tpdu.substring(0, 2) + tpdu.substring(6, 10) + tpdu.substring(2, 6);
    return new Message(swapped, request.header(), mti, fields);
  }
}
