package org.tillkeeper.agent.payment;

import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.iso8583.CodeMeaning;

/**
 * What an answer says of a code that the terminal shows. Which of it counts depends on what was
 * asked.
 *
 * @param issues whether it brings a code, in answer to the request for one
 * @param asked what it says in answer to a question about one
 * @param closed what it says in answer to the closing of one
 * @param code to be shown, as received
 * @param seconds for how long it holds, in seconds, as received
 */
public record CodeAnswer(
    boolean issues,
    CodeMeaning asked,
    CodeMeaning closed,
    Optional<String> code,
    OptionalLong seconds) {
  /** Of an acquirer that gives no codes. */
  public static final CodeAnswer NONE =
      new CodeAnswer(
          false,
          CodeMeaning.TRY_AGAIN,
          CodeMeaning.REFUSED,
          Optional.empty(),
          OptionalLong.empty());

  /** A symbol that a telephone reads from a small screen holds no more. */
  private static final int MOST = 512;

  /** Whether there is a code that can be shown: 1 to 512 characters of printable ASCII. */
  boolean isShowable() {
    if (!code.isPresent() || code.get().isEmpty() || code.get().length() > MOST) {
      return false;
    }
    for (int i = 0; i < code.get().length(); i++) {
      char c = code.get().charAt(i);
      if (c <= ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  /** Without the code, which is shown to its customer alone. */
  @Override
  public String toString() {
    return "CodeAnswer[issues=" + issues + ", asked=" + asked + ", closed=" + closed + "]";
  }
}
