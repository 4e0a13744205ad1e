package org.tillkeeper.agent.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransactionCodeTest {
  @Test
  void it_is_the_first_half_of_date_and_number_xor_the_second() {
    // 03041234 XOR 56789012
    assertEquals(
        Optional.of("557C8226"),
        TransactionCode.of(Optional.of("0304"), Optional.of("123456789012")));
    // 00001234 XOR 56789012
    assertEquals(
        Optional.of("56788226"), TransactionCode.of(Optional.empty(), Optional.of("123456789012")));
    // 0304ABCD XOR EF001122, letters of either case
    assertEquals(
        Optional.of("EC04BAEF"),
        TransactionCode.of(Optional.of("0304"), Optional.of("abcdEF001122")));
    assertEquals(Optional.of("00000000"), TransactionCode.of(Optional.empty(), Optional.empty()));
  }

  @Test
  void numbers_that_are_no_hex_digits_of_that_length_make_none() {
    assertEquals(
        Optional.empty(), TransactionCode.of(Optional.empty(), Optional.of("12345678901G")));
    assertEquals(Optional.empty(), TransactionCode.of(Optional.empty(), Optional.of("1234")));
    assertEquals(
        Optional.empty(), TransactionCode.of(Optional.of("34"), Optional.of("123456789012")));
  }
}
