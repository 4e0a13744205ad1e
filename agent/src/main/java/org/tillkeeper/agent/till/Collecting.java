package org.tillkeeper.agent.till;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.tillkeeper.agent.reader.CardReader;
import org.tillkeeper.agent.reader.NotCollected;
import org.tillkeeper.agent.reader.Wish;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.words.ProblemText;
import org.tillkeeper.agent.words.ReaderText;

/** A payment that begins once the reader has the card: how its call waits, and how it fails. */
final class Collecting {
  private final CardReader reader;

  Collecting(CardReader reader) {
    this.reader = reader;
  }

  /** Waits for the card, and begins. Fails with a {@link Problem} where there is none. */
  CompletableFuture<Terminal.Started> begin(
      Wish wish, String key, byte[] canonical, Waits.Waiting waiting) {
    CompletableFuture<Terminal.Started> card = reader.collect(wish, key, canonical);
    // A key has any characters, a payment's id has no colon.
    waiting.until("collect:" + key, card);
    return failing(card, Collecting::problem);
  }

  private static Throwable problem(Throwable failure) {
    if (failure instanceof CancellationException) {
      return Problem.of(409, "collecting", ReaderText.ANSWERED_EARLY).with("Retry-After", "1");
    }
    return failure instanceof NotCollected none ? problem(none.why()) : failure;
  }

  /** As the till is told it. */
  static Problem problem(NotCollected.Why why) {
    return switch (why) {
      case NO_READER -> Problem.of(409, "no-reader", ReaderText.of(why));
      case READER_BUSY -> Problem.of(409, "reader-busy", ReaderText.of(why));
      case NOT_PRESENTED -> Problem.of(408, "not-presented", ReaderText.of(why));
      case CANCELLED_AT_READER -> Problem.of(409, "reader-cancelled", ReaderText.of(why));
      case CARD_REMOVED -> Problem.of(409, "card-removed", ReaderText.of(why));
      case CARD_UNREADABLE -> Problem.of(409, "card-unreadable", ReaderText.of(why));
      case CANCELLED_BY_TILL, ABANDONED ->
          Problem.of(409, "collection-cancelled", ReaderText.of(why));
      case KEY_OF_ANOTHER -> Problem.of(409, "idempotency-conflict", ReaderText.of(why));
      case CARD_NUMBER_AS_REFERENCE ->
          Problem.cardNumber("reference", ProblemText.CARD_NUMBER_AS_REFERENCE);
    };
  }

  /** The same, its failure said otherwise. */
  static <T> CompletableFuture<T> failing(
      CompletableFuture<T> future, Function<Throwable, Throwable> said) {
    CompletableFuture<T> result = new CompletableFuture<>();
    CompletableFuture<T> unused =
        future.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                result.complete(value);
              } else {
                result.completeExceptionally(said.apply(Replies.cause(failure)));
              }
            });
    return result;
  }
}
