package org.tillkeeper.agent.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HOST:PORT as it is written in a configuration. Nothing is looked up: a name that does not resolve
 * now may resolve once the line is back.
 *
 * @param host name, IPv4 address, or IPv6 address without its brackets
 * @param port up to 65535
 */
record Address(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9._-]{1,253})):([0-9]{1,5})");
  private static final Pattern ALL_NUMERIC = Pattern.compile("[0-9.]+");
  private static final Pattern IPV6_CHARS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
  private static final int PORT_MAX = 65535;

  /**
   * Empty if the text is no address or the port is out of range.
   *
   * @param portMin 0 where the system may choose the port, else 1
   */
  static Optional<Address> parse(String text, int portMin) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(matcher.group(3));
    if (port < portMin || port > PORT_MAX) {
      return Optional.empty();
    }
    boolean bracketed = matcher.group(1) != null;
    String host = bracketed ? matcher.group(1) : matcher.group(2);
    // InetAddress would read 1234 as 0.0.4.210. Digits and dots are an IPv4 address or a mistake.
    if (bracketed ? !isIpv6(host) : isNoName(host) && !IPV4.matcher(host).matches()) {
      return Optional.empty();
    }
    return Optional.of(new Address(host, port));
  }

  /**
   * An address without a port, such as {@code 192.0.2.7} or {@code 2001:db8::7}. Empty if the text
   * is none. Nothing is looked up.
   */
  static Optional<InetAddress> literal(String text) {
    if (!IPV4.matcher(text).matches() && !(IPV6_CHARS.matcher(text).matches() && isIpv6(text))) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  boolean isLoopback() {
    return host.equals("localhost")
        || host.equals("::1")
        || (host.startsWith("127.") && IPV4.matcher(host).matches());
  }

  private static boolean isNoName(String host) {
    return ALL_NUMERIC.matcher(host).matches();
  }

  private static boolean isIpv6(String host) {
    try {
      // In brackets it is never taken for a name, so nothing is looked up.
      return host.contains(":") && InetAddress.getByName("[" + host + "]") != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
