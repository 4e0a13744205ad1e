package org.tillkeeper.agent.signature;

/**
 * A place on a signature pad, in the pad's own unit.
 *
 * @param x from its left edge
 * @param y from its upper edge
 */
public record PenPoint(double x, double y) {}
