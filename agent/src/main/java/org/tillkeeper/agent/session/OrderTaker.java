package org.tillkeeper.agent.session;

/** Takes what the acquirer orders in the header of its answers, but for a sign-in. */
public interface OrderTaker {
  /**
   * Takes an order, durably.
   *
   * @param order as the answer has it
   */
  void ordered(String order, Session session);
}
