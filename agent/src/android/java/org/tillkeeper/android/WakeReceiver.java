package org.tillkeeper.android;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.os.PowerManager;

/**
 * An alarm went off. The service keeps the device awake for as long as the agent needs; where the
 * process was ended meanwhile this starts it again.
 */
public final class WakeReceiver extends BroadcastReceiver {
  private static final long UNTIL_THE_SERVICE_HOLDS_ITS_OWN_MILLIS = 10_000;

  @Override
  public void onReceive(Context context, Intent intent) {
    // Android lets the device sleep again when this returns; the service is not there yet.
    context
        .getSystemService(PowerManager.class)
        .newWakeLock(PowerManager.PARTIAL_WAKE_LOCK, "tillkeeper:alarm")
        .acquire(UNTIL_THE_SERVICE_HOLDS_ITS_OWN_MILLIS);
    AgentService.wake(context);
  }
}
