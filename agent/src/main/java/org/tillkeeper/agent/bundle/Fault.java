package org.tillkeeper.agent.bundle;

import java.util.Locale;

/**
 * What is wrong with a bundle.
 *
 * @param entry the entry's path within the bundle; empty where it is about the file as a whole
 * @param detail what was found, in English; empty where the kind says it
 */
public record Fault(Kind kind, String entry, String detail) {
  /** What kind of thing is wrong. */
  public enum Kind {
    /** It is no bundle: no gzip, no tar. */
    NO_BUNDLE,
    /** The file ends before its end. */
    TRUNCATED,
    /** It goes on behind its end. */
    BEHIND_THE_END,
    /** Larger than a bundle is. */
    TOO_LARGE,
    /** An entry is not what was signed. */
    CHANGED,
    /** An entry that was signed is not there. */
    CUT_OUT,
    /** An entry was never signed. */
    ADDED,
    /** An entry is there twice. */
    TWICE,
    /** An entry has a name that would lead out of the bundle, or a header that no bundle has. */
    NAME,
    /** The list of digests is not one. */
    MANIFEST,
    /** There is no signature, or it is not the key's. */
    SIGNATURE,
    /** It is signed by another device than expected. */
    OTHER_KEY,
    /** The history's chain does not hold: a row was changed, cut out or added. */
    CHAIN;

    /** A stable word. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
