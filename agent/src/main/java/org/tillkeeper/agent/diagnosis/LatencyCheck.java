package org.tillkeeper.agent.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.host.Traffic;

/**
 * Loss and delay of the line over time. What was sent and not answered is lost, whoever lost it.
 * Hours of the day that are slow day after day are congested.
 */
final class LatencyCheck {
  /** The last hour and the one that has begun. */
  private static final Duration NOW = Duration.ofHours(2);

  private static final int FEW = 5;
  private static final int LOSS_PERCENT = 10;
  private static final int RECONNECTS = 6;
  private static final long SLOW_MILLIS = 3000;
  private static final long NOTICED_MILLIS = 1000;
  private static final int DAYS = 2;

  private LatencyCheck() {}

  /** Counts of some hours. */
  private record Sum(
      long sent, long answered, long unanswered, long connected, long failed, long millis) {
    static Sum of(List<Traffic.Hour> hours) {
      Sum sum = new Sum(0, 0, 0, 0, 0, 0);
      for (Traffic.Hour one : hours) {
        sum =
            new Sum(
                sum.sent + one.sent(),
                sum.answered + one.answered(),
                sum.unanswered + one.unanswered(),
                sum.connected + one.connected(),
                sum.failed + one.failed(),
                sum.millis + one.millis());
      }
      return sum;
    }

    long average() {
      return answered == 0 ? 0 : millis / answered;
    }

    long lossPercent() {
      long ended = answered + unanswered;
      return ended == 0 ? 0 : Math.round(100.0 * unanswered / ended);
    }
  }

  static Observation of(Traffic.View traffic, Instant now, ZoneId zone) {
    List<Traffic.Hour> recent = new ArrayList<>();
    List<Traffic.Hour> before = new ArrayList<>();
    for (Traffic.Hour one : traffic.hours()) {
      (one.at().isAfter(now.minus(NOW)) ? recent : before).add(one);
    }
    Sum lately = Sum.of(recent);
    Sum usual = Sum.of(before);
    if (lately.sent() == 0 && usual.sent() == 0) {
      return Observation.of(Condition.LATENCY_UNKNOWN);
    }
    long ended = lately.answered() + lately.unanswered();
    if (ended >= FEW && lately.lossPercent() >= LOSS_PERCENT) {
      return shown(Condition.LOSS_HIGH, lately, usual);
    }
    if (lately.connected() >= RECONNECTS && lately.connected() * 2 >= lately.answered()) {
      return shown(Condition.LINE_UNSTABLE, lately, usual);
    }
    boolean slow =
        lately.average() >= SLOW_MILLIS
            || (usual.answered() >= FEW
                && lately.average() >= NOTICED_MILLIS
                && lately.average() >= 3 * usual.average());
    if (lately.answered() >= FEW && slow) {
      return shown(Condition.LATENCY_HIGH, lately, usual);
    }
    Optional<String> congested = congested(traffic.hours(), zone);
    return congested.isPresent()
        ? shown(Condition.CONGESTED_HOURS, lately, usual).with("hours", congested.get())
        : shown(Condition.LATENCY_FINE, lately, usual);
  }

  /** Hours of the day that were slow or lossy on several days, as {@code 11:00-12:00}. */
  private static Optional<String> congested(List<Traffic.Hour> hours, ZoneId zone) {
    Sum all = Sum.of(hours);
    StringBuilder text = new StringBuilder();
    for (int hourOfDay = 0; hourOfDay < 24; hourOfDay++) {
      int bad = 0;
      int days = 0;
      for (Traffic.Hour one : hours) {
        int ended = one.answered() + one.unanswered();
        if (one.at().atZone(zone).getHour() == hourOfDay && ended >= FEW) {
          days++;
          Sum sum = Sum.of(Collections.singletonList(one));
          boolean slow =
              sum.average() >= NOTICED_MILLIS && sum.average() >= 2 * Math.max(1, all.average());
          boolean lossy =
              sum.lossPercent() >= LOSS_PERCENT && sum.lossPercent() >= 2 * all.lossPercent();
          bad += slow || lossy ? 1 : 0;
        }
      }
      if (bad >= DAYS && bad * 2 > days) {
        text.append(text.length() == 0 ? "" : ", ")
            .append(hourOfDay)
            .append(":00-")
            .append((hourOfDay + 1) % 24)
            .append(":00");
      }
    }
    return text.length() == 0 ? Optional.empty() : Optional.of(text.toString());
  }

  private static Observation shown(Condition condition, Sum lately, Sum usual) {
    return Observation.of(condition)
        .with("sent", lately.sent())
        .with("answered", lately.answered())
        .with("unanswered", lately.unanswered())
        .with("lossPercent", lately.lossPercent())
        .with("millis", lately.average())
        .with("usualMillis", usual.average())
        .with("connected", lately.connected())
        .with("notConnected", lately.failed());
  }
}
