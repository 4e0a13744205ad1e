package org.tillkeeper.tools.decode;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Hex;

/**
 * A frame made of a piece of a dump. A piece may lack its length, its TPDU or its header, or hold
 * what some acquirers put between TPDU and header: what lacks is added, and what is too much is
 * taken out, so that a dialect can read it.
 *
 * @param shift what to take off an offset in the frame for one in the piece
 * @param cutAt offset in the frame where bytes were left out
 * @param cut how many were left out there
 * @param declared bytes that the piece's own length says, -1 if it has none or the right one
 * @param unlikely how unusual this is
 */
record Candidate(
    byte[] frame,
    int shift,
    int cutAt,
    int cut,
    int declared,
    int unlikely,
    String madeTpdu,
    String madeHeader,
    List<Decoded.Note> notes) {
  private static final byte[] LRI = {'L', 'R', 'I'};
  private static final int LRI_BYTES = 33;
  private static final int ANI_BYTES = 14;

  /** The offset in the piece of what stands at an offset in the frame. */
  int offset(int inFrame) {
    return Math.max(0, inFrame - shift + (inFrame >= cutAt ? cut : 0));
  }

  /** A whole body that was found within a piece, its length before it. */
  static Candidate found(byte[] length, byte[] body, Decoded.Note note) {
    List<Decoded.Note> notes = new ArrayList<>();
    notes.add(note);
    return new Candidate(
        joined(length, body), length.length, Integer.MAX_VALUE, 0, -1, 8, "", "", notes);
  }

  /** Every frame that a piece could be, likeliest first. */
  static List<Candidate> of(Dialect dialect, byte[] piece) {
    List<Candidate> candidates = new ArrayList<>();
    int prefix = dialect.lengthPrefixBytes();
    int declared = LengthPrefix.declared(dialect, piece);
    if (declared >= 0 && declared == piece.length - prefix) {
      add(candidates, dialect, Arrays.copyOfRange(piece, prefix, piece.length), prefix, -1, 0);
    } else {
      add(candidates, dialect, piece, 0, -1, 1);
      if (piece.length > prefix) {
        int said = declared >= 0 ? declared : 0;
        byte[] body = Arrays.copyOfRange(piece, prefix, piece.length);
        add(candidates, dialect, body, prefix, said, declared >= 0 ? 2 : 6);
      }
    }
    return candidates;
  }

  /**
   * @param had bytes of length the piece has before the body
   */
  private static void add(
      List<Candidate> candidates, Dialect dialect, byte[] body, int had, int declared, int odd) {
    int prefix = dialect.lengthPrefixBytes();
    int tpdu = dialect.tpdu().length() / 2;
    int header = dialect.header().length() / 2;
    int shift = prefix - had;
    List<Candidate> made = new ArrayList<>();
    made.add(
        new Candidate(body, shift, Integer.MAX_VALUE, 0, declared, odd, "", "", new ArrayList<>()));
    for (int cut : new int[] {LRI_BYTES, ANI_BYTES}) {
      boolean lri = startsWith(body, tpdu, LRI);
      if (tpdu > 0 && body.length > tpdu + cut && lri == (cut == LRI_BYTES)) {
        byte[] rest = joined(Arrays.copyOf(body, tpdu), from(body, tpdu + cut));
        Candidate candidate =
            new Candidate(
                rest, shift, prefix + tpdu, cut, declared, odd + 4, "", "", new ArrayList<>());
        candidate.notes().add(new Decoded.Note("between", cut, lri ? "LRI" : "ANI"));
        made.add(candidate);
      }
    }
    if (tpdu > 0 && header > 0) {
      made.add(missing(dialect, body, shift, declared, odd + 3, dialect.tpdu(), ""));
      byte[] own = Arrays.copyOf(body, Math.min(tpdu, body.length));
      byte[] filled = joined(joined(own, Hex.decode(dialect.header())), from(body, own.length));
      made.add(
          new Candidate(
              filled,
              shift,
              prefix + tpdu + header,
              -header,
              declared,
              odd + 3,
              "",
              dialect.header(),
              noted("no-header")));
    }
    if (tpdu + header > 0) {
      made.add(missing(dialect, body, shift, declared, odd + 3, dialect.tpdu(), dialect.header()));
    }
    for (Candidate one : made) {
      byte[] length = LengthPrefix.of(dialect, one.frame().length);
      if (length.length == prefix) {
        candidates.add(
            new Candidate(
                joined(length, one.frame()),
                one.shift(),
                one.cutAt(),
                one.cut(),
                one.declared(),
                one.unlikely(),
                one.madeTpdu(),
                one.madeHeader(),
                one.notes()));
      }
    }
  }

  private static Candidate missing(
      Dialect dialect,
      byte[] body,
      int shift,
      int declared,
      int odd,
      String madeTpdu,
      String madeHeader) {
    byte[] before = Hex.decode(madeTpdu + madeHeader);
    boolean both = !madeHeader.isEmpty() || dialect.header().isEmpty();
    return new Candidate(
        joined(before, body),
        shift + before.length,
        Integer.MAX_VALUE,
        0,
        declared,
        odd,
        madeTpdu,
        madeHeader,
        both ? noted("no-tpdu-nor-header") : noted("no-tpdu"));
  }

  private static List<Decoded.Note> noted(String name) {
    List<Decoded.Note> notes = new ArrayList<>();
    notes.add(new Decoded.Note(name));
    return notes;
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] start) {
    return bytes.length >= at + start.length
        && Arrays.equals(Arrays.copyOfRange(bytes, at, at + start.length), start);
  }

  private static byte[] from(byte[] bytes, int at) {
    return Arrays.copyOfRange(bytes, Math.min(at, bytes.length), bytes.length);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }
}
