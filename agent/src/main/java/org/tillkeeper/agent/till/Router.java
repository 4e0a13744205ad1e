package org.tillkeeper.agent.till;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.agent.words.ProblemText;

/**
 * Which calls there are: by path and method, what answers each. A path has at most one {@code ID},
 * which stands for the id of a payment or settlement, as in {@code /v1/payments/ID/void}.
 *
 * <p>A path that is not here is answered with 404, a method that its path does not have with 405
 * and {@code Allow}. Knows nothing of connections. Filled before the first call, then safe for any
 * thread.
 */
final class Router {
  private final Replies replies;
  private final List<Path> paths = new ArrayList<>();

  Router(Replies replies) {
    this.replies = replies;
  }

  /** One path and its methods. */
  static final class Path {
    private final String template;
    private final Pattern form;
    private final Map<String, BiFunction<Call, String, CompletableFuture<Reply>>> methods =
        new LinkedHashMap<>();
    private boolean answersHead = true;
    private boolean needsToken = true;

    private Path(String template) {
      this.template = template;
      form = Pattern.compile(Pattern.quote(template).replace("ID", "\\E(" + Query.ID + ")\\Q"));
    }

    /** A HEAD is answered by it too; the codec leaves the body out. */
    Path get(Function<Call, CompletableFuture<Reply>> action) {
      methods.put("GET", (call, id) -> action.apply(call));
      return this;
    }

    /** As above, given the id that stands in the path. */
    Path get(BiFunction<Call, String, CompletableFuture<Reply>> action) {
      methods.put("GET", action);
      return this;
    }

    /** What has no end, so that a HEAD of it would never be answered. */
    Path stream(Function<Call, CompletableFuture<Reply>> action) {
      return get(action).withoutHead();
    }

    /** A HEAD would do what only a GET is meant to. */
    Path withoutHead() {
      answersHead = false;
      return this;
    }

    Path post(Function<Call, CompletableFuture<Reply>> action) {
      methods.put("POST", (call, id) -> action.apply(call));
      return this;
    }

    /** As above, given the id that stands in the path. */
    Path post(BiFunction<Call, String, CompletableFuture<Reply>> action) {
      methods.put("POST", action);
      return this;
    }

    Path put(Function<Call, CompletableFuture<Reply>> action) {
      methods.put("PUT", (call, id) -> action.apply(call));
      return this;
    }

    /** Whoever asks may read it: it holds no data. Only reading is open, never a POST. */
    Path readWithoutToken() {
      needsToken = false;
      return this;
    }

    private String read(String method) {
      return answersHead && method.equals("HEAD") ? "GET" : method;
    }
  }

  /** A path to which calls are added now. */
  Path path(String template) {
    Path path = new Path(template);
    paths.add(path);
    return path;
  }

  /**
   * A router with these paths alone, and of each only its GET.
   *
   * @param templates paths of this router
   */
  Router onlyReading(List<String> templates) {
    Router reads = new Router(replies);
    for (Path path : paths) {
      BiFunction<Call, String, CompletableFuture<Reply>> get = path.methods.get("GET");
      if (get != null && templates.contains(path.template)) {
        Path copy = reads.path(path.template).get(get);
        copy.answersHead = path.answersHead;
      }
    }
    return reads;
  }

  /** Each call there is, as {@code GET /v1/payments/ID}. */
  List<String> calls() {
    List<String> calls = new ArrayList<>();
    for (Path path : paths) {
      for (String method : path.methods.keySet()) {
        calls.add(method + " " + path.template);
      }
    }
    return calls;
  }

  /** Whether a call is answered without the token. */
  boolean isOpen(String method, String path) {
    for (Path known : paths) {
      if (known.form.matcher(path).matches()) {
        return !known.needsToken && known.read(method).equals("GET");
      }
    }
    return false;
  }

  /** Answers a call. The future never fails: what goes wrong is a problem. */
  CompletableFuture<Reply> answer(Call call) {
    CompletableFuture<Reply> reply;
    try {
      reply = route(call);
    } catch (RuntimeException e) {
      reply = CompletableFuture.completedFuture(replies.problem(e));
    }
    return reply.exceptionally(replies::problem);
  }

  private CompletableFuture<Reply> route(Call call) {
    for (Path path : paths) {
      Matcher matcher = path.form.matcher(call.path());
      if (matcher.matches()) {
        BiFunction<Call, String, CompletableFuture<Reply>> action =
            path.methods.get(path.read(call.method()));
        if (action == null) {
          String allowed = String.join(", ", path.methods.keySet());
          throw Problem.of(405, "method-not-allowed", "Allowed here: " + allowed + ".")
              .with("Allow", allowed);
        }
        return action.apply(call, matcher.groupCount() > 0 ? matcher.group(1) : "");
      }
    }
    throw Problem.notFound(ProblemText.NO_SUCH_CALL);
  }
}
