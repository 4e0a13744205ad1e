package org.tillkeeper.agent.host;

/** Who uses the line. Called on the agent's thread. */
public interface LineOwner {
  /** Connected and not proven: send an echo or a sign-in. */
  void greet();

  /** Whether a customer waits for what the line would carry. */
  boolean customerWaits();

  /** Whether a request that has waited for its connection may still leave. */
  boolean mayLeave(Exchange exchange);

  /** A whole frame came in. */
  void received(byte[] frame);

  /** This request will not be answered any more. */
  void ended(Exchange exchange, Exchange.Ending ending);

  /**
   * The host says far too much, and its connection is given up.
   *
   * @param what for example "frames that answer nothing"
   */
  void flooded(String what);

  /** Nothing has moved for the keep-alive time: send an echo. */
  void idle();

  /** {@link Line#online} has changed. */
  void onlineChanged();

  /** Something for the record, in one line without secrets. */
  void noted(String kind, String message);
}
