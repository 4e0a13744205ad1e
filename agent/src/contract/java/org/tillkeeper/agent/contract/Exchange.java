package org.tillkeeper.agent.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One request and its answer.
 *
 * @param request as the server understood it
 * @param answer whole
 */
public record Exchange(Request request, Answer answer) {
  /**
   * @param target path and query
   * @param headers names in any case
   * @param body empty where there is none
   */
  public record Request(
      String method, String target, Map<String, List<String>> headers, String body) {
    public Request {
      headers = anyCase(headers);
    }

    String path() {
      int end = target.indexOf('?');
      return end < 0 ? target : target.substring(0, end);
    }

    String query() {
      int end = target.indexOf('?');
      return end < 0 ? "" : target.substring(end + 1);
    }
  }

  /**
   * @param headers names in any case
   * @param body empty where there is none
   */
  public record Answer(int status, Map<String, List<String>> headers, String body) {
    public Answer {
      headers = anyCase(headers);
    }

    /** Without its parameters. */
    Optional<String> mediaType() {
      return first(headers, "Content-Type").map(type -> type.split(";", 2)[0].trim());
    }
  }

  static Optional<String> first(Map<String, List<String>> headers, String name) {
    return Optional.ofNullable(headers.get(name)).flatMap(all -> all.stream().findFirst());
  }

  private static Map<String, List<String>> anyCase(Map<String, List<String>> headers) {
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    return all;
  }

  @Override
  public String toString() {
    return request.method() + " " + request.target() + " answered with " + answer.status();
  }
}
