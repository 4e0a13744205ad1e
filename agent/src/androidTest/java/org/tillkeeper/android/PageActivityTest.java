package org.tillkeeper.android;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import android.net.Uri;
import android.view.View;
import android.view.ViewGroup;
import android.view.WindowManager;
import android.webkit.WebResourceRequest;
import android.webkit.WebResourceResponse;
import android.webkit.WebSettings;
import android.webkit.WebView;
import android.webkit.WebViewClient;
import android.widget.TextView;
import java.util.Collections;
import java.util.Map;
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
import org.robolectric.shadows.ShadowApplication;
import org.robolectric.shadows.ShadowWebView;

/** The page's frame: what it lets in, and what it says while there is no page. */
@RunWith(RobolectricTestRunner.class)
public class PageActivityTest {
  private final TheAgent agent = ((TillkeeperApp) RuntimeEnvironment.getApplication()).agent();
  private ActivityController<PageActivity> controller;

  @Before
  public void a_device_that_nobody_set_up() {
    Device.fresh();
    controller = Robolectric.buildActivity(PageActivity.class).setup();
  }

  @After
  public void its_end() {
    controller.pause().stop().destroy();
  }

  private View shown(int child) {
    ViewGroup content = controller.get().findViewById(android.R.id.content);
    return ((ViewGroup) content.getChildAt(0)).getChildAt(child);
  }

  private WebView web() {
    return (WebView) shown(0);
  }

  @Test
  public void files_other_apps_contents_and_places_are_closed_to_the_page() {
    WebSettings settings = web().getSettings();
    assertFalse(settings.getAllowFileAccess());
    assertFalse(settings.getAllowContentAccess());
    assertFalse(settings.getAllowFileAccessFromFileURLs());
    assertFalse(settings.getAllowUniversalAccessFromFileURLs());
    assertFalse(settings.getJavaScriptCanOpenWindowsAutomatically());
    assertEquals(WebSettings.MIXED_CONTENT_NEVER_ALLOW, settings.getMixedContentMode());
    assertTrue(settings.getDomStorageEnabled());
  }

  @Test
  public void no_picture_is_made_of_it() {
    int flags = controller.get().getWindow().getAttributes().flags;
    assertNotEquals(0, flags & WindowManager.LayoutParams.FLAG_SECURE);
  }

  @Test
  public void what_is_not_the_agents_is_neither_opened_nor_fetched() {
    WebViewClient client = Shadow.<ShadowWebView>extract(web()).getWebViewClient();
    for (String url :
        new String[] {
          "https://example.com/",
          "http://127.0.0.1:9/",
          "file:///sdcard/x",
          "content://x/y",
          "intent:x"
        }) {
      assertTrue(url, client.shouldOverrideUrlLoading(web(), new Asked(url)));
      WebResourceResponse refused = client.shouldInterceptRequest(web(), new Asked(url));
      assertEquals(url, 403, refused.getStatusCode());
    }
    // What the page makes in memory is no request.
    assertNull(client.shouldInterceptRequest(web(), new Asked("data:image/png;base64,AA==")));
  }

  @Test
  @Config(qualifiers = "zh-rCN")
  public void while_there_is_no_page_it_says_what_is_to_be_done_and_has_the_service_started() {
    assertEquals(
        AgentService.class.getName(),
        Shadow.<ShadowApplication>extract(RuntimeEnvironment.getApplication())
            .getNextStartedService()
            .getComponent()
            .getClassName());
    agent.start();
    Device.await(
        "a look for the configuration", () -> agent.standing() instanceof Standing.NotConfigured);
    assertEquals(View.VISIBLE, shown(1).getVisibility());
    assertEquals(View.INVISIBLE, web().getVisibility());
    String text = ((TextView) shown(1)).getText().toString();
    assertTrue(text, text.contains("agent.yaml") && text.startsWith("\u5c1a\u672a\u914d\u7f6e"));
  }

  /** A request of the page. */
  private record Asked(String url) implements WebResourceRequest {
    @Override
    public Uri getUrl() {
      return Uri.parse(url);
    }

    @Override
    public boolean isForMainFrame() {
      return true;
    }

    @Override
    public boolean isRedirect() {
      return false;
    }

    @Override
    public boolean hasGesture() {
      return false;
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public Map<String, String> getRequestHeaders() {
      return Collections.emptyMap();
    }
  }
}
