package org.tillkeeper.android;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

/**
 * Starts the agent when the device has started, and when another version was installed over it.
 * What a power cut left open is settled without anybody opening the app.
 */
public final class StartReceiver extends BroadcastReceiver {
  @Override
  public void onReceive(Context context, Intent intent) {
    String action = String.valueOf(intent.getAction());
    switch (action) {
      case Intent.ACTION_BOOT_COMPLETED, Intent.ACTION_MY_PACKAGE_REPLACED ->
          AgentService.start(context);
      default -> {
        // It is not exported; the system sends nothing else.
      }
    }
  }
}
