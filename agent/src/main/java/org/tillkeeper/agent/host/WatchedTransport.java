package org.tillkeeper.agent.host;

import java.time.Duration;
import java.util.Optional;

/** A transport whose frames somebody looks at as they go by. Changes nothing of what it carries. */
public final class WatchedTransport implements Transport {
  /** Looks at frames; called on the agent's thread. Must not keep or change the array. */
  public interface Watch {
    /**
     * @param direction {@code sent} or {@code received}
     */
    void frame(String direction, Route route, byte[] frame);
  }

  private final Transport transport;
  private final Watch watch;

  public WatchedTransport(Transport transport, Watch watch) {
    this.transport = transport;
    this.watch = watch;
  }

  @Override
  public void connect(Route route, Duration timeout, Listener listener) {
    transport.connect(route, timeout, new Watched(route, listener));
  }

  @Override
  public Optional<String> unusedCertificates() {
    return transport.unusedCertificates();
  }

  @Override
  public void close() {
    transport.close();
  }

  private final class Watched implements Listener {
    private final Route route;
    private final Listener listener;

    Watched(Route route, Listener listener) {
      this.route = route;
      this.listener = listener;
    }

    @Override
    public void connected(Connection connection) {
      listener.connected(
          new Connection() {
            @Override
            public void send(byte[] frame) {
              watch.frame("sent", route, frame);
              connection.send(frame);
            }

            @Override
            public void reset() {
              connection.reset();
            }

            @Override
            public void end() {
              connection.end();
            }

            @Override
            public boolean hasItsAddress() {
              return connection.hasItsAddress();
            }
          });
    }

    @Override
    public void failed(String why) {
      listener.failed(why);
    }

    @Override
    public void notHandedOver(byte[] frame, String why) {
      listener.notHandedOver(frame, why);
    }

    @Override
    public void received(byte[] frame) {
      watch.frame("received", route, frame);
      listener.received(frame);
    }

    @Override
    public void alive() {
      listener.alive();
    }

    @Override
    public void malformed(String why) {
      listener.malformed(why);
    }

    @Override
    public void closed(String why) {
      listener.closed(why);
    }
  }
}
