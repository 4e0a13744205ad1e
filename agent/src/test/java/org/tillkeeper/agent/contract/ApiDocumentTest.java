package org.tillkeeper.agent.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * That the document is one of OpenAPI 3.1, and whole: nothing unnamed, unused or without example.
 */
class ApiDocumentTest {
  private final ApiDocument document = ApiDocument.load();

  /**
   * The form of any OpenAPI 3.1 document: spec.openapis.org/oas/3.1/schema/2022-10-07, Apache 2.0.
   */
  @Test
  void the_document_is_one_of_openapi_3_1() throws Exception {
    String form;
    try (InputStream in = getClass().getResourceAsStream("openapi-3.1-schema.json")) {
      form = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    assertEquals(
        List.of(),
        registry
            .getSchema(form)
            .validate(Schemas.written(document.root().value()), InputFormat.JSON));
    assertFalse(
        registry.getSchema(form).validate("{\"openapi\":\"3.1.0\"}", InputFormat.JSON).isEmpty());
  }

  /** Every schema of the document is one of JSON Schema 2020-12. */
  @Test
  void every_schema_is_one_of_json_schema() {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    com.networknt.schema.Schema form =
        registry.getSchema(
            com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    for (Node schema : allSchemas()) {
      assertEquals(
          List.of(),
          form.validate(Schemas.written(schema.value()), InputFormat.JSON),
          schema.pointer());
    }
  }

  private List<Node> allSchemas() {
    List<Node> all = new ArrayList<>();
    walk(
        document.root(),
        node -> {
          if (node.pointer().endsWith("/schema")
              || node.pointer().matches("/components/schemas/[A-Za-z]+")) {
            all.add(node);
          }
        });
    return all;
  }

  /** Each node as it stands, without following references. */
  private static void walk(Node node, java.util.function.Consumer<Node> visitor) {
    visitor.accept(node);
    if (node.value() instanceof Map<?, ?> members) {
      for (Object name : members.keySet()) {
        walk(node.unfollowed(name.toString()).orElseThrow(), visitor);
      }
    }
    if (node.value() instanceof List<?> items) {
      for (int i = 0; i < items.size(); i++) {
        walk(node.unfollowedItem(i), visitor);
      }
    }
  }

  @Test
  void every_reference_leads_somewhere_and_every_component_is_referred_to() {
    Set<String> referred = new TreeSet<>();
    Set<String> components = new TreeSet<>();
    walk(
        document.root(),
        node -> {
          node.reference().ifPresent(referred::add);
          node.followed();
          if (node.pointer().matches("/components/[^/]+/[^/]+")) {
            components.add(node.pointer());
          }
        });
    components.removeIf(one -> one.startsWith("/components/securitySchemes/"));
    assertEquals(components, referred);
  }

  @Test
  void every_schema_and_every_member_says_what_it_is() {
    List<String> silent = new ArrayList<>();
    document
        .root()
        .member("components")
        .flatMap(all -> all.member("schemas"))
        .orElseThrow()
        .members()
        .forEach(
            (name, schema) -> {
              if (!isDescribed(schema) && !schema.pointer().endsWith("/SixDigits")) {
                silent.add(name);
              }
              schema
                  .unfollowed("properties")
                  .map(Node::namesOfMembers)
                  .orElse(Collections.emptyList())
                  .forEach(
                      member -> {
                        Node property =
                            schema.unfollowed("properties").get().unfollowed(member).orElseThrow();
                        if (!isDescribed(property) && !isDescribed(property.followed())) {
                          silent.add(name + "." + member);
                        }
                      });
            });
    assertEquals(List.of(), silent);
  }

  private static boolean isDescribed(Node node) {
    return node.unfollowed("description").isPresent();
  }

  @Test
  void every_call_has_a_name_of_its_own_a_summary_and_its_path_parameters() {
    Set<String> names = new TreeSet<>();
    for (ApiDocument.Operation call : document.operations()) {
      assertTrue(names.add(call.node().member("operationId").orElseThrow().text()), call.path());
      assertTrue(call.node().member("summary").orElseThrow().text().endsWith("."), call.path());
      assertTrue(call.answers().containsKey("default"), call.path());
      List<String> declared = new ArrayList<>();
      call.parameters("path")
          .forEach(one -> declared.add("{" + one.member("name").orElseThrow().text() + "}"));
      List<String> used = new ArrayList<>();
      java.util.regex.Matcher inPath =
          java.util.regex.Pattern.compile("\\{[a-z]+}").matcher(call.path());
      while (inPath.find()) {
        used.add(inPath.group());
      }
      assertEquals(used, declared, call.path());
    }
  }

  @Test
  void every_example_is_as_its_schema_has_it() {
    Schemas schemas = new Schemas(document);
    List<String> faults = new ArrayList<>();
    int[] seen = {0};
    walk(
        document.root(),
        node -> {
          if (!node.unfollowed("schema").isPresent()) {
            return;
          }
          Node schema = node.unfollowed("schema").get();
          List<Node> examples = new ArrayList<>();
          node.unfollowed("example").ifPresent(examples::add);
          node.member("examples")
              .ifPresent(
                  all ->
                      all.members()
                          .values()
                          .forEach(one -> examples.add(one.member("value").get())));
          for (Node example : examples) {
            seen[0]++;
            faults.addAll(
                schemas.faults(schema, Schemas.written(example.value()), example.pointer()));
          }
        });
    assertEquals(List.of(), faults);
    assertTrue(seen[0] > 170, "examples: " + seen[0]);
  }

  @Test
  void every_body_has_an_example() {
    List<String> without = new ArrayList<>();
    walk(
        document.root(),
        node -> {
          boolean json = node.pointer().matches(".*/content/application~1[^/]*json");
          if (json
              && !node.unfollowed("example").isPresent()
              && !node.unfollowed("examples").isPresent()) {
            without.add(node.pointer());
          }
        });
    assertEquals(List.of(), without);
  }

  /** The words of a refusal are listed in its schema, and each has an example of its name. */
  @Test
  void every_problem_that_is_listed_is_shown() {
    int problems = 0;
    for (ApiDocument.Operation call : document.operations()) {
      for (Map.Entry<String, Node> answer : call.answers().entrySet()) {
        Node content = answer.getValue().member("content").orElse(document.root());
        Node problem = content.member("application/problem+json").orElse(document.root());
        if (problem.unfollowed("schema").isPresent()) {
          String where = call.routed() + " " + answer.getKey();
          List<String> shown = new ArrayList<>(problem.member("examples").get().members().keySet());
          assertEquals(ApiDocument.problems(problem), shown, where);
          for (String type : shown) {
            Node value = document.part("examples", type).member("value").orElseThrow();
            assertEquals(type, value.member("type").orElseThrow().text(), where);
            boolean fits =
                answer.getKey().equals("default")
                    || answer.getKey().equals(value.member("status").orElseThrow().text());
            assertTrue(fits, where + " " + type);
            problems++;
          }
        }
      }
    }
    assertTrue(problems > 300, "problems: " + problems);
  }
}
