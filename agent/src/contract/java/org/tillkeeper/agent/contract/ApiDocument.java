package org.tillkeeper.agent.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The OpenAPI document of the till API, as the agent serves it. Immutable. */
public final class ApiDocument {
  private static final String FILE = "/org/tillkeeper/agent/till/openapi.yaml";
  private static final List<String> METHODS =
      List.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  private final Object document;

  /**
   * A call.
   *
   * @param method upper case
   * @param path with its parameters in braces
   * @param node what the document says of it
   */
  public record Operation(String method, String path, Node node) {
    /** As the router names it, such as {@code GET /v1/payments/ID}. */
    public String routed() {
      return method + " " + path.replaceAll("\\{[a-z]+}", "ID");
    }

    /** What it may be answered with, by status. */
    public Map<String, Node> answers() {
      return node.member("responses").orElseThrow().members();
    }

    /** Its parameters of one kind: path, query or header. */
    public List<Node> parameters(String in) {
      List<Node> all = new ArrayList<>();
      node.member("parameters")
          .ifPresent(
              list ->
                  list.items().stream()
                      .filter(one -> one.member("in").orElseThrow().text().equals(in))
                      .forEach(all::add));
      return all;
    }

    private boolean answers(String asked) {
      return Pattern.matches(path.replaceAll("\\{[a-z]+}", "[A-Za-z0-9-]{1,64}"), asked);
    }
  }

  private ApiDocument(Object document) {
    this.document = document;
  }

  /** Reads it anew from the class path. */
  public static ApiDocument load() {
    try (InputStream in = ApiDocument.class.getResourceAsStream(FILE)) {
      return new ApiDocument(
          new Load(LoadSettings.builder().setLabel("openapi.yaml").build())
              .loadFromInputStream(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The types of problem that an answer may have.
   *
   * @param problem the media type application/problem+json of an answer
   */
  public static List<String> problems(Node problem) {
    return problem
        .unfollowed("schema")
        .flatMap(schema -> schema.unfollowed("properties"))
        .flatMap(members -> members.unfollowed("type"))
        .flatMap(type -> type.unfollowed("enum"))
        .map(Node::words)
        .orElse(List.of());
  }

  /** The whole of it. */
  public Node root() {
    return Node.root(document);
  }

  /** A schema by its name. */
  public Node schema(String name) {
    return part("schemas", name);
  }

  /** What stands below {@code components}. */
  public Node part(String kind, String name) {
    return root()
        .member("components")
        .flatMap(all -> all.member(kind))
        .flatMap(all -> all.member(name))
        .orElseThrow(() -> new AssertionError("openapi.yaml has no " + kind + " " + name));
  }

  /** Every call. */
  public List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    root()
        .member("paths")
        .orElseThrow()
        .members()
        .forEach(
            (path, item) ->
                item.members()
                    .forEach(
                        (method, node) -> {
                          if (METHODS.contains(method)) {
                            all.add(new Operation(method.toUpperCase(Locale.ROOT), path, node));
                          }
                        }));
    return all;
  }

  /** What answers a call; a HEAD is answered as the GET. */
  public Optional<Operation> operation(String method, String path) {
    String known = method.equals("HEAD") ? "GET" : method;
    return operations().stream()
        .filter(one -> one.method().equals(known) && one.answers(path))
        .findFirst();
  }
}
