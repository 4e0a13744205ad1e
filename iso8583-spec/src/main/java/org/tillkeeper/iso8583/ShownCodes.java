package org.tillkeeper.iso8583;

import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * What response codes say of a code that the terminal shows and a customer scans.
 *
 * @param issued codes by which the answer to {@link Kind#SHOW_CODE} brings one
 * @param inquiries what the answer to {@link Kind#CODE_INQUIRY} says, by code
 * @param closings what the answer to {@link Kind#CODE_CLOSE} says, by code
 */
record ShownCodes(
    Set<String> issued, Map<String, CodeMeaning> inquiries, Map<String, CodeMeaning> closings) {
  /** Of an acquirer that gives none. */
  static final ShownCodes NONE =
      new ShownCodes(Collections.emptySet(), Collections.emptyMap(), Collections.emptyMap());
}
