package org.tillkeeper.agent.contract;

import com.fasterxml.jackson.jr.ob.JSON;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;

/** The schemas of the document, read once each. Safe for any thread. */
final class Schemas {
  private static final String BASE = "https://tillkeeper.invalid/openapi";

  private final SchemaRegistry registry;
  private final Map<String, Schema> read = new ConcurrentHashMap<>();

  Schemas(ApiDocument document) {
    String text = written(closed(document.root().value()));
    registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(BASE, text)));
  }

  /** What a JSON text has that its schema does not allow. */
  List<String> faults(Node schema, String json, String what) {
    Schema form =
        read.computeIfAbsent(
            schema.pointer(), at -> registry.getSchema(SchemaLocation.of(BASE + "#" + at)));
    List<String> faults = new ArrayList<>();
    try {
      form.validate(json, InputFormat.JSON)
          .forEach(error -> faults.add(what + " " + error.getInstanceLocation() + ": " + error));
    } catch (JacksonException e) {
      faults.add(what + " is not JSON: " + e.getOriginalMessage());
    }
    return faults;
  }

  /**
   * The document with every object closed that it leaves open to what a later version adds: this
   * version adds nothing that is not in it.
   */
  private static Object closed(Object value) {
    if (value instanceof List<?> items) {
      List<Object> all = new ArrayList<>();
      items.forEach(item -> all.add(closed(item)));
      return all;
    }
    if (!(value instanceof Map<?, ?> members)) {
      return value;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    members.forEach((name, member) -> all.put(name.toString(), closed(member)));
    boolean isObject = "object".equals(all.get("type")) && all.get("properties") instanceof Map;
    if (isObject && !all.containsKey("additionalProperties")) {
      all.put("unevaluatedProperties", false);
    }
    return all;
  }

  static String written(Object value) {
    try {
      return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, Object> parsed(String json) {
    try {
      return JSON.std.mapFrom(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
