package org.tillkeeper.iso8583.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a text that others wrote goes to terminals, printers and browsers as it is. */
class PrintableTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ORDER-1 ~",
        "收款成功：¥12.34",
        "café naïve é",
        "\uD83D\uDE00 \uD840\uDC00",
        "a\u00a0b"
      })
  void what_people_write_stays_as_it_is(String text) {
    assertSame(text, Printable.escaped(text));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 7, 8, 9, 0xa, 0xd, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9b, 0x9f, 0xad, 0x200b, 0x200d,
        0x200e, 0x200f, 0x202a, 0x202e, 0x2028, 0x2029, 0x2060, 0x2066, 0x2069, 0xfeff, 0xfff9,
        0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff
      })
  void what_orders_turns_hides_or_breaks_is_shown_as_its_number(int c) {
    String shown = Printable.escaped("a" + (char) c + "b");
    assertEquals(String.format("a\\u%04xb", c), shown);
    assertEquals(shown, Printable.escaped(shown), "nothing is escaped twice");
  }

  @Test
  void beyond_the_first_plane_both_halves_are_shown() {
    // A tag: what it spells is seen by nobody.
    assertEquals("\\udb40\\udc41", Printable.escaped(new String(Character.toChars(0xE0041))));
  }

  @Test
  void every_control_character_of_the_first_plane_is_escaped() {
    for (int c = 0; c < 0x10000; c++) {
      String shown = Printable.escaped(String.valueOf((char) c));
      boolean stays = shown.length() == 1;
      boolean mayStay = !Character.isISOControl(c) && !Character.isSurrogate((char) c);
      assertEquals(stays, stays && mayStay, "U+" + Integer.toHexString(c));
    }
  }

  @Test
  void of_several_lines_the_ends_stay() {
    assertEquals("a\n\tb\\u000d\\u001b", Printable.escapedLines("a\n\tb\r\u001b"));
  }
}
