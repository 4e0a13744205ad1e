package org.tillkeeper.agent.session;

/**
 * The session with the acquirer, as a message of the terminal's own may change it once its answer
 * is durable. For example an answered sign-in makes everything that waits due.
 */
public interface Session {
  /** The terminal is signed in: everything that is open is due. */
  void signedIn();

  /** The sign-in brought nothing; it is tried again on a new connection. */
  void signInFailed(Trouble why);

  /** A person has signed the terminal off. */
  void signedOff();

  /** The terminal has to sign in before it sends anything else. */
  void orderSignIn();

  /** The acquirer answers on this connection. */
  void lineProven();

  /**
   * The acquirer answers on this connection and has no echo.
   *
   * @param code its answer
   */
  void echoRefused(String code);

  /**
   * The acquirer refuses on this connection, which is given up.
   *
   * @param kind stable word of the journal's entry
   * @param message of that entry
   * @param why the connection ends
   */
  void lineRefused(String kind, String message, String why);

  /** Does this soon, apart from what is done now, and again until the ledger can be written. */
  void soon(Runnable change);

  /** Journals a kind and a message, the same one not again and again. */
  void noted(String kind, String message);
}
