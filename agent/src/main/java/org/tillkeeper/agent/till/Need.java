package org.tillkeeper.agent.till;

/** Who may make a call, beside a till, whose token opens all. */
enum Need {
  /** Whoever has opened the page: it looks, or sells. */
  CASHIER,
  /** A session in which the supervisor's PIN was entered, where there is one. */
  SUPERVISOR,
  /** The token alone. */
  TOKEN
}
