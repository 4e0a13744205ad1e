package org.tillkeeper.android;

import android.app.NotificationManager;
import android.app.Service;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.net.ConnectivityManager;
import android.os.Handler;
import android.os.IBinder;
import android.os.Looper;
import android.os.PowerManager;
import android.os.SystemClock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps the agent alive: in the foreground, so that Android neither ends it nor takes its network
 * while the device idles; started again by Android when its process has ended ({@link
 * #START_STICKY}), by an alarm, and when the device starts. Holds the device awake while {@link
 * Wakefulness} says so.
 */
public final class AgentService extends Service {
  private static final String WAKE = "org.tillkeeper.android.WAKE";

  private final Handler main = new Handler(Looper.getMainLooper());
  private final Consumer<Standing> listener = standing -> main.post(() -> stands(standing));
  private final BroadcastReceiver restrictions =
      new BroadcastReceiver() {
        @Override
        public void onReceive(Context context, Intent intent) {
          agent.start();
        }
      };

  private TheAgent agent;
  private StateNotification notification;
  private NotificationManager notifications;
  private PowerManager.WakeLock wakeLock;
  private Wakefulness wakefulness;
  private Alarms alarms;
  private DeviceNetwork network;
  private Optional<String> attention = Optional.empty();

  /** Starts it, and has a new configuration taken over where it runs. */
  static void start(Context context) {
    context.startForegroundService(new Intent(context, AgentService.class));
  }

  /** An alarm went off. */
  static void wake(Context context) {
    context.startForegroundService(new Intent(context, AgentService.class).setAction(WAKE));
  }

  @Override
  public void onCreate() {
    super.onCreate();
    agent = ((TillkeeperApp) getApplication()).agent();
    notification = new StateNotification(this);
    notifications = getSystemService(NotificationManager.class);
    // Within seconds of the start, or Android ends the process.
    startForeground(StateNotification.STATE, notification.state(agent.standing()));
    wakeLock =
        getSystemService(PowerManager.class)
            .newWakeLock(PowerManager.PARTIAL_WAKE_LOCK, "tillkeeper:open");
    wakeLock.setReferenceCounted(false);
    wakefulness = new Wakefulness(now());
    alarms = new Alarms(this);
    agent.listen(listener);
    network =
        DeviceNetwork.listen(
            getSystemService(ConnectivityManager.class),
            isThere -> main.post(() -> networkChanged(isThere)));
    registerReceiver(
        restrictions, new IntentFilter(Intent.ACTION_APPLICATION_RESTRICTIONS_CHANGED));
  }

  @Override
  public int onStartCommand(Intent intent, int flags, int startId) {
    startForeground(StateNotification.STATE, notification.state(agent.standing()));
    if (intent != null && WAKE.equals(intent.getAction())) {
      wakefulness.alarm(now());
      agent.awake();
    }
    agent.start();
    setAlarms();
    keepAwake();
    return START_STICKY;
  }

  private void stands(Standing standing) {
    if (standing instanceof Standing.Running running) {
      wakefulness.counted(running.counts(), now());
    } else if (standing instanceof Standing.Starting) {
      wakefulness.starting(now());
    } else {
      wakefulness.stopped();
    }
    notifications.notify(StateNotification.STATE, notification.state(standing));
    Optional<String> now = notification.attention(standing);
    if (!now.equals(attention)) {
      attention = now;
      notification.showAttention(notifications, standing);
    }
    setAlarms();
    keepAwake();
  }

  private void networkChanged(boolean isThere) {
    wakefulness.network(isThere, now());
    agent.awake();
    agent.networkChanged();
    keepAwake();
  }

  private void setAlarms() {
    alarms.set(agent.config(), ZonedDateTime.now());
  }

  /** The lock ends by itself, so that nothing but the rule keeps the device awake. */
  private void keepAwake() {
    Duration time = wakefulness.awakeFor(now());
    if (time.isZero()) {
      if (wakeLock.isHeld()) {
        wakeLock.release();
      }
    } else {
      wakeLock.acquire(time.toMillis());
    }
  }

  private static long now() {
    return SystemClock.elapsedRealtimeNanos();
  }

  @Override
  public IBinder onBind(Intent intent) {
    return null; // nobody binds to it: see ReaderService and TillService
  }

  @Override
  public void onDestroy() {
    agent.listenNoMore(listener);
    main.removeCallbacksAndMessages(null);
    network.close();
    unregisterReceiver(restrictions);
    agent.stop();
    if (wakeLock.isHeld()) {
      wakeLock.release();
    }
    super.onDestroy();
  }
}
