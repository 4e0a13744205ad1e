package org.tillkeeper.agent.nexo;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.reader.NotCollected;
import org.tillkeeper.agent.terminal.Ground;
import org.tillkeeper.agent.terminal.Refusal;
import org.tillkeeper.agent.terminal.Refused;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.till.MembersRefused;
import org.tillkeeper.agent.till.OrderMembers;
import org.tillkeeper.agent.words.Bilingual;
import org.tillkeeper.agent.words.NexoText;
import org.tillkeeper.agent.words.ReaderText;
import org.tillkeeper.agent.words.RefusalText;

/**
 * Has the terminal do what a till wishes, once for each pair. A pair is an idempotency key of the
 * terminal's: what it has started stays its answer for ever, across restarts. Safe for any thread.
 */
final class Conduct {
  private static final Log LOG = Log.of(Conduct.class);

  /**
   * The customer has less time than the till's request is held, so that a till that is told <em>in
   * progress</em> asks about something that is recorded.
   */
  static final Duration PRESENT_WITHIN = Duration.ofSeconds(45);

  private final Terminal terminal;
  private final Presented presented;
  private final Pairs pairs;
  private final String currency;

  Conduct(Terminal terminal, Presented presented, Pairs pairs, String currency) {
    this.terminal = terminal;
    this.presented = presented;
    this.pairs = pairs;
    this.currency = currency;
  }

  /** What comes of a wish. The future never fails. */
  CompletableFuture<Taken> take(Pair pair, Wish wish) {
    byte[] canonical = wish.canonical();
    boolean[] begun = new boolean[1];
    CompletableFuture<Taken> taken =
        pairs.once(
            pair,
            canonical,
            work -> {
              begun[0] = true;
              return certain(() -> carryOut(pair, wish, canonical, work))
                  .whenComplete((done, failed) -> Arrays.fill(canonical, (byte) 0));
            });
    if (!begun[0]) {
      Arrays.fill(canonical, (byte) 0);
    }
    return taken;
  }

  private CompletableFuture<Taken> carryOut(
      Pair pair, Wish wish, byte[] canonical, Pairs.Work work) {
    return terminal
        .started(pair.key(), canonical)
        .thenCompose(
            known ->
                known.isPresent()
                    ? CompletableFuture.completedFuture(recorded(known.get()))
                    : begin(pair, wish, canonical, work));
  }

  private CompletableFuture<Taken> begin(Pair pair, Wish wish, byte[] canonical, Pairs.Work work) {
    if (work.isAborted()) {
      return CompletableFuture.completedFuture(aborted());
    }
    if (wish instanceof Wish.Reversing reversing) {
      return reverse(pair, reversing, canonical);
    }
    Wish.Paying paying = (Wish.Paying) wish;
    if (!paying.isToBePresented()) {
      return start(pair, with(paying, paying.instrument()), canonical);
    }
    CompletableFuture<Terminal.Started> asked =
        presented.collect(
            new Presented.Wanted(withoutCard(paying), paying.entries(), PRESENT_WITHIN),
            pair.key(),
            canonical);
    work.presents(() -> presented.giveUp(pair.key()));
    return asked.thenApply(started -> recorded(started.payment()));
  }

  private PaymentOrder withoutCard(Wish.Paying paying) {
    try {
      return OrderMembers.withoutCard(paying.members(), currency);
    } catch (MembersRefused e) {
      throw new CompletionException(e);
    }
  }

  private static Map<String, Object> with(
      Wish.Paying paying, Optional<Map<String, Object>> instrument) {
    Map<String, Object> members = new LinkedHashMap<>(paying.members());
    if (!members.containsKey("original")) {
      instrument.ifPresent(members::putAll);
    }
    return members;
  }

  private CompletableFuture<Taken> start(Pair pair, Map<String, Object> members, byte[] canonical) {
    return terminal
        .start(order(members), pair.key(), canonical)
        .thenApply(started -> recorded(started.payment()));
  }

  private PaymentOrder order(Map<String, Object> members) {
    try {
      return OrderMembers.order(members, currency);
    } catch (MembersRefused e) {
      throw new CompletionException(e);
    }
  }

  /** A whole is voided while its batch is open, and refunded after that; a part is refunded. */
  private CompletableFuture<Taken> reverse(Pair pair, Wish.Reversing wish, byte[] canonical) {
    return terminal
        .payment(wish.original())
        .thenCompose(
            found -> {
              Payment original =
                  found.orElseThrow(() -> new Refused(Refusal.of(Ground.NO_SUCH_ORIGINAL)));
              boolean whole = wish.amount() == 0 || wish.amount() == original.approvedAmount();
              Optional<PaymentType> voids = voids(original.type());
              if (!voids.isPresent()) {
                throw new Refused(
                    Refusal.of(Ground.TYPES_DO_NOT_FIT, original).with(PaymentType.REFUND));
              }
              if (!whole && voids.get() != PaymentType.PREAUTH_VOID) {
                return start(pair, referring(PaymentType.REFUND, wish), canonical);
              }
              return otherwise(
                  start(pair, referring(voids.get(), wish), canonical),
                  refused -> mayBeRefunded(original, wish, refused),
                  () -> start(pair, rest(original, wish), canonical));
            });
  }

  /** What takes a payment back as a whole; empty where nothing does. */
  private static Optional<PaymentType> voids(PaymentType original) {
    return switch (original) {
      case SALE -> Optional.of(PaymentType.VOID);
      case PREAUTH -> Optional.of(PaymentType.PREAUTH_VOID);
      case COMPLETION -> Optional.of(PaymentType.COMPLETION_VOID);
      case VOID, PREAUTH_VOID, COMPLETION_VOID, REFUND, TIP, BALANCE -> Optional.empty();
    };
  }

  /** Its batch is closed; or a part was refunded, and the till wants what is left. */
  private static boolean mayBeRefunded(Payment original, Wish.Reversing wish, Refused refused) {
    Ground ground = refused.refusal().ground();
    boolean rest = ground == Ground.PARTLY_REFUNDED && wish.amount() == 0;
    return original.type() != PaymentType.PREAUTH && (ground == Ground.BATCH_CLOSED || rest);
  }

  private Map<String, Object> rest(Payment original, Wish.Reversing wish) {
    long left = original.approvedAmount() - original.links().refunded();
    boolean all = wish.amount() == 0 && left > 0;
    return referring(
        PaymentType.REFUND, all ? new Wish.Reversing(wish.original(), left, wish.sale()) : wish);
  }

  private static Map<String, Object> referring(PaymentType type, Wish.Reversing wish) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", type.label());
    members.put("original", wish.original());
    wish.sale().transaction().ifPresent(name -> members.put("reference", name));
    if (wish.amount() > 0) {
      members.put("amount", java.math.BigInteger.valueOf(wish.amount()));
    }
    return members;
  }

  /** Another way where the first is refused on certain grounds. A refused call uses up no key. */
  private static CompletableFuture<Taken> otherwise(
      CompletableFuture<Taken> first,
      Function<Refused, Boolean> applies,
      Supplier<CompletableFuture<Taken>> second) {
    return first
        .thenApply(Optional::of)
        .exceptionally(
            failure -> {
              if (cause(failure) instanceof Refused refused && applies.apply(refused)) {
                return Optional.empty();
              }
              throw new CompletionException(cause(failure));
            })
        .thenCompose(
            done ->
                done.isPresent() ? CompletableFuture.completedFuture(done.get()) : second.get());
  }

  private static Taken recorded(Payment payment) {
    return new Taken.Recorded(payment.id());
  }

  private static Taken aborted() {
    return new Taken.Nothing(Condition.ABORTED, NexoText.ABORTED);
  }

  /** What fails is told as what it means for the till's money. */
  private static CompletableFuture<Taken> certain(Supplier<CompletableFuture<Taken>> work) {
    CompletableFuture<Taken> taken;
    try {
      taken = work.get();
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(meaning(e));
    }
    return taken.exceptionally(Conduct::meaning);
  }

  private static Taken meaning(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof Refused refused) {
      return meaning(refused.refusal());
    }
    if (cause instanceof NotCollected not) {
      return not.why() == NotCollected.Why.KEY_OF_ANOTHER
          ? new Taken.OfAnother()
          : new Taken.Nothing(Grounds.condition(not.why()), ReaderText.of(not.why()));
    }
    if (cause instanceof MembersRefused refused) {
      String why = refused.getMessage();
      return new Taken.Nothing(Condition.MESSAGE_FORMAT, new Bilingual(why, why));
    }
    StackTraceElement[] trace = cause.getStackTrace();
    LOG.error(
        "a message of the nexo port failed",
        Fact.event("nexo-failed"),
        Fact.text("defect", cause.getClass().getName()),
        Fact.text("at", trace.length == 0 ? "an unknown place" : trace[0].toString()));
    return new Taken.Unknown();
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static Taken meaning(Refusal refusal) {
    if (refusal.ground().why() == Ground.Why.IDEMPOTENCY_CONFLICT) {
      return new Taken.OfAnother();
    }
    String english = RefusalText.english(refusal);
    return new Taken.Nothing(
        Grounds.condition(refusal.ground().why()),
        new Bilingual(RefusalText.chinese(refusal).orElse(english), english));
  }
}
