package org.tillkeeper.android;

import static org.junit.Assert.assertEquals;

import android.app.AlarmManager;
import android.content.Context;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.shadow.api.Shadow;
import org.robolectric.shadows.ShadowAlarmManager;
import org.robolectric.shadows.ShadowPendingIntent;

/** What wakes the device. */
@RunWith(RobolectricTestRunner.class)
public class AlarmsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  public void the_time_of_settlement_is_the_next_one_by_the_shops_clock() {
    ZonedDateTime now = ZonedDateTime.parse("2026-05-04T14:00:00Z");
    ZoneId shanghai = ZoneId.of("Asia/Shanghai"); // 22:00 there
    assertEquals("2026-05-04T15:30:00Z", next("23:30", shanghai, now));
    assertEquals("2026-05-05T13:30:00Z", next("21:30", shanghai, now));
    // And at that very moment it is tomorrow's.
    assertEquals("2026-05-05T14:00:00Z", next("22:00", shanghai, now));
  }

  @Test
  public void a_time_that_a_day_does_not_have_is_the_one_after_it() {
    // On 29 March 2026 there is no 02:30 in Berlin.
    ZonedDateTime now = ZonedDateTime.parse("2026-03-29T00:00:00Z");
    assertEquals("2026-03-29T01:30:00Z", next("02:30", BERLIN, now));
  }

  @Test
  public void a_look_is_set_that_comes_also_while_the_device_idles() {
    Context context = RuntimeEnvironment.getApplication();
    new Alarms(context).set(Optional.empty(), ZonedDateTime.now(BERLIN));
    List<Integer> types = new ArrayList<>();
    for (ShadowAlarmManager.ScheduledAlarm alarm :
        Shadow.<ShadowAlarmManager>extract(context.getSystemService(AlarmManager.class))
            .getScheduledAlarms()) {
      types.add(alarm.getType());
      assertEquals(true, alarm.isAllowWhileIdle());
      assertEquals(true, Shadow.<ShadowPendingIntent>extract(alarm.operation).isBroadcastIntent());
    }
    assertEquals(List.of(AlarmManager.ELAPSED_REALTIME_WAKEUP), types);
  }

  private static String next(String at, ZoneId zone, ZonedDateTime now) {
    return Alarms.next(LocalTime.parse(at), zone, now).toInstant().toString();
  }
}
