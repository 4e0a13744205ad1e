package org.tillkeeper.iso8583;

import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * What one kind of message carries of a chip's data.
 *
 * @param tags those that it carries; none: all
 * @param set what it says in place of the chip, value by tag
 */
record ChipRule(Set<String> tags, Map<String, String> set) {
  static final ChipRule ALL = new ChipRule(Collections.emptySet(), Collections.emptyMap());

  /** The data as the message carries them, upper-case hex. */
  String of(String hex) {
    String kept = tags.isEmpty() ? hex : ChipData.only(hex, tags);
    for (Map.Entry<String, String> entry : set.entrySet()) {
      kept = ChipData.with(kept, entry.getKey(), entry.getValue());
    }
    return kept;
  }
}
