package org.tillkeeper.agent.till;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.agent.words.ProblemText;

/**
 * Which calls there are: by path and method, what answers each. A path has at most one {@code ID},
 * which stands for the id of a payment or settlement, as in {@code /v1/payments/ID/void}.
 *
 * <p>Each call that changes something says who may make it, in the place where it is added.
 *
 * <p>A path that is not here is answered with 404, a method that its path does not have with 405
 * and {@code Allow}. Knows nothing of connections. Filled before the first call, then safe for any
 * thread.
 */
final class Router {
  private final Replies replies;
  private final List<Path> paths = new ArrayList<>();
  private Guard guard = (need, call, headers) -> Right.GIVEN;

  /** Who keeps calls from those who may not make them. */
  interface Guard {
    /**
     * What a caller may, who was admitted already.
     *
     * @param call as it is declared, such as {@code POST /v1/payments/ID/void}
     */
    Right right(Supplier<Need> need, String call, HttpHeaders headers);
  }

  Router(Replies replies) {
    this.replies = replies;
  }

  /** One path and its methods. */
  static final class Path {
    private final String template;
    private final Pattern form;
    private final Map<String, BiFunction<Call, String, CompletableFuture<Reply>>> methods =
        new LinkedHashMap<>();
    private final Map<String, Function<Call, Need>> needs = new HashMap<>();
    private String last = "";
    private boolean answersHead = true;
    private boolean needsToken = true;

    private Path(String template) {
      this.template = template;
      form = Pattern.compile(Pattern.quote(template).replace("ID", "\\E(" + Query.ID + ")\\Q"));
    }

    /** A HEAD is answered by it too; the codec leaves the body out. */
    Path get(Function<Call, CompletableFuture<Reply>> action) {
      return get((call, id) -> action.apply(call));
    }

    /** As above, given the id that stands in the path. */
    Path get(BiFunction<Call, String, CompletableFuture<Reply>> action) {
      // Whoever has opened the page may look.
      return add("GET", action).byCashier();
    }

    private Path add(String method, BiFunction<Call, String, CompletableFuture<Reply>> action) {
      methods.put(method, action);
      last = method;
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
      return add("POST", (call, id) -> action.apply(call));
    }

    /** As above, given the id that stands in the path. */
    Path post(BiFunction<Call, String, CompletableFuture<Reply>> action) {
      return add("POST", action);
    }

    Path put(Function<Call, CompletableFuture<Reply>> action) {
      return add("PUT", (call, id) -> action.apply(call));
    }

    /** As above, given the id that stands in the path. */
    Path put(BiFunction<Call, String, CompletableFuture<Reply>> action) {
      return add("PUT", action);
    }

    /** The call that was added last may be made by whoever has opened the page. */
    Path byCashier() {
      return by(call -> Need.CASHIER);
    }

    /** The call that was added last needs a supervisor, where there is a PIN. */
    Path bySupervisor() {
      return by(call -> Need.SUPERVISOR);
    }

    /** The call that was added last takes the token alone. */
    Path byToken() {
      return by(call -> Need.TOKEN);
    }

    /** Who may make the call that was added last depends on what it asks for. */
    Path by(Function<Call, Need> need) {
      needs.put(last, need);
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

  /** Who keeps calls from those who may not make them; without one, whoever is admitted may all. */
  void guardedBy(Guard keeper) {
    guard = keeper;
  }

  /** The calls of which nobody has said who may make them. A supervisor may. */
  List<String> undecided() {
    List<String> calls = new ArrayList<>();
    for (Path path : paths) {
      for (String method : path.methods.keySet()) {
        if (!path.needs.containsKey(method)) {
          calls.add(method + " " + path.template);
        }
      }
    }
    return calls;
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
        Call admitted = call.under(right(path, call));
        if (call.body().length > 0) {
          BodyForm.check(call.headers());
        }
        return action.apply(admitted, matcher.groupCount() > 0 ? matcher.group(1) : "");
      }
    }
    throw Problem.notFound(ProblemText.NO_SUCH_CALL);
  }

  private Right right(Path path, Call call) {
    String method = path.read(call.method());
    if (!path.needsToken && method.equals("GET")) {
      return Right.GIVEN;
    }
    Function<Call, Need> need = path.needs.getOrDefault(method, any -> Need.SUPERVISOR);
    Right right = guard.right(() -> need.apply(call), method + " " + path.template, call.headers());
    if (right.lacks().isPresent()) {
      throw right.lacks().get();
    }
    return right;
  }
}
