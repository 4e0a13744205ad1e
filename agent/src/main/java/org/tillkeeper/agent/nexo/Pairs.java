package org.tillkeeper.agent.nexo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tillkeeper.agent.words.NexoText;

/**
 * Which requests are under way, and which ended without anything being recorded. What is recorded
 * the ledger knows for ever. What is not is known here until the agent ends or a thousand others
 * have come, so that a request that is sent again by itself is not carried out after its till was
 * told that it is not. Safe for any thread.
 */
final class Pairs {
  private static final int ENDED_MOST = 1000;

  private final byte[] secret = new byte[32];
  private final Map<Pair, Work> open = new HashMap<>();
  private final Map<Pair, Ended> ended =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Pair, Ended> eldest) {
          return size() > ENDED_MOST;
        }
      };

  /**
   * @param request its fingerprint; empty where the till gave the pair up before it used it, which
   *     fits any
   */
  private record Ended(Optional<Request> request, Taken.Nothing how) {}

  /** A request's fingerprint under this process's secret: what was asked may hold a card. */
  private record Request(String fingerprint) {}

  Pairs(SecureRandom random) {
    random.nextBytes(secret);
  }

  /** A request that is under way. */
  final class Work {
    private final Request request;
    private final CompletableFuture<Taken> taken = new CompletableFuture<>();
    private Optional<Runnable> presenting = Optional.empty();
    private boolean aborted;

    private Work(Request request) {
      this.request = request;
    }

    /**
     * The customer is asked for something.
     *
     * @param giveUp run where the till gives up
     */
    void presents(Runnable giveUp) {
      boolean tooLate;
      synchronized (Pairs.this) {
        presenting = Optional.of(giveUp);
        tooLate = aborted;
      }
      if (tooLate) {
        giveUp.run();
      }
    }

    boolean isAborted() {
      synchronized (Pairs.this) {
        return aborted;
      }
    }

    CompletableFuture<Taken> taken() {
      return taken;
    }

    private void abort() {
      Optional<Runnable> giveUp;
      synchronized (Pairs.this) {
        aborted = true;
        giveUp = presenting;
      }
      giveUp.ifPresent(Runnable::run);
    }
  }

  /**
   * Carries a request out once, however often it comes.
   *
   * @param canonical all that decides what would be done; wiped by the caller
   * @param carryOut called where it is new here; what it gives never fails
   */
  @SuppressWarnings("FutureReturnValueIgnored") // what follows is the work's own end
  CompletableFuture<Taken> once(
      Pair pair, byte[] canonical, Function<Work, CompletableFuture<Taken>> carryOut) {
    Request request = fingerprint(canonical);
    Work work;
    synchronized (this) {
      Work other = open.get(pair);
      if (other != null) {
        return other.request.equals(request) ? other.taken : another();
      }
      Ended before = ended.get(pair);
      if (before != null) {
        return before.request().orElse(request).equals(request)
            ? CompletableFuture.completedFuture(before.how())
            : another();
      }
      work = new Work(request);
      open.put(pair, work);
    }
    carryOut
        .apply(work)
        .whenComplete(
            (taken, failed) -> end(pair, work, failed == null ? taken : new Taken.Unknown()));
    return work.taken;
  }

  private void end(Pair pair, Work work, Taken taken) {
    synchronized (this) {
      open.remove(pair);
      if (taken instanceof Taken.Nothing nothing) {
        ended.put(pair, new Ended(Optional.of(work.request), nothing));
      }
    }
    work.taken.complete(taken);
  }

  private static CompletableFuture<Taken> another() {
    return CompletableFuture.completedFuture(new Taken.OfAnother());
  }

  /** The request of a pair that is under way. */
  synchronized Optional<Work> open(Pair pair) {
    return Optional.ofNullable(open.get(pair));
  }

  /** Whether anything is under way. */
  synchronized boolean isBusy() {
    return !open.isEmpty();
  }

  /** How a request ended for which nothing was recorded. */
  synchronized Optional<Taken.Nothing> ended(Pair pair) {
    return Optional.ofNullable(ended.get(pair)).map(Ended::how);
  }

  /**
   * A till gives up what a pair names, of which nothing is recorded. Where it has not come yet it
   * is still on its way, and is not carried out when it comes.
   *
   * @return what is under way under the pair
   */
  Optional<Work> abort(Pair pair) {
    Optional<Work> work;
    synchronized (this) {
      work = open(pair);
      if (!work.isPresent() && !ended.containsKey(pair)) {
        ended.put(
            pair,
            new Ended(Optional.empty(), new Taken.Nothing(Condition.ABORTED, NexoText.ABORTED)));
      }
    }
    work.ifPresent(Work::abort);
    return work;
  }

  private Request fingerprint(byte[] canonical) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      byte[] hash = mac.doFinal(canonical);
      return new Request(new String(hash, StandardCharsets.ISO_8859_1));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
