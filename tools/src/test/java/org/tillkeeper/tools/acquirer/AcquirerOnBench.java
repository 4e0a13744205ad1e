package org.tillkeeper.tools.acquirer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.jpos.iso.ISOException;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/** What only a test may ask of the acquirer: its own reader and answers, without a network. */
public final class AcquirerOnBench implements AutoCloseable {
  private final AcquirerSettings settings;
  private final AcquirerLedger ledger;
  private final Host host;

  public AcquirerOnBench(AcquirerSettings settings)
      throws IOException, SQLException, KeyCheckFailed {
    this.settings = settings;
    ledger = new AcquirerLedger(settings.ledger);
    host = new Host(settings, ledger, new Instructions(), Clock.systemUTC());
  }

  /**
   * Reads and answers what a terminal sends, until it is no message.
   *
   * @return why it ended; empty where the bytes were all messages or the last was cut off
   */
  public Optional<String> converse(byte[] stream) throws SQLException {
    try {
      Line line = settings.protocol.line(new Played(stream));
      while (true) {
        host.answer(line.next(1), "", Optional.empty());
      }
    } catch (ISOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      // jPOS hides whatever goes wrong in its channel behind this.
      Throwable cause = e.getCause();
      if (cause != null && !(cause instanceof IOException) && !(cause instanceof ISOException)) {
        throw new AssertionError("the reader failed", cause);
      }
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    ledger.close();
  }

  /** A connection whose terminal has sent this and no more, and listens to nothing. */
  private static final class Played extends Socket {
    private final InputStream in;

    Played(byte[] stream) {
      in = new ByteArrayInputStream(stream);
    }

    @Override
    public InputStream getInputStream() {
      return in;
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public InetAddress getInetAddress() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setSoTimeout(int millis) {}

    @Override
    public boolean isConnected() {
      return true;
    }
  }
}
