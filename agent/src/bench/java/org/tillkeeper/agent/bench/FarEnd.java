package org.tillkeeper.agent.bench;

/** The hosts at the other end of a {@link VirtualNetwork}. */
@FunctionalInterface
public interface FarEnd {
  /** A frame has arrived. It may be answered now, later or not at all. */
  void arrived(VirtualNetwork.Arrival arrival);
}
