package org.tillkeeper.tools.decode;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.MacCalculator;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.Received;

/** Reads one frame in one dialect, checks its MAC and says how well it could be read. */
final class FrameReader {
  /** What a message scores that was read to its end; a broken one scores far less. */
  static final long COMPLETE = 1 << 24;

  private static final Pattern OFFSET = Pattern.compile("offset (\\d+)");

  private final byte[] macKey;

  /**
   * @param macKey in clear, empty for none
   */
  FrameReader(byte[] macKey) {
    this.macKey = macKey;
  }

  /**
   * A frame as it was read.
   *
   * @param score how much of it could be read, and how usual it is; more is better
   */
  record Scored(Decoded decoded, long score) {}

  /** The frame as far as the dialect can read it. */
  Scored read(Dialect dialect, Candidate candidate) {
    return read(dialect, candidate, dialect::unpack);
  }

  /**
   * The frame, read on past what its dialect does not allow: a field that is too long, or one of
   * the standard that the table lacks. Each has a note.
   */
  Scored readOn(Dialect dialect, Candidate candidate) {
    return read(
        dialect,
        candidate,
        frame -> {
          Received received = dialect.receive(frame);
          for (Received.Note note : received.notes()) {
            candidate.notes().add(noted(note));
          }
          return received.message();
        });
  }

  private static Decoded.Note noted(Received.Note note) {
    return switch (note.what()) {
      case TOO_LONG -> new Decoded.Note("too-long", note.field(), note.found(), note.allowed());
      case NOT_IN_TABLE -> new Decoded.Note("not-in-table", note.field());
      case UNREADABLE -> new Decoded.Note("unreadable", note.field());
    };
  }

  /** How bytes become a message. */
  private interface Unpacking {
    Message message(byte[] frame) throws MalformedMessage;
  }

  private Scored read(Dialect dialect, Candidate candidate, Unpacking unpacking) {
    byte[] frame = candidate.frame();
    int tpduAt = dialect.lengthPrefixBytes();
    int headerAt = tpduAt + dialect.tpdu().length() / 2;
    int mtiAt = headerAt + dialect.header().length() / 2;
    Decoded.Fault fault = Decoded.Fault.NONE;
    SortedMap<Integer, String> fields = Collections.emptySortedMap();
    String mti = "";
    long score;
    try {
      Message message = unpacking.message(frame);
      fields = message.fields();
      mti = message.mti();
      score = COMPLETE - candidate.unlikely();
    } catch (MalformedMessage e) {
      fields = new TreeMap<>(e.fieldsRead());
      mti = e.field() > 0 ? mti(frame, mtiAt) : "";
      fault =
          new Decoded.Fault(
              e.field(), candidate.offset(e.offset()), text(e.getMessage(), candidate));
      score = (plausible(mti) ? 16L * fields.size() + 8 : 0) - candidate.unlikely();
    }
    if (candidate.declared() >= 0 && candidate.declared() != frame.length - tpduAt) {
      int found = frame.length - tpduAt;
      String said = "the length says " + candidate.declared() + " bytes follow, found " + found;
      fault =
          fault.offset() < 0
              ? new Decoded.Fault(-1, 0, said)
              : new Decoded.Fault(fault.field(), fault.offset(), fault.text() + "; " + said);
      score = Math.min(score, COMPLETE / 2 - candidate.unlikely());
    }
    Decoded decoded =
        new Decoded(
            dialect,
            candidate.madeTpdu().isEmpty() ? part(frame, tpduAt, headerAt) : "",
            candidate.madeHeader().isEmpty() ? part(frame, headerAt, mtiAt) : "",
            mti,
            fields,
            candidate.notes(),
            fault,
            mac(dialect, frame, fields, fault, candidate.notes()));
    return new Scored(decoded, score);
  }

  private Decoded.Mac mac(
      Dialect dialect,
      byte[] frame,
      SortedMap<Integer, String> fields,
      Decoded.Fault fault,
      List<Decoded.Note> notes) {
    boolean present = fields.containsKey(64) || fields.containsKey(128);
    if (macKey.length == 0 || (fault.offset() >= 0 && fault.field() >= 0)) {
      return present || fault.offset() >= 0 ? Decoded.Mac.UNCHECKED : Decoded.Mac.ABSENT;
    }
    MacCalculator calculator = (algorithm, input) -> algorithm.compute(macKey, input);
    try {
      MacVerdict verdict = dialect.checkMac(frame, calculator);
      return switch (verdict) {
        case RIGHT -> Decoded.Mac.OK;
        case WRONG -> Decoded.Mac.WRONG;
        case ABSENT, UNUSED -> Decoded.Mac.ABSENT;
      };
    } catch (MalformedMessage e) {
      return Decoded.Mac.UNCHECKED;
    } catch (IllegalArgumentException e) {
      // A key of another length than the dialect's MAC takes.
      notes.add(new Decoded.Note("mac", e.getMessage()));
      return Decoded.Mac.UNCHECKED;
    }
  }

  /** What stands where a frame has its MTI. */
  static String mti(byte[] frame, int at) {
    if (at + 4 <= frame.length && frame[at] >= '0' && frame[at] <= '9') {
      return new String(frame, at, 4, StandardCharsets.ISO_8859_1);
    }
    return part(frame, at, at + 2);
  }

  /** Whether a message of any known class and function could have this MTI. */
  static boolean plausible(String mti) {
    return mti.matches("[012][1-8][0-9]{2}");
  }

  private static String part(byte[] frame, int from, int to) {
    return from >= frame.length ? "" : Hex.encode(frame, from, Math.min(to, frame.length) - from);
  }

  /** Offsets as the dump has them, not as the frame that was made of it. */
  private static String text(String text, Candidate candidate) {
    Matcher offset = OFFSET.matcher(text);
    return offset.replaceAll(
        found -> "offset " + candidate.offset(Integer.parseInt(found.group(1))));
  }
}
