package org.tillkeeper.iso8583;

import java.util.Map;
import java.util.Optional;

/**
 * The fields of the standards, in a dialect's coding. A host may send a field that its dialect's
 * table lacks. How long that is follows from the standard that the MTI names: 0 is 1987, 1 is 1993.
 */
final class StandardFields {
  private final Coding coding;

  StandardFields(Coding coding) {
    this.coding = coding;
  }

  /** A field of the standard; empty if it has none of that number. */
  Optional<Field> field(String mti, int number) {
    String format = formats(mti).get(number);
    return format == null
        ? Optional.empty()
        : Optional.of(Field.of(number, "of the standard", format, coding));
  }

  private static Map<Integer, String> formats(String mti) {
    return switch (mti.charAt(0)) {
      case '0' -> Shipped.formats("iso1987-ascii");
      case '1' -> Shipped.formats("iso1993-binary");
      default -> Map.of();
    };
  }
}
