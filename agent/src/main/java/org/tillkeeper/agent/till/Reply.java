package org.tillkeeper.agent.till;

import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.tillkeeper.agent.terminal.Terminal;

/** What a call is answered with. */
sealed interface Reply {
  /**
   * A whole answer.
   *
   * @param status of HTTP
   * @param contentType of the body
   * @param body in UTF-8 where it is text
   * @param headers further ones
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Document(int status, String contentType, byte[] body, Map<String, String> headers)
      implements Reply {}

  /**
   * The live event stream, which ends with its connection.
   *
   * @param subscribe begins it where the till left off
   * @param stillAllowed asked from time to time; what began under a session ends with it
   */
  record Events(
      Function<Terminal.Subscriber, Terminal.Subscription> subscribe, BooleanSupplier stillAllowed)
      implements Reply {}
}
