package org.tillkeeper.agent.contract;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether exchanges keep to the till API's document. Of every answer its status, media type,
 * headers and body are looked at, and a member that the document does not have is a fault. A
 * request is looked at where it was taken (2xx). Safe for any thread.
 */
public final class ApiContract {
  private static final ApiContract AGENTS = new ApiContract(ApiDocument.load());

  private static final String PROBLEM = "application/problem+json";
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

  private final ApiDocument document;
  private final Schemas schemas;

  ApiContract(ApiDocument document) {
    this.document = document;
    schemas = new Schemas(document);
    // The first look takes a second, in which a server would close an idle connection of a test.
    schemas.faults(document.schema("Payment"), "{}", "");
    schemas.faults(document.schema("Problem"), "{}", "");
  }

  /** That of the agent. */
  public static ApiContract ofAgent() {
    return AGENTS;
  }

  /**
   * Checks one exchange.
   *
   * @throws AssertionError saying what is not as the document has it
   */
  public void check(Exchange exchange) {
    List<String> faults = faults(exchange);
    if (!faults.isEmpty()) {
      throw new AssertionError(
          exchange + " and openapi.yaml differ:\n  " + String.join("\n  ", faults));
    }
  }

  /**
   * Checks an event of the stream.
   *
   * @param name as in its line {@code event:}
   * @throws AssertionError saying what is not as the document has it
   */
  public void checkEvent(String name, String data) {
    Node schema =
        document
            .operation("GET", "/v1/events")
            .flatMap(call -> call.node().member("x-event-data"))
            .flatMap(events -> events.member(name))
            .orElseThrow(() -> new AssertionError("openapi.yaml has no event " + name));
    List<String> faults = schemas.faults(schema, data, "event " + name);
    if (!faults.isEmpty()) {
      throw new AssertionError("openapi.yaml differs:\n  " + String.join("\n  ", faults));
    }
  }

  /** What is not as the document has it; empty if all is. */
  List<String> faults(Exchange exchange) {
    Exchange.Request asked = exchange.request();
    Optional<ApiDocument.Operation> call = document.operation(asked.method(), asked.path());
    if (isPreflight(asked) && exchange.answer().status() < 400) {
      return preflight(exchange.answer());
    }
    if (!call.isPresent()) {
      return unknown(exchange);
    }
    List<String> faults = new ArrayList<>(answer(call.get(), exchange));
    if (exchange.answer().status() / 100 == 2) {
      faults.addAll(request(call.get(), asked));
    }
    return faults;
  }

  private static boolean isPreflight(Exchange.Request asked) {
    return asked.method().equals("OPTIONS")
        && asked.headers().containsKey("Origin")
        && asked.headers().containsKey("Access-Control-Request-Method");
  }

  /** What a browser is told beforehand: no more of its permissions than the document has. */
  private List<String> preflight(Exchange.Answer answer) {
    Optional<Node> form =
        document
            .root()
            .member("x-preflight")
            .flatMap(it -> it.member("responses"))
            .flatMap(all -> all.member(String.valueOf(answer.status())));
    if (!form.isPresent()) {
      return List.of("status " + answer.status() + " of a preflight is not listed");
    }
    List<String> faults = new ArrayList<>(headers(form.get(), answer));
    List<String> listed = form.get().member("headers").orElseThrow().namesOfMembers();
    for (String name : answer.headers().keySet()) {
      if (name.toLowerCase(Locale.ROOT).startsWith("access-control-")
          && listed.stream().noneMatch(name::equalsIgnoreCase)) {
        faults.add("header " + name + " is not listed");
      }
    }
    if (!answer.body().isEmpty()) {
      faults.add("a preflight was answered with a body");
    }
    return faults;
  }

  /** A call that is not there is refused, and in the form of any refusal. */
  private List<String> unknown(Exchange exchange) {
    if (exchange.answer().status() < 400) {
      return List.of("there is no such call in the document, and it was taken");
    }
    return exchange.answer().body().isEmpty()
        ? List.of()
        : schemas.faults(document.schema("Problem"), exchange.answer().body(), "answer");
  }

  private List<String> answer(ApiDocument.Operation call, Exchange exchange) {
    Exchange.Answer answer = exchange.answer();
    Map<String, Node> listed = call.answers();
    Node form = listed.get(String.valueOf(answer.status()));
    if (form == null && answer.status() >= 400) {
      form = listed.get("default");
    }
    if (form == null) {
      return List.of("status " + answer.status() + " is not listed");
    }
    List<String> faults = new ArrayList<>(headers(form, answer));
    boolean bodyLeftOut = exchange.request().method().equals("HEAD") || answer.body().isEmpty();
    Optional<Node> content = form.member("content");
    if (!content.isPresent()) {
      if (!bodyLeftOut) {
        faults.add("a body came with status " + answer.status() + ", and none is listed");
      }
      return faults;
    }
    String type = answer.mediaType().orElse("no media type");
    Optional<Node> medium = content.get().member(type);
    if (!medium.isPresent()) {
      faults.add(type + " with status " + answer.status() + " is not listed");
      return faults;
    }
    Optional<Node> schema = medium.get().unfollowed("schema");
    if (type.endsWith("json") && !bodyLeftOut && schema.isPresent()) {
      faults.addAll(schemas.faults(schema.get(), answer.body(), "answer"));
      faults.addAll(status(type, answer));
    }
    return faults;
  }

  private static List<String> status(String type, Exchange.Answer answer) {
    boolean told =
        !type.equals(PROBLEM)
            || Integer.valueOf(answer.status()).equals(Schemas.parsed(answer.body()).get("status"));
    return told ? List.of() : List.of("the problem tells another status than " + answer.status());
  }

  private List<String> headers(Node form, Exchange.Answer answer) {
    List<String> faults = new ArrayList<>();
    Map<String, Node> listed = form.member("headers").map(Node::members).orElse(Map.of());
    listed.forEach(
        (name, header) -> {
          Optional<String> value = Exchange.first(answer.headers(), name);
          if (value.isPresent()) {
            faults.addAll(value(header, value.get(), "header " + name));
          } else if (isRequired(header)) {
            faults.add("header " + name + " is missing");
          }
        });
    return faults;
  }

  private List<String> request(ApiDocument.Operation call, Exchange.Request asked) {
    List<String> faults = new ArrayList<>();
    List<Node> parameters = call.parameters("query");
    // A page passes over whatever stands there, also what cannot be decoded.
    boolean anything = parameters.stream().anyMatch(one -> type(one).equals("object"));
    Map<String, String> query = anything ? new LinkedHashMap<>() : query(asked.query());
    for (Node parameter : parameters) {
      String name = parameter.member("name").orElseThrow().text();
      String value = query.remove(name);
      boolean mayBeEmpty =
          parameter.member("allowEmptyValue").filter(it -> it.value().equals(true)).isPresent();
      if (value != null && !(value.isEmpty() && mayBeEmpty)) {
        faults.addAll(value(parameter, value, "parameter " + name));
      }
    }
    query
        .keySet()
        .forEach(name -> faults.add("parameter " + name + " was taken, and is not listed"));
    for (Node parameter : call.parameters("header")) {
      String name = parameter.member("name").orElseThrow().text();
      Optional<String> value = Exchange.first(asked.headers(), name);
      if (value.isPresent()) {
        faults.addAll(value(parameter, value.get(), "header " + name));
      } else if (isRequired(parameter)) {
        faults.add("a call without header " + name + " was taken");
      }
    }
    Optional<Node> body = call.node().member("requestBody");
    if (asked.body().isEmpty()) {
      if (body.filter(ApiContract::isRequired).isPresent()) {
        faults.add("a call without body was taken");
      }
    } else if (body.isPresent() && isOfAnotherMedium(body.get(), asked)) {
      return faults; // a picture has no schema
    } else if (body.isPresent()) {
      Node schema =
          body.get()
              .member("content")
              .flatMap(content -> content.member("application/json"))
              .flatMap(medium -> medium.unfollowed("schema"))
              .orElseThrow();
      faults.addAll(schemas.faults(schema, withoutMark(asked.body()), "request"));
    }
    return faults;
  }

  /** Whether the body says that it is no JSON, and the call lists what it says that it is. */
  private static boolean isOfAnotherMedium(Node body, Exchange.Request asked) {
    String medium = Exchange.first(asked.headers(), "Content-Type").orElse("").split(";", -1)[0];
    return !medium.isEmpty()
        && !medium.equals("application/json")
        && body.member("content").flatMap(content -> content.member(medium)).isPresent();
  }

  /** A byte order mark before the JSON says nothing (RFC 8259, 8.1), and the agent takes one. */
  private static String withoutMark(String body) {
    return body.startsWith("\uFEFF") ? body.substring(1) : body;
  }

  private static boolean isRequired(Node parameter) {
    return parameter.member("required").filter(it -> it.value().equals(true)).isPresent();
  }

  /** A text as what its schema takes: a number is written as one. */
  private List<String> value(Node parameter, String text, String what) {
    Node schema = parameter.unfollowed("schema").orElseThrow();
    boolean number = type(parameter).equals("integer") && WHOLE.matcher(text).matches();
    return schemas.faults(schema, Schemas.written(number ? Long.valueOf(text) : text), what);
  }

  private static Object type(Node parameter) {
    return parameter
        .member("schema")
        .flatMap(schema -> schema.unfollowed("type"))
        .map(Node::value)
        .orElse("string");
  }

  private static Map<String, String> query(String query) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String part : query.split("[&;]")) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : part.substring(equals + 1);
      if (!name.isEmpty()) {
        all.put(decoded(name), decoded(value));
      }
    }
    return all;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
