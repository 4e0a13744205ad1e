package org.tillkeeper.agent.payment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The valid approvals of one attempt, each that differs from those before, in the order in which
 * they came. An acquirer that sends more than eight is noted no further.
 *
 * @param all read-only
 */
public record Approvals(List<Approval> all) {
  /** Nothing was approved. */
  public static final Approvals NONE = new Approvals(Collections.emptyList());

  private static final int AT_MOST = 8;

  /** Makes the list read-only. */
  public Approvals {
    all = Collections.unmodifiableList(new ArrayList<>(all));
  }

  /** With one that was heard now. */
  Approvals and(Approval heard) {
    if (all.contains(heard) || all.size() >= AT_MOST) {
      return this;
    }
    List<Approval> more = new ArrayList<>(all);
    more.add(heard);
    return new Approvals(more);
  }

  /** The last one, which a refund of the attempt names. */
  public Optional<Approval> last() {
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** Whether two of them name different bookings. */
  boolean areOfTwoBookings() {
    for (Approval approval : all) {
      boolean another =
          approval.rrn().isPresent()
              && all.get(0).rrn().isPresent()
              && !approval.rrn().equals(all.get(0).rrn());
      if (another) {
        return true;
      }
    }
    return false;
  }

  /** Whether all are known to be of no later than a time of the acquirer's. */
  boolean areNoLaterThan(HostTime time) {
    for (Approval approval : all) {
      if (!approval.at().isNoLaterThan(time)) {
        return false;
      }
    }
    return !all.isEmpty();
  }
}
