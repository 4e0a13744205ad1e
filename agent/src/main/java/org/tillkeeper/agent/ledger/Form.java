package org.tillkeeper.agent.ledger;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * How a value stands in a column, and how it is read from the column's text.
 *
 * <p>A text that is no number is read as 0. Only a disk that changes bits makes one, and the row's
 * digest tells.
 *
 * @param written what the statement is given; null where the column stays empty
 * @param read the value of the column's text, which is null where the column is empty
 * @param expression what the digest and the reader see of the column, its name being {@code %s}
 */
record Form<T>(Function<T, Object> written, Function<String, T> read, String expression) {
  private static final String PLAIN = "%s";

  static final Form<String> TEXT = new Form<>(text -> text, text -> text, PLAIN);

  static final Form<Long> NUMBER = new Form<>(number -> number, Form::number, PLAIN);

  static final Form<Integer> COUNT = new Form<>(count -> count, text -> (int) number(text), PLAIN);

  /** 1 for yes. */
  static final Form<Boolean> YES = new Form<>(yes -> yes ? 1 : 0, text -> number(text) == 1, PLAIN);

  /** Milliseconds since 1970 UTC. */
  static final Form<Instant> TIME =
      new Form<>(Instant::toEpochMilli, text -> Instant.ofEpochMilli(number(text)), PLAIN);

  static final Form<OptionalLong> OPTIONAL_NUMBER =
      new Form<>(
          number -> number.isPresent() ? number.getAsLong() : null,
          text -> text == null ? OptionalLong.empty() : OptionalLong.of(number(text)),
          PLAIN);

  /** Bytes, which the row's text shows as hexadecimal digits. */
  static final Form<String> BYTES = new Form<>(bytes -> bytes, hex -> hex, "hex(%s)");

  /** The same where the column may be empty. */
  static final Form<String> OPTIONAL_BYTES =
      new Form<>(bytes -> bytes, hex -> hex, "nullif(hex(%s), '')");

  /**
   * One of a fixed set of words.
   *
   * @param of throws {@link IllegalArgumentException} for a text that is none of them; is not asked
   *     about an empty column, which is none either
   */
  static <T> Form<T> word(Function<T, String> label, Function<String, T> of) {
    return new Form<>(label::apply, text -> of.apply(present(text)), PLAIN);
  }

  /** The same where the column may be empty. */
  Form<Optional<T>> optional() {
    return new Form<>(
        value -> value.isPresent() ? written.apply(value.get()) : null,
        text -> text == null ? Optional.empty() : Optional.of(read.apply(text)),
        expression);
  }

  /** Only a disk that changes bits empties a column that has to say something. */
  private static String present(String text) {
    if (text == null) {
      throw new IllegalArgumentException("no word where there has to be one");
    }
    return text;
  }

  private static long number(String text) {
    try {
      return text == null ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
