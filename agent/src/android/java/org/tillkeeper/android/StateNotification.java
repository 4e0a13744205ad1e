package org.tillkeeper.android;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.content.res.Resources;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the notifications say: always how the terminal stands, and besides that when it needs a
 * person. Numbers only, no sum and no card: they stand on a screen that everybody sees.
 */
final class StateNotification {
  /** Android's numbers of the two. */
  static final int STATE = 1;

  static final int ATTENTION = 2;

  private static final String STATE_CHANNEL = "state";
  private static final String ATTENTION_CHANNEL = "attention";

  private final Context context;
  private final Resources texts;

  StateNotification(Context context) {
    this.context = context;
    texts = context.getResources();
  }

  /** To be made before the first notification. */
  static void createChannels(Context context) {
    NotificationChannel state =
        new NotificationChannel(
            STATE_CHANNEL,
            context.getString(R.string.channel_state),
            NotificationManager.IMPORTANCE_LOW);
    state.setShowBadge(false);
    NotificationChannel attention =
        new NotificationChannel(
            ATTENTION_CHANNEL,
            context.getString(R.string.channel_attention),
            NotificationManager.IMPORTANCE_HIGH);
    context
        .getSystemService(NotificationManager.class)
        .createNotificationChannels(Arrays.asList(state, attention));
  }

  /** How the terminal stands, in one line. */
  String text(Standing standing) {
    if (standing instanceof Standing.NotConfigured none) {
      return texts.getString(R.string.not_configured, none.folder());
    }
    if (standing instanceof Standing.Stopped stopped) {
      return texts.getString(R.string.cannot_start, stopped.why());
    }
    if (standing instanceof Standing.Running running) {
      Standing.Counts counts = running.counts();
      String line = texts.getString(counts.online() ? R.string.online : R.string.offline);
      String pending =
          counts.pending() == 0
              ? texts.getString(R.string.pending_none)
              : many(R.plurals.pending, counts.pending());
      return line + " · " + pending;
    }
    return texts.getString(R.string.starting);
  }

  /** What needs a person; empty where nothing does. */
  Optional<String> attention(Standing standing) {
    if (standing instanceof Standing.Stopped stopped) {
      return Optional.of(texts.getString(R.string.cannot_start, stopped.why()));
    }
    if (!(standing instanceof Standing.Running running)) {
      return Optional.empty();
    }
    Standing.Counts counts = running.counts();
    if (counts.attention() > 0) {
      return Optional.of(many(R.plurals.attention, counts.attention()));
    }
    if (counts.unseen() > 0) {
      return Optional.of(many(R.plurals.unseen, counts.unseen()));
    }
    return running.refused().map(why -> texts.getString(R.string.configuration_refused, why));
  }

  private String many(int plural, long count) {
    return texts.getQuantityString(plural, (int) Math.min(count, Integer.MAX_VALUE), (int) count);
  }

  /** The one that stays as long as the agent runs. */
  Notification state(Standing standing) {
    return base(STATE_CHANNEL, text(standing)).setOngoing(true).setShowWhen(false).build();
  }

  /** Shows, changes or takes away the one for a person. */
  void showAttention(NotificationManager manager, Standing standing) {
    Optional<String> text = attention(standing);
    if (text.isPresent()) {
      manager.notify(
          ATTENTION,
          base(ATTENTION_CHANNEL, text.get())
              .setSubText(texts.getString(R.string.channel_attention))
              .setOnlyAlertOnce(false)
              .build());
    } else {
      manager.cancel(ATTENTION);
    }
  }

  private Notification.Builder base(String channel, String text) {
    Intent page = new Intent(context, PageActivity.class).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
    return new Notification.Builder(context, channel)
        .setSmallIcon(R.drawable.state)
        .setContentTitle(texts.getString(R.string.app))
        .setContentText(text)
        .setStyle(new Notification.BigTextStyle().bigText(text))
        .setVisibility(Notification.VISIBILITY_PUBLIC)
        .setContentIntent(
            PendingIntent.getActivity(context, 0, page, PendingIntent.FLAG_IMMUTABLE));
  }
}
