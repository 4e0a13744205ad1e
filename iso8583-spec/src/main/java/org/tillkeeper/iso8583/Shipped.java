package org.tillkeeper.iso8583;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The dialect files in the jar. Each is read once. They are the module's only input. */
final class Shipped {
  private static final String UNIONPAY = "unionpay-pos";
  static final List<String> NAMES = List.of(UNIONPAY, "iso1987-ascii", "iso1993-binary");
  private static final Map<String, Dialect> READ = new HashMap<>();
  private static final Map<String, Map<Integer, String>> FORMATS = new HashMap<>();

  private static Section unionPay;

  private Shipped() {}

  static synchronized Dialect dialect(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "no dialect is named '" + name + "'; allowed: " + String.join(", ", NAMES));
    }
    String file = name + ".yaml";
    return READ.computeIfAbsent(name, missing -> Dialect.read(text(file), file));
  }

  /** The whole file of {@code unionpay-pos}. Parts of it stand where an older file has none. */
  static synchronized Section unionPay() {
    if (unionPay == null) {
      unionPay = Section.parse(text(UNIONPAY + ".yaml"), UNIONPAY + ".yaml");
    }
    return unionPay;
  }

  /** The formats of a shipped dialect's fields, by number, for example {@code n LL 19}. */
  static synchronized Map<Integer, String> formats(String name) {
    return FORMATS.computeIfAbsent(
        name,
        missing -> {
          String file = name + ".yaml";
          Section fields = Section.parse(text(file), file).section("fields");
          Map<Integer, String> formats = new HashMap<>();
          for (String number : fields.keys()) {
            formats.put(Section.wholeNumber(number), fields.section(number).text("format"));
          }
          return Collections.unmodifiableMap(formats);
        });
  }

  private static String text(String file) {
    StringBuilder text = new StringBuilder();
    try (InputStream in = Shipped.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing from the jar");
      }
      Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
      char[] part = new char[4096];
      for (int read = reader.read(part); read >= 0; read = reader.read(part)) {
        text.append(part, 0, read);
      }
    } catch (IOException e) {
      throw new IllegalStateException(file + " in the jar cannot be read", e);
    }
    return text.toString();
  }
}
