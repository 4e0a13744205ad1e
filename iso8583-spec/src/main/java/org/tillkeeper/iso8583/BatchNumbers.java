package org.tillkeeper.iso8583;

/**
 * The numbers that an acquirer lets batches have.
 *
 * @param first 1 at least
 * @param last after it comes the first again; 999999 at most
 */
public record BatchNumbers(int first, int last) {
  static final int MOST = 999_999;

  /** Every number of 6 digits but 0. */
  static final BatchNumbers ALL = new BatchNumbers(1, MOST);

  private static final int DIGITS = 6;

  /** Whether a text is the number of a batch: 6 digits, from the first to the last. */
  public boolean contains(String batch) {
    int number = number(batch);
    return number >= first && number <= last;
  }

  /**
   * The number of the batch that follows a batch.
   *
   * @param batch 6 digits; where they are none of these numbers, the first follows
   * @return 6 digits
   */
  public String after(String batch) {
    int number = number(batch);
    int next = number < first || number >= last ? first : number + 1;
    StringBuilder digits = new StringBuilder().append(next);
    while (digits.length() < DIGITS) {
      digits.insert(0, '0');
    }
    return digits.toString();
  }

  /** The number, or -1 where it is not 6 digits. */
  private static int number(String batch) {
    boolean sixDigits =
        batch.length() == DIGITS && batch.chars().allMatch(c -> Field.isDigit((char) c));
    return sixDigits ? Integer.parseInt(batch) : -1;
  }
}
