package org.tillkeeper.agent.till;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tillkeeper.agent.signature.Drawing;

/**
 * Reads signatures and draws receipts one after the other on a thread of its own: a picture of two
 * million pixels takes a terminal's processor for a second, and no other call may wait for that.
 * Safe for any thread.
 */
final class PictureQueue {
  private static final int WAITING_MOST = 4;

  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          0,
          1,
          5,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(WAITING_MOST),
          task -> {
            Thread thread = new Thread(task, "tillkeeper-pictures");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * The drawing that a call brings; fails with a {@link Problem} where it brings none.
   *
   * @throws Problem if too many wait
   */
  CompletableFuture<Drawing> drawing(Call call) {
    byte[] body = call.body().clone(); // the call's own is wiped meanwhile
    Call kept = new Call(call.method(), call.uri(), call.headers(), body, call.waiting());
    try {
      return inTurn(() -> SignatureBody.drawing(kept));
    } catch (Problem e) {
      Arrays.fill(body, (byte) 0);
      throw e;
    }
  }

  /**
   * What a picture is worked at for.
   *
   * @throws Problem if too many wait
   */
  <T> CompletableFuture<T> inTurn(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, worker);
    } catch (RejectedExecutionException e) {
      throw Problem.of(
              503, "too-many-calls", "Pictures are worked at for others. Ask again in a second.")
          .with("Retry-After", "1");
    }
  }
}
