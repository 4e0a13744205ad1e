package org.tillkeeper.tools.network;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/**
 * A listening socket that can refuse connections for a while, as a host does on which nothing
 * listens, and then listen again on the same port.
 *
 * <p>While it refuses, a bound socket that does not listen keeps the port, so that nobody else is
 * given it. Safe for any thread.
 */
public final class Listener implements Closeable {
  private static final int BACKLOG = 64;
  private static final int REBIND_TRIES = 200;
  private static final int PAUSE_MILLIS = 5;

  private final InetSocketAddress address;
  private ServerSocket server;
  private Socket placeholder = new Socket();
  private boolean refusing;
  private boolean closed;

  /** Binds and listens. */
  public Listener(InetSocketAddress listen) throws IOException {
    server = bound(listen);
    address = (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** The address really bound. */
  public InetSocketAddress address() {
    return address;
  }

  /** Whether connections are refused now. */
  public synchronized boolean isRefusing() {
    return refusing;
  }

  /**
   * Waits for the next connection, however long connections are refused meanwhile.
   *
   * @throws SocketException once closed
   */
  public Socket accept() throws IOException, InterruptedException {
    while (true) {
      ServerSocket current;
      synchronized (this) {
        while (refusing && !closed) {
          wait();
        }
        if (closed) {
          throw new SocketException("closed");
        }
        current = server;
      }
      try {
        return current.accept();
      } catch (IOException e) {
        synchronized (this) {
          if (!closed && !refusing && current == server) {
            throw e;
          }
        }
      }
    }
  }

  /** Refuses connections from now on; those accepted already are not touched. */
  public synchronized void refuse() throws IOException, InterruptedException {
    if (closed || refusing) {
      return;
    }
    refusing = true;
    server.close();
    // A closed socket is gone only when the thread that waits for connections has left it.
    for (int tries = 1; ; tries++) {
      placeholder = new Socket();
      try {
        placeholder.setReuseAddress(true);
        placeholder.bind(address);
        return;
      } catch (IOException e) {
        placeholder.close();
        if (tries == REBIND_TRIES) {
          throw e;
        }
        wait(PAUSE_MILLIS);
      }
    }
  }

  /** Accepts connections again. */
  public synchronized void resume() throws IOException, InterruptedException {
    if (closed || !refusing) {
      return;
    }
    // Where a system does not let two sockets share the port, the placeholder has to go first.
    for (int tries = 1; ; tries++) {
      try {
        server = bound(address);
        break;
      } catch (IOException e) {
        if (tries == REBIND_TRIES) {
          throw e;
        }
        placeholder.close();
        wait(PAUSE_MILLIS);
      }
    }
    placeholder.close();
    refusing = false;
    notifyAll();
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    server.close();
    placeholder.close();
    notifyAll();
  }

  private static ServerSocket bound(InetSocketAddress address) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(address, BACKLOG);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw new IOException(address + " cannot be listened on: " + e.getMessage(), e);
    }
  }
}
