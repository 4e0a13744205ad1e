package org.tillkeeper.tools.lab;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a till and an agent, and loses the first answers to a POST: the agent has taken
 * the request, and the till's connection ends without a byte.
 */
final class LosesAnswer implements Closeable {
  private static final byte[] POST = "POST ".getBytes(StandardCharsets.ISO_8859_1);

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger toLose;
  private final int agent;

  /**
   * Begins at once.
   *
   * @param agent its port
   * @param answers how many are lost
   */
  LosesAnswer(int agent, int answers) throws IOException {
    this.agent = agent;
    toLose = new AtomicInteger(answers);
    run(this::accept);
  }

  /** Where the till takes the agent to be. */
  String address() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  /** How many answers are still to be lost. */
  int left() {
    return toLose.get();
  }

  private void accept() throws IOException {
    while (true) {
      Socket till = listening.accept();
      Socket there = new Socket(InetAddress.getLoopbackAddress(), agent);
      sockets.add(till);
      sockets.add(there);
      AtomicInteger posts = new AtomicInteger();
      run(() -> pass(till, there, posts, true));
      run(() -> pass(there, till, posts, false));
    }
  }

  private void pass(Socket from, Socket to, AtomicInteger posts, boolean asks) throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[65536];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (asks && java.util.Arrays.mismatch(buffer, 0, POST.length, POST, 0, POST.length) < 0) {
          posts.incrementAndGet();
        }
        if (!asks && posts.get() > 0 && toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          return;
        }
        to.getOutputStream().write(buffer, 0, n);
      }
    }
  }

  /** What is run until its sockets are closed. */
  private interface Part {
    void run() throws IOException;
  }

  private static void run(Part part) {
    Thread thread =
        new Thread(
            () -> {
              try {
                part.run();
              } catch (IOException closed) {
                // One of its ends has gone, and with it this.
              }
            },
            "loses-answer");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
