package org.tillkeeper.tools.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.tools.decode.FrameReader.Scored;

/**
 * Finds the messages in bytes: with or without a length, TPDU and header, with what some acquirers
 * put between them, in the dialect and with the options that read them best.
 */
final class Decoder {
  private static final int MTI_AND_BITMAP = 10;
  private static final int FEWEST = 21;
  // More than any broken message scores: a later reading wins only by being read to its end.
  private static final long LATER_READING = 1 << 12;

  private final List<Dialect> dialects;
  private final FrameReader reader;
  private final Map<Dialect, List<Variant>> variants = new HashMap<>();

  /**
   * @param dialects which may be tried, likeliest first
   * @param macKey in clear, empty for none
   */
  Decoder(List<Dialect> dialects, byte[] macKey) {
    this.dialects = dialects;
    reader = new FrameReader(macKey);
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
        int length = LengthPrefix.declared(dialect, piece, at);
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
        if (piece[at] != tpdu[0] || !FrameReader.plausible(FrameReader.mti(piece, at + ahead))) {
          continue;
        }
        int from = Math.max(0, at - prefix);
        int said = at < prefix ? -1 : LengthPrefix.declared(dialect, piece, from);
        for (int end : new int[] {at + said, piece.length}) {
          if (end <= at || end > piece.length) {
            continue;
          }
          int start = end == at + said ? from : at;
          byte[] length = LengthPrefix.of(dialect, end - at);
          if (length.length == 0) {
            continue; // too long or too short for any message: not worth a copy at every offset
          }
          byte[] body = Arrays.copyOfRange(piece, at, end);
          Decoded.Note note = new Decoded.Note("around", start, piece.length - end);
          Scored found = reader.read(dialect, Candidate.found(length, body, note));
          if (found.decoded().isComplete()) {
            return List.of(found);
          }
        }
      }
    }
    return otherwise;
  }

  private Scored best(byte[] piece) {
    Scored best = null;
    for (Dialect dialect : dialects) {
      for (Candidate candidate : Candidate.of(dialect, piece)) {
        Scored found = reader.read(dialect, candidate);
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
      for (Candidate candidate : Candidate.of(variant.dialect(), piece)) {
        candidate.notes().add(variant.note());
        Scored found = reader.read(variant.dialect(), candidate);
        if (found.decoded().isComplete()) {
          return found;
        }
      }
    }
    return readOn(piece, best);
  }

  /** The piece, read on past what no dialect allows; or as far as it could be read without. */
  private Scored readOn(byte[] piece, Scored otherwise) {
    Scored best = otherwise;
    for (Dialect dialect : dialects) {
      for (Candidate candidate : Candidate.of(dialect, piece)) {
        Scored found = reader.readOn(dialect, candidate);
        boolean readable =
            FrameReader.plausible(found.decoded().mti()) && found.decoded().isComplete();
        if (readable && found.score() - candidate.notes().size() > best.score()) {
          best = found;
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
        -FrameReader.COMPLETE);
  }
}
