package org.tillkeeper.agent.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Exchanges of one connection on which a test writes byte by byte: which request an answer belongs
 * to is found in what was sent before. Bytes are Latin-1 characters. Belongs to one thread.
 *
 * <p>What is no HTTP/1.1 is passed over, and all that follows it: the server ends such a
 * connection.
 */
public final class RawExchanges {
  private static final Pattern FIRST_LINE =
      Pattern.compile("([A-Z]+) (?:http://[^/? ]+)?(/[!-~]*) HTTP/1\\.[01]");
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 ([0-9]{3})( .*)?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private final StringBuilder unread = new StringBuilder();
  private boolean lost;

  /** What the test has sent. */
  public void sent(String text) {
    unread.append(text);
  }

  /**
   * Checks the next answer of the connection against the next request that was sent.
   *
   * @param head status line and header lines
   * @throws AssertionError saying what is not as the document has it
   */
  public void answered(List<String> head, String body) {
    Optional<Exchange.Request> request = next();
    Optional<Exchange.Answer> answer = answer(head, body);
    if (request.isPresent() && answer.isPresent()) {
      ApiContract.ofAgent().check(new Exchange(request.get(), answer.get()));
    }
  }

  /**
   * Checks an answer that was read to the end of its connection.
   *
   * @param all head and body, chunked or not; what is not whole is passed over
   * @throws AssertionError saying what is not as the document has it
   */
  public void answeredAndEnded(String all) {
    int end = all.indexOf("\r\n\r\n");
    if (end < 0) {
      return;
    }
    List<String> head = List.of(all.substring(0, end).split("\r\n"));
    boolean chunked =
        Exchange.first(headers(head), "transfer-encoding").filter("chunked"::equals).isPresent();
    String rest = all.substring(end + 4);
    Optional<String> body = chunked ? unchunked(rest) : Optional.of(rest);
    body.ifPresent(whole -> answered(head, whole));
  }

  private static Optional<Exchange.Answer> answer(List<String> head, String body) {
    Matcher status = STATUS_LINE.matcher(head.get(0));
    return status.matches()
        ? Optional.of(
            new Exchange.Answer(Integer.parseInt(status.group(1)), headers(head), utf8(body)))
        : Optional.empty();
  }

  private Optional<Exchange.Request> next() {
    int end = unread.indexOf("\r\n\r\n");
    Optional<Exchange.Request> request =
        lost || end < 0
            ? Optional.empty()
            : request(List.of(unread.substring(0, end).split("\r\n")), end + 4);
    lost = !request.isPresent();
    return request;
  }

  private Optional<Exchange.Request> request(List<String> head, int begin) {
    Matcher line = FIRST_LINE.matcher(head.get(0));
    Map<String, List<String>> headers = headers(head);
    List<String> lengths = headers.getOrDefault("content-length", List.of("0"));
    boolean plain =
        line.matches()
            && !headers.containsKey("transfer-encoding")
            && lengths.size() == 1
            && NUMBER.matcher(lengths.get(0)).matches();
    int bytes = plain ? Integer.parseInt(lengths.get(0)) : -1;
    if (bytes < 0 || unread.length() < begin + bytes) {
      return Optional.empty();
    }
    String body = unread.substring(begin, begin + bytes);
    unread.delete(0, begin + bytes);
    return Optional.of(new Exchange.Request(line.group(1), line.group(2), headers, utf8(body)));
  }

  private static Map<String, List<String>> headers(List<String> head) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line : head.subList(1, head.size())) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers
            .computeIfAbsent(
                line.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
            .add(line.substring(colon + 1).trim());
      }
    }
    return headers;
  }

  private static Optional<String> unchunked(String chunks) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (true) {
      int end = chunks.indexOf("\r\n", at);
      if (end < 0) {
        return Optional.empty();
      }
      int size = Integer.parseInt(chunks.substring(at, end), 16);
      if (size == 0) {
        return Optional.of(body.toString());
      }
      if (chunks.length() < end + 2 + size + 2) {
        return Optional.empty();
      }
      body.append(chunks, end + 2, end + 2 + size);
      at = end + 2 + size + 2;
    }
  }

  private static String utf8(String latin1) {
    return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
