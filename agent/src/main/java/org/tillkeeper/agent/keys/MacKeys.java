package org.tillkeeper.agent.keys;

import java.util.Arrays;
import java.util.Optional;
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
 * @param algorithm of the MACs; empty where no message carries one
 * @param fromSignIn whether a sign-in brings keys
 */
public record MacKeys(KeyLayout layout, Optional<MacAlgorithm> algorithm, boolean fromSignIn) {
  private static final int[] MASTER_KEY_BYTES = {16, 24};

  /** The keys of a dialect. */
  public static MacKeys of(Dialect dialect) {
    return new MacKeys(
        dialect.keyLayout(), dialect.macAlgorithm(), dialect.carries(Element.WORKING_KEYS));
  }

  /** How many hex digits the terminal master key may have, ascending. */
  int[] masterKeyDigits() {
    int[] bytes =
        fromSignIn
            ? layout == KeyLayout.SM4 ? new int[] {16} : MASTER_KEY_BYTES
            : algorithm.map(MacAlgorithm::keyBytes).orElse(MASTER_KEY_BYTES);
    return Arrays.stream(bytes).map(length -> 2 * length).toArray();
  }

  /** Why the master key must have its length, for error texts. */
  String why() {
    return fromSignIn
        ? "the sign-in's keys come under it in the layout " + layout
        : algorithm
            .map(by -> "this dialect makes its MACs with " + by + " under it")
            .orElse("this dialect makes nothing with it");
  }

  /** Refuses a sign-in's MAC key whose length the algorithm does not know. */
  void check(byte[] mak) throws KeyCheckFailed {
    if (algorithm.isPresent() && !algorithm.get().takesKey(mak.length)) {
      throw new KeyCheckFailed(
          algorithm.get().wrongKey(mak.length)
              + " in the sign-in's answer; host.options must name the acquirer's mac.algorithm and"
              + " signIn.keys");
    }
  }
}
