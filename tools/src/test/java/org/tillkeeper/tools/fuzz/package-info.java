/**
 * Fuzzing of everything that reads bytes from outside; {@code tools/docs/fuzzing.md} says how it is
 * run. What is package-private elsewhere is reached through a class {@code ...OnBench} in its own
 * package.
 */
package org.tillkeeper.tools.fuzz;
