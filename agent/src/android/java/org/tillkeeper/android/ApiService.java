package org.tillkeeper.android;

import android.app.Service;
import android.content.Intent;
import android.os.Bundle;
import android.os.Handler;
import android.os.HandlerThread;
import android.os.IBinder;
import android.os.Message;
import android.os.Messenger;
import android.os.RemoteException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The till API for another app of this device, by messages. Android lets nobody bind who has not
 * the service's permission, so the caller needs no token and never sees one. Which calls are let
 * through is the subclass's to say.
 *
 * <pre>
 *   to this service          what = 1, arg1 = any number of the caller's own, replyTo = its Messenger,
 *                            data: method, path, and where the call has them body and key (Idempotency-Key)
 *   back                     what = 1, arg1 = the same number, arg2 = the status of HTTP, data: body
 * </pre>
 */
abstract class ApiService extends Service {
  static final int CALL = 1;
  static final String METHOD = "method";
  static final String PATH = "path";
  static final String BODY = "body";
  static final String KEY = "key";

  /** One call may wait for a minute, and another end it meanwhile. */
  private static final int AT_ONCE = 6;

  private static final int WAITING_MOST = 32;
  private static final int BODY_MOST = 128 * 1024;

  private final ThreadPoolExecutor callers =
      new ThreadPoolExecutor(
          AT_ONCE,
          AT_ONCE,
          30,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(WAITING_MOST),
          task -> new Thread(task, "tillkeeper-app"));
  private final HandlerThread thread = new HandlerThread("tillkeeper-messages");
  private Messenger messenger;

  ApiService() {
    callers.allowCoreThreadTimeOut(true);
  }

  /**
   * Whether a call is one of those that this service is for.
   *
   * @param path without its query
   */
  abstract boolean takes(String method, String path);

  @Override
  public void onCreate() {
    super.onCreate();
    thread.start();
    messenger =
        new Messenger(
            new Handler(
                thread.getLooper(),
                message -> {
                  received(message);
                  return true;
                }));
  }

  @Override
  public IBinder onBind(Intent intent) {
    // Whoever binds wants the agent: it runs on when they are gone.
    AgentService.start(this);
    return messenger.getBinder();
  }

  private void received(Message message) {
    Messenger back = message.replyTo;
    if (message.what != CALL || back == null) {
      return; // of another version, or nobody waits for an answer
    }
    int number = message.arg1;
    // The message is used again once this returns.
    Bundle data = message.getData();
    try {
      callers.execute(() -> answer(back, number, answerTo(data)));
    } catch (RejectedExecutionException e) {
      answer(back, number, refused(503, "too-many-calls", "Too many calls wait. Ask again later."));
    }
  }

  private LoopbackApi.Answer answerTo(Bundle data) {
    Optional<String> method = text(data, METHOD);
    Optional<String> path = text(data, PATH);
    Optional<String> body = text(data, BODY);
    if (!method.isPresent() || !path.isPresent()) {
      return refused(400, "malformed-message", "The message must have method and path as texts.");
    }
    if (body.isPresent() && body.get().length() > BODY_MOST) {
      return refused(413, "too-large", "The body has more than " + BODY_MOST + " characters.");
    }
    if (!path.get().matches("/v1/[A-Za-z0-9/_.-]+(\\?[A-Za-z0-9/_.~%&=+:-]*)?")
        || path.get().contains("..")
        || !takes(method.get(), path.get().replaceFirst("\\?.*", ""))) {
      return refused(
          403, "not-for-apps", "This service does not take " + method.get() + " of that path.");
    }
    if (!(((TillkeeperApp) getApplication()).agent().standing()
        instanceof Standing.Running running)) {
      return refused(503, "not-running", "The agent does not run yet. Ask again in a second.");
    }
    try {
      return running
          .api()
          .ask(new LoopbackApi.Call(method.get(), path.get(), body, text(data, KEY)));
    } catch (IOException | IllegalArgumentException e) {
      // As an answer that was lost on its way: the same call with the same key finds out.
      return refused(504, "no-answer", "The answer was lost. Ask again with the same key.");
    }
  }

  private static Optional<String> text(Bundle data, String name) {
    return Optional.ofNullable(data.getString(name));
  }

  /** As the till API refuses: application/problem+json. */
  private static LoopbackApi.Answer refused(int status, String type, String detail) {
    return new LoopbackApi.Answer(
        status,
        "{\"type\":\""
            + type
            + "\",\"status\":"
            + status
            + ",\"detail\":\""
            + detail.replace("\\", "").replace("\"", "'")
            + "\"}");
  }

  private static void answer(Messenger back, int number, LoopbackApi.Answer answer) {
    Message message = Message.obtain(null, CALL, number, answer.status());
    Bundle data = new Bundle();
    data.putString(BODY, answer.body());
    message.setData(data);
    try {
      back.send(message);
    } catch (RemoteException e) {
      // The caller's process has ended. It asks again with the same key when it is back.
      return;
    }
  }

  @Override
  public void onDestroy() {
    thread.quitSafely();
    callers.shutdown();
    super.onDestroy();
  }
}
