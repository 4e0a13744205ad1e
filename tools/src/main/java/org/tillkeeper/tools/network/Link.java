package org.tillkeeper.tools.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/**
 * One connection through the line: the terminal's socket, the acquirer's, and a thread for each
 * direction that carries bytes as the rules allow.
 */
final class Link {
  private static final int CHUNK_BYTES = 16_384;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  /** What a link tells the network it belongs to. */
  interface Owner {
    /** The rule that cuts after some bytes has struck. */
    void cutByRule(boolean refuse);

    /** Both sides are closed. */
    void ended(Link link);
  }

  private final Socket terminal;
  private final Socket acquirer = new Socket();
  private final Rules rules;
  private final Owner owner;
  private volatile boolean closed;
  private volatile boolean acquirerSawEnd;
  private volatile boolean terminalSawEnd;
  private int directionsOpen = 2;

  Link(Socket terminal, Rules rules, Owner owner) {
    this.terminal = terminal;
    this.rules = rules;
    this.owner = owner;
  }

  /** Connects and carries bytes until both directions have ended. On a thread of its own. */
  void run(InetSocketAddress target) {
    try {
      rules.awaitOpen(Direction.TO_ACQUIRER, () -> closed);
      terminal.setTcpNoDelay(true);
      acquirer.setTcpNoDelay(true);
      acquirer.connect(target, CONNECT_TIMEOUT_MILLIS);
    } catch (IOException e) {
      reset();
      return;
    } catch (InterruptedException e) {
      reset();
      Thread.currentThread().interrupt();
      return;
    }
    Thread back =
        new Thread(() -> carry(Direction.TO_TERMINAL), Thread.currentThread().getName() + "-back");
    back.setDaemon(true);
    back.start();
    carry(Direction.TO_ACQUIRER);
  }

  /** Ends both sides with a reset: what is under way is lost. */
  void reset() {
    end(true);
  }

  /** Ends both sides in good order. */
  void close() {
    end(false);
  }

  /** Tells the receiving end of a direction that no more will come; the other direction goes on. */
  void halfClose(Direction direction) {
    if (direction == Direction.TO_ACQUIRER) {
      acquirerSawEnd = true;
    } else {
      terminalSawEnd = true;
    }
    try {
      receiver(direction).shutdownOutput();
    } catch (IOException e) {
      reset();
    }
  }

  private Socket sender(Direction direction) {
    return direction == Direction.TO_ACQUIRER ? terminal : acquirer;
  }

  private Socket receiver(Direction direction) {
    return direction == Direction.TO_ACQUIRER ? acquirer : terminal;
  }

  private boolean sawEnd(Direction direction) {
    return direction == Direction.TO_ACQUIRER ? acquirerSawEnd : terminalSawEnd;
  }

  private void carry(Direction direction) {
    try {
      InputStream in = sender(direction).getInputStream();
      byte[] chunk = new byte[CHUNK_BYTES];
      boolean deliverAll = false;
      while (true) {
        int count;
        try {
          count = in.read(chunk);
        } catch (IOException e) {
          rules.awaitOpen(direction, () -> closed);
          // What a packet under way has delivered must not be undone by a reset behind it.
          end(!deliverAll);
          return;
        }
        Rules.Gate gate = rules.awaitOpen(direction, () -> closed);
        if (closed) {
          return;
        }
        if (count < 0) {
          ended(direction);
          return;
        }
        byte[] held = Arrays.copyOf(chunk, count);
        deliverAll |= gate == Rules.Gate.HEALED;
        if (gate == Rules.Gate.HEALED_LOSING_CLOSED) {
          held = restUnlessClosed(sender(direction), held);
          if (held.length == 0) {
            reset();
            return;
          }
        }
        rules.awaitDelay(direction, () -> closed);
        if (!forward(direction, held)) {
          return;
        }
      }
    } catch (IOException e) {
      reset();
    } catch (InterruptedException e) {
      reset();
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] restUnlessClosed(Socket sender, byte[] held) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(held);
    byte[] chunk = new byte[CHUNK_BYTES];
    sender.setSoTimeout(1);
    try {
      while (true) {
        int count = sender.getInputStream().read(chunk);
        if (count < 0) {
          return new byte[0];
        }
        all.write(chunk, 0, count);
      }
    } catch (SocketTimeoutException stillOpen) {
      sender.setSoTimeout(0);
      return all.toByteArray();
    }
  }

  private boolean forward(Direction direction, byte[] bytes)
      throws IOException, InterruptedException {
    int done = 0;
    while (done < bytes.length) {
      int turn = rules.awaitTurn(direction, bytes.length - done, () -> closed);
      if (closed) {
        return false;
      }
      if (sawEnd(direction)) {
        return true;
      }
      Rules.Allowance allowance = rules.take(direction, turn);
      receiver(direction).getOutputStream().write(bytes, done, allowance.bytes());
      done += allowance.bytes();
      if (allowance.cut()) {
        // In good order, or the receiver would lose the bytes that did get through.
        close();
        owner.cutByRule(allowance.refuse());
        return false;
      }
    }
    return true;
  }

  private void ended(Direction direction) throws IOException {
    if (!sawEnd(direction)) {
      receiver(direction).shutdownOutput();
    }
    boolean last;
    synchronized (this) {
      directionsOpen--;
      last = directionsOpen == 0;
    }
    if (last) {
      close();
    }
  }

  private void end(boolean abruptly) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    for (Socket socket : new Socket[] {terminal, acquirer}) {
      try (socket) {
        if (abruptly) {
          socket.setSoLinger(true, 0);
        }
      } catch (IOException e) {
        // It is gone already, which is what was wanted.
      }
    }
    rules.wake();
    owner.ended(this);
  }
}
