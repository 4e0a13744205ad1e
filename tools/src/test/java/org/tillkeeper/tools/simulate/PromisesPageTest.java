package org.tillkeeper.tools.simulate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of what is promised, against what the simulation checks. */
class PromisesPageTest {
  private static final Path PAGE = Path.of("..", "agent", "docs", "guarantees.md");

  @Test
  void every_invariant_stands_in_a_row_of_the_promises() throws Exception {
    String page = Files.readString(PAGE);
    for (Invariant invariant : Invariant.values()) {
      assertTrue(page.contains("`" + invariant.label() + "`"), invariant.label());
    }
  }
}
