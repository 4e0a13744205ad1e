package org.tillkeeper.tools.command;

import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import org.tillkeeper.tools.words.Console;

/** A server that runs in the foreground until the process is ended. */
final class Running {
  private Running() {}

  /** Keeps the process alive, and closes the server when the process is ended. */
  static void until(AutoCloseable server) {
    CountDownLatch forEver = new CountDownLatch(1);
    Thread stay =
        new Thread(
            () -> {
              try {
                forEver.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stay");
    stay.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    server.close();
                  } catch (Exception e) {
                    Console.err().println("tillkeeper: closing failed: " + e.getMessage());
                  }
                },
                "close"));
  }

  /** One line that scripts wait for. */
  static void announce(String text, InetSocketAddress address) {
    Console.out().println(text + address.getAddress().getHostAddress() + ":" + address.getPort());
  }
}
