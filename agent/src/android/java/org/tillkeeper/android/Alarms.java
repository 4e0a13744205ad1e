package org.tillkeeper.android;

import android.app.AlarmManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.os.SystemClock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.tillkeeper.agent.config.AgentConfig;

/**
 * What wakes the device for the agent, also while Android lets it idle (Doze): a look every {@link
 * Wakefulness#ALARM}, and the time of day at which the batch is settled.
 */
final class Alarms {
  /**
   * The agent looks at the clock twice a minute: the alarm comes when it will see that it is time.
   */
  private static final Duration AFTER_SETTLEMENT_TIME = Duration.ofSeconds(5);

  private static final int LOOK = 1;
  private static final int SETTLE = 2;

  private final Context context;
  private final AlarmManager manager;

  Alarms(Context context) {
    this.context = context;
    manager = context.getSystemService(AlarmManager.class);
  }

  /** Sets them anew. Alarms do not outlive a restart of the device, and are due once. */
  void set(Optional<AgentConfig> config, ZonedDateTime now) {
    manager.setExactAndAllowWhileIdle(
        AlarmManager.ELAPSED_REALTIME_WAKEUP,
        SystemClock.elapsedRealtime() + Wakefulness.ALARM.toMillis(),
        intent(LOOK));
    Optional<ZonedDateTime> settlement =
        config.flatMap(
            it -> it.settlement().at().map(at -> next(at, it.terminal().timeZone(), now)));
    if (settlement.isPresent()) {
      // By the wall clock: where somebody sets that, the time of day is another moment.
      manager.setExactAndAllowWhileIdle(
          AlarmManager.RTC_WAKEUP,
          settlement.get().plus(AFTER_SETTLEMENT_TIME).toInstant().toEpochMilli(),
          intent(SETTLE));
    } else {
      manager.cancel(intent(SETTLE));
    }
  }

  /** The next time that it is so late in the shop, also where clocks are put forward over it. */
  static ZonedDateTime next(LocalTime at, ZoneId zone, ZonedDateTime now) {
    ZonedDateTime here = now.withZoneSameInstant(zone);
    ZonedDateTime today = here.toLocalDate().atTime(at).atZone(zone);
    return today.isAfter(here) ? today : here.toLocalDate().plusDays(1).atTime(at).atZone(zone);
  }

  private PendingIntent intent(int which) {
    return PendingIntent.getBroadcast(
        context, which, new Intent(context, WakeReceiver.class), PendingIntent.FLAG_UPDATE_CURRENT);
  }
}
