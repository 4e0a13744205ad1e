package org.tillkeeper.android;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import android.app.Notification;
import android.app.NotificationManager;
import android.content.Context;
import java.io.File;
import java.util.Optional;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.annotation.Config;
import org.robolectric.shadow.api.Shadow;
import org.robolectric.shadows.ShadowNotificationManager;

/** What the notifications say. */
@RunWith(RobolectricTestRunner.class)
public class StateNotificationTest {
  private final Context context = RuntimeEnvironment.getApplication();
  private final StateNotification notification = new StateNotification(context);

  @Test
  @Config(qualifiers = "en")
  public void it_says_in_english_what_is_pending_and_what_needs_a_person() {
    assertEquals("Online · Nothing pending", text(new Standing.Counts(true, 0, 0, 0, false)));
    assertEquals("Offline · 1 payment pending", text(new Standing.Counts(false, 1, 0, 0, false)));
    assertEquals("Online · 2 payments pending", text(new Standing.Counts(true, 2, 1, 1, true)));
    assertEquals(Optional.empty(), attention(new Standing.Counts(true, 2, 0, 0, true)));
    assertEquals(
        Optional.of("1 thing needs a person"), attention(new Standing.Counts(true, 2, 1, 1, true)));
    assertEquals(
        Optional.of("3 payments have changed since the customer left"),
        attention(new Standing.Counts(true, 0, 0, 3, false)));
  }

  @Test
  @Config(qualifiers = "zh-rCN")
  public void it_says_the_same_in_chinese() {
    assertEquals(
        "\u79bb\u7ebf · 2 \u7b14\u4ea4\u6613\u672a\u5b8c\u6210",
        text(new Standing.Counts(false, 2, 0, 0, false)));
    assertEquals(
        Optional.of("1 \u9879\u9700\u8981\u4eba\u5de5\u5904\u7406"),
        attention(new Standing.Counts(false, 2, 1, 0, false)));
    assertEquals(
        Optional.of("\u65e0\u6cd5\u6536\u6b3e\uff1aapi.listen: in use"),
        notification.attention(new Standing.Stopped("api.listen: in use")));
  }

  @Test
  @Config(qualifiers = "en")
  public void an_agent_that_cannot_start_says_why_and_needs_a_person() {
    Standing stopped = new Standing.Stopped("api.listen: 127.0.0.1:8583 is in use");
    assertEquals("Takes no payments: api.listen: 127.0.0.1:8583 is in use", text(stopped));
    assertTrue(notification.attention(stopped).isPresent());
    assertTrue(
        text(new Standing.NotConfigured("/sdcard/x")).contains("agent.yaml and master.key into /"));
    assertFalse(notification.attention(new Standing.Starting()).isPresent());
  }

  @Test
  @Config(qualifiers = "en")
  public void a_refused_configuration_is_told_while_the_one_before_runs() {
    Standing running =
        new Standing.Running(
            null,
            new LoopbackApi(1, new File("none")),
            Standing.Counts.NONE,
            Optional.of("terminal.id: 7 digits"));
    assertTrue(notification.attention(running).get().contains("the one before is in use"));
  }

  @Test
  public void every_text_is_in_both_languages() throws Exception {
    int english = 0;
    for (java.lang.reflect.Field field : R.string.class.getFields()) {
      int id = field.getInt(null);
      RuntimeEnvironment.setQualifiers("en");
      String first = context.getString(id);
      RuntimeEnvironment.setQualifiers("zh-rCN");
      String second = context.getString(id);
      if (!field.getName().equals("app")) {
        assertFalse(field.getName() + " is not translated", first.equals(second));
      }
      english++;
    }
    assertTrue(english > 10);
  }

  @Test
  public void the_one_for_a_person_comes_and_goes() {
    NotificationManager manager = context.getSystemService(NotificationManager.class);
    notification.showAttention(manager, new Standing.Stopped("x"));
    Notification shown =
        Shadow.<ShadowNotificationManager>extract(manager)
            .getNotification(StateNotification.ATTENTION);
    assertEquals("attention", shown.getChannelId());
    assertEquals(
        NotificationManager.IMPORTANCE_HIGH,
        manager.getNotificationChannel("attention").getImportance());
    notification.showAttention(manager, new Standing.Starting());
    assertEquals(0, Shadow.<ShadowNotificationManager>extract(manager).size());
  }

  private String text(Standing.Counts counts) {
    return text(running(counts));
  }

  private String text(Standing standing) {
    return notification.text(standing);
  }

  private Optional<String> attention(Standing.Counts counts) {
    return notification.attention(running(counts));
  }

  private static Standing running(Standing.Counts counts) {
    return new Standing.Running(
        null, new LoopbackApi(1, new File("none")), counts, Optional.empty());
  }
}
