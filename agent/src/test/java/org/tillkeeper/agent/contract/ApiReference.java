package org.tillkeeper.agent.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.contract.ApiDocument.Operation;

/** The document as a page to read: calls by subject, then what they take and give, then words. */
final class ApiReference {
  private static final String PROBLEM = "application/problem+json";

  private final ApiDocument document;
  private final StringBuilder page = new StringBuilder();

  ApiReference(ApiDocument document) {
    this.document = document;
  }

  /** The whole page. */
  String page() {
    Node info = document.root().member("info").orElseThrow();
    line("# The till API: reference");
    line("");
    line("<!-- Made from openapi.yaml by ApiReferenceTest, which says how; do not edit. -->");
    line("");
    line(said(info, "description").replace("till-api.md", "[till-api.md](till-api.md)"));
    line("");
    line("Every call may also be answered with: " + problems(anyCall()) + ".");
    preflight(document.root().member("x-preflight").orElseThrow());
    for (Node tag : document.root().member("tags").orElseThrow().items()) {
      tag(said(tag, "name"), said(tag, "description"));
    }
    line("");
    line("## What is taken and given");
    schemas().forEach(this::object);
    words();
    values();
    examples();
    return page.toString();
  }

  /** What a browser asks beforehand is no call of a till's. */
  private void preflight(Node asked) {
    both("", said(asked, "description"));
    both("", "| header | form | what |");
    line("|---|---|---|");
    asked
        .member("responses")
        .flatMap(all -> all.member("200"))
        .flatMap(answer -> answer.member("headers"))
        .orElseThrow()
        .members()
        .forEach(
            (name, header) ->
                line(
                    row(
                        "`" + name + "`",
                        form(header.unfollowed("schema").orElseThrow()),
                        said(header, "description"))));
  }

  private Node anyCall() {
    return document.part("responses", "AnyCall");
  }

  private Map<String, Node> schemas() {
    return document
        .root()
        .member("components")
        .flatMap(all -> all.member("schemas"))
        .orElseThrow()
        .members();
  }

  private void tag(String name, String description) {
    line("");
    line("## " + name);
    line("");
    line(description);
    for (Operation call : document.operations()) {
      if (call.node().member("tags").orElseThrow().words().contains(name)) {
        call(call);
      }
    }
  }

  private void call(Operation call) {
    line("");
    line("### " + call.method() + " " + call.path());
    line("");
    String more = said(call.node(), "description");
    line(said(call.node(), "summary") + (more.isEmpty() ? "" : " " + more));
    who(call).ifPresent(text -> both("", text));
    List<Node> parameters =
        call.node().member("parameters").map(Node::items).orElse(new ArrayList<>());
    if (!parameters.isEmpty()) {
      line("");
      line("| parameter | in | form | what |");
      line("|---|---|---|---|");
      for (Node one : parameters) {
        boolean required = one.member("required").filter(it -> it.value().equals(true)).isPresent();
        Node schema = one.unfollowed("schema").orElseThrow();
        line(
            row(
                "`" + said(one, "name") + "`",
                said(one, "in") + (required ? ", needed" : ""),
                form(schema) + fallback(schema),
                said(one, "description")));
      }
    }
    call.node().member("requestBody").ifPresent(this::body);
    line("");
    line("| status | gives | when |");
    line("|---|---|---|");
    call.answers()
        .forEach(
            (status, answer) -> {
              if (!status.equals("default")) {
                line(row(status, gives(answer), said(answer, "description")));
              }
            });
  }

  private static Optional<String> who(Operation call) {
    Optional<Node> security = call.node().unfollowed("security");
    if (!security.isPresent()) {
      return Optional.empty();
    }
    List<Node> ways = security.get().items();
    return Optional.of(
        switch (ways.size()) {
          case 0 -> "Needs no token.";
          case 1 ->
              ways.get(0).member("token").isPresent()
                  ? "By the token alone, not by a session of the page."
                  : "About a session of the page; the token has none.";
          default -> "On the engineer's port too.";
        });
  }

  private static String fallback(Node schema) {
    return schema.unfollowed("default").map(it -> "; `" + it.text() + "` if left out").orElse("");
  }

  private void body(Node body) {
    boolean required = body.member("required").filter(it -> it.value().equals(true)).isPresent();
    Node medium = body.member("content").flatMap(it -> it.member("application/json")).orElseThrow();
    both(
        "",
        "Body: "
            + form(medium.unfollowed("schema").orElseThrow())
            + (required ? "." : "; it may be left out."));
    Map<String, Node> examples = new LinkedHashMap<>();
    medium.unfollowed("example").ifPresent(it -> examples.put("", it));
    medium
        .member("examples")
        .ifPresent(
            all ->
                all.members()
                    .forEach((name, one) -> examples.put(name, one.member("value").orElseThrow())));
    List<String> written = new ArrayList<>();
    examples.values().forEach(one -> written.add(Schemas.written(one.value())));
    written.remove("{}");
    if (!written.isEmpty()) {
      both("", "```json");
      written.forEach(this::line);
      line("```");
    }
  }

  private String gives(Node answer) {
    List<String> all = new ArrayList<>();
    answer
        .member("content")
        .ifPresent(
            content ->
                content
                    .members()
                    .forEach(
                        (type, medium) -> {
                          if (type.equals(PROBLEM)) {
                            all.add(problems(answer));
                          } else {
                            Optional<Node> schema = medium.unfollowed("schema");
                            all.add(
                                type.equals("application/json")
                                    ? form(schema.orElseThrow())
                                    : "`" + type + "`");
                          }
                        }));
    return all.isEmpty() ? "nothing" : String.join(" or ", all);
  }

  private String problems(Node answer) {
    List<String> all = new ArrayList<>();
    answer
        .member("content")
        .flatMap(content -> content.member(PROBLEM))
        .ifPresent(
            problem -> ApiDocument.problems(problem).forEach(type -> all.add("`" + type + "`")));
    return String.join(", ", all);
  }

  private void object(String name, Node schema) {
    if (!schema.unfollowed("properties").isPresent() && !schema.unfollowed("oneOf").isPresent()) {
      return;
    }
    line("");
    line("### " + name);
    line("");
    line(said(schema, "description") + choices(schema));
    Optional<Node> properties = schema.unfollowed("properties");
    if (!properties.isPresent() || properties.get().namesOfMembers().isEmpty()) {
      return;
    }
    Node members = properties.get();
    List<String> required = schema.member("required").map(Node::words).orElse(List.of());
    line("");
    line("| member | | form | what |");
    line("|---|---|---|---|");
    for (String member : members.namesOfMembers()) {
      Node property = members.unfollowed(member).orElseThrow();
      line(
          row(
              "`" + member + "`",
              required.contains(member) ? "always" : "",
              form(property),
              said(property, "description").isEmpty()
                  ? said(property.followed(), "description")
                  : said(property, "description")));
    }
  }

  /** Of which forms one holds. */
  private String choices(Node schema) {
    List<String> all = new ArrayList<>();
    List<Object> sets = new ArrayList<>();
    for (int i = 0; i < schema.unfollowed("oneOf").map(it -> it.items().size()).orElse(0); i++) {
      Node one = schema.unfollowed("oneOf").get().unfollowedItem(i);
      one.unfollowed("required").ifPresent(it -> sets.add("`" + it.words().get(0) + "`"));
      one.reference().ifPresent(it -> all.add(form(one)));
    }
    String either =
        sets.isEmpty() ? "" : " One of " + sets.toString().replaceAll("[\\[\\]]", "") + ".";
    return all.isEmpty() ? either : " One of " + String.join(", ", all) + ".";
  }

  private void words() {
    line("");
    line("## Words");
    schemas()
        .forEach(
            (name, schema) -> {
              if (schema.unfollowed("enum").isPresent()) {
                line("");
                line("### " + name);
                line("");
                line(said(schema, "description") + " " + form(schema) + ".");
              }
            });
  }

  private void values() {
    line("");
    line("## Values");
    schemas()
        .forEach(
            (name, schema) -> {
              if (isValue(schema)) {
                line("");
                line("### " + name);
                line("");
                String what = said(schema, "description");
                line((what.isEmpty() ? "" : what + " ") + "Form: " + form(schema) + ".");
              }
            });
  }

  private static boolean isValue(Node schema) {
    String type = schema.unfollowed("type").map(Node::text).orElse("");
    return type.equals("string") || type.equals("integer");
  }

  private void examples() {
    line("");
    line("## Problems");
    line("");
    line("| type | status | for example |");
    line("|---|---|---|");
    document
        .root()
        .member("components")
        .flatMap(all -> all.member("examples"))
        .orElseThrow()
        .members()
        .forEach(
            (name, example) -> {
              Node value = example.member("value").orElseThrow();
              if (value.unfollowed("detail").isPresent()) {
                line(row("`" + name + "`", said(value, "status"), said(value, "detail")));
              }
            });
  }

  /** What a schema takes, in a few words. */
  private String form(Node schema) {
    Optional<String> reference = schema.reference();
    if (reference.isPresent()) {
      String name = reference.get().substring(reference.get().lastIndexOf('/') + 1);
      boolean shown = !schema.followed().pointer().endsWith("/Empty") && !name.equals("Nothing");
      return shown ? "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")" : "an empty object";
    }
    if (schema.unfollowed("const").isPresent()) {
      return "`" + schema.unfollowed("const").get().text() + "`";
    }
    if (schema.unfollowed("enum").isPresent()) {
      return "`" + String.join("`, `", schema.unfollowed("enum").get().words()) + "`";
    }
    for (String several : List.of("oneOf", "anyOf")) {
      if (schema.unfollowed(several).isPresent()) {
        List<String> all = new ArrayList<>();
        Node list = schema.unfollowed(several).get();
        for (int i = 0; i < list.items().size(); i++) {
          all.add(form(list.unfollowedItem(i)));
        }
        return String.join(" or ", all);
      }
    }
    Node type = schema.unfollowed("type").orElseThrow();
    if (type.value() instanceof List<?>) {
      return String.join(" or ", type.words());
    }
    String name = type.text();
    return name.equals("array")
        ? "list of " + form(schema.unfollowed("items").orElseThrow())
        : name + limits(schema);
  }

  private static String limits(Node schema) {
    StringBuilder limits = new StringBuilder();
    Optional<Node> least = schema.unfollowed("minimum");
    Optional<Node> most = schema.unfollowed("maximum");
    if (least.isPresent() && most.isPresent()) {
      limits.append(", ").append(least.get().text()).append(" to ").append(most.get().text());
    } else {
      least.ifPresent(it -> limits.append(", ").append(it.text()).append(" or more"));
    }
    Optional<Node> longest = schema.unfollowed("maxLength");
    Optional<Node> shortest = schema.unfollowed("minLength");
    longest.ifPresent(
        it ->
            limits
                .append(", ")
                .append(shortest.map(one -> one.text() + " to ").orElse("at most "))
                .append(it.text())
                .append(" characters"));
    schema
        .unfollowed("pattern")
        .ifPresent(it -> limits.append(", `").append(it.text()).append("`"));
    return limits.toString();
  }

  private static String said(Node node, String member) {
    return node.member(member).map(Node::text).orElse("").trim();
  }

  private static String row(String... cells) {
    List<String> escaped = new ArrayList<>();
    for (String cell : cells) {
      escaped.add(cell.replace("|", "\\|"));
    }
    return "| " + String.join(" | ", escaped) + " |";
  }

  private void both(String first, String second) {
    line(first);
    line(second);
  }

  private void line(String text) {
    page.append(text).append('\n');
  }
}
