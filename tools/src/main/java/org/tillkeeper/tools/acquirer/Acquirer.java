package org.tillkeeper.tools.acquirer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jpos.iso.ISOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tillkeeper.iso8583.security.KeyCheckFailed;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.control.ControlServer;
import org.tillkeeper.tools.network.Listener;

/**
 * A simulated acquirer: listens, answers as the dialect says, books what each cardholder was
 * charged, and does wrong what it is told to. What it can be asked and told over HTTP is in {@link
 * ControlApi}.
 */
public final class Acquirer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Acquirer.class);
  private static final int MAX_CONNECTIONS = 64;

  /** Fields 12 and 13 are UnionPay's local time, wherever this runs. */
  private static final ZoneId LOCAL_TIME = ZoneId.of("Asia/Shanghai");

  private final AcquirerSettings settings;
  private final AcquirerLedger ledger;
  private final Instructions instructions = new Instructions();
  private final Host host;
  private final Listener listener;
  private final ControlServer control;
  private final Exchange exchange;
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(daemons("acquirer-later"));
  private final ThreadPoolExecutor connections =
      new ThreadPoolExecutor(
          0,
          MAX_CONNECTIONS,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          daemons("acquirer-connection"));
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();

  private Acquirer(AcquirerSettings settings) throws IOException, SQLException, InvalidSettings {
    this.settings = settings;
    ledger = new AcquirerLedger(settings.ledger);
    try {
      host = new Host(settings, ledger, instructions, Clock.system(LOCAL_TIME));
    } catch (KeyCheckFailed e) {
      ledger.close();
      throw new InvalidSettings(
          "the working keys in "
              + settings.ledger
              + " were made under another masterKeyFile: "
              + e.getMessage());
    }
    try {
      listener = new Listener(settings.listen);
    } catch (IOException e) {
      ledger.close();
      throw e;
    }
    exchange = new Exchange(host, settings.faults, this::refuse, later);
    try {
      control = control();
    } catch (IOException e) {
      listener.close();
      ledger.close();
      throw e;
    }
  }

  /**
   * Starts to listen.
   *
   * @throws InvalidSettings if the ledger does not fit the configuration
   */
  public static Acquirer start(AcquirerSettings settings)
      throws IOException, SQLException, InvalidSettings {
    Acquirer acquirer = new Acquirer(settings);
    Thread acceptor = new Thread(acquirer::acceptAll, "acquirer");
    acceptor.setDaemon(true);
    acceptor.start();
    acquirer.control.start();
    settings.faultsAtStart.forEach(strike -> acquirer.refuse(strike.delay()));
    return acquirer;
  }

  /** Where terminals connect. */
  public InetSocketAddress address() {
    return listener.address();
  }

  /** Where the control API is. */
  public InetSocketAddress controlAddress() {
    return control.address();
  }

  @Override
  public void close() throws IOException, SQLException {
    control.close();
    listener.close();
    lines.forEach(Line::cut);
    connections.shutdownNow();
    later.shutdownNow();
    synchronized (ledger) {
      ledger.close();
    }
  }

  private void acceptAll() {
    while (true) {
      Socket socket;
      try {
        socket = listener.accept();
      } catch (IOException closed) {
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      try {
        connections.execute(() -> converse(socket));
      } catch (RejectedExecutionException full) {
        LOG.warn("more than {} connections: one is turned away", MAX_CONNECTIONS);
        closeQuietly(socket);
      }
    }
  }

  private void converse(Socket socket) {
    long number = accepted.incrementAndGet();
    Line line;
    try {
      line = settings.protocol.line(socket);
    } catch (IOException e) {
      closeQuietly(socket);
      return;
    }
    lines.add(line);
    try {
      if (listener.isRefusing()) {
        return;
      }
      while (true) {
        exchange.serve(line, line.next(number));
      }
    } catch (IOException ended) {
      LOG.debug("connection {} ended", number);
    } catch (ISOException | RuntimeException e) {
      garbage(number, e);
    } catch (SQLException e) {
      LOG.error("the acquirer's ledger failed, connection {} is cut: {}", number, e.getMessage());
    } finally {
      lines.remove(line);
      line.cut();
    }
  }

  private void garbage(long number, Exception what) {
    // The parser may quote what it could not read, and that may be part of a card number.
    String text = String.valueOf(what.getMessage()).replaceAll("[0-9A-Fa-f=]{8,}", "***");
    LOG.warn("connection {} is cut, no message: {}", number, text);
    try {
      host.garbage(number, text);
    } catch (SQLException | ISOException e) {
      LOG.error("the acquirer's ledger failed: {}", e.getMessage());
    }
  }

  private void refuse(Duration time) {
    try {
      listener.refuse();
    } catch (IOException e) {
      LOG.error("connections cannot be refused: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lines.forEach(Line::cut);
    Future<?> unused = later.schedule(this::resume, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void resume() {
    try {
      listener.resume();
    } catch (IOException e) {
      LOG.error("connections cannot be accepted again: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ControlServer control() throws IOException {
    ControlServer server =
        new ControlServer(settings.control)
            .on(
                "POST",
                "/faults",
                body -> {
                  settings.faults.add(body).ifPresent(strike -> refuse(strike.delay()));
                  return settings.faults.state();
                })
            .on(
                "DELETE",
                "/faults",
                body -> {
                  settings.faults.clear();
                  resume();
                  return settings.faults.state();
                })
            .on("GET", "/faults", body -> settings.faults.state());
    new ControlApi(settings, ledger, host, instructions).addTo(server);
    return server;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("a socket would not close: {}", e.getMessage());
    }
  }

  private static ThreadFactory daemons(String name) {
    AtomicLong count = new AtomicLong();
    return work -> {
      Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
