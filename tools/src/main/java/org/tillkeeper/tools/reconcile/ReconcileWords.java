package org.tillkeeper.tools.reconcile;

import org.tillkeeper.tools.words.Language;
import org.tillkeeper.tools.words.Words;

/** What is said about statements: {@code words/reconcile.properties}. */
public final class ReconcileWords {
  static final Words WORDS = Words.of("reconcile", Language.ofReader());

  private ReconcileWords() {}

  /** A text in the language of the reader. */
  public static String say(String key, Object... values) {
    return WORDS.say(key, values);
  }
}
