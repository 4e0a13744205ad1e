package org.tillkeeper.tools.decode;

/** Chooses between the two languages everything is said in. */
@FunctionalInterface
public interface Language {
  /** One of the two texts. */
  String say(String chinese, String english);
}
