package org.tillkeeper.agent.host;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why a connection failed or ended, in one line that a person in the field can act on. */
public final class Reason {
  /** How a reason begins that is about TLS. */
  static final String TLS = "TLS: ";

  private static final int LENGTH_MAX = 200;

  private Reason() {}

  /** For people in the field, in one line. */
  public static String of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = next(cause)) {
      if (cause instanceof NotSslRecordException) {
        return TLS + "the other side does not speak TLS"; // its text would quote what was received
      }
      if (cause instanceof SSLException) {
        return TLS + tls(failure);
      }
    }
    Throwable cause = failure;
    while (next(cause) != null) {
      cause = next(cause);
    }
    if (cause instanceof UnknownHostException) {
      return "the name cannot be resolved";
    }
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("refused")) {
      return "connection refused";
    }
    if (text.contains("unreachable")) {
      return "network unreachable";
    }
    if (cause instanceof NoRouteToHostException || text.contains("no route")) {
      return "no route to the host";
    }
    if (text.contains("reset") || text.contains("broken pipe")) {
      return "connection reset by the other side";
    }
    if (text.contains("timed out")) {
      return "no answer";
    }
    return cause instanceof ConnectException || cause instanceof IOException
        ? oneLine(cause)
        : cause.getClass().getSimpleName() + ": " + oneLine(cause);
  }

  private static String tls(Throwable failure) {
    String untrusted = null;
    for (Throwable cause = failure; cause != null; cause = next(cause)) {
      if (cause instanceof CertificateExpiredException) {
        return "certificate not trusted: expired, or this device's clock is wrong: "
            + oneLine(cause);
      }
      if (cause instanceof CertificateNotYetValidException) {
        return "certificate not trusted: not valid yet, or this device's clock is wrong: "
            + oneLine(cause);
      }
      if (cause instanceof CertPathBuilderException) {
        return "certificate not trusted: no trusted authority signed it";
      }
      if (cause instanceof CertPathValidatorException || cause instanceof CertificateException) {
        untrusted = "certificate not trusted: " + oneLine(cause);
      }
    }
    if (untrusted != null) {
      return untrusted;
    }
    Throwable last = failure;
    while (next(last) != null) {
      last = next(last);
    }
    return oneLine(last);
  }

  /** What a failure says, without line breaks and cut where it gets long. */
  static String oneLine(Throwable failure) {
    String text = failure.getMessage();
    return text == null ? failure.getClass().getSimpleName() : oneLine(text);
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\p{C}+", " ");
    return line.length() > LENGTH_MAX ? line.substring(0, LENGTH_MAX) + "..." : line;
  }

  private static Throwable next(Throwable failure) {
    return failure.getCause() == failure ? null : failure.getCause();
  }
}
