package org.tillkeeper.android;

import android.annotation.SuppressLint;
import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.view.Gravity;
import android.view.View;
import android.view.WindowManager;
import android.webkit.CookieManager;
import android.webkit.WebChromeClient;
import android.webkit.WebResourceError;
import android.webkit.WebResourceRequest;
import android.webkit.WebResourceResponse;
import android.webkit.WebSettings;
import android.webkit.WebView;
import android.webkit.WebViewClient;
import android.widget.FrameLayout;
import android.widget.TextView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The cashier's page, its session already open: it begins with a one-time address, which the agent
 * changes into a cookie and an address that opens nothing. Nothing but the agent of this device is
 * ever loaded. While the agent does not run, the screen says why.
 */
public final class PageActivity extends Activity {
  private static final int AGAIN_MILLIS = 1_000;

  private final Handler main = new Handler(Looper.getMainLooper());
  private final Consumer<Standing> listener = standing -> main.post(() -> stands(standing));

  private TheAgent agent;
  private WebView web;
  private TextView text;
  private PageFiles files;

  /** Where the page that is shown came from; empty while none is. */
  private Optional<String> origin = Optional.empty();

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    agent = ((TillkeeperApp) getApplication()).agent();
    // Card numbers are typed here, and a PIN: no picture of it in a list of apps.
    getWindow().addFlags(WindowManager.LayoutParams.FLAG_SECURE);
    web = new WebView(this);
    text = new TextView(this);
    text.setGravity(Gravity.CENTER);
    text.setTextSize(18);
    int space = (int) (24 * getResources().getDisplayMetrics().density);
    text.setPadding(space, space, space, space);
    FrameLayout both = new FrameLayout(this);
    both.addView(web);
    both.addView(text);
    setContentView(both);
    prepare(web);
    files = new PageFiles(this, web, this::isOwn, state);
    web.setDownloadListener(files);
    web.setVisibility(View.INVISIBLE);
  }

  @Override
  protected void onStart() {
    super.onStart();
    // Takes a configuration over that was put there meanwhile, too.
    AgentService.start(this);
    agent.listen(listener);
  }

  @Override
  protected void onStop() {
    agent.listenNoMore(listener);
    super.onStop();
  }

  @Override
  protected void onDestroy() {
    main.removeCallbacksAndMessages(null);
    web.destroy();
    super.onDestroy();
  }

  @Override
  protected void onSaveInstanceState(Bundle state) {
    super.onSaveInstanceState(state);
    files.keep(state);
  }

  @Override
  protected void onActivityResult(int request, int result, Intent answer) {
    if (request == PageFiles.REQUEST) {
      files.answered(result, answer);
    }
  }

  @Override
  public void onBackPressed() {
    moveTaskToBack(true);
  }

  private void stands(Standing standing) {
    if (standing instanceof Standing.Running running) {
      if (!origin.isPresent() || !origin.get().equals(running.api().origin())) {
        open(running.api());
      }
    } else {
      origin = Optional.empty();
      say(new StateNotification(this).text(standing));
    }
  }

  private void open(LoopbackApi api) {
    origin = Optional.of(api.origin());
    new Thread(
            () -> {
              try {
                String address = api.pageAddress();
                main.post(() -> show(address));
              } catch (IOException e) {
                main.post(this::openAgain);
              }
            },
            "tillkeeper-page")
        .start();
  }

  private void show(String address) {
    text.setVisibility(View.GONE);
    web.setVisibility(View.VISIBLE);
    web.loadUrl(address);
  }

  private void say(String what) {
    web.setVisibility(View.INVISIBLE);
    text.setVisibility(View.VISIBLE);
    text.setText(what);
  }

  /** The agent ended between two calls, or is just about to answer. */
  private void openAgain() {
    origin = Optional.empty();
    main.postDelayed(() -> stands(agent.standing()), AGAIN_MILLIS);
  }

  @SuppressLint("SetJavaScriptEnabled") // the page is the agent's own, and nothing else is loaded
  private void prepare(WebView view) {
    WebSettings settings = view.getSettings();
    settings.setJavaScriptEnabled(true);
    // What binds the session to this page is kept there.
    settings.setDomStorageEnabled(true);
    settings.setAllowFileAccess(false);
    settings.setAllowContentAccess(false);
    settings.setAllowFileAccessFromFileURLs(false);
    settings.setAllowUniversalAccessFromFileURLs(false);
    settings.setGeolocationEnabled(false);
    settings.setSaveFormData(false);
    settings.setJavaScriptCanOpenWindowsAutomatically(false);
    settings.setSupportMultipleWindows(false);
    settings.setMixedContentMode(WebSettings.MIXED_CONTENT_NEVER_ALLOW);
    settings.setCacheMode(WebSettings.LOAD_NO_CACHE);
    CookieManager.getInstance().setAcceptThirdPartyCookies(view, false);
    view.setWebChromeClient(new WebChromeClient());
    view.setWebViewClient(new OwnPageOnly());
  }

  /** Whether an address is of the page that is shown. */
  boolean isOwn(String url) {
    return origin.isPresent() && (url.equals(origin.get()) || url.startsWith(origin.get() + "/"));
  }

  /** Lets nothing through that is not the agent's. */
  private final class OwnPageOnly extends WebViewClient {
    @Override
    public boolean shouldOverrideUrlLoading(WebView view, WebResourceRequest request) {
      return !isOwn(request.getUrl().toString());
    }

    @Override
    public WebResourceResponse shouldInterceptRequest(WebView view, WebResourceRequest request) {
      String url = request.getUrl().toString();
      // What a page makes in memory, such as a picture of a receipt, is no request.
      if (isOwn(url) || url.startsWith("data:") || url.startsWith("blob:")) {
        return null;
      }
      return new WebResourceResponse(
          "text/plain",
          "utf-8",
          403,
          "Forbidden",
          Collections.emptyMap(),
          new ByteArrayInputStream(new byte[0]));
    }

    @Override
    public void onReceivedError(WebView view, WebResourceRequest request, WebResourceError error) {
      if (request.isForMainFrame()) {
        openAgain();
      }
    }

    @Override
    public void onReceivedHttpError(
        WebView view, WebResourceRequest request, WebResourceResponse response) {
      // The one-time address was too old, as after a device was asleep: another one.
      if (request.isForMainFrame() && response.getStatusCode() == 403) {
        openAgain();
      }
    }
  }
}
