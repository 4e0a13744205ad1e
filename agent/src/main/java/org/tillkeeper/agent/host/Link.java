package org.tillkeeper.agent.host;

import java.util.Optional;
import org.tillkeeper.agent.host.Transport.Connection;

/**
 * One connection attempt and the connection that comes of it, as the transport tells of them. What
 * it tells is passed on to the holder. Once the holder has let go, nothing is passed on any more,
 * and a connection that is made after that is reset: an attempt that was given up may still
 * succeed.
 */
final class Link implements Transport.Listener {
  /** A connection that was made. */
  record Made(Link link, Connection connection) {}

  /** Who makes the connection, and then who uses it. */
  interface Holder {
    /** TCP, and TLS where the route has it, are up. */
    void connected(Made made);

    /** No connection came of it. */
    void failed(String why);

    /** Proven: not one byte of this frame was given to the operating system. */
    default void notHandedOver(byte[] frame, String why) {}

    /** A whole frame came in. */
    default void received(byte[] frame) {}

    /** The host says that it is there. */
    default void alive() {}

    /** The stream cannot be trusted any more. */
    default void malformed(String why) {}

    /** The connection has ended. */
    default void closed(String why) {}
  }

  private final Route route;
  private Optional<Holder> holder;

  Link(Route route, Holder holder) {
    this.route = route;
    this.holder = Optional.of(holder);
  }

  Route route() {
    return route;
  }

  /** From now on another holder is told. */
  void handTo(Holder next) {
    holder = Optional.of(next);
  }

  /** Nobody is told anything any more. */
  void letGo() {
    holder = Optional.empty();
  }

  @Override
  public void connected(Connection made) {
    if (holder.isPresent()) {
      holder.get().connected(new Made(this, made));
    } else {
      made.reset();
    }
  }

  @Override
  public void failed(String why) {
    holder.ifPresent(it -> it.failed(why));
  }

  @Override
  public void notHandedOver(byte[] frame, String why) {
    holder.ifPresent(it -> it.notHandedOver(frame, why));
  }

  @Override
  public void received(byte[] frame) {
    holder.ifPresent(it -> it.received(frame));
  }

  @Override
  public void alive() {
    holder.ifPresent(Holder::alive);
  }

  @Override
  public void malformed(String why) {
    holder.ifPresent(it -> it.malformed(why));
  }

  @Override
  public void closed(String why) {
    holder.ifPresent(it -> it.closed(why));
  }
}
