package org.tillkeeper.android;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import android.app.Activity;
import android.app.Application;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import android.util.Base64;
import android.view.ViewGroup;
import android.webkit.WebView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.annotation.Config;
import org.robolectric.shadow.api.Shadow;
import org.robolectric.shadows.ShadowActivity;
import org.robolectric.shadows.ShadowApplication;
import org.robolectric.shadows.ShadowContentResolver;
import org.robolectric.shadows.ShadowToast;
import org.robolectric.shadows.ShadowWebView;

/** Pictures that the page saves: who is asked where, and what is written there. */
@RunWith(RobolectricTestRunner.class)
public class PageFilesTest {
  private static final String PAGE = "http://127.0.0.1:8583/";
  private static final String BLOB = "blob:" + PAGE + "3f0c2c0e-5c0f-4d1e-9d55-0f5bd5b3a001";
  private static final byte[] PICTURE = {(byte) 0x89, 'P', 'N', 'G', (byte) 0xFF, 0, '+', '/'};
  private static final Uri PLACE = Uri.parse("content://documents/document/receipt.png");

  private final Application context = RuntimeEnvironment.getApplication();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private ActivityController<PageActivity> controller;
  private PageFiles files;

  @Before
  public void a_page() {
    Device.fresh();
    ShadowToast.reset();
    controller = Robolectric.buildActivity(PageActivity.class).setup();
    files = new PageFiles(activity(), web(), url -> url.startsWith(PAGE), null);
  }

  @After
  public void its_end() {
    controller.pause().stop().destroy();
  }

  private PageActivity activity() {
    return controller.get();
  }

  private WebView web() {
    ViewGroup content = activity().findViewById(android.R.id.content);
    return (WebView) ((ViewGroup) content.getChildAt(0)).getChildAt(0);
  }

  private ShadowWebView shadow() {
    return Shadow.extract(web());
  }

  private Intent asked() {
    return Shadow.<ShadowActivity>extract(activity()).getNextStartedActivity();
  }

  private void provider(OutputStream out) {
    Shadow.<ShadowContentResolver>extract(context.getContentResolver())
        .registerOutputStream(PLACE, out);
  }

  private void save() {
    files.onDownloadStart(BLOB, "", "", "image/png", PICTURE.length);
    shadow()
        .getLastEvaluatedJavascriptCallback()
        .onReceiveValue('"' + Base64.encodeToString(PICTURE, Base64.NO_WRAP) + '"');
  }

  private static String said() {
    return ShadowToast.getTextOfLatestToast();
  }

  @Test
  public void the_page_has_somebody_who_saves_its_pictures() {
    assertTrue(shadow().getDownloadListener() instanceof PageFiles);
  }

  @Test
  @Config(qualifiers = "zh-rCN")
  public void a_person_says_where_and_the_picture_is_there_whole() {
    save();
    String script = shadow().getLastEvaluatedJavascript();
    assertTrue(script, script.contains("'" + BLOB + "'") && !script.contains("@URL@"));
    Intent where = asked();
    assertEquals(Intent.ACTION_CREATE_DOCUMENT, where.getAction());
    assertEquals("image/png", where.getType());
    assertTrue(where.getStringExtra(Intent.EXTRA_TITLE).matches("receipt-\\d{8}-\\d{6}\\.png"));
    provider(written);
    files.answered(Activity.RESULT_OK, new Intent().setData(PLACE));
    Device.await("a word", () -> said() != null);
    assertEquals("\u5df2\u4fdd\u5b58", said());
    assertArrayEquals(PICTURE, written.toByteArray());
  }

  @Test
  public void a_picture_outlives_the_activity_that_asked_where() {
    save();
    Bundle state = new Bundle();
    files.keep(state);
    its_end();
    controller = Robolectric.buildActivity(PageActivity.class).setup(state);
    Bundle again = new Bundle();
    controller.saveInstanceState(again);
    assertFalse("it is kept once more", again.isEmpty());
    provider(written);
    activity().onActivityResult(PageFiles.REQUEST, Activity.RESULT_OK, new Intent().setData(PLACE));
    Device.await("a word", () -> said() != null);
    assertArrayEquals(PICTURE, written.toByteArray());
  }

  @Test
  public void whoever_changes_his_mind_saves_nothing_then_or_later() {
    save();
    provider(written);
    files.answered(Activity.RESULT_CANCELED, null);
    files.answered(Activity.RESULT_OK, new Intent().setData(PLACE));
    Bundle state = new Bundle();
    files.keep(state);
    assertTrue(state.isEmpty());
    assertEquals(0, written.size());
  }

  @Test
  public void nothing_is_read_but_a_picture_that_the_page_itself_has_made() {
    for (String url :
        new String[] {
          "blob:https://example.com/1",
          "https://example.com/x.png",
          PAGE + "v1/payments",
          "blob:" + PAGE + "');steal('",
          "blob:" + PAGE + "\\u0027"
        }) {
      files.onDownloadStart(url, "", "", "image/png", 1);
      assertNull(url, shadow().getLastEvaluatedJavascript());
    }
    files.onDownloadStart(BLOB, "", "", "application/vnd.android.package-archive", 1);
    assertNull(shadow().getLastEvaluatedJavascript());
  }

  @Test
  @Config(qualifiers = "en")
  public void what_is_gone_or_far_too_large_is_not_saved_and_the_person_is_told() {
    String large = Base64.encodeToString(new byte[300_000], Base64.NO_WRAP);
    for (String value : new String[] {null, "null", "\"\"", "\"<>\"", '"' + large + '"'}) {
      ShadowToast.reset();
      files.onDownloadStart(BLOB, "", "", "image/png", 1);
      shadow().getLastEvaluatedJavascriptCallback().onReceiveValue(value);
      assertTrue(said().toLowerCase(Locale.ROOT).startsWith("not saved"));
      assertNull(asked());
    }
  }

  @Test
  @Config(qualifiers = "en")
  public void a_folder_that_takes_nothing_is_told() {
    save();
    provider(
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("full");
          }
        });
    files.answered(Activity.RESULT_OK, new Intent().setData(PLACE));
    Device.await("a word", () -> said() != null);
    assertTrue(said(), said().startsWith("Not saved"));
  }

  @Test
  @Config(qualifiers = "en")
  public void a_device_without_an_app_for_files_says_so() {
    Shadow.<ShadowApplication>extract(context).checkActivities(true);
    save();
    assertTrue(said(), said().startsWith("This device has no app for files"));
    Bundle state = new Bundle();
    files.keep(state);
    assertTrue("nothing waits", state.isEmpty());
  }
}
