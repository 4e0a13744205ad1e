package org.tillkeeper.agent.till;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether a browser's request comes from the cashier's page itself, and from no other site that is
 * open in the same browser.
 *
 * <p>Such a site can make the browser send requests here, with the cookie where browsers are old.
 * It can even have a name of its own that leads to this machine. It cannot choose the headers that
 * are looked at here: {@code Host}, {@code Origin} and {@code Sec-Fetch-Site}.
 */
final class SameOrigin {
  /** Names that nobody else's DNS decides about, with any port: a tunnel may have another. */
  private static final Pattern LOOPBACK =
      Pattern.compile("(?i)(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");

  private SameOrigin() {}

  /** The host by which the request came, where it is one of loopback. */
  static Optional<String> host(HttpHeaders headers) {
    return one(headers, HttpHeaderNames.HOST).filter(host -> LOOPBACK.matcher(host).matches());
  }

  /** What speaks against a request by a cookie. */
  static Optional<Problem> refusal(String method, HttpHeaders headers) {
    Optional<String> host = host(headers);
    if (!host.isPresent()) {
      return Optional.of(misdirected());
    }
    boolean reads = method.equals("GET") || method.equals("HEAD");
    List<String> origins = headers.getAll(HttpHeaderNames.ORIGIN);
    boolean ownOrigin =
        origins.size() == 1 && origins.get(0).equalsIgnoreCase("http://" + host.get());
    List<String> sites = headers.getAll("Sec-Fetch-Site");
    boolean ownSite = sites.size() == 1 && sites.get(0).equals("same-origin");
    // Browsers leave out the origin where they only read, and old ones know no Sec-Fetch-Site.
    boolean allowed =
        (ownOrigin || origins.isEmpty())
            && (ownSite || sites.isEmpty())
            && (reads || ownOrigin || ownSite);
    return allowed
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                403,
                "foreign-origin",
                "This call comes from another site than the cashier's page. A till shows its token"
                    + " instead of a cookie."));
  }

  /** A browser was led here under a name that is not this machine's. */
  static Problem misdirected() {
    return Problem.of(
        421, "misdirected-request", "The Host header must name 127.0.0.1, [::1] or localhost.");
  }

  /** The value of a header that is there once. */
  static Optional<String> one(HttpHeaders headers, CharSequence name) {
    List<String> values = headers.getAll(name);
    return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
  }
}
