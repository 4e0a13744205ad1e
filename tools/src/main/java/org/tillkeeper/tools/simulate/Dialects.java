package org.tillkeeper.tools.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.tillkeeper.iso8583.Dialect;

/** The dialects that a run may speak. */
final class Dialects {
  static final String UNIONPAY = "unionpay-pos";

  /** The example of a dialect with codes that customers scan: UnionPay POS with three messages. */
  static final String SHOWN_CODES = "shown-codes";

  private Dialects() {}

  static Dialect named(String name) {
    if (!name.equals(SHOWN_CODES)) {
      return Dialect.named(name);
    }
    String file = SHOWN_CODES + ".yaml";
    try (InputStream yaml = Dialects.class.getResourceAsStream(file)) {
      return Dialect.read(new String(yaml.readAllBytes(), StandardCharsets.UTF_8), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a dialect is UnionPay POS, or the copy of it that shows codes. */
  static boolean isUnionPay(Dialect dialect) {
    return isUnionPay(dialect.name());
  }

  /** The same by its name. */
  static boolean isUnionPay(String dialect) {
    return dialect.equals(UNIONPAY) || dialect.equals(SHOWN_CODES);
  }
}
