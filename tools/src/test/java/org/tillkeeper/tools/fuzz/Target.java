package org.tillkeeper.tools.fuzz;

import java.io.IOException;
import java.util.List;

/** One thing that reads bytes from outside, and what must hold whatever they are. One thread's. */
interface Target extends AutoCloseable {
  /** As the command and the corpus name it. */
  String name();

  /**
   * Gives it the bytes. Whatever comes out of this is a finding, an {@link Error} too: the target
   * itself catches what its reader documents to throw, and looks at it.
   */
  void check(byte[] input) throws Exception;

  /** Inputs that are made rather than kept, so that they follow what they are made from. */
  List<byte[]> seeds() throws Exception;

  /** Long inputs, given as they are: recursion and quadratic work show only there. */
  default List<byte[]> large() {
    return List.of();
  }

  /** Words of its language, for a mutator to put in. */
  default List<String> words() {
    return List.of();
  }

  /**
   * The memory that an input of so many bytes may ask for in all: it may be looked at in a few
   * ways, each with a copy of its own, not in ever more of them.
   */
  default long mostMemory(int bytes) {
    return (64L << 20) + 4_000L * bytes;
  }

  /** How many mutations the build tries. */
  default int mutations() {
    return 2_000;
  }

  @Override
  default void close() throws IOException {}
}
