package org.tillkeeper.tools.decode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

/**
 * Finds the messages in bytes: with or without a length, TPDU and header, with what some acquirers
 * put between them, in the dialect and with the options that read them best.
 */
final class Decoder {
  private static final Pattern OFFSET = Pattern.compile("offset (\\d+)");
  private static final int MTI_AND_BITMAP = 10;
  private static final int FEWEST = 21;
  private static final byte[] LRI = {'L', 'R', 'I'};
  private static final int LRI_BYTES = 33;
  private static final int ANI_BYTES = 14;
  // More than any broken message scores: a later reading wins only by being read to its end.
  private static final long LATER_READING = 1 << 12;
  private static final long COMPLETE = 1 << 24;

  private final List<Dialect> dialects;
  private final byte[] macKey;
  private final Map<Dialect, List<Variant>> variants = new HashMap<>();

  /**
   * @param dialects which may be tried, likeliest first
   * @param macKey in clear, empty for none
   */
  Decoder(List<Dialect> dialects, byte[] macKey) {
    this.dialects = dialects;
    this.macKey = macKey;
  }

  /** The messages of the reading that gives most; empty if there are no bytes at all. */
  List<Decoded> decode(byte[] content) {
    List<Scored> best = List.of();
    long bestScore = Long.MIN_VALUE;
    long unlikely = 0;
    for (List<byte[]> reading : Dump.readings(content)) {
      List<Scored> found = new ArrayList<>();
      boolean whole = false;
      for (byte[] piece : reading) {
        whole |= !isNoise(piece) && best(piece).decoded().isComplete();
      }
      for (byte[] piece : reading) {
        if (!whole || !isNoise(piece)) {
          found.addAll(messages(piece));
        }
      }
      long score = 0;
      for (Scored one : found) {
        score += one.score();
      }
      score = found.isEmpty() ? Long.MIN_VALUE : score / found.size() - unlikely;
      unlikely += LATER_READING;
      if (score > bestScore) {
        bestScore = score;
        best = found;
      }
    }
    List<Decoded> decoded = new ArrayList<>();
    best.forEach(one -> decoded.add(one.decoded()));
    return decoded;
  }

  /** Beside a whole message, what is too short for one is text that looks like hex. */
  private boolean isNoise(byte[] piece) {
    int fewest = Integer.MAX_VALUE;
    for (Dialect dialect : dialects) {
      int bytes = (dialect.tpdu().length() + dialect.header().length()) / 2 + MTI_AND_BITMAP;
      fewest = Math.min(fewest, bytes);
    }
    return piece.length < Math.max(fewest, FEWEST);
  }

  /** One piece as messages one behind the other, or as a single one. */
  private List<Scored> messages(byte[] piece) {
    List<Scored> best = List.of(best(piece));
    if (best.get(0).decoded().isComplete()) {
      return best;
    }
    for (Dialect dialect : dialects) {
      List<Scored> chain = new ArrayList<>();
      int at = 0;
      while (at < piece.length) {
        int length = length(dialect, prefixAt(dialect, piece, at));
        int end = at + dialect.lengthPrefixBytes() + length;
        if (length < 0 || end > piece.length) {
          break;
        }
        chain.add(best(Arrays.copyOfRange(piece, at, end)));
        at = end;
      }
      boolean readable = !chain.isEmpty() && chain.get(0).decoded().isComplete();
      if (readable && at < piece.length) {
        chain.add(best(Arrays.copyOfRange(piece, at, piece.length)));
      }
      if (readable && chain.size() > 1) {
        return chain;
      }
    }
    return within(piece, best);
  }

  /** A message that begins further on in the piece, behind what a gateway or a log wrote. */
  private List<Scored> within(byte[] piece, List<Scored> otherwise) {
    for (Dialect dialect : dialects) {
      byte[] tpdu = Hex.decode(dialect.tpdu());
      int prefix = dialect.lengthPrefixBytes();
      int ahead = tpdu.length + dialect.header().length() / 2;
      for (int at = 1; tpdu.length > 0 && at < piece.length - FEWEST; at++) {
        if (piece[at] != tpdu[0] || !plausible(mti(piece, at + ahead))) {
          continue;
        }
        int from = Math.max(0, at - prefix);
        int said = at < prefix ? -1 : length(dialect, Arrays.copyOfRange(piece, from, at));
        for (int end : new int[] {at + said, piece.length}) {
          if (end <= at || end > piece.length) {
            continue;
          }
          int start = end == at + said ? from : at;
          byte[] length = prefix(dialect, end - at);
          if (length.length == 0) {
            continue; // too long or too short for any message: not worth a copy at every offset
          }
          byte[] body = Arrays.copyOfRange(piece, at, end);
          List<Decoded.Note> notes = new ArrayList<>();
          notes.add(around(start, piece.length - end));
          byte[] frame = joined(length, body);
          Scored found =
              read(
                  dialect,
                  new Candidate(frame, prefix, Integer.MAX_VALUE, 0, -1, 8, "", "", notes));
          if (found.decoded().isComplete()) {
            return List.of(found);
          }
        }
      }
    }
    return otherwise;
  }

  private static Decoded.Note around(int before, int behind) {
    return new Decoded.Note("around", before, behind);
  }

  private static byte[] prefixAt(Dialect dialect, byte[] piece, int at) {
    return Arrays.copyOfRange(piece, at, Math.min(piece.length, at + dialect.lengthPrefixBytes()));
  }

  private static int length(Dialect dialect, byte[] bytes) {
    try {
      return dialect.bodyLength(bytes);
    } catch (MalformedMessage e) {
      return -1;
    }
  }

  private Scored best(byte[] piece) {
    Scored best = null;
    for (Dialect dialect : dialects) {
      for (Candidate candidate : candidates(dialect, piece)) {
        Scored found = read(dialect, candidate);
        if (best == null || found.score() > best.score()) {
          best = found;
        }
      }
    }
    if (best == null) {
      return unreadable(piece);
    }
    if (best.decoded().isComplete()) {
      return best;
    }
    // Options that change how a field is read are tried only where the defaults do not read it.
    Dialect dialect = best.decoded().dialect();
    for (Variant variant : variants.computeIfAbsent(dialect, Decoder::variants)) {
      for (Candidate candidate : candidates(variant.dialect(), piece)) {
        candidate.notes().add(variant.note());
        Scored found = read(variant.dialect(), candidate);
        if (found.decoded().isComplete()) {
          return found;
        }
      }
    }
    return best;
  }

  /** A dialect with options other than their defaults. */
  private record Variant(Dialect dialect, Decoded.Note note) {}

  private static List<Variant> variants(Dialect dialect) {
    List<Map<String, String>> chosen = new ArrayList<>();
    chosen.add(Map.of());
    for (String option : dialect.readingOptions()) {
      for (Map<String, String> others : List.copyOf(chosen)) {
        for (String value : dialect.choices().getOrDefault(option, List.of())) {
          if (!value.equals(dialect.options().get(option))) {
            Map<String, String> more = new TreeMap<>(others);
            more.put(option, value);
            chosen.add(more);
          }
        }
      }
    }
    List<Variant> variants = new ArrayList<>();
    for (Map<String, String> options : chosen.subList(1, chosen.size())) {
      String said = options.toString().replaceAll("[{}]", "").replace("=", ": ");
      variants.add(new Variant(dialect.with(options), new Decoded.Note("option", said)));
    }
    return variants;
  }

  /** What is too short or too long for any dialect. */
  private Scored unreadable(byte[] piece) {
    String text = "no message has " + piece.length + " bytes";
    return new Scored(
        new Decoded(
            dialects.get(0),
            "",
            "",
            "",
            Collections.emptySortedMap(),
            List.of(),
            new Decoded.Fault(-1, 0, text),
            Decoded.Mac.UNCHECKED),
        -COMPLETE);
  }

  /**
   * A frame made of a piece.
   *
   * @param shift what to take off an offset in the frame for one in the piece
   * @param cutAt offset in the frame where bytes were left out
   * @param cut how many were left out there
   * @param declared bytes that the piece's own length says, -1 if it has none or the right one
   * @param unlikely how unusual this is
   */
  private record Candidate(
      byte[] frame,
      int shift,
      int cutAt,
      int cut,
      int declared,
      int unlikely,
      String madeTpdu,
      String madeHeader,
      List<Decoded.Note> notes) {
    int offset(int inFrame) {
      return Math.max(0, inFrame - shift + (inFrame >= cutAt ? cut : 0));
    }
  }

  private record Scored(Decoded decoded, long score) {}

  private static List<Candidate> candidates(Dialect dialect, byte[] piece) {
    List<Candidate> candidates = new ArrayList<>();
    int prefix = dialect.lengthPrefixBytes();
    int declared = length(dialect, piece);
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
      byte[] length = prefix(dialect, one.frame().length);
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

  /** A length that the dialect takes for that many bytes; empty if there is none. */
  private static byte[] prefix(Dialect dialect, int bytes) {
    int size = dialect.lengthPrefixBytes();
    byte[] binary = new byte[size];
    for (int i = 0; i < size; i++) {
      binary[i] = (byte) (bytes >> (8 * (size - 1 - i)));
    }
    if (length(dialect, binary) == bytes) {
      return binary;
    }
    byte[] digits =
        String.format(Locale.ROOT, "%0" + size + "d", bytes).getBytes(StandardCharsets.US_ASCII);
    return digits.length == size && length(dialect, digits) == bytes ? digits : new byte[0];
  }

  private Scored read(Dialect dialect, Candidate candidate) {
    byte[] frame = candidate.frame();
    int tpduAt = dialect.lengthPrefixBytes();
    int headerAt = tpduAt + dialect.tpdu().length() / 2;
    int mtiAt = headerAt + dialect.header().length() / 2;
    Decoded.Fault fault = Decoded.Fault.NONE;
    SortedMap<Integer, String> fields = Collections.emptySortedMap();
    String mti = "";
    long score;
    try {
      Message message = dialect.unpack(frame);
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
        case ABSENT -> Decoded.Mac.ABSENT;
      };
    } catch (MalformedMessage e) {
      return Decoded.Mac.UNCHECKED;
    } catch (IllegalArgumentException e) {
      // A key of another length than the dialect's MAC takes.
      notes.add(new Decoded.Note("mac", e.getMessage()));
      return Decoded.Mac.UNCHECKED;
    }
  }

  private static String mti(byte[] frame, int at) {
    if (at + 4 <= frame.length && frame[at] >= '0' && frame[at] <= '9') {
      return new String(frame, at, 4, StandardCharsets.ISO_8859_1);
    }
    return part(frame, at, at + 2);
  }

  private static boolean plausible(String mti) {
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
