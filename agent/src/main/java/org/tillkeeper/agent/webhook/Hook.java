package org.tillkeeper.agent.webhook;

import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import org.tillkeeper.agent.ledger.Announcements;

/**
 * An address that is told what happens.
 *
 * @param address http or https
 * @param secret by which it knows that this terminal speaks
 * @param types what it is told; at least one
 */
public record Hook(URI address, Secret secret, Set<Announcements.Type> types) {
  public Hook {
    types = EnumSet.copyOf(types);
  }

  /** For people and the log: without path and query, which may hold a secret of theirs. */
  public String shown() {
    return address.getScheme() + "://" + address.getRawAuthority();
  }
}
