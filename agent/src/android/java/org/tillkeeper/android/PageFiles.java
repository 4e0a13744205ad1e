package org.tillkeeper.android;

import android.app.Activity;
import android.content.ActivityNotFoundException;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.provider.DocumentsContract;
import android.util.Base64;
import android.webkit.DownloadListener;
import android.webkit.WebView;
import android.widget.Toast;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.text.SimpleDateFormat;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A picture that the page saves (a receipt), where a person wants it: Android's own screen for
 * documents asks for folder and name and gives this one file to write. So the app needs no
 * permission for storage, and what the page makes goes nowhere unasked. A WebView by itself saves
 * nothing, and the address of what a page holds in memory opens within that page alone, which
 * therefore reads it. Main thread, but for the writing.
 */
final class PageFiles implements DownloadListener {
  /** Of the answer that the activity is given. */
  static final int REQUEST = 1;

  private static final String TYPE = "image/png";
  private static final String KEPT = "page-file";

  /**
   * Bytes of a picture; a receipt has some ten thousand. What the activity keeps has to be small.
   */
  private static final int LARGEST = 256 * 1024;

  private static final Pattern ADDRESS = Pattern.compile("blob:[A-Za-z0-9:/.-]+");
  private static final Pattern BASE64 = Pattern.compile("\"([A-Za-z0-9+/]+=*)\"");

  private final Activity activity;
  private final WebView web;
  private final Predicate<String> isOwn;
  private final Handler main = new Handler(Looper.getMainLooper());

  /** What is to be written once a person has said where. */
  private Optional<byte[]> waiting;

  /**
   * A page's files.
   *
   * @param isOwn whether an address is of the agent's page
   * @param state of the activity, which may have ended while the person was asked; may be null
   */
  PageFiles(Activity activity, WebView web, Predicate<String> isOwn, Bundle state) {
    this.activity = activity;
    this.web = web;
    this.isOwn = isOwn;
    this.waiting = Optional.ofNullable(state == null ? null : state.getByteArray(KEPT));
  }

  /** Keeps what waits, for the case that Android ends the activity meanwhile. */
  void keep(Bundle state) {
    waiting.ifPresent(bytes -> state.putByteArray(KEPT, bytes));
  }

  @Override
  public void onDownloadStart(
      String url, String userAgent, String contentDisposition, String mimetype, long length) {
    boolean ours = ADDRESS.matcher(url).matches() && isOwn.test(url.substring("blob:".length()));
    if (!ours || !TYPE.equals(mimetype)) {
      return;
    }
    web.evaluateJavascript(script().replace("@URL@", url), this::read);
  }

  private void read(String value) {
    Matcher base64 = BASE64.matcher(value == null ? "" : value);
    if (!base64.matches()) {
      say(R.string.not_saved);
      return;
    }
    byte[] bytes = Base64.decode(base64.group(1), Base64.DEFAULT);
    if (bytes.length > LARGEST) {
      say(R.string.not_saved);
      return;
    }
    waiting = Optional.of(bytes);
    Intent where =
        new Intent(Intent.ACTION_CREATE_DOCUMENT)
            .addCategory(Intent.CATEGORY_OPENABLE)
            .setType(TYPE)
            .putExtra(Intent.EXTRA_TITLE, name());
    try {
      activity.startActivityForResult(where, REQUEST);
    } catch (ActivityNotFoundException e) {
      // A maker may have left that screen out.
      waiting = Optional.empty();
      say(R.string.nowhere_to_save);
    }
  }

  /** What the person has said: a place, or none. */
  void answered(int result, Intent answer) {
    Optional<byte[]> bytes = waiting;
    waiting = Optional.empty();
    Uri place = answer == null ? null : answer.getData();
    if (result != Activity.RESULT_OK || place == null || !bytes.isPresent()) {
      return;
    }
    new Thread(() -> write(place, bytes.get()), "tillkeeper-save").start();
  }

  private void write(Uri place, byte[] bytes) {
    int said = R.string.saved;
    try (OutputStream out = activity.getContentResolver().openOutputStream(place, "w")) {
      if (out == null) {
        throw new FileNotFoundException("the provider has gone");
      }
      out.write(bytes);
    } catch (IOException | RuntimeException e) {
      // A provider is another app: what it throws is its own.
      said = R.string.not_saved;
      remove(place);
    }
    int what = said;
    main.post(() -> say(what));
  }

  /** A part of a picture, or an empty file, would look like a receipt that was saved. */
  private void remove(Uri place) {
    try {
      DocumentsContract.deleteDocument(activity.getContentResolver(), place);
    } catch (FileNotFoundException | RuntimeException e) {
      // Then it stays there, and the person has been told that it is no receipt.
      return;
    }
  }

  private void say(int text) {
    Toast.makeText(activity, text, Toast.LENGTH_LONG).show();
  }

  /** Android tells nothing of the name that the page gave. The person may change this one. */
  private static String name() {
    return "receipt-"
        + new SimpleDateFormat("yyyyMMdd-HHmmss", Locale.ROOT).format(new Date())
        + ".png";
  }

  private String script() {
    try (InputStream in = activity.getResources().openRawResource(R.raw.read_blob)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] part = new byte[4096];
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        all.write(part, 0, n);
      }
      return new String(all.toByteArray(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("an app reads its own resources", e);
    }
  }
}
