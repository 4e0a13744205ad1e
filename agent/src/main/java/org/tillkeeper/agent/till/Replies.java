package org.tillkeeper.agent.till;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.terminal.Refused;
import org.tillkeeper.agent.upkeep.Status;
import org.tillkeeper.agent.words.ProblemText;
import org.tillkeeper.iso8583.yaml.Printable;

/** Writes answers, problems and the data of events. Safe for any thread. */
final class Replies {
  private static final Log LOG = Log.of(Replies.class);
  private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

  private final PaymentJson json;

  Replies(PaymentJson json) {
    this.json = json;
  }

  /** How payments are shown. */
  PaymentJson json() {
    return json;
  }

  static Reply ok(Map<String, Object> body) {
    return document(200, body, Collections.emptyMap());
  }

  /** A payment as it is now. */
  Reply ok(Payment payment) {
    return ok(json.payment(payment));
  }

  /** How the terminal stands. */
  Reply ok(Status status) {
    return ok(json.status(status));
  }

  static Reply document(int status, Map<String, Object> body, Map<String, String> headers) {
    return new Reply.Document(status, "application/json", bytes(body), headers);
  }

  /** A problem that is written out already. */
  static Reply problem(int status, Map<String, Object> body) {
    return new Reply.Document(
        status, "application/problem+json", bytes(body), Collections.emptyMap());
  }

  Reply.Document problem(Problem problem) {
    return new Reply.Document(
        problem.status(), "application/problem+json", bytes(problem.json(json)), problem.headers());
  }

  /** What a future failed with, without what futures wrap it in on the way. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** What went wrong, as an answer. */
  Reply.Document problem(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof Problem problem) {
      return problem(problem);
    }
    if (cause instanceof Refused refused) {
      return problem(Problem.of(refused));
    }
    // Its text is left out: nobody has looked whether it quotes a card.
    StackTraceElement[] trace = cause.getStackTrace();
    LOG.error(
        "A call failed",
        Fact.text("defect", cause.getClass().getName()),
        Fact.text("at", trace.length == 0 ? "an unknown place" : trace[0].toString()));
    return problem(Problem.of(500, "internal-error", ProblemText.INTERNAL_ERROR));
  }

  /** An event's data. */
  byte[] event(Payment payment) {
    return bytes(json.payment(payment));
  }

  /** An event's data. */
  byte[] event(Status status) {
    return bytes(json.status(status));
  }

  /** An object as it is written. */
  static byte[] bytes(Map<String, Object> body) {
    try {
      return WRITER.asBytes(printable(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A text of several lines that this server laid out itself. Every other text is shown on one line
   * and printable, whoever wrote it: an acquirer, a till, a person.
   */
  record Lines(String text) {}

  private static Object printable(Object value) {
    if (value instanceof String text) {
      return Printable.escaped(text);
    }
    if (value instanceof Lines lines) {
      return Printable.escapedLines(lines.text());
    }
    if (value instanceof Map<?, ?> members) {
      Map<Object, Object> shown = new LinkedHashMap<>();
      members.forEach((name, member) -> shown.put(name, printable(member)));
      return shown;
    }
    if (value instanceof List<?> all) {
      List<Object> shown = new ArrayList<>();
      all.forEach(one -> shown.add(printable(one)));
      return shown;
    }
    return value;
  }
}
