package org.tillkeeper.agent.till;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A JSON object whose first member is a list that may be long. A short one is a whole answer; of a
 * long one each part is read and written once the till has taken the part before, so that neither
 * the agent's thread nor memory is filled by a list that nobody reads.
 */
final class LongList {
  private LongList() {}

  /**
   * @param items of the list, as JSON
   * @param behind members behind the list; they count where nothing follows
   * @param next what follows; empty at the end
   */
  record Part(
      List<Map<String, Object>> items,
      Map<String, Object> behind,
      Optional<Supplier<CompletableFuture<Part>>> next) {}

  /** Of what has been read already, so many at a time. */
  static <T> Part of(List<T> all, int atOnce, Function<T, Map<String, Object>> json) {
    List<Map<String, Object>> items = new ArrayList<>();
    for (T one : all.subList(0, Math.min(atOnce, all.size()))) {
      items.add(json.apply(one));
    }
    List<T> rest = all.subList(items.size(), all.size());
    return new Part(
        items,
        Collections.emptyMap(),
        rest.isEmpty()
            ? Optional.empty()
            : Optional.of(() -> CompletableFuture.completedFuture(of(rest, atOnce, json))));
  }

  /** An answer of 200. */
  static Reply reply(String name, Part first) {
    String head = "{\"" + name + "\":[";
    Reply.Piece piece = piece(head, first, true);
    return piece.next().isPresent()
        ? new Reply.Listed(piece)
        : new Reply.Document(200, "application/json", piece.bytes(), Collections.emptyMap());
  }

  private static Reply.Piece piece(String head, Part part, boolean isBegin) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    put(bytes, head.getBytes(StandardCharsets.UTF_8));
    boolean separated = !isBegin;
    for (Map<String, Object> item : part.items()) {
      if (separated) {
        bytes.write(',');
      }
      put(bytes, Replies.bytes(item));
      separated = true;
    }
    if (part.next().isPresent()) {
      boolean isStillBegin = !separated;
      return new Reply.Piece(
          bytes.toByteArray(),
          Optional.of(
              () -> part.next().get().get().thenApply(next -> piece("", next, isStillBegin))));
    }
    bytes.write(']');
    byte[] behind = Replies.bytes(part.behind());
    if (!part.behind().isEmpty()) {
      bytes.write(',');
    }
    bytes.write(behind, 1, behind.length - 1);
    return new Reply.Piece(bytes.toByteArray(), Optional.empty());
  }

  private static void put(ByteArrayOutputStream out, byte[] bytes) {
    out.write(bytes, 0, bytes.length);
  }
}
