package org.tillkeeper.agent.keys;

import java.util.Arrays;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.security.KeyCheckFailed;
import org.tillkeeper.iso8583.security.KeyLayout;

/**
 * The keys under which a dialect can make its MACs. They come in a sign-in's answer. If it brings
 * none, the terminal master key itself is used.
 *
 * @param layout of a sign-in's keys
 * @param algorithm of the MACs
 * @param fromSignIn whether a sign-in brings keys
 */
public record MacKeys(KeyLayout layout, MacAlgorithm algorithm, boolean fromSignIn) {
  private static final int[] MASTER_KEY_BYTES = {16, 24};

  /**
   * The keys of a dialect whose messages carry MACs.
   *
   * @throws IllegalArgumentException if no message of the dialect carries one
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

  /** Why the master key must have its length, for error texts. */
  String why() {
    return fromSignIn
        ? "the sign-in's keys come under it in the layout " + layout
        : "this dialect makes its MACs with " + algorithm + " under it";
  }

  /** Refuses a sign-in's MAC key whose length the algorithm does not know. */
  void check(byte[] mak) throws KeyCheckFailed {
    if (!algorithm.takesKey(mak.length)) {
      throw new KeyCheckFailed(
          algorithm.wrongKey(mak.length)
              + " in the sign-in's answer; host.options must name the acquirer's mac.algorithm and signIn.keys");
    }
  }
}
