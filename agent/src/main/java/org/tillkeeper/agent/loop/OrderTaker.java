package org.tillkeeper.agent.loop;

/** Takes what the acquirer orders in the header of its answers, but for a sign-in. */
interface OrderTaker {
  /**
   * Takes an order, durably.
   *
   * @param order as the answer has it
   */
  void ordered(String order, Session session);
}
