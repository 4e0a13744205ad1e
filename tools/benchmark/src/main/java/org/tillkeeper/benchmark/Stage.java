package org.tillkeeper.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One host, and an agent, the floor and jPOS before it, all of them warm. */
final class Stage implements AutoCloseable {
  private final List<Seller> sellers = new ArrayList<>();
  private final Path folder;
  private final Child host;
  private final int port;
  private final Child agent;
  private final Till till;
  private Floor floor;
  private JposTerminal jpos;
  private int connections;

  Stage(Programs programs, Path folder, Child host, int port, int warmUp) throws Exception {
    this.folder = Files.createDirectories(folder);
    this.host = host;
    this.port = port;
    host.ask("up");
    delay(0);
    Programs.layOut(folder, port);
    agent = programs.agent(folder);
    boolean warm = false;
    try {
      till = kept(new Till(agent.announced("agent listening on"), Programs.token(folder)));
      connect();
      warmUp(warmUp);
      warm = true;
    } finally {
      if (!warm) {
        close();
      }
    }
  }

  private void warmUp(int sales) throws Exception {
    for (int i = 0; i < sales; i++) {
      till.sell();
      if (i % 2 == 0) {
        floor.sell();
        jpos.sell();
      }
    }
  }

  private <T extends Seller> T kept(T seller) {
    sellers.add(seller);
    return seller;
  }

  private void connect() throws Exception {
    Path own = Files.createDirectory(folder.resolve("bare-" + ++connections));
    floor = kept(new Floor(port, own));
    jpos = kept(new JposTerminal(port, own));
  }

  Child agent() {
    return agent;
  }

  Till till() {
    return till;
  }

  Floor floor() {
    return floor;
  }

  JposTerminal jpos() {
    return jpos;
  }

  /** From now on each answer comes so long after its request. */
  void delay(int millis) throws IOException {
    host.ask("delay " + 1000L * millis);
  }

  /** Nobody can be asked any more, and every connection has ended. */
  void cut() throws Exception {
    host.ask("down");
    // The agent sees it before the next sale is made: its status says so.
    until(till, "\"online\":false");
  }

  /** Waits until the agent's status says something. */
  static void until(Till till, String member) throws IOException {
    while (!till.status().contains(member)) {
      Thread.onSpinWait();
    }
  }

  /** The host can be asked again; the floor and jPOS have new connections. */
  void mend() throws Exception {
    host.ask("up");
    connect();
  }

  void mark() throws IOException {
    host.ask("mark");
  }

  /** Nanoseconds between the arrivals of the first and the last of so many requests. */
  long span(int requests) throws IOException {
    return Long.parseLong(host.ask("span " + requests).split(" ")[1]);
  }

  /** Waits until the agent has nothing open. */
  void drained() throws IOException {
    until(till, "\"pending\":{\"count\":0");
  }

  @Override
  public void close() throws IOException, SQLException {
    for (Seller seller : sellers) {
      seller.close();
    }
    agent.close();
  }
}
