package org.tillkeeper.iso8583;

import java.util.Collections;
import java.util.List;

/**
 * A message as it was received, and what it says beyond its dialect. For example an answer may have
 * a field that the dialect's table lacks. Its length follows from the standard, so what stands
 * behind it can be read all the same.
 *
 * @param message the fields that the dialect has
 * @param notes what was read past, in the order it stands
 * @param end the offset behind the last field, from the start of the frame
 */
public record Received(Message message, List<Note> notes, int end) {
  /** Makes the notes read-only. */
  public Received {
    notes = Collections.unmodifiableList(notes);
  }

  /** What is unusual about a field. */
  public enum What {
    /** It is longer than the dialect says; its value is there whole. */
    TOO_LONG,
    /** The dialect has no such field; it was read past. */
    NOT_IN_TABLE,
    /** It holds no value of its type, and nothing uses it; it was read past. */
    UNREADABLE
  }

  /**
   * One field that is not as the dialect says.
   *
   * @param title number and name
   * @param found digits, characters or bytes it has
   * @param allowed the same, at most, as the dialect says; 0 where it has no such field
   */
  public record Note(int field, String title, What what, int found, int allowed) {
    /** In words, without the field's value. */
    public String text() {
      return switch (what) {
        case TOO_LONG -> title + " has " + found + ", the dialect allows " + allowed;
        case NOT_IN_TABLE -> title + " is not in the dialect and was read past";
        case UNREADABLE -> title + " holds no value of its type and was read past";
      };
    }
  }
}
