package org.tillkeeper.agent.keys;

import java.util.Arrays;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.security.KeyCheckFailed;
import org.tillkeeper.iso8583.security.KeyLayout;

/**
 * Which keys a dialect can make its MACs under: those of a sign-in's answer or, where it brings
 * none, the terminal master key itself.
 *
 * @param layout of a sign-in's keys
 * @param algorithm of the MACs
 * @param fromSignIn whether a sign-in brings keys
 */
public record MacKeys(KeyLayout layout, MacAlgorithm algorithm, boolean fromSignIn) {
  private static final int[] MASTER_KEY_BYTES = {16, 24};

  /**
   * Those of a dialect, whose messages carry MACs.
   *
   * @throws IllegalArgumentException if none does
   */
  public static MacKeys of(Dialect dialect) {
    MacAlgorithm algorithm =
        dialect
            .macAlgorithm()
            .orElseThrow(
                () -> new IllegalArgumentException(dialect.name() + " has messages without a MAC"));
    return new MacKeys(dialect.keyLayout(), algorithm, dialect.carries(Element.WORKING_KEYS));
  }

  /** How many hex digits the terminal master key may have, ascending. */
  int[] masterKeyDigits() {
    int[] bytes =
        fromSignIn
            ? layout == KeyLayout.SM4 ? new int[] {16} : MASTER_KEY_BYTES
            : algorithm.keyBytes();
    return Arrays.stream(bytes).map(length -> 2 * length).toArray();
  }

  /** Why the master key must be as it must, for error texts. */
  String why() {
    return fromSignIn
        ? "the sign-in's keys come under it in the layout " + layout
        : "this dialect makes its MACs with " + algorithm + " under it";
  }

  /** Refuses a sign-in's MAC key of a length that the algorithm has none of. */
  void check(byte[] mak) throws KeyCheckFailed {
    if (!algorithm.takesKey(mak.length)) {
      throw new KeyCheckFailed(
          algorithm.wrongKey(mak.length)
              + " in the sign-in's answer; host.options must name the acquirer's mac.algorithm and signIn.keys");
    }
  }
}
